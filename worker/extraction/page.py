"""Reading one page: from its own text where that is good, by OCR elsewhere, and from both by region."""

import unicodedata
from collections.abc import Sequence
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.errors import OcrFailed, TooManyWords
from shared.models.document import OcrMode
from shared.models.page import Box, Page, Word, Words
from shared.settings import settings
from worker.extraction.plausibility import oddity
from worker.formats.page_source import Source
from worker.layout.reading_order.order import arrange
from worker.layout.words import PlacedLine, PlacedWord, PlacedWords


class Recognizer(Protocol):
    """Reads pictures of text: height x width x 3, blue, green, red. Boxes are in fractions of the picture."""

    def page(self, image: NDArray[np.uint8]) -> tuple[str, Words]:
        """The text of a whole page in reading order, however the page lies in the picture, and its words."""
        ...

    def lines(self, image: NDArray[np.uint8]) -> list[PlacedLine]:
        """The lines of a part of a page."""
        ...


LOOK_DPI = 72
"""Resolution at which pictures are looked at for writing."""

STRIP_WORDS = 40
"""Words of a strip across the page by which its text layer is judged."""

LEAST_WORDS = 8
"""Words of more than three letters that a judgement takes."""

CONFIRMED = 0.9
"""Share of them that OCR must read likewise."""


def digital_page(source: Source, number: int, mode: OcrMode) -> Page | None:
    """The page as far as it can be read without OCR, None where OCR has to look at it."""
    if mode == "force":
        return None
    page = source.text(number, trusting=mode == "off")
    if mode == "off":
        return page or _empty(source, number)
    if page is None:
        # A page with a picture is drawn by the worker that reads it, not twice.
        return None if source.pictures(number) or not _is_blank(source, number) else _empty(source, number)
    return None if _written_pictures(source, page) else page


def read_page(source: Source, number: int, mode: OcrMode, recognizer: Recognizer | None) -> Page:
    """The page, read as ``mode`` says; ``recognizer`` may be None where no page needs OCR."""
    page = digital_page(source, number, mode)
    if page is not None:
        return page
    if recognizer is None:
        raise OcrFailed("The page needs OCR, and no OCR engine is at hand.")
    image = source.image(number, settings().ocr_dpi)
    page = None if mode == "force" else source.text(number)
    if page is not None:
        return _mixed(source, page, image, recognizer)
    layer = None if mode == "force" else source.text(number, trusting=True)
    if layer is not None and _confirms(layer, image, recognizer):
        return layer
    text, words = recognizer.page(image)
    if layer is not None and _is_better(layer, text, words):
        return layer
    if len(words) > settings().max_page_words:
        raise TooManyWords
    return Page(number, *source.size(number), "ocr", text, words)


def _empty(source: Source, number: int) -> Page:
    return Page(number, *source.size(number), "text", "", Words())


def _is_blank(source: Source, number: int) -> bool:
    """Whether the page shows nothing at all."""
    image = source.image(number, LOOK_DPI)
    return int(image.max()) - int(image.min()) < 8


# ---- text layers of doubtful quality


def _confirms(layer: Page, image: NDArray[np.uint8], recognizer: Recognizer) -> bool:
    """Whether OCR reads in a strip of the page what the layer says there: a quarter of the time of the whole page."""
    across = sorted(layer.words, key=lambda word: word.box[1] + word.box[3])
    middle = max(0, len(across) - STRIP_WORDS) // 2
    strip = across[middle : middle + STRIP_WORDS]
    said = [text for word in strip if len(text := _folded(layer.text[word.start : word.end])) > 3]
    if len(said) < LEAST_WORDS:
        return False
    height = image.shape[0]
    margin = max(word.box[3] - word.box[1] for word in strip) / 2
    top, bottom = min(word.box[1] for word in strip) - margin, max(word.box[3] for word in strip) + margin
    part = np.ascontiguousarray(image[max(0, int(top * height)) : int(bottom * height) + 1])
    seen = "".join(_folded(word.text) for line in recognizer.lines(part) for word in line)
    return sum(text in seen for text in said) >= CONFIRMED * len(said)


def _is_better(layer: Page, text: str, words: Words) -> bool:
    """Whether a text layer that looked odd says what OCR sees, and says it no worse."""
    seen = [_folded(text[w.start : w.end]) for w in words if w.end - w.start > 2 and (w.confidence or 0) >= 0.8]
    own = {_folded(layer.text[word.start : word.end]) for word in layer.words}
    agree = sum(word in own for word in seen) >= CONFIRMED * len(seen) > 0
    return agree and oddity(layer.text.split()) <= oddity(text.split())


