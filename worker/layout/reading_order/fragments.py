"""From placed words to fragments of lines, on pages rotated so that the lines run level."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from worker.layout.reading_order.geometry import Fragment
from worker.layout.reading_order.parameters import PARAMETERS
from worker.layout.words import PlacedWords

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")
VERTICAL = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Letters of Chinese and Japanese, whose lines may run down the page, the first one at the right."""
LEFT_TO_RIGHT = re.compile("[A-Za-z\u00c0-\u058f\u0900-\u1fff\u2c00-\ud7ff]")


def by_direction(
    words: PlacedWords, width: float, height: float, joined: NDArray[np.bool_]
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float64], float]]:
    """For each direction that lines run in: its words, their edges on the page rotated to it, that page's height.

    Edges are in points; words that are ``joined`` to rows of a ruled table run level.
    """
    edges = words.boxes * (width, height, width, height)
    begins = np.ones(len(words), bool)
    np.not_equal(words.lines[1:], words.lines[:-1], out=begins[1:])
    first = begins.nonzero()[0]
    of_lines = _rotations(words, edges, first)
    if of_lines is None:
        yield np.arange(len(words)), edges, height
        return
    rotations = np.repeat(of_lines, np.diff(np.append(first, len(words))))
    rotations[joined] = 0
    x0, y0, x1, y1 = edges.T
    for rotation, rotated, rotated_height in (
        (0, (x0, y0, x1, y1), height),
        (90, (height - y1, x0, height - y0, x1), width),
        (270, (y0, width - x1, y1, width - x0), width),
        (180, (width - x1, height - y1, width - x0, height - y0), height),
    ):
        chosen = (rotations == rotation).nonzero()[0]
        if len(chosen):
            yield chosen, np.stack(rotated, axis=1)[chosen], rotated_height


def _rotations(words: PlacedWords, edges: NDArray[np.float64], first: NDArray[np.intp]) -> NDArray[np.int64] | None:
    """Degrees, clockwise, by which each line must be rotated to run from left to right; None where all do."""
    last = np.concatenate((first[1:], [len(words)])) - 1
    low, high = _extents(edges, first)
    width, height = high - low
    run = _middles(edges[last]) - _middles(edges[first])
    sideways = height > PARAMETERS.sideways_ratio * width
    leftwards = run[:, 0] < -PARAMETERS.backward_share * width
    if not (sideways | leftwards).any():
        return None
    if sideways.any():
        sideways &= np.add.reduceat(np.fromiter(map(len, words.texts), np.int64, len(words)), first) > 2
    # A single word does not show which way is up; text up the edge of the page is the usual case.
    rotations = np.where(sideways, np.where(run[:, 1] > 0, 270, 90), 0)
    for i in (sideways & (run[:, 1] == 0)).nonzero()[0].tolist():
        if VERTICAL.search("".join(words.texts[first[i] : last[i] + 1])):
            rotations[i] = 270
    for i in (~sideways & leftwards).nonzero()[0].tolist():
        # Each word of a line that is upside down is left of the one before; elsewhere its parts come out of order.
        steps = np.diff(_middles(edges[first[i] : last[i] + 1])[:, 0])
        text = "".join(words.texts[first[i] : last[i] + 1])
        if 2 * int((steps < 0).sum()) > len(steps) and not RIGHT_TO_LEFT.search(text):
            rotations[i] = 180
    return rotations


def _middles(edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """The middles, x and y, of the boxes."""
    middles: NDArray[np.float64] = (edges[:, :2] + edges[:, 2:]) / 2
    return middles


def _extents(edges: NDArray[np.float64], first: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Least and largest x and y, ``[2, n]`` each, of the runs of words that begin with the first ones."""
    # Sides one after the other are reduced in half the time.
    sides = np.ascontiguousarray(edges.T)
    return np.minimum.reduceat(sides[:2], first, axis=1), np.maximum.reduceat(sides[2:], first, axis=1)


def gutter_width(words: PlacedWords, chosen: NDArray[np.intp], edges: NDArray[np.float64]) -> float:
    """Least width of a gutter in heights of a line: more where words are widely spaced, as in typewritten pages."""
    heights = np.maximum(edges[:, 3] - edges[:, 1], 1e-9)
    gaps = (edges[1:, 0] - edges[:-1, 2]) / heights[1:]
    spaces = gaps[(words.lines[chosen[1:]] == words.lines[chosen[:-1]]) & (gaps > 0) & (gaps < 1)]
    if not len(spaces):
        return PARAMETERS.gutter
    usual = float(np.partition(spaces, len(spaces) // 2)[len(spaces) // 2])
    return max(PARAMETERS.gutter, PARAMETERS.gutter_spaces * usual)


def fragments_of(
    words: PlacedWords, chosen: NDArray[np.intp], edges: NDArray[np.float64], gutter: float, joined: NDArray[np.bool_]
) -> list[Fragment]:
    """The chosen words cut between lines, at wide gaps, and where the next word is above or below."""
    x0, y0, x1, y1 = edges.T
    heights = np.maximum(y1 - y0, 1e-9)
    higher = np.maximum(heights[1:], heights[:-1])
    apart = np.maximum(x0[1:] - x1[:-1], x0[:-1] - x1[1:]) >= gutter * higher
    beside = np.minimum(y1[1:], y1[:-1]) > np.maximum(y0[1:], y0[:-1])
    same = (chosen[1:] == chosen[:-1] + 1) & (words.lines[chosen[1:]] == words.lines[chosen[:-1]])
    first = np.concatenate(([True], ~same | ((apart | ~beside) & ~joined[chosen[1:]]))).nonzero()[0]
    low, high = _extents(edges, first)
    last = np.concatenate((first[1:], [len(chosen)])) - 1
    starts, ends = chosen[first].tolist(), (chosen[last] + 1).tolist()
    texts = [" ".join(words.texts[start:end]) for start, end in zip(starts, ends, strict=True)]
    return list(map(Fragment, *low.tolist(), *high.tolist(), starts, ends, texts))
