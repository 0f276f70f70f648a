"""How a page lies in its image, told by its ink: for engines that do not find out by themselves.

Lines of text leave rows of ink and rows of white. The sharper the change from row to row, the more level the text.
"""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from worker.layout.words import PlacedLine
from worker.ocr.engine import Reading
from worker.ocr.upright import Image, Upright, small_gray

LOOK_SIDE = 800
"""Pixels of the long side of the copy that is looked at."""

COARSE = tuple(step / 2 for step in range(-10, 11))
"""Degrees of skew that are looked for: up to 5 on either side."""

FINE = tuple(step / 10 for step in range(-4, 5))
"""Degrees around the best of these that are looked at then."""

CERTAIN = 0.75
"""Mean confidence of words under which a page may stand on its head."""

Read = Callable[[Image], list[PlacedLine]]


def read_as_it_lies(image: Image, read: Read) -> Reading:
    """Read a page that may lie on its side, askew, or on its head, with ``read`` made for upright ones.

    Up and down are told apart by a sample of the page: engines are slow on text that stands on its head.
    """
    upright = lie(image)
    level = upright.image(image)
    sample = _sample(level)
    sure = certainty(read(sample))
    if sure < CERTAIN and certainty(read(np.ascontiguousarray(np.rot90(sample, 2)))) > sure:
        upright = Upright(upright.width, upright.height, (upright.turns + 2) % 4, upright.skew)
        level = upright.image(image)
    return Reading(read(level), upright)


def _sample(level: Image) -> Image:
    """The band of the page that holds the most ink, an eighth of its height, with white above and below."""
    height = level.shape[0]
    rows = np.cumsum(np.concatenate([[0.0], _ink(level).sum(1)]))
    band = max(len(rows) // 8, 1)
    first = int(np.argmax(rows[band:] - rows[:-band]))
    top, bottom = (height * row // (len(rows) - 1) for row in (first, first + band))
    edges = ((16, 16), (0, 0), (0, 0))[: level.ndim]
    return np.pad(level[top:bottom], edges, constant_values=255)


def certainty(lines: Sequence[PlacedLine]) -> float:
    """Mean confidence of the words, longer ones counting more; 0 where there are none."""
    words = [word for line in lines for word in line]
    letters = sum(len(word.text) for word in words)
    return sum((word.confidence or 0) * len(word.text) for word in words) / letters if letters else 0.0


def lie(image: Image) -> Upright:
    """The turn that sets the page's lines level. Up and down are not told apart."""
    height, width = image.shape[:2]
    ink = _ink(image)
    turns, skew = max(
        ((turns, angle) for turns in (0, 1) for angle in COARSE),
        key=lambda way: _sharpness(_skewed(np.rot90(ink, -way[0]), way[1])),
    )
    level = np.rot90(ink, -turns)
    skew = max((skew + angle for angle in FINE), key=lambda angle: _sharpness(_skewed(level, angle)))
    return Upright(width, height, turns, round(skew, 2))


def _ink(image: Image) -> NDArray[np.float32]:
    # Darker than the paper around it, so that shadows and dark edges count for little.
    return np.asarray(
        cv2.morphologyEx(small_gray(image, LOOK_SIDE), cv2.MORPH_BLACKHAT, np.ones((15, 15), np.uint8)), np.float32
    )


def _skewed(ink: NDArray[np.float32], degrees: float) -> NDArray[np.float32]:
    height, width = ink.shape
    turn = Upright(width, height, 0, degrees).matrix()
    ink = np.ascontiguousarray(ink)
    return np.asarray(cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_LINEAR), np.float32)


def _sharpness(ink: NDArray[np.float32]) -> float:
    """How much the ink changes from row to row, whatever the page's sides."""
    return float(np.square(np.diff(ink.mean(1))).mean())
