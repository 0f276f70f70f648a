"""The ruled lines of a scanned page, detected by their ink: dark, straight, level or upright, longer than letters."""

import cv2
import numpy as np
from numpy.typing import NDArray

DETECTION_SIDE = 1600
"""Pixels of the long side of the copy in which lines are detected, at most."""

MAX_THICKNESS = 9
"""Pixels, of this copy, below which the thickness of a line is."""

MIN_CONTRAST = 30
"""How much darker than what surrounds it a line is, of 255."""

MIN_LENGTH = 0.02
"""Least length of a line, in long sides of the page: letters, and dashes, are shorter."""

MAX_SLOPE = 0.01
"""How far a line may lean, in its lengths: photographs are not quite rectangular."""


NO_RULED_LINES: NDArray[np.float64] = np.zeros((0, 4))
"""The lines of a page that has none."""


def ruled_lines(page: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The level and upright lines, ``[n, 4]``: x0, y0, x1, y1 in fractions of the page.

    ``page`` is the upright page in gray, ``[height, width]``, of about `DETECTION_SIDE` pixels along its long side.
    """
    height, width = page.shape
    length = round(MIN_LENGTH * max(page.shape))
    upright = _level_lines(np.ascontiguousarray(page.T), length)[:, [1, 0, 3, 2]]
    found: NDArray[np.float64] = np.concatenate([_level_lines(page, length), upright])
    found /= (width, height, width, height)
    return found


def _level_lines(page: NDArray[np.uint8], length: int) -> NDArray[np.float64]:
    """The level lines: left, top, right, bottom in pixels."""
    # Thin from top to bottom, and dark: what a closing from top to bottom fills.
    hat = cv2.morphologyEx(page, cv2.MORPH_BLACKHAT, np.ones((MAX_THICKNESS, 1), np.uint8))
    # A leaning line steps from row to row.
    ink = cv2.dilate((np.asarray(hat) > MIN_CONTRAST).astype(np.uint8), np.ones((3, 1), np.uint8))
    lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(lines, np.uint8), connectivity=8)
    x, y, wide, high, _ = np.asarray(stats[1:count], np.float64).T
    thin = high <= MAX_THICKNESS + 2 + MAX_SLOPE * wide
    middle = y + high / 2
    found: NDArray[np.float64] = np.stack([x, middle, x + wide, middle], 1)[thin]
    return found
