"""The cells between ruled lines, as pdfplumber finds them with its default settings.

Lines near each other are joined. A cell is the smallest rectangle below and right of an intersection whose corners are
intersections that lines connect. pdfplumber compares each intersection with all others, which took most of the time of
a page with a large table; here each is compared with those on its own lines.
"""

from bisect import bisect
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

JOIN_DISTANCE_POINTS = 3.0
"""Points within which ruled lines meet and are one line; pdfplumber's default."""

MIN_LINES = 6
"""Ruled lines of a table, at least: one of two cells in two rows has six."""

MIN_UPRIGHT_LINES = 3
"""Upright lines of a table, at least: two are a frame."""

MAX_LINES = 800
"""Ruled lines, once joined, beyond which a page is taken for a drawing."""

MAX_INTERSECTIONS = 4000
"""Intersections beyond which it is, too."""

Cell = tuple[float, float, float, float]
"""Left, top, right and bottom in points."""

Point = tuple[int, int]
"""An intersection: the numbers of its column and row, of all columns and rows of lines."""


NumberedCell = tuple[int, int, int, int]
"""The numbers of the first column and row and the last ones."""


class RuledCells(NamedTuple):
    """The cells of each table, and of how many lines and intersections they come."""

    tables: tuple[tuple[Cell, ...], ...] = ()
    lines: int = 0
    intersections: int = 0


class _Lines(NamedTuple):
    """Lines of one direction: the places across it that they are at, which of these each is at, and its ends."""

    places: NDArray[np.float64]
    which: NDArray[np.intp]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @property
    def at(self) -> NDArray[np.float64]:
        """The place of each line."""
        return self.places[self.which]


def ruled_cells(ruled_lines: NDArray[np.float64], width: float, height: float) -> RuledCells:
    """The cells between lines ``[n, 4]`` as x0, y0, x1, y1 in fractions of a page of ``width`` by ``height`` points."""
    if len(ruled_lines) < MIN_LINES:
        return RuledCells()
    lines = np.ascontiguousarray(ruled_lines[np.isfinite(ruled_lines).all(axis=1)])
    return _found(lines.tobytes(), width, height) if len(lines) >= MIN_LINES else RuledCells()


@lru_cache(1)
def _found(ruled_lines: bytes, width: float, height: float) -> RuledCells:
    """Found once for a page, whose reading order and blocks both need them."""
    edges = np.frombuffer(ruled_lines, np.float64).reshape(-1, 4) * (width, height, width, height)
    level = edges[:, 2] - edges[:, 0] >= edges[:, 3] - edges[:, 1]
    if len(edges) - np.count_nonzero(level) < MIN_UPRIGHT_LINES:
        return RuledCells()
    x0, y0, x1, y1 = edges[~level].T
    uprights = _joined((x0 + x1) / 2, y0, y1)
    x0, y0, x1, y1 = edges[level].T
    levels = _joined((y0 + y1) / 2, x0, x1)
    count = len(uprights.which) + len(levels.which)
    if count > MAX_LINES:
        return RuledCells()
    upright, across = _meeting(uprights, levels)
    columns, rows = uprights.which[upright], levels.which[across]
    is_point = np.zeros((len(uprights.places), len(levels.places)), bool)
    is_point[columns, rows] = True
    points = int(np.count_nonzero(is_point))
    if points > MAX_INTERSECTIONS:
        return RuledCells()
    cells = _cells(*(numbers.tolist() for numbers in (columns, rows, upright, across)))
    x, y = uprights.places.tolist(), levels.places.tolist()
    tables = [tuple((x[a], y[b], x[c], y[d]) for a, b, c, d in table) for table in _tables(cells)]
    return RuledCells(tuple(tables), count, points)


def _joined(at: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> _Lines:
    """The lines, those near each other at their mean place, and those that overlap or nearly touch there as one."""
    near, ordered = JOIN_DISTANCE_POINTS, np.sort(at)
    begins = np.concatenate([ordered[:1], ordered[1:][ordered[1:] > ordered[:-1] + near]])
    which = begins.searchsorted(at, "right") - 1
    order = np.lexsort((low, which))
    joined: list[list[float]] = []
    place, reach = -1, 0.0
    for other, begin, end in zip(which[order].tolist(), low[order].tolist(), high[order].tolist(), strict=True):
        if other != place or begin > reach + near:
            joined.append([other, begin, end])
            place, reach = other, end
        elif end > reach:
            joined[-1][2] = reach = end
    numbers, lows, highs = np.array(joined).reshape(-1, 3).T
    return _Lines(np.bincount(which, at) / np.bincount(which), numbers.astype(np.intp), lows, highs)


def _meeting(uprights: _Lines, levels: _Lines) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The upright and the level line of each two that meet."""
    near = JOIN_DISTANCE_POINTS
    x, top, bottom = uprights.at[:, None], uprights.low[:, None], uprights.high[:, None]
    y, left, right = levels.at, levels.low, levels.high
    upright, level = ((top <= y + near) & (bottom >= y - near) & (x >= left - near) & (x <= right + near)).nonzero()
    return upright, level


def _cells(
    columns: Sequence[int], rows: Sequence[int], uprights: Sequence[int], levels: Sequence[int]
) -> list[NumberedCell]:
    """The cells, by their corner at the top left, of lines that meet at these columns and rows."""
    upright_at: defaultdict[Point, set[int]] = defaultdict(set)
    level_at: defaultdict[Point, set[int]] = defaultdict(set)
    rows_of: defaultdict[int, list[int]] = defaultdict(list)
    columns_of: defaultdict[int, list[int]] = defaultdict(list)
    for column, row, upright, level in zip(columns, rows, uprights, levels, strict=True):
        upright_at[column, row].add(upright)
        level_at[column, row].add(level)
        rows_of[upright].append(row)
        columns_of[level].append(column)
    found = []
    none: set[int] = set()
    for left, top in sorted(upright_at):
        bottoms = _beyond(top, [rows_of[line] for line in upright_at[left, top]])
        rights = _beyond(left, [columns_of[line] for line in level_at[left, top]])
        for bottom, right in product(bottoms, rights):
            below = level_at.get((right, bottom), none)
            if below.isdisjoint(level_at[left, bottom]):
                continue
            if not upright_at[right, bottom].isdisjoint(upright_at[right, top]):
                found.append((left, top, right, bottom))
                break
    return found


def _beyond(number: int, lists: Sequence[list[int]]) -> list[int]:
    """The larger ones of the numbers, in order, as they are in each of the lists."""
    if len(lists) == 1:
        return lists[0][bisect(lists[0], number) :]
    return sorted({*chain.from_iterable(numbers[bisect(numbers, number) :] for numbers in lists)})


def _tables(cells: Sequence[NumberedCell]) -> list[list[NumberedCell]]:
    """The cells that share corners, directly or by others between them, from the top; a lone one is no table."""
    tables = []
    left = list(cells)
    while left:
        table: list[NumberedCell] = []
        corners: set[Point] = set()
        before = -1
        while before < len(table):
            before, others = len(table), []
            for cell in left:
                a, b, c, d = cell
                own = ((a, b), (a, d), (c, b), (c, d))
                if not table or not corners.isdisjoint(own):
                    corners.update(own)
                    table.append(cell)
                else:
                    others.append(cell)
            left = others
        if len(table) > 1:
            tables.append(table)
    return sorted(tables, key=lambda table: min((top, left) for left, top, _, _ in table))
