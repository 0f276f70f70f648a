"""Watermarks and stamps: large words that lie over or under others, whose order they must not disturb."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from worker.layout.reading_order.geometry import Fragment
from worker.layout.reading_order.paragraphs import Paragraph
from worker.layout.reading_order.parameters import PARAMETERS
from worker.layout.words import PlacedWords


def overlays(words: PlacedWords, width: float, height: float) -> NDArray[np.bool_] | None:
    """Whether each word is much higher than most and lies over several others; None where there is none.

    ``width`` and ``height`` are the page's, in points.
    """
    edges = words.boxes * (width, height, width, height)
    heights = edges[:, 3] - edges[:, 1]
    # Most pages' type is of sizes that are near each other.
    if heights.max() <= PARAMETERS.overlay_ratio * heights.min():
        return None
    usual = float(np.partition(heights, len(heights) // 2)[len(heights) // 2])
    tall = heights > PARAMETERS.overlay_ratio * usual
    large = (tall & (edges[:, 2] - edges[:, 0] > PARAMETERS.overlay_ratio * usual)).nonzero()[0]
    if not len(large):
        return None
    lengths = np.fromiter((len(words.texts[i]) for i in large.tolist()), np.int64, len(large))
    sides = edges[large, 2:] - edges[large, :2]
    # Level words and upright ones are much longer than high.
    slanted = sides.max(axis=1) < PARAMETERS.slanted_share * lengths * sides.min(axis=1)
    least = np.where(slanted, 1, PARAMETERS.overlay_lines)
    x, y = ((edges[:, i] + edges[:, i + 2]) / 2 for i in (0, 1))
    found = np.zeros(len(words), bool)
    for i, enough in zip(large.tolist(), least.tolist(), strict=True):
        x0, y0, x1, y1 = edges[i]
        under = (x > x0) & (x < x1) & (y > y0) & (y < y1) & ~tall
        found[i] = under.any() and len(np.unique(words.lines[under])) >= enough
    if not found.any():
        return None
    # A watermark that is repeated all over the page is not everywhere over text.
    repeated = {words.texts[i] for i in found.nonzero()[0].tolist()}
    found[[i for i in large.tolist() if words.texts[i] in repeated]] = True
    return found


def lines_of(words: PlacedWords, before: int) -> list[Paragraph]:
    """The lines of words that follow ``before`` others on their page, a paragraph each."""
    bounds = [0, *((words.lines[1:] != words.lines[:-1]).nonzero()[0] + 1).tolist(), len(words)]
    return [
        [[Fragment(0, 0, 0, 0, before + first, before + last, " ".join(words.texts[first:last]))]]
        for first, last in pairwise(bounds)
    ]
