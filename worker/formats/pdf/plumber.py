"""PDF documents with their text by pdfplumber: the second engine, some twenty times slower than the first.

It parses a PDF on its own, in Python, and so reads some pages that pdfium cannot, and the other way round. Everything
but the words is the first engine's: page count and size, images, pictures, tables, limits.
"""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pdfplumber
import pypdfium2
from numpy.typing import NDArray
from pdfplumber.page import Page as PlumbedPage

from shared.errors import Corrupt, TooManyWords
from shared.settings import settings
from worker.formats.pdf.file_features import FileFeatures
from worker.formats.pdf.source import PdfPage, PdfSource
from worker.formats.pdf.text_layer import WordsFound, are_tiny
from worker.formats.plausibility import is_plausible
from worker.layout.normalize import normalize
from worker.layout.words import PlacedWords

MIN_SPACE = 0.15
"""Gap between letters, in sizes of the type, that separates words. An absolute one fits one size of type only."""


class PlumberSource(PdfSource):
    """An open PDF whose words pdfplumber finds."""

    def __init__(self, data: bytes | Path, password: str | None = None) -> None:
        super().__init__(data, password)
        try:
            file = io.BytesIO(self._data) if isinstance(self._data, bytes) else self._data
            self._plumber = pdfplumber.open(file, password=self._password)
        except Exception as error:
            super().close()
            raise Corrupt from error

    def close(self) -> None:
        """See `DocumentSource`."""
        if hasattr(self, "_plumber"):
            self._plumber.close()
        super().close()

    def _open(self, number: int) -> "PlumberPage":
        return PlumberPage(self._document, self._plumber, number, self._features)


class PlumberPage(PdfPage):
    """A page whose words pdfplumber finds."""

    def __init__(
        self, document: pypdfium2.PdfDocument, plumber: pdfplumber.PDF, number: int, features: FileFeatures
    ) -> None:
        super().__init__(document, number, features)
        self._plumber = plumber

    def _find_words(self) -> WordsFound | None:
        # pdfium counts the characters first: pdfminer keeps an object of a kilobyte for each. It knows what is hidden.
        shown = super()._find_words()
        if shown is None:
            return None
        try:
            page = self._plumber.pages[self.number - 1]
            found = page.dedupe_chars().extract_words(use_text_flow=True, x_tolerance_ratio=MIN_SPACE)
            placed = _placed(page, found)
            page.close()
        except (Exception, RecursionError) as error:
            # pdfminer raises whatever a damaged file leads it to.
            raise Corrupt("The page's text is damaged and could not be read.") from error
        if len(placed) > settings().max_page_words:
            raise TooManyWords
        placed = placed.where(~_are_hidden(placed, shown)) if len(shown.hidden) else placed
        if not len(placed):
            return shown._replace(words=placed)
        if shown.words.unreliable.any():
            placed = replace(placed, unreliable=_are_among(placed, shown.words.where(shown.words.unreliable)))
        codes = np.array([ord(character) for character in " ".join(placed.texts)], np.uint32)
        return shown._replace(words=placed, are_plausible=is_plausible(codes))


def _are_hidden(words: PlacedWords, shown: WordsFound) -> NDArray[np.bool_]:
    """Whether each word is where pdfium found hidden characters and no word that is shown."""
    middles = (words.boxes[:, :2] + words.boxes[:, 2:]) / 2
    hidden = (shown.hidden[:, :2] + shown.hidden[:, 2:]) / 2
    return np.array(
        [
            bool(_inside(hidden, box).any()) and not bool(_inside(middle, shown.words.boxes).any())
            for box, middle in zip(words.boxes, middles, strict=True)
        ],
        bool,
    )


def _are_among(words: PlacedWords, others: PlacedWords) -> NDArray[np.bool_]:
    """Whether each word is where one of the others is."""
    middles = (words.boxes[:, :2] + words.boxes[:, 2:]) / 2
    return np.array([bool(_inside(middle, others.boxes).any()) for middle in middles], bool)


def _inside(points: NDArray[np.float64], boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether points are in boxes, one of many or many of one."""
    found = ((points >= boxes[..., :2]) & (points <= boxes[..., 2:])).all(axis=-1)
    return np.asarray(found, np.bool_)


def _placed(page: PlumbedPage, found: list[dict[str, float | str]]) -> PlacedWords:
    """pdfplumber's words in fractions of what is shown of the page, a new line wherever one is not beside the last."""
    left, top, right, bottom = (float(edge) for edge in _shown(page))
    width, height = (right - left) or 1.0, (bottom - top) or 1.0
    texts = [normalize(str(word["text"])) for word in found]
    edges = np.array([[float(word[k]) for k in ("x0", "top", "x1", "bottom")] for word in found]).reshape(-1, 4)
    boxes = (edges - (left, top, left, top)) / (width, height, width, height)
    middles = (edges[:, 1] + edges[:, 3]) / 2
    heights = edges[:, 3] - edges[:, 1]
    breaks = np.abs(np.diff(middles)) > 0.5 * np.minimum(heights[1:], heights[:-1])
    tiny = are_tiny(edges[:, 2] - edges[:, 0], heights, np.fromiter(map(len, texts), np.int64, len(texts)))
    words = PlacedWords.own(texts, np.clip(boxes, 0, 1), np.concatenate(([0], np.cumsum(breaks))).astype(np.int64))
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    return words.where(
        (x >= 0) & (x <= 1) & (y >= 0) & (y <= 1) & ~tiny & np.fromiter(map(bool, texts), bool, len(texts))
    )


def _shown(page: PlumbedPage) -> tuple[float, float, float, float]:
    """The part of the media box that the crop box leaves."""
    media, crop = page.mediabox, page.cropbox
    return max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])
