"""The level ruled lines of a page, pieces that touch as one: borders of cells are a piece for each of them."""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from worker.layout.ruled_cells import JOIN_DISTANCE_POINTS

MAX_PIECES = 4000
"""Lines beyond which a page is taken for a drawing."""


class Rule(NamedTuple):
    """A level line at ``y`` from ``x0`` to ``x1``, in points."""

    y: float
    x0: float
    x1: float


class LevelRules:
    """The level ruled lines of a page, found when they are first asked for: few pages need them."""

    def __init__(self, ruled_lines: NDArray[np.float64], width: float, height: float) -> None:
        self._lines, self._size = ruled_lines, (width, height, width, height)

    @cached_property
    def rules(self) -> Sequence[Rule]:
        """From top to bottom."""
        edges = self._lines * self._size
        level = edges[edges[:, 2] - edges[:, 0] > np.maximum(edges[:, 3] - edges[:, 1], JOIN_DISTANCE_POINTS)]
        if len(level) > MAX_PIECES:
            return []
        found: list[Rule] = []
        middles = ((level[:, 1] + level[:, 3]) / 2).round()
        for y, x0, x1 in sorted(zip(*(column.tolist() for column in (middles, level[:, 0], level[:, 2])), strict=True)):
            last = found[-1] if found else None
            if last is not None and last.y == y and x0 <= last.x1 + JOIN_DISTANCE_POINTS:
                found[-1] = Rule(y, last.x0, max(last.x1, x1))
            else:
                found.append(Rule(y, x0, x1))
        return found

    def between(self, top: float, bottom: float) -> list[Rule]:
        """Those within a range of heights."""
        return [rule for rule in self.rules if top <= rule.y <= bottom]