def _folded(text: str) -> str:
    """Letters and digits only, as engines of any language read them."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text.casefold())))


# ---- pictures with text of their own


def _written_pictures(source: Source, page: Page) -> list[Box]:
    """Pictures on the page that look written on where the page has no text of its own."""
    pictures = source.pictures(page.number)
    if not pictures:
        return []
    image = cv2.cvtColor(source.image(page.number, LOOK_DPI), cv2.COLOR_BGR2GRAY)
    height, width = image.shape
    # Strokes stand out from what surrounds them in a few pixels, on paper and in photographs alike.
    around = cv2.morphologyEx(image, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    ink = (around > 60).astype(np.uint8)
    for word in page.words:
        x0, y0, x1, y1 = _pixels(word.box, width, height)
        ink[max(0, y0 - 1) : y1 + 1, max(0, x0 - 1) : x1 + 1] = 0
    found = []
    for picture in pictures:
        x0, y0, x1, y1 = _pixels(picture, width, height)
        if _looks_written(ink[y0:y1, x0:x1]):
            found.append(picture)
    return found


def _looks_written(ink: NDArray[np.uint8]) -> bool:
    """Whether marks as high as letters stand in rows, as words do."""
    if ink.shape[0] < 6 or ink.shape[1] < 12:
        return False
    # Letters of a word melt into one mark, words of a line do not.
    marks = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    wide, high, area = (stats[1:count, i] for i in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    words = (high >= 5) & (high <= 40) & (wide >= 1.2 * high) & (wide <= 30 * high) & (area >= 0.35 * wide * high)
    return int(words.sum()) >= 3


def _mixed(source: Source, page: Page, image: NDArray[np.uint8], recognizer: Recognizer) -> Page:
    """The page's own words, and beside them what OCR reads in the pictures."""
    taken = _Taken(page.words)
    height, width = image.shape[:2]
    lines: list[PlacedLine] = []
    for picture in _merged(_written_pictures(source, page)):
        x0, y0, x1, y1 = _pixels(picture, width, height)
        frame = (x0 / width, y0 / height, x1 / width, y1 / height)
        for line in recognizer.lines(np.ascontiguousarray(image[y0:y1, x0:x1])):
            placed = [word for word in (_moved(word, frame) for word in line) if not taken.holds(word.box)]
            if placed:
                lines.append(placed)
    own = {_folded(page.text[word.start : word.end]) for word in page.words}
    read = [word for line in lines for word in line]
    # A text layer that does not lie quite over its scan is no text beside it.
    if sum(_folded(word.text) in own for word in read) >= 0.7 * len(read):
        return page
    both = _own_words(page).and_then(PlacedWords.of(lines))
    if len(both) > settings().max_page_words:
        raise TooManyWords
    text, words = arrange(both, page.width, page.height, source.rules(page.number))
    return Page(page.number, page.width, page.height, "mixed", text, words)


def _own_words(page: Page) -> PlacedWords:
    """The page's words as they were placed. A word broken over two lines is two words again, without its hyphen."""
    words = list(page.words)
    texts = [page.text[word.start : word.end] for word in words]
    boxes = np.array([word.box for word in words], np.float64).reshape(-1, 4)
    return PlacedWords.own(texts, boxes, np.array([word.line for word in words], np.int64))


class _Taken:
    """Where the page has words of its own."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._boxes = np.array([word.box for word in words], np.float64).reshape(-1, 4)

    def holds(self, box: Box) -> bool:
        """Whether a word of the page's covers a third of the box or more."""
        x0, y0, x1, y1 = box
        across = np.minimum(self._boxes[:, 2], x1) - np.maximum(self._boxes[:, 0], x0)
        down = np.minimum(self._boxes[:, 3], y1) - np.maximum(self._boxes[:, 1], y0)
        shared = np.clip(across, 0, None) * np.clip(down, 0, None)
        return bool(shared.sum() >= (x1 - x0) * (y1 - y0) / 3)


def _merged(boxes: Sequence[Box]) -> list[Box]:
    """Boxes that overlap made one, so that no text is read twice or cut at the seam of two tiles."""
    merged: list[Box] = []
    for box in sorted(boxes, key=lambda b: (b[1], b[0])):
        joined = box
        for other in [m for m in merged if _touch(m, joined)]:
            merged.remove(other)
            joined = (
                min(joined[0], other[0]),
                min(joined[1], other[1]),
                max(joined[2], other[2]),
                max(joined[3], other[3]),
            )
        merged.append(joined)
    return merged


def _touch(a: Box, b: Box) -> bool:
    near = 0.002
    return a[0] <= b[2] + near and b[0] <= a[2] + near and a[1] <= b[3] + near and b[1] <= a[3] + near


def _pixels(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = box
    return int(x0 * width), int(y0 * height), -int(-x1 * width // 1), -int(-y1 * height // 1)


def _moved(word: PlacedWord, frame: Box) -> PlacedWord:
    """A word of a part of the page, placed on the page."""
    x0, y0, x1, y1 = word.box
    a, b, c, d = frame
    box = (a + x0 * (c - a), b + y0 * (d - b), a + x1 * (c - a), b + y1 * (d - b))
    return word._replace(box=box)
