"""Characters that stand alone, such as the ones of a receipt's column of quantities: the detector overlooks some.

They are found by their ink: marks as high as a line's letters, level with it, and outside of all boxes.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from worker.ocr.lines import sides
from worker.ocr.page_transform import Image, Points, small_gray

SIDE = 1344
"""Pixels of the long side of the copy in which ink is looked for."""

NEIGHBORHOOD, DARKER = 31, 25
"""Pixels around one by which its paper is judged, and how much darker than this ink is, of 255."""

MIN_HEIGHT = 6
"""Pixels of a character's height, at least."""

HEIGHTS = (0.35, 0.8)
"""Height of a character in heights of the box of its line, which has white above and below."""

MAX_WIDTH = 1.1
"""Width of a character in its heights, at most."""

MIN_FILLED = 0.15
"""Share of its box that the ink of a character takes, at least."""

LEVEL = 0.2
"""Distance of its middle from that of the line, in heights of the line's box, at most."""

ROOM = 0.5
"""White on each side of a character, in its heights: without, a network takes it for another."""


def lone_characters(image: Image, boxes: Points) -> Points:
    """Boxes of marks beside lines that are level, of which ``boxes`` are those that were detected.

    None where there would be more of them than of lines: then they are a pattern.
    """
    if not len(boxes):
        return boxes
    gray = small_gray(image, SIDE)
    scale = gray.shape[1] / image.shape[1]
    scaled = boxes * np.float32(scale)
    method = cv2.ADAPTIVE_THRESH_MEAN_C
    ink = cv2.adaptiveThreshold(gray, 255, method, cv2.THRESH_BINARY_INV, NEIGHBORHOOD, DARKER)
    count, labels, found, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    boxed = cv2.fillPoly(np.zeros_like(ink), list(np.round(scaled).astype(np.int32)), 1)
    is_boxed = np.bincount(labels[boxed > 0], minlength=count)[1:] > 0
    x, y, width, height, area = found[1:].T.astype(np.float32)
    is_mark = (height >= MIN_HEIGHT) & (width <= MAX_WIDTH * height) & (area >= MIN_FILLED * width * height) & ~is_boxed
    x, y, width, height = (values[is_mark] for values in (x, y, width, height))
    line = _heights_of_lines(scaled, y + height / 2, height)
    x, y, width, height, line = (values[line > 0] for values in (x, y, width, height, line))
    if len(x) > len(boxes):
        return boxes[:0]
    above, beside = (line - height) / 2, ROOM * height
    left, top, right, bottom = x - beside, y - above, x + width + beside, y + height + above
    corners = np.stack([left, top, right, top, right, bottom, left, bottom], 1).reshape(-1, 4, 2)
    return np.asarray(corners / scale, np.float32)


def _heights_of_lines(boxes: Points, middles: NDArray[np.float32], heights: NDArray[np.float32]) -> NDArray[np.float32]:
    """The height of the boxes of lines that each mark is level with; 0 for those without."""
    wide, high = sides(boxes)
    boxes, high = boxes[wide > 2 * high], high[wide > 2 * high]
    away = np.abs(middles[:, None] - boxes[:, :, 1].mean(1)) / high
    share = heights[:, None] / high
    is_level = (away < LEVEL) & (share > HEIGHTS[0]) & (share < HEIGHTS[1])
    return np.asarray((is_level * high).sum(1) / is_level.sum(1).clip(1), np.float32)
