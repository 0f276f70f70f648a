"""Words whose letters stand in a row of boxes, one in each: forms are filled in so.

The boxes touch or stand apart; of some only short strokes at the foot are drawn, or a line under each letter. Rows of
boxes above each other may as well be a table of figures; a row on its own is a word from its second letter on.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from worker.layout.words import PlacedWords

MIN_LETTERS = 4
"""Letters beside each other, at least, in wide boxes or in rows of boxes that touch: those of a table are alike."""

MAX_WIDTH = 1.7
"""Width of a box, at most, in heights of a line of its letters; wider ones are columns of a table."""

MAX_WIDTH_ALONE = 2.5
"""The same for letters enough, or in boxes that stand apart, in a row of boxes that touches no other."""

MIN_APART = 0.05
"""Space between the feet of two boxes that stand apart, at least, in heights of a line."""

MAX_HEIGHT = 3.0
"""Height of a row of boxes on its own, at most, in heights of a line."""

MAX_GAP = 0.4
"""Space between two boxes of a word, at most, in widths of a box: more parts words, as an empty box does."""

MAX_DIFFERENCE = 0.25
"""Difference of the widths of the boxes of a word, at most, in widths of a box: lines that touch have a thickness."""

STEP = (0.55, 1.45)
"""Distance of the letters of neighboring boxes, in widths of a box: they may stand anywhere in theirs."""

BELOW = 0.5
"""How far below a letter's line a stroke or a line under it may be, in heights of the line."""

TOUCHING = 0.2
"""Distance at which lines touch, in heights of a line."""


class Rules(NamedTuple):
    """The ruled lines of a page, ``[n, 4]`` in its fractions; ``aspect`` is its width by its height."""

    upright: NDArray[np.float64]
    level: NDArray[np.float64]
    aspect: float

    @classmethod
    def of(cls, lines: NDArray[np.float64], aspect: float) -> "Rules":
        """The lines, by their direction."""
        is_upright = (lines[:, 2] - lines[:, 0]) * aspect < lines[:, 3] - lines[:, 1]
        return cls(lines[is_upright], lines[~is_upright], aspect)

    def may_box(self, height: float) -> bool:
        """Whether some may be of boxes around letters on lines so high."""
        short = (self.upright[:, 3] - self.upright[:, 1] <= MAX_HEIGHT * height).any()
        return bool(short or ((self.level[:, 2] - self.level[:, 0]) * self.aspect <= MAX_WIDTH_ALONE * height).any())


def words_in_boxes(words: PlacedWords, start: int, end: int, rules: Rules) -> list[tuple[int, int]]:
    """The words that the letters ``start`` to ``end`` of one line make, as ranges of two letters or more."""
    boxes = words.boxes[start:end]
    x = (boxes[:, 0] + boxes[:, 2]) / 2
    top, bottom = float(boxes[:, 1].mean()), float(boxes[:, 3].mean())
    height = float(np.median(boxes[:, 3] - boxes[:, 1]))
    walls = _walls(rules.upright, top, bottom, height)
    cells = _between(walls, x)
    under = _over_lines(rules.level, x, (top + bottom) / 2, bottom + BELOW * height)
    # A line under a letter is its own, and what stands beside it may be another's.
    closer = under[:, 1] - under[:, 0] < cells[:, 1] - cells[:, 0]
    cells[closer] = under[closer]
    follows, widths = _neighbors(cells, x)
    if not follows.any():
        return []
    in_grid = _goes_on(walls, rules.upright, height)
    is_short = end - start < MIN_LETTERS
    # A few letters in wide boxes that touch may be a row of a table; its cells do not stand apart.
    may_be_wide = np.full(len(follows), not in_grid)
    if is_short:
        may_be_wide &= (under[1:, 0] - under[:-1, 1]) * rules.aspect >= MIN_APART * height
        may_be_wide &= not _are_in_order(words.texts[start:end])
    follows &= widths * rules.aspect <= np.where(may_be_wide, MAX_WIDTH_ALONE, MAX_WIDTH) * height
    if in_grid and is_short:
        return []
    if is_short and follows.any() and _is_row_of_table(words, walls, rules.level, height):
        return []
    edges = np.diff(np.concatenate(([False], follows, [False])).astype(np.int8)).nonzero()[0].reshape(-1, 2)
    return [(start + first, start + last + 1) for first, last in edges.tolist()]


