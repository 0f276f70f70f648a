"""PDF documents, by pdfium.

pdfium keeps global state and is not thread-safe: one thread of a process works with it.
"""

import ctypes
from functools import cached_property
from pathlib import Path
from typing import NoReturn

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from shared.errors import Corrupt, Encrypted, NoPages, TooManyPages, WrongPassword
from shared.models.page import Box
from shared.settings import settings
from worker.formats.page_source import WHOLE, TextLayer
from worker.formats.pdf.annotations import annotations_of, warnings_of_document
from worker.formats.pdf.doubtful_text import doubtful_text
from worker.formats.pdf.drawing import Drawing, draw
from worker.formats.pdf.fields import fields_of, with_fields
from worker.formats.pdf.file_features import FileFeatures, file_features
from worker.formats.pdf.objects import PageObjects, page_objects
from worker.formats.pdf.outlines import outlined_text
from worker.formats.pdf.page_space import PageSpace
from worker.formats.pdf.passwords import spellings
from worker.formats.pdf.rebuilding import has_end, rebuilt
from worker.formats.pdf.resolution import resolution_of
from worker.formats.pdf.text_layer import NO_WORDS, WordsFound, find_words
from worker.formats.pdf.visibility import Doubts
from worker.layout.spaced_letters import join_spaced

LOST = "The file ends too early or is damaged, and what the page showed is not in it; send it again from its source."

MIN_PICTURE = 0.005
"""Share of the page below which a picture is taken for an ornament."""

MIN_ORNAMENT = 0.001
"""Share of the page below which such a picture shows no word that can be read."""


class PdfSource:
    """An open PDF. It keeps the page that was asked for last."""

    def __init__(self, data: bytes | Path, password: str | None = None) -> None:
        self._page: PdfPage | None = None
        self._password = password
        try:
            self._document = self._opened(data)
            self._data, self._is_damaged = data, not has_end(data)
        except pypdfium2.PdfiumError as error:
            again = None if error.err_code == pdfium.FPDF_ERR_PASSWORD else rebuilt(data)
            if again is None:
                _refuse(error, password)
            self._data, self._is_damaged = again, True
            self._document = self._reopened(again)
        try:
            # Fields without an appearance of their own get one here; it must be before the first page is loaded.
            self._document.init_forms()
            count = len(self._document)
        except pypdfium2.PdfiumError:
            count = len(self._document)
        if count == 0:
            self.close()
            raise NoPages
        if count > settings().max_pages:
            self.close()
            raise TooManyPages
        self.page_count = count
        self._features = file_features(self._data, self._password)
        self.warnings = warnings_of_document(self._document)
        if self._features.has_associated_files:
            self.warnings |= {"embedded-files"}
        if self._is_damaged:
            self.warnings |= {"damaged-file"}

    def page(self, number: int) -> "PdfPage":
        """See `DocumentSource`."""
        if self._page is None or self._page.number != number:
            self._drop_page()
            self._page = self._open(number)
            if self._is_damaged and self._page.is_empty:
                self._drop_page()
                raise Corrupt(LOST)
        return self._page

    def close(self) -> None:
        """See `DocumentSource`."""
        self._drop_page()
        self._document.close()

    def _opened(self, data: bytes | Path) -> pypdfium2.PdfDocument:
        """The document, by its password, which may be another file's: one that opens without needs none."""
        for spelling in [] if self._password is None else spellings(self._password):
            try:
                return pypdfium2.PdfDocument(data, password=spelling)
            except pypdfium2.PdfiumError as error:
                if error.err_code != pdfium.FPDF_ERR_PASSWORD:
                    raise
        document = pypdfium2.PdfDocument(data)
        self._password = None
        return document

    def _reopened(self, data: bytes) -> pypdfium2.PdfDocument:
        try:
            return self._opened(data)
        except pypdfium2.PdfiumError as error:
            raise Corrupt from error

    def _open(self, number: int) -> "PdfPage":
        return PdfPage(self._document, number, self._features)

    def _drop_page(self) -> None:
        if self._page is not None:
            self._page.close()
            self._page = None


