"""The ruled lines of a scanned page, told by its ink: dark, straight, level or upright, and longer than any letter."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from worker.ocr.upright import Image, Upright, small_gray

LOOK_SIDE = 1600
"""Pixels of the long side of the copy that is looked at."""

THICK = 9
"""Pixels, of this copy, that a line is thinner than."""

DARKER = 30
"""How much darker than what surrounds it a line is, of 255."""

LONG = 0.02
"""Least length of a line, in long sides of the page: letters, and dashes, are shorter."""

LEANING = 0.01
"""How far a line may lean, in its lengths: photographs are not quite rectangular."""


def ruled_lines(image: Image, upright: Upright) -> NDArray[np.float64]:
    """The level and upright lines of the upright page, ``[n, 4]``: x0, y0, x1, y1 in fractions of it."""
    small = small_gray(image, LOOK_SIDE)
    page = replace(upright, width=small.shape[1], height=small.shape[0]).image(small)
    height, width = page.shape
    length = round(LONG * max(page.shape))
    down_the_page = _level(np.ascontiguousarray(page.T), length)[:, [1, 0, 3, 2]]
    found: NDArray[np.float64] = np.concatenate([_level(page, length), down_the_page])
    found /= (width, height, width, height)
    return found


def _level(page: Image, length: int) -> NDArray[np.float64]:
    """The level lines: left, top, right, bottom in pixels."""
    # Thin from top to bottom, and dark: what a closing from top to bottom fills.
    hat = cv2.morphologyEx(page, cv2.MORPH_BLACKHAT, np.ones((THICK, 1), np.uint8))
    # A leaning line steps from row to row.
    ink = cv2.dilate((np.asarray(hat) > DARKER).astype(np.uint8), np.ones((3, 1), np.uint8))
    lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(lines, np.uint8), connectivity=8)
    x, y, wide, high, _ = np.asarray(stats[1:count], np.float64).T
    thin = high <= THICK + 2 + LEANING * wide
    middle = y + high / 2
    found: NDArray[np.float64] = np.stack([x, middle, x + wide, middle], 1)[thin]
    return found
