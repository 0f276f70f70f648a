"""Pictures much longer than wide, such as screenshots of a chat, recognized piece by piece.

An engine scales the longer side of what it is given to a fixed length, so that writing on a long strip gets too small.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from shared.models.page import Box
from worker.extraction.placing import is_covered, on_page
from worker.extraction.recognition import Recognizer
from worker.layout.analysis import PageLayout, analyze
from worker.layout.words import PlacedLine, PlacedWord, PlacedWords

MAX_ASPECT = 3.5
"""Longer side by shorter one, up to which a picture is recognized as a whole."""

TILE_ASPECT = 2.0
"""The same of a tile."""

MIN_TILE = 1600
"""Pixels of a tile's length, at least."""

OVERLAP = 0.25
"""Share of a tile that the next one repeats: what is cut at the end of one is whole in the other."""

CUT_PIXELS = 3
"""Distance from a tile's end within which a word may be cut."""


def is_long(image: NDArray[np.uint8]) -> bool:
    """Whether the image is recognized in tiles."""
    short, long = sorted(map(int, image.shape[:2]))
    return long > MAX_ASPECT * short and long > MIN_TILE


def recognize_long(image: NDArray[np.uint8], size: tuple[float, float], recognizer: Recognizer) -> PageLayout:
    """The layout of a long image, which shows a page of ``size`` points."""
    found: list[PlacedLine] = []
    boxes: list[Box] = []
    for x0, y0, x1, y1 in _tiles(image.shape[0], image.shape[1]):
        height, width = image.shape[:2]
        frame = (x0 / width, y0 / height, x1 / width, y1 / height)
        known = np.array(boxes, np.float64).reshape(-1, 4)
        for line in recognizer.lines(np.ascontiguousarray(image[y0:y1, x0:x1])):
            placed = [on_page(word, frame) for word in line if not _is_cut(word, (x0, y0, x1, y1), (width, height))]
            if new := [word for word in placed if not is_covered(word.box, known)]:
                found.append(new)
                boxes += [word.box for word in new]
    return analyze(PlacedWords.of(found), *size)


def _tiles(height: int, width: int) -> Iterator[tuple[int, int, int, int]]:
    """Left, top, right, bottom of the tiles along the longer side, in pixels."""
    long, short = max(height, width), min(height, width)
    length = max(round(TILE_ASPECT * short), MIN_TILE)
    step = round(length * (1 - OVERLAP))
    for start in range(0, max(1, long - (length - step)), step):
        end = min(start + length, long)
        yield (0, start, width, end) if height > width else (start, 0, end, height)


def _is_cut(word: PlacedWord, tile: tuple[int, int, int, int], size: tuple[int, int]) -> bool:
    """Whether the word, placed on the tile, reaches an end of it that is not the picture's."""
    x0, y0, x1, y1 = tile
    across, down = CUT_PIXELS / (x1 - x0), CUT_PIXELS / (y1 - y0)
    left, top, right, bottom = word.box
    return (
        (x0 > 0 and left < across)
        or (y0 > 0 and top < down)
        or (x1 < size[0] and right > 1 - across)
        or (y1 < size[1] and bottom > 1 - down)
    )
