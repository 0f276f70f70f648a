"""PDF documents, by pdfium.

pdfium keeps global state and is not thread-safe: one thread of a process works with it.
"""

import ctypes
from itertools import repeat
from pathlib import Path
from typing import NoReturn

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from shared.errors import Corrupt, Encrypted, NoPages, TooManyPages, WrongPassword
from shared.models.page import Box, Page
from shared.settings import settings
from worker.extraction.plausibility import is_latin, oddity
from worker.formats.pdf.objects import Drawn, drawn
from worker.formats.pdf.text_layer import Place, text_layer
from worker.layout.reading_order.order import arrange
from worker.layout.words import PlacedWords

RASTER_PIXELS = 32_000_000
"""Most pixels of a drawn page: an A2 sheet at 200 dpi, 96 MB."""

MAX_ANNOTATIONS = 2000
"""Annotations beyond which a page's forms and notes are not read as text."""

MOSTLY = 0.5
"""Share of the page that a scan covers."""

MOST_ODDITY = 0.12
"""Share of odd words beyond which a text laid over a scan does not stand for it unseen."""

MOST_LATIN_ODDITY = 0.02
"""The same where every engine reads the script, and can tell whether the text is right."""

LEAST_PICTURE = 0.005
"""Share of the page below which a picture is taken for an ornament."""


class PdfSource:
    """An open PDF."""

    def __init__(self, data: bytes | Path, password: str | None = None) -> None:
        self._number = 0
        self._page: pypdfium2.PdfPage | None = None
        self._objects: Drawn | None = None
        try:
            self._document = pypdfium2.PdfDocument(data, password=password)
        except pypdfium2.PdfiumError as error:
            _refuse(error, password)
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
        self._has_fields = self._document.formenv is not None

    def close(self) -> None:
        """Free the document."""
        self._drop_page()
        self._document.close()

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of the page as shown, in points."""
        width, height = self._load(number).get_size()
        if not (0 < width < float("inf") and 0 < height < float("inf")):
            raise Corrupt("The page has no size.")
        return width, height

    def text(self, number: int, *, trusting: bool = False) -> Page | None:
        """The page from its text layer, None where there is none or it is not plausible."""
        width, height = self.size(number)
        words = self._words(number, trusting)
        if words is None or not (trusting or self._is_fit(number, words)):
            return None
        text, spans = arrange(words, width, height, self.rules(number))
        return Page(number, width, height, "text", text, spans)

    def image(self, number: int, dpi: float) -> NDArray[np.uint8]:
        """The page with its annotations and form fields, drawn at ``dpi`` or less where it would be too large."""
        width, height = self.size(number)
        page = self._load(number)
        most = min(RASTER_PIXELS, settings().max_page_pixels)
        scale = min(dpi / 72, (most / (width * height)) ** 0.5, most / max(width, height))
        try:
            bitmap = page.render(scale=scale, may_draw_forms=self._has_fields)
        except (pypdfium2.PdfiumError, ValueError, OverflowError) as error:
            raise Corrupt("The page could not be drawn.") from error
        try:
            drawn: NDArray[np.uint8] = bitmap.to_numpy()
            return np.repeat(drawn, 3, axis=2) if drawn.shape[2] == 1 else drawn[:, :, :3].copy()
        finally:
            bitmap.close()

    def pictures(self, number: int) -> list[Box]:
        """Places of the page's pictures that are not mere ornaments."""
        shown = np.clip(Place(self._load(number)).shown(self._drawn(number).pictures), 0, 1)
        sides = shown[:, 2:] - shown[:, :2]
        return [tuple(box) for box in shown[sides[:, 0] * sides[:, 1] >= LEAST_PICTURE].tolist()]

    def rules(self, number: int) -> NDArray[np.float64]:
        """See `Source`."""
        return Place(self._load(number)).shown(self._drawn(number).rules)

    # ---- words

    def _words(self, number: int, trusting: bool) -> PlacedWords | None:
        """The words of the page's text layer, None where there is none or its characters are not plausible."""
        return text_layer(self._load(number), trusting=trusting)

    def _is_fit(self, number: int, words: PlacedWords) -> bool:
        """Whether text laid invisibly over a scan was recognized well enough to stand for it."""
        if not self._drawn(number).hidden:
            return True
        covered = sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in self.pictures(number))
        most = MOST_LATIN_ODDITY if is_latin(words.texts) else MOST_ODDITY
        return covered < MOSTLY or oddity(words.texts) <= most

    # ---- pages

    def _drop_page(self) -> None:
        if self._page is not None:
            self._page.close()
            self._page = None
            self._objects = None
            self._number = 0

    def _load(self, number: int) -> pypdfium2.PdfPage:
        """The page, kept until another one is asked for."""
        if number != self._number or self._page is None:
            self._drop_page()
            try:
                self._page = self._document[number - 1]
                self._flatten(self._page, number)
            except pypdfium2.PdfiumError as error:
                raise Corrupt("The page is damaged and could not be read.") from error
            self._number = number
        return self._page

    def _flatten(self, page: pypdfium2.PdfPage, number: int) -> None:
        """Make what fields and notes show part of the page, so that it is read as text too."""
        count = pdfium.FPDFPage_GetAnnotCount(page)
        if not 0 < count <= MAX_ANNOTATIONS or not any(map(_shows_text, repeat(page), range(count))):
            return
        if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS:
            page.close()
            self._page = self._document[number - 1]

    def _drawn(self, number: int) -> Drawn:
        """What is drawn on the page besides its text, looked through once."""
        page = self._load(number)
        if self._objects is None:
            self._objects = drawn(ctypes.cast(page.raw, ctypes.c_void_p).value or 0)
        return self._objects


def _refuse(error: pypdfium2.PdfiumError, password: str | None) -> NoReturn:
    if error.err_code == pdfium.FPDF_ERR_PASSWORD:
        raise (WrongPassword if password else Encrypted) from error
    raise Corrupt from error


def _shows_text(page: pypdfium2.PdfPage, index: int) -> bool:
    """Whether the annotation is one whose appearance holds text of the document."""
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    if not annotation:
        return False
    subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
    pdfium.FPDFPage_CloseAnnot(annotation)
    return subtype in (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP)
