"""Words recognized on a part of a page, placed on the page."""

import numpy as np
from numpy.typing import NDArray

from shared.models.page import Box
from worker.layout.words import PlacedWord

MIN_COVERED = 1 / 3
"""Share of a recognized word that other words cover, at least, where it is one of them."""


def is_covered(box: Box, own: NDArray[np.float64]) -> bool:
    """Whether the boxes of the page's own words cover a good part of the box."""
    x0, y0, x1, y1 = box
    across = np.minimum(own[:, 2], x1) - np.maximum(own[:, 0], x0)
    down = np.minimum(own[:, 3], y1) - np.maximum(own[:, 1], y0)
    shared = np.clip(across, 0, None) * np.clip(down, 0, None)
    return bool(shared.sum() >= (x1 - x0) * (y1 - y0) * MIN_COVERED)


def on_page(word: PlacedWord, frame: Box) -> PlacedWord:
    """A word of a part of the page, placed on the page."""
    x0, y0, x1, y1 = word.box
    a, b, c, d = frame
    return word._replace(box=(a + x0 * (c - a), b + y0 * (d - b), a + x1 * (c - a), b + y1 * (d - b)))
