"""Line images: cropped from the page, deskewed, and scaled to the recognizer's height."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from worker.ocr.networks import LINE_HEIGHT
from worker.ocr.page_transform import Image, Points

MAX_WIDTH = 2560
"""Pixels of the widest line image; wider lines are squeezed into it."""


CONDENSED = 1.6
"""How much wider a line of condensed type is made."""


def sides(boxes: Points) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Widths and heights of boxes ``[n, 4, 2]``, along the sides that start at their first corner."""
    width = np.linalg.norm(boxes[:, 1] - boxes[:, 0], axis=1)
    height = np.linalg.norm(boxes[:, 3] - boxes[:, 0], axis=1)
    return width, height


def line_width(width: float, height: float) -> int:
    """Width of the image of a line of this size: one of few, since networks keep code for each they meet.

    Rounding distorts a line by some percent at most, which no network minds; padding would cost more time.
    """
    exact = LINE_HEIGHT * width / max(height, 1.0)
    step = 32 if exact < 640 else 64
    return int(min(max(round(exact / step), 1) * step, MAX_WIDTH))


def in_color(image: Image) -> Image:
    """The image as ``[height, width, 3]``: copied as late as possible, since gray ones are a third of the work."""
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), np.uint8) if image.ndim == 2 else image


def crop_lines(image: Image, boxes: Points) -> list[Image]:
    """The images of the lines in the boxes ``[n, 4, 2]``, in color, each with its first corner at the top left."""
    widths, heights = sides(boxes)
    # Shrinking by more than two skips pixels: large type is cropped from a smaller copy.
    copies = [image]
    crops = []
    for box, width, height in zip(boxes, widths, heights, strict=True):
        level = max(int(np.log2(max(height / LINE_HEIGHT, 1.0))), 0)
        while len(copies) <= level:
            copies.append(np.asarray(cv2.pyrDown(copies[-1]), np.uint8))
        target = line_width(float(width), float(height))
        corners = np.array([(0, 0), (target, 0), (target, LINE_HEIGHT)], np.float32)
        matrix = cv2.getAffineTransform(np.ascontiguousarray(box[[0, 1, 2]]) / 2**level, corners)
        size = (target, LINE_HEIGHT)
        line = cv2.warpAffine(copies[level], matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        crops.append(in_color(np.asarray(line, np.uint8)))
    return crops


def widened(line: Image) -> Image:
    """The line image of condensed type, wider."""
    width = min(round(CONDENSED * line.shape[1] / 32) * 32, MAX_WIDTH)
    return np.asarray(cv2.resize(line, (width, LINE_HEIGHT), interpolation=cv2.INTER_CUBIC), np.uint8)


def rotate_by_half(lines: Sequence[Image]) -> list[Image]:
    """The lines rotated by 180 degrees."""
    return [np.ascontiguousarray(line[::-1, ::-1]) for line in lines]
