"""Orientation and skew of a page, detected from its ink: for engines that do not detect them by themselves.

Lines of text leave rows of ink and rows of white. The sharper the change from row to row, the more level the text.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from worker.layout.words import PlacedLine
from worker.ocr.engine import Recognition, mean_confidence
from worker.ocr.page_transform import Image, PageTransform, small_gray

DETECTION_SIDE = 800
"""Pixels of the long side of the copy in which the ink is measured."""

COARSE_ANGLES = tuple(step / 2 for step in range(-10, 11))
"""Degrees of skew that are tried first: up to 5 on either side."""

FINE_ANGLES = tuple(step / 10 for step in range(-4, 5))
"""Degrees that are tried around the best of these."""

CERTAIN = 0.75
"""Mean confidence of words below which a page may be upside down."""

WHITE = 0.1
"""Ink of a row between lines, in that of the mean row, at most."""

Recognize = Callable[[Image], list[PlacedLine]]


def recognize_upright(image: Image, recognize: Recognize, margin: float = 1.0) -> Recognition:
    """Run ``recognize``, which is made for upright pages, on a page of any orientation, deskewed.

    Up and down are distinguished by a sample of the page: engines are slow on text that is upside down.
    """
    transform = detect_orientation(image, margin)
    upright = transform.apply(image)
    band = sample(upright)
    confidence = mean_confidence(recognize(band))
    if confidence < CERTAIN and mean_confidence(recognize(np.ascontiguousarray(np.rot90(band, 2)))) > confidence:
        transform = PageTransform(
            transform.width, transform.height, (transform.quarter_turns + 2) % 4, transform.skew_degrees
        )
        upright = transform.apply(image)
    return Recognition(recognize(upright), transform)


def detect_orientation(image: Image, margin: float = 1.0) -> PageTransform:
    """The transform that makes the page's lines level. Up and down are not distinguished.

    Lines run up or down where that is so many times as sharp: widely spaced square letters stand in columns, too.
    """
    height, width = image.shape[:2]
    ink = _ink(image)
    quarter_turns, angle = max(
        ((turns, angle) for turns in (0, 1) for angle in COARSE_ANGLES),
        key=lambda way: _sharpness(_deskewed(np.rot90(ink, -way[0]), way[1])) / (margin if way[0] else 1.0),
    )
    level = np.rot90(ink, -quarter_turns)
    angle = max((angle + step for step in FINE_ANGLES), key=lambda angle: _sharpness(_deskewed(level, angle)))
    return PageTransform(width, height, quarter_turns, round(angle, 2))


def sample(upright: Image) -> Image:
    """The band of the page that contains the most ink, an eighth of its height, with white above and below.

    It reaches to rows of white, as far as a band above and below: lines that are cut in two are read as nonsense.
    """
    height = upright.shape[0]
    ink = _ink(upright).sum(1)
    rows = np.cumsum(np.concatenate([[0.0], ink]))
    band = max(len(ink) // 8, 1)
    first = int(np.argmax(rows[band:] - rows[:-band]))
    last = first + band
    white = ink <= WHITE * (rows[last] - rows[first]) / band
    above, below = np.flatnonzero(white[max(first - band, 0) : first][::-1]), np.flatnonzero(white[last : last + band])
    first -= int(above[0]) if len(above) else 0
    last += int(below[0]) if len(below) else 0
    top, bottom = (height * row // len(ink) for row in (first, last))
    edges = ((16, 16), (0, 0), (0, 0))[: upright.ndim]
    return np.pad(upright[top:bottom], edges, constant_values=255)


def _ink(image: Image) -> NDArray[np.float32]:
    # Darker than the paper around it, so that shadows and dark edges count for little.
    small = small_gray(image, DETECTION_SIDE)
    return np.asarray(cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, np.ones((15, 15), np.uint8)), np.float32)


def _deskewed(ink: NDArray[np.float32], degrees: float) -> NDArray[np.float32]:
    height, width = ink.shape
    matrix = PageTransform(width, height, 0, degrees).matrix()
    ink = np.ascontiguousarray(ink)
    return np.asarray(cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_LINEAR), np.float32)


def _sharpness(ink: NDArray[np.float32]) -> float:
    """How much the ink changes from row to row, whatever the page's sides."""
    changes = np.diff(ink.mean(1))
    return float(np.square(changes).sum()) / max(len(changes), 1)
