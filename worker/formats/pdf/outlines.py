"""Text that is drawn as paths instead of letters: where on the page there may be some, told from the paths alone.

Programs for drawings and for printing turn letters into outlines. A letter is then a path of many segments that is no
higher than type; some programs write a line, or all of a text, as one path.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

MIN_HEIGHT, MAX_HEIGHT = 3.0, 40.0
"""Heights of letters in points."""

MAX_ASPECT = 2.0
"""Width of a letter in its heights."""

MIN_LETTERS = 12
"""Letters of a text, at least: signs and curves of drawings are fewer, or are not on lines."""

MIN_ON_LINE = 4
"""Letters whose feet are level, at least, or that are above each other where the text is turned."""

LEVEL = 1.0
"""Points within which feet of letters are level."""

MIN_SHARE = 0.5
"""Share of the letters that are on such lines, at least."""

CELL = 6.0
"""Points of a cell of the grid on which letters are gathered: those of words and lines are in neighboring cells."""

REACH_ACROSS, REACH_UP = 16, 2
"""Cells beside a letter, and above and below it, that it shares with its neighbors, those in other columns included."""

MARGIN = 4.0
"""Points around text, so that no letter touches the edge of what is recognized."""

MAX_CELLS = 400
"""Cells of the grid along a side, at most."""


class Shapes(NamedTuple):
    """Paths of more segments than a rectangle has: bounds, rows of left, top, right, bottom, and how many figures.

    A letter is one figure, or two or three; a path of very many is a line, or several, of text.
    """

    bounds: NDArray[np.float64]
    figures: NDArray[np.int64]


NO_SHAPES = Shapes(np.zeros((0, 4)), np.zeros(0, np.int64))


def outlined_text(shapes: Shapes) -> NDArray[np.float64]:
    """The places where the shapes may be text, as rows of left, top, right, bottom."""
    bounds, figures = shapes
    if int(figures.sum()) < MIN_LETTERS:
        return np.zeros((0, 4))
    width, height = bounds[:, 2] - bounds[:, 0], bounds[:, 1] - bounds[:, 3]
    single = (figures < MIN_LETTERS) & (height >= MIN_HEIGHT) & (height <= MAX_HEIGHT)
    single &= (width <= MAX_ASPECT * height * figures) & (width <= MAX_HEIGHT * figures)
    likely = single | (figures >= MIN_LETTERS)
    if int(figures[likely].sum()) < MIN_LETTERS:
        return np.zeros((0, 4))
    return _gathered(bounds[likely], np.where(single, 1, figures)[likely])


def _gathered(bounds: NDArray[np.float64], letters: NDArray[np.int64]) -> NDArray[np.float64]:
    """Boxes that are near each other as one, where they have letters enough."""
    left, low = bounds[:, 0].min(), bounds[:, 3].min()
    across, up = bounds[:, 2].max() - left, bounds[:, 1].max() - low
    cell = max(CELL, across / MAX_CELLS, up / MAX_CELLS)
    cells = ((bounds - [left, low, left, low]) / cell).astype(np.int64)
    grid = np.zeros((int(up / cell) + 1, int(across / cell) + 1), np.uint8)
    for x0, y1, x1, y0 in cells.tolist():
        grid[y0 : y1 + 1, x0 : x1 + 1] = 1
    grid = np.asarray(cv2.dilate(grid, np.ones((2 * REACH_UP + 1, 2 * REACH_ACROSS + 1), np.uint8)), np.uint8)
    _, labels = cv2.connectedComponents(grid, connectivity=8)
    of_boxes = labels[cells[:, 3], cells[:, 0]]
    found = []
    for label in (np.bincount(of_boxes, letters) >= MIN_LETTERS).nonzero()[0].tolist():
        inside = of_boxes == label
        part = bounds[inside]
        if _are_on_lines(part[letters[inside] == 1]):
            found.append((part[:, 0].min(), part[:, 1].max(), part[:, 2].max(), part[:, 3].min()))
    return np.array(found, np.float64).reshape(-1, 4) + MARGIN * np.array([-1, 1, 1, -1])


def _are_on_lines(letters: NDArray[np.float64]) -> bool:
    """Whether most of the letters, if there are any, stand on lines, level or turned."""
    return not len(letters) or max(_share_on_lines(letters[:, side]) for side in (3, 0, 2)) >= MIN_SHARE


def _share_on_lines(feet: NDArray[np.float64]) -> float:
    _, line, count = np.unique(np.rint(feet / LEVEL), return_inverse=True, return_counts=True)
    return float((count[line] >= MIN_ON_LINE).mean())