class PdfPage:
    """A page of an open PDF."""

    def __init__(self, document: pypdfium2.PdfDocument, number: int, features: FileFeatures) -> None:
        self.number = number
        self._features = features
        self._unit = features.units.get(number, 1.0)
        self._has_fields = document.formenv is not None
        try:
            page = document[number - 1]
            self._annotations = annotations_of(page, features.hidden_annotations.get(number, frozenset()))
            self._fields = fields_of(document, page) if self._annotations.show_text else []
            self._page = _flattened(document, page, number) if self._annotations.show_text else page
        except pypdfium2.PdfiumError as error:
            raise Corrupt("The page is damaged and could not be read.") from error
        self.warnings = self._annotations.warnings
        self._hidden = np.zeros((0, 4))

    def close(self) -> None:
        """Free the page."""
        self._page.close()

    @cached_property
    def size(self) -> tuple[float, float]:
        """See `PageSource`."""
        width, height = self._page.get_size()
        if not (0 < width < float("inf") and 0 < height < float("inf")):
            raise Corrupt("The page has no size.")
        return width * self._unit, height * self._unit

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is drawn on the page."""
        return int(pdfium.FPDFPage_CountObjects(self._page)) <= 0

    def text_layer(self) -> TextLayer | None:
        """See `PageSource`: only the text that the page shows, and text that OCR laid over a scan."""
        found = self._find_words()
        if found is not None and found.hides_text:
            self.warnings |= {"hidden-text"}
            self._hidden = found.hidden
        words = NO_WORDS if found is None else found.words
        if self._fields:
            edges = np.array([field.edges for field in self._fields], np.float64)
            words = with_fields(words, self._fields, self._space.shown(edges))
        if not len(words):
            return None
        words = join_spaced(words, self.ruled_lines, self.size)
        plausible = found is None or found.are_plausible
        return TextLayer(words, is_plausible=plausible, is_hidden=self._objects.text_is_hidden)

    def ruled_lines(self) -> NDArray[np.float64]:
        """See `PageSource`."""
        return self._space.shown(self._objects.ruled_lines)

    def pictures(self) -> list[Box]:
        """See `PageSource`: pictures that are no mere ornaments, text drawn as paths, and what is drawn over by text.

        The last is hidden text, once that was asked for: a page may show by other means what it says, too.
        """
        pictures = [box for box in self._drawn_pictures if _area(box) >= MIN_PICTURE]
        return pictures + self._boxes(outlined_text(self._objects.shapes)) + _around_lines(self._hidden)

    def ornaments(self) -> list[Box]:
        """See `HasOrnaments`."""
        return [box for box in self._drawn_pictures if MIN_ORNAMENT <= _area(box) < MIN_PICTURE]

    @cached_property
    def _drawn_pictures(self) -> list[Box]:
        return self._boxes(self._objects.pictures)

    def _boxes(self, edges: NDArray[np.float64]) -> list[Box]:
        """What is on the page of boxes, rows of left, top, right, bottom in its own units."""
        return _boxes(self._space.shown(edges).clip(0, 1)) if len(edges) else []

    def resolution(self) -> float | None:
        """See `PageSource`."""
        width, height = self._page.get_size()
        finest = resolution_of(self._objects.groups, width * height)
        return None if finest is None else finest / self._unit

    def image(self, dpi: float, within: Box = WHOLE) -> NDArray[np.uint8]:
        """See `PageSource`; annotations and form fields are drawn, too."""
        return self._drawing(dpi, within).on_paper()

    def _drawing(self, dpi: float, box: Box) -> Drawing:
        size, unit = self.size, self._unit
        return draw(self._page, (size[0] / unit, size[1] / unit), dpi * unit, box, has_fields=self._has_fields)

    def _find_words(self) -> WordsFound | None:
        return find_words(self._page, self._space, self._doubts(), self._drawing, self._features.honest_fonts)

    def _doubts(self) -> Doubts:
        """The text that the page may not show."""
        objects = self._objects
        if not objects.are_complete:
            return Doubts(None, objects.invisible, objects.texts)
        doubtful = doubtful_text(
            objects.groups,
            self._annotations.covering,
            has_layers=self._features.may_have_layers,
            has_own_colors=self._features.has_glyphs_of_their_own_color,
        )
        return Doubts(doubtful, objects.invisible, objects.texts)

    @cached_property
    def _space(self) -> PageSpace:
        return PageSpace(self._page)

    @cached_property
    def _objects(self) -> PageObjects:
        return page_objects(ctypes.cast(self._page.raw, ctypes.c_void_p).value or 0)


def _boxes(rows: NDArray[np.float64]) -> list[Box]:
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in rows.tolist()]


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _around_lines(characters: NDArray[np.float64]) -> list[Box]:
    """The boxes around characters that follow each other on a level, and are on the page."""
    if not len(characters):
        return []
    at = np.clip(characters, 0, 1)
    at = at[(at[:, 2] > at[:, 0]) & (at[:, 3] > at[:, 1])]
    if not len(at):
        return []
    middles = (at[:, 1] + at[:, 3]) / 2
    first = np.flatnonzero(np.concatenate([[True], (middles[1:] < at[:-1, 1]) | (middles[1:] > at[:-1, 3])]))
    low, high = np.minimum.reduceat(at[:, :2], first), np.maximum.reduceat(at[:, 2:], first)
    return _boxes(np.concatenate([low, high], axis=1))


def _refuse(error: pypdfium2.PdfiumError, password: str | None) -> NoReturn:
    if error.err_code == pdfium.FPDF_ERR_PASSWORD:
        raise (WrongPassword if password else Encrypted) from error
    raise Corrupt from error


def _flattened(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, number: int) -> pypdfium2.PdfPage:
    """The page, with what fields and notes show made part of it, so that their text is extracted, too."""
    if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
        return page
    page.close()
    return document[number - 1]
