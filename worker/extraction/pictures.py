"""Pictures on a page: whether they contain text, detected from their pixels."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.models.page import Box
from worker.extraction.lone_words import MAX_MARKS, shows_word
from worker.formats.page_source import HasOrnaments, PageSource

LOOK_DPI = 72
"""Resolution at which pages are inspected: letters of ten points are seven pixels high then."""

WORD_DPI = 150
"""Resolution at which a picture is looked at for a word or two: letters of ten points are fifteen pixels high then."""

MAX_BLANK_CONTRAST = 8
"""Difference of the lightest and the darkest pixel below which a page is blank, of 255."""

MIN_STROKE_CONTRAST = 60
"""Difference of neighboring pixels that a stroke of a letter makes, of 255, on paper and in photographs alike."""

MIN_WORDS = 3
"""Marks like words from which a picture contains text: one or two may be noise."""

LINE_RATIO, MIN_LINE_HEIGHT, MIN_DENSITY = 6, 8, 0.5
"""Width of a mark in its heights, height in pixels and share of strokes in it from which it is a line of words."""

DISPLACEMENT = 0.3
"""Heights of a word by which it is displaced from what it says, at most, where OCR laid it over a scan."""

GAP_ACROSS, GAP_DOWN = 20, 12
"""Half the distance of words that are one text, in pixels."""

MARGIN = 6
"""Pixels around such a text that are recognized with it."""

MERGE_DISTANCE = 0.002
"""Fraction of the page within which two pictures are tiles of one."""


def is_blank(page: PageSource) -> bool:
    """Whether the page shows nothing at all."""
    image = page.image(LOOK_DPI)
    return int(image.max()) - int(image.min()) < MAX_BLANK_CONTRAST


def pictures_with_text(page: PageSource, words: NDArray[np.float64]) -> list[Box]:
    """Pictures on the page that seem to contain text where the page has no words of its own.

    ``words`` are the boxes of these, ``[n, 4]``. Pictures that touch are one, so that no text is recognized twice or
    cut at the seam of two tiles.
    """
    pictures = page.pictures()
    if isinstance(page, HasOrnaments):
        pictures = pictures + page.ornaments()
    if not pictures:
        return []
    ink = _ink_beside(words, page.image(LOOK_DPI, _around(pictures)))
    height, width = ink.shape
    found = []
    for picture in pictures:
        x0, y0, x1, y1 = pixels_of(picture, width, height)
        inside = ink[y0:y1, x0:x1]
        # Pages of landscape are often turned onto an upright sheet.
        if (
            _holds_text(inside)
            or _holds_text(np.ascontiguousarray(inside.T))
            or _shows_word(page, picture, inside, words)
        ):
            found.append(picture)
    return _merged(found)


def _shows_word(page: PageSource, picture: Box, ink: NDArray[np.uint8], words: NDArray[np.float64]) -> bool:
    """Whether a picture shows a word or two beside the page's ``words``, where there is ``ink`` at all."""
    if not ink.any() or cv2.connectedComponents(ink, connectivity=8)[0] > MAX_MARKS:
        return False
    image = page.image(WORD_DPI, picture)
    height, width = image.shape[:2]
    known = _inside(words, width, height)
    x0, y0, x1, y1 = pixels_of(picture, width, height)
    return shows_word(image[y0:y1, x0:x1], known[y0:y1, x0:x1])


def places_with_text(image: NDArray[np.uint8], size: tuple[float, float], words: NDArray[np.float64]) -> list[Box]:
    """Places on a page's image that seem to contain text where there are no words, whose boxes are ``words``.

    ``size`` is the page's in points. Words that OCR laid over a scan are a little displaced.
    """
    across, down = (max(1, round(side * LOOK_DPI / 72)) for side in size)
    small = np.asarray(cv2.resize(image, (across, down), interpolation=cv2.INTER_AREA), np.uint8)
    displaced = (words[:, 3] - words[:, 1])[:, None] * DISPLACEMENT * np.array([-1, -1, 1, 1])
    ink = _ink_beside(words + displaced, small)
    if not _holds_text(ink):
        return []
    reach = np.ones((2 * GAP_DOWN + 1, 2 * GAP_ACROSS + 1), np.uint8)
    count, places = cv2.connectedComponents(np.asarray(cv2.dilate(ink, reach), np.uint8), connectivity=8)
    found = []
    for place in range(1, count):
        inside = ink * (places == place).astype(np.uint8)
        ys, xs = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        if _holds_text(inside[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1]):
            x0, y0, x1, y1 = xs[0] - MARGIN, ys[0] - MARGIN, xs[-1] + MARGIN, ys[-1] + MARGIN
            found.append((max(0, x0 / across), max(0, y0 / down), min(1, x1 / across), min(1, y1 / down)))
    return found


def _ink_beside(words: NDArray[np.float64], image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """1 where there are strokes outside of the words' boxes, 0 elsewhere."""
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    strokes = cv2.morphologyEx(gray, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > MIN_STROKE_CONTRAST
    ink = strokes.astype(np.uint8)
    height, width = ink.shape
    ink[_inside(words, width, height)] = 0
    return ink


def _inside(words: NDArray[np.float64], width: int, height: int) -> NDArray[np.bool_]:
    """Which pixels of a page's image the boxes of words cover."""
    covered = np.zeros((height, width), bool)
    for word in words.tolist():
        x0, y0, x1, y1 = pixels_of(word, width, height)
        covered[max(0, y0 - 1) : max(0, y1 + 1), max(0, x0 - 1) : max(0, x1 + 1)] = True
    return covered


def pixels_of(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """The box in pixels, rounded outwards."""
    x0, y0, x1, y1 = box
    return int(x0 * width), int(y0 * height), -int(-x1 * width // 1), -int(-y1 * height // 1)


def _holds_text(ink: NDArray[np.uint8]) -> bool:
    """Whether there are marks as high as letters and as wide and dense as words."""
    if ink.shape[0] < 6 or ink.shape[1] < 12:
        return False
    # Letters of a word merge into one mark, words of a line do not.
    marks = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    wide, high, area = (stats[1:count, i] for i in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    words = (high >= 5) & (high <= 40) & (wide >= 1.2 * high) & (wide <= 30 * high) & (area >= 0.35 * wide * high)
    if int(words.sum()) >= MIN_WORDS:
        return True
    lines = (words & (wide >= LINE_RATIO * high) & (high >= MIN_LINE_HEIGHT)).nonzero()[0] + 1
    return any(_is_dense(ink, stats[i].tolist()) for i in lines.tolist())


def _is_dense(ink: NDArray[np.uint8], mark: Sequence[int]) -> bool:
    """Whether a mark has strokes along its middle, as a line of words close to each other has, and a bar has not."""
    left, top, wide, high, _ = mark
    third = high // 3
    return bool(ink[top + third : top + high - third, left : left + wide].mean() >= MIN_DENSITY)


def _merged(boxes: Sequence[Box]) -> list[Box]:
    """Boxes that touch made one."""
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


def _around(boxes: Sequence[Box]) -> Box:
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def _touch(a: Box, b: Box) -> bool:
    near = MERGE_DISTANCE
    return a[0] <= b[2] + near and b[0] <= a[2] + near and a[1] <= b[3] + near and b[1] <= a[3] + near
