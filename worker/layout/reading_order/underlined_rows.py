"""Tables with a level ruled line between any two rows and no upright ones: where the rows are whose cells take lines.

Each such row is read cell by cell, as one line, as a row of a table with upright lines is.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from worker.layout.reading_order.level_rules import LevelRules, Rule
from worker.layout.reading_order.parameters import PARAMETERS
from worker.layout.reading_order.ruled_rows import RuledRow
from worker.layout.ruled_cells import JOIN_DISTANCE_POINTS
from worker.layout.words import PlacedWords


def underlined_rows(
    words: PlacedWords, rules: LevelRules, width: float, height: float, ruled: Sequence[RuledRow] = ()
) -> list[RuledRow]:
    """Boxes of the cells of rows between level lines, of tables in which some cell takes several lines.

    Where there are ``ruled`` rows between upright lines, too, there are no others.
    """
    found: list[RuledRow] = []
    if len(rules.rules) < PARAMETERS.min_rules:
        return found
    edges = words.boxes * (width, height, width, height)
    for rows in _tables(rules.rules, edges):
        if not any(row.may_be_wrapped for row in rows) or _are_ruled(rows, ruled, height):
            continue
        # What is above the first row may be a heading and the names of the columns together.
        for part in (rows, rows[1:]):
            columns = _columns([row.edges for row in part])
            kinds: list[int | None] = [None]
            if len(columns) > 2:
                kinds = [_kind(row.edges, columns) for row in part]
            if None in kinds or kinds.count(0) > PARAMETERS.titles_share * len(kinds):
                continue
            found += [
                [(a / width, row.top / height, b / width, row.bottom / height) for a, b in pairwise(columns)]
                for row, kind in zip(part, kinds, strict=True)
                if kind and kind > 1
            ]
            break
    return found


class _Row(NamedTuple):
    """What is between two lines: from and to where, and the edges of the words."""

    top: float
    bottom: float
    edges: NDArray[np.float64]

    @property
    def may_be_wrapped(self) -> bool:
        """Whether there is more than one line."""
        y0, y1 = self.edges[:, 1], self.edges[:, 3]
        return bool(y1.max() - y0.min() > PARAMETERS.two_lines * (y1 - y0).max())


def _are_ruled(rows: Sequence[_Row], ruled: Sequence[RuledRow], height: float) -> bool:
    """Whether upright lines separate the cells of some row."""
    top, bottom = rows[0].top / height, rows[-1].bottom / height
    return any(top < (row[0][1] + row[0][3]) / 2 < bottom for row in ruled)


def _tables(rules: Sequence[Rule], edges: NDArray[np.float64]) -> Iterator[list[_Row]]:
    """The rows between rules of the same ends, as long as they are no higher than rows of a table."""
    by_ends: defaultdict[tuple[int, int], list[Rule]] = defaultdict(list)
    for rule in rules:
        by_ends[round(rule.x0 / JOIN_DISTANCE_POINTS), round(rule.x1 / JOIN_DISTANCE_POINTS)].append(rule)
    for lines in by_ends.values():
        rows: list[_Row] = []
        for above, below in pairwise(lines) if len(lines) >= PARAMETERS.min_rules else ():
            inside = _within(edges, above, below)
            if not len(inside):
                if below.y - above.y > PARAMETERS.max_empty_points:
                    yield rows
                    rows = []
                continue
            if below.y - above.y > (PARAMETERS.max_row_lines + 1) * float((inside[:, 3] - inside[:, 1]).mean()):
                yield rows
                rows = []
                continue
            rows.append(_Row(above.y, below.y, inside))
        yield rows


def _within(edges: NDArray[np.float64], above: Rule, below: Rule) -> NDArray[np.float64]:
    """The edges of the words between two rules."""
    x, y = edges[:, 0] + edges[:, 2], edges[:, 1] + edges[:, 3]
    return edges[(y > 2 * above.y) & (y < 2 * below.y) & (x > 2 * above.x0) & (x < 2 * above.x1)]


def _columns(rows: Sequence[NDArray[np.float64]]) -> list[float]:
    """Where the columns begin and end: the middles of the white space that all rows of several cells share."""
    several = [edges for edges in rows if _widest_gap(edges) >= _gutter(edges)]
    if len(several) < PARAMETERS.min_rows:
        return []
    chosen = np.concatenate(several)
    order = chosen[chosen[:, 0].argsort()]
    reach = np.maximum.accumulate(order[:, 2])
    gaps = (order[1:, 0] - reach[:-1] >= _gutter(order)).nonzero()[0]
    middles = (order[gaps + 1, 0] + reach[gaps]) / 2
    return [float(order[0, 0]) - 1, *middles.tolist(), float(reach[-1]) + 1]


def _gutter(edges: NDArray[np.float64]) -> float:
    """Least width of the white space between two columns."""
    return PARAMETERS.gutter * float((edges[:, 3] - edges[:, 1]).mean())


def _widest_gap(edges: NDArray[np.float64]) -> float:
    """The widest white space across all lines of words."""
    order = edges[edges[:, 0].argsort()]
    gaps = order[1:, 0] - np.maximum.accumulate(order[:, 2])[:-1]
    return float(gaps.max()) if len(gaps) else 0.0


def _kind(edges: NDArray[np.float64], columns: Sequence[float]) -> int | None:
    """How many lines a row takes; 0 for one that is a title, and None for what is no row of the columns."""
    cells: defaultdict[int, list[int]] = defaultdict(list)
    for number, x in enumerate(((edges[:, 0] + edges[:, 2]) / 2).tolist()):
        cells[bisect_right(columns, x)].append(number)
    lines = [_lines(edges[cells[number]]) for number in sorted(cells)]
    if len(lines) == 1:
        return 0
    gutter = _gutter(edges)
    across = any(((edges[:, 0] < x) & (edges[:, 2] > x)).any() for x in columns)
    if across or any(_widest_gap(line) >= gutter for cell in lines for line in cell):
        return None
    most = max(map(len, lines))
    tall = [cell for cell in lines if len(cell) == most]
    if (
        most > 1
        and len(tall) == 1
        and tall[0] is lines[0]
        and all(_is_level(cell[0], tall[0][-1]) for cell in lines[1:])
    ):
        # The title of a group of rows is above the first of them.
        return 1
    if most == 1 or 2 * len(tall) < len(lines):
        return most
    between = any((most - len(cell)) % 2 and _is_centred(cell, tall[0]) for cell in lines)
    return most if between else None


def _is_level(line: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Whether two lines are at the same height."""
    size = float((line[:, 3] - line[:, 1]).mean())
    return abs(float(line[:, [1, 3]].mean() - other[:, [1, 3]].mean())) < PARAMETERS.level_rows * size


def _is_centred(cell: Sequence[NDArray[np.float64]], tall: Sequence[NDArray[np.float64]]) -> bool:
    """Whether a cell is beside the middle of a higher one."""
    middles = [float(part[0][:, [1, 3]].mean() + part[-1][:, [1, 3]].mean()) / 2 for part in (cell, tall)]
    return abs(middles[0] - middles[1]) <= PARAMETERS.centred * float((tall[0][:, 3] - tall[0][:, 1]).mean())


def _lines(edges: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The words of a cell by line."""
    found: list[list[int]] = []
    bottom = float("-inf")
    # Only the middle half of a word counts, so that raised figures are on the line of what they are behind.
    quarter = (edges[:, 3] - edges[:, 1]) / 4
    upper, lower = edges[:, 1] + quarter, edges[:, 3] - quarter
    for number in upper.argsort().tolist():
        if upper[number] >= bottom:
            found.append([])
        bottom = max(bottom, float(lower[number]))
        found[-1].append(number)
    return [edges[line] for line in found]