def _are_in_order(letters: Sequence[str]) -> bool:
    """Whether three letters or figures follow each other, as those of choices do."""
    codes = [ord(letter) for letter in letters]
    return len(codes) > 2 and all(after == before + 1 for before, after in pairwise(codes))


def _walls(upright: NDArray[np.float64], top: float, bottom: float, height: float) -> NDArray[np.float64]:
    """The upright lines beside letters, from left to right: those as high as they, and strokes at their feet."""
    middle = (top + bottom) / 2
    beside = (upright[:, 1] <= middle) & (upright[:, 3] >= middle)
    is_stroke = upright[:, 3] - upright[:, 1] <= height
    at_foot = is_stroke & (upright[:, 1] <= bottom + BELOW * height) & (upright[:, 3] >= middle)
    found = upright[beside | at_foot]
    return found[np.argsort(found[:, 0] + found[:, 2])]


def _between(walls: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Left and right of the box around each letter; infinite where there is none."""
    places = np.concatenate(([-np.inf], walls[:, [0, 2]].mean(axis=1), [np.inf]))
    after = places.searchsorted(x)
    return np.stack([places[after - 1], places[after]], axis=1)


def _over_lines(level: NDArray[np.float64], x: NDArray[np.float64], top: float, bottom: float) -> NDArray[np.float64]:
    """Left and right of the shortest line under each letter; infinite where there is none."""
    near = level[(level[:, 1] >= top) & (level[:, 3] <= bottom)]
    found = np.tile([-np.inf, np.inf], (len(x), 1))
    if len(near):
        above = (near[:, 0] < x[:, None]) & (near[:, 2] > x[:, None])
        lengths = np.where(above, near[:, 2] - near[:, 0], np.inf)
        shortest = lengths.argmin(axis=1)
        has = above.any(axis=1)
        found[has] = near[shortest[has]][:, [0, 2]]
    return found


def _neighbors(cells: NDArray[np.float64], x: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Whether the box of each letter but the last is beside the next one's and as wide, and the width of both."""
    sizes = cells[:, 1] - cells[:, 0]
    widths = np.minimum(sizes[1:], sizes[:-1])
    gaps, steps = cells[1:, 0] - cells[:-1, 1], np.diff(x)
    with np.errstate(invalid="ignore"):
        alike = np.abs(np.diff(sizes)) <= MAX_DIFFERENCE * widths
        # The outer side of the first box and of the last may not be drawn.
        alike[[0, -1]] |= np.array([sizes[0] > sizes[1], sizes[-1] > sizes[-2]])
        beside = (gaps >= -MAX_DIFFERENCE * widths) & (gaps <= MAX_GAP * widths)
    follows = alike & beside & (steps >= STEP[0] * widths) & (steps <= STEP[1] * widths)
    return follows & np.isfinite(widths), widths


def _goes_on(walls: NDArray[np.float64], upright: NDArray[np.float64], height: float) -> bool:
    """Whether lines beside letters are much higher than these, or others continue them above or below."""
    if not len(walls):
        return False
    if (walls[:, 3] - walls[:, 1] > MAX_HEIGHT * height).all():
        return True
    x, more = walls[:, [0, 2]].mean(axis=1), upright[:, [0, 2]].mean(axis=1)
    near = TOUCHING * height
    touch = (upright[:, 3] >= walls[:, 1, None] - near) & (upright[:, 1] <= walls[:, 3, None] + near)
    beyond = (upright[:, 1] < walls[:, 1, None] - near) | (upright[:, 3] > walls[:, 3, None] + near)
    return bool(((np.abs(x[:, None] - more) <= near) & touch & beyond).any())


def _is_row_of_table(words: PlacedWords, walls: NDArray[np.float64], level: NDArray[np.float64], height: float) -> bool:
    """Whether whole words are in boxes of the same row: what is beside a field of a form is in none."""
    if not len(walls):
        return False
    top, bottom = np.median(walls[:, [1, 3]], axis=0)
    middles = (words.boxes[:, :2] + words.boxes[:, 2:]) / 2
    beside = ((middles[:, 1] > top) & (middles[:, 1] < bottom)).nonzero()[0]
    x = np.array([middles[i, 0] for i in beside.tolist() if len(words.texts[i]) > 1])
    y = level[:, [1, 3]].mean(axis=1)
    near = TOUCHING * height
    edges = level[(np.abs(y - top) <= near) | (np.abs(y - bottom) <= near)]
    return bool(((edges[:, 0] < x[:, None]) & (edges[:, 2] > x[:, None])).any())
