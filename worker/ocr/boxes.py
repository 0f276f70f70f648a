"""From a map of text probabilities to the boxes of lines."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from worker.ocr.page_transform import Points

TEXT_PROBABILITY = 0.3
"""Probability from which a pixel counts as text."""

LINE_PROBABILITY = 0.5
"""Mean probability from which a run of text is a line."""

UNCLIP_RATIO = 1.6
"""Detectors mark the core of a line. It grows on all sides by this, times its area over its perimeter (as in DBNet)."""

MIN_HEIGHT = 3.0
"""Least height of a core, in pixels of the map."""


def line_boxes(text_map: NDArray[np.float32]) -> Points:
    """The lines' boxes in pixels of the map, ``[n, 4, 2]``: corners clockwise from the top-left one.

    "Top" is the side that is up in the map; a line that runs down or up the page has a tall box.
    """
    mask = cv2.dilate((text_map > TEXT_PROBABILITY).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    boxes = []
    for contour in contours:
        center, (width, height), angle = cv2.minAreaRect(contour)
        core = _corners(center, width, height, angle)
        if min(width, height) < MIN_HEIGHT or _mean_inside(text_map, core) < LINE_PROBABILITY:
            continue
        grown = UNCLIP_RATIO * width * height / (width + height)
        boxes.append(_from_top_left(_corners(center, width + grown, height + grown, angle)))
    return np.array(boxes, np.float32).reshape(-1, 4, 2)


def _corners(center: Sequence[float], width: float, height: float, angle: float) -> Points:
    return np.asarray(cv2.boxPoints((center, (width, height), angle)), np.float32)


def _mean_inside(text_map: NDArray[np.float32], box: NDArray[np.float32]) -> float:
    low = np.floor(box.min(0)).astype(int).clip(0)
    high = np.ceil(box.max(0)).astype(int) + 1
    window = text_map[low[1] : high[1], low[0] : high[0]]
    inside = np.zeros(window.shape, np.uint8)
    cv2.fillPoly(inside, [(box - low).astype(np.int32)], 1)
    return float(cv2.mean(window, inside)[0])


def _from_top_left(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    """`cv2.boxPoints` goes clockwise: only the first corner is to be found, that of the side most level and up."""
    edges = np.roll(corners, -1, 0) - corners
    return np.roll(corners, -int(np.argmax(edges[:, 0] - np.abs(edges[:, 1]))), 0)
