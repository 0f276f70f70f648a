"""Whether a picture shows a word or two: a stamp, a logo, a number. A row of letters is told from what else is drawn.

Letters are of about one height, on one line and near each other; a picture of a word has few other marks.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

MIN_LETTERS = 3
"""Letters of a word, at least: two marks beside each other may be anything."""

MIN_HEIGHT = 8
"""Height of a letter in pixels, at least."""

MAX_MARKS = 80
"""Marks of a picture, at most: photographs and textures have hundreds."""

MIN_CONTRAST = 60
"""Difference of the means of ink and ground, at least, of 255."""

MAX_WIDTH = 3.0
"""Width of a mark in its heights, at most: letters that touch are one."""

FILLED = (0.12, 0.9)
"""Share of its box that a letter covers; that of an upright stroke is not bounded."""

MAX_STROKE = 0.35
"""Width of such a stroke ("I", "l", "1") in its heights, at most."""

SAME_HEIGHT = 0.55
"""Height of a letter in that of the one beside it, at least: a small one beside a capital."""

SAME_LINE = 0.2
"""Distance of the feet, or the heads, of letters beside each other, in heights of the higher one, at most."""

MAX_GAP = 0.7
"""Space between letters beside each other, in heights of the higher one, at most."""

MIN_SHARE = 0.5
"""Share of the letters in such rows among marks as high as a letter, at least."""


def shows_word(picture: NDArray[np.uint8], known: NDArray[np.bool_]) -> bool:
    """Whether a picture, height x width x 3 in the order blue, green, red, shows a word where it is not ``known``."""
    if min(picture.shape[:2]) < MIN_HEIGHT:
        return False
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    _, dark = cv2.threshold(gray, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    is_dark = dark.astype(bool)
    if is_dark.all() or not is_dark.any() or gray[~is_dark].mean() - gray[is_dark].mean() < MIN_CONTRAST:
        return False
    return _has_row((is_dark & ~known).astype(np.uint8)) or _has_row((~is_dark & ~known).astype(np.uint8))


def _has_row(ink: NDArray[np.uint8]) -> bool:
    """Whether most marks of the ink are letters in rows."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count > MAX_MARKS:
        return False
    left, top, wide, high, area = stats[1:count].T
    filled = area / (wide * high)
    stroke = wide <= MAX_STROKE * high
    tall = (high >= MIN_HEIGHT) & (high < 0.95 * ink.shape[0]) & (wide < 0.95 * ink.shape[1])
    letter = tall & (wide <= MAX_WIDTH * high) & ((filled >= FILLED[0]) & (filled <= FILLED[1]) | stroke)
    # Bars of a chart are strokes, too.
    if 2 * int(stroke[letter].sum()) > int(letter.sum()):
        return False
    boxes = np.stack([left, top, left + wide, top + high], axis=1)[letter]
    longest = _longest(boxes[np.argsort(boxes[:, 0])])
    return longest >= MIN_LETTERS and longest >= MIN_SHARE * int(tall.sum())


def _longest(letters: NDArray[np.int32]) -> int:
    """How many of the letters, from left to right, are in the longest row."""
    lengths = np.ones(len(letters), int)
    for i, (x0, y0, _, y1) in enumerate(letters.tolist()):
        for j in range(i - 1, -1, -1):
            _, above, right, below = letters[j].tolist()
            low, high = sorted((y1 - y0, below - above))
            level = min(abs(y0 - above), abs(y1 - below)) <= SAME_LINE * high
            if level and low >= SAME_HEIGHT * high and -SAME_LINE * high <= x0 - right <= MAX_GAP * high:
                lengths[i] = max(lengths[i], lengths[j] + 1)
    return int(lengths.max(initial=0))
