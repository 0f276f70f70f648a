"""Pages with a few words on much white, which a detector overlooks: it looks at the part that is written on."""

import cv2
import numpy as np

from worker.ocr.page_transform import Image, small_gray

LOOK_SIDE = 2000
"""Pixels of the long side in which writing is looked for: a letter of 8 points on A4 is nine pixels high."""

MIN_STROKE_CONTRAST = 60
"""Difference of neighboring pixels that a stroke makes, of 255."""

MIN_MARK = 5
"""Pixels of the longer side of a mark, at least: what is smaller is dust."""

MIN_PART = 256
"""Pixels of the shorter side of a part, at least, so that a lone digit is no larger than type is on a page."""

MARGIN = 1.0
"""White around what is written, in its heights or widths, whichever is less."""

MAX_SHARE = 0.6
"""Share of the page's long side from which a part is no larger when it is looked at by itself."""


def written_part(image: Image) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of the part of the page with marks on it, in pixels.

    None where it has none, or is not much smaller than the page.
    """
    height, width = image.shape[:2]
    gray = small_gray(image, LOOK_SIDE)
    strokes = cv2.morphologyEx(gray, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) >= MIN_STROKE_CONTRAST
    count, _, stats, _ = cv2.connectedComponentsWithStats(strokes.astype(np.uint8), connectivity=8)
    marks = stats[1:count]
    # A stroke is two pixels wider here than it is.
    marks = marks[marks[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) >= MIN_MARK + 2]
    if not len(marks):
        return None
    scale = width / gray.shape[1]
    low = marks[:, :2].min(axis=0) * scale
    high = (marks[:, :2] + marks[:, 2:4]).max(axis=0) * scale
    sides = np.maximum(high - low + 2 * MARGIN * float((high - low).min()), MIN_PART)
    sides = np.minimum(sides, (width, height))
    if sides.max() > MAX_SHARE * max(width, height):
        return None
    begin = np.clip((low + high - sides) / 2, 0, np.array([width, height]) - sides)
    left, top = begin.astype(int).tolist()
    right, bottom = np.ceil(begin + sides).astype(int).tolist()
    return left, top, right, bottom
