"""Tables whose cells are separated by ruled lines."""

from itertools import accumulate, pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.ruled_cells import JOIN_DISTANCE_POINTS, ruled_cells
from worker.layout.table_grid import Grid, GridCell, without_empty
from worker.layout.text_lines import PageLines


def ruled_tables(
    page: PageLines, ruled_lines: NDArray[np.float64], parameters: BlockParameters = PARAMETERS
) -> list[Grid]:
    """The tables with ruled lines, in reading order; ``ruled_lines`` are ``[n, 4]`` in fractions of the page."""
    found: list[Grid] = []
    tables = ruled_cells(ruled_lines, page.width, page.height).tables
    if not tables:
        return []
    x0, y0, x1, y1 = (np.array(edges) for edges in (page.x0, page.y0, page.x1, page.y1))
    middles = (x0 + x1) / 2, (y0 + y1) / 2
    for cells in tables:
        grid = _grid(page, np.array(cells), middles, parameters)
        if grid is not None and not any(grid.first < other.last and other.first < grid.last for other in found):
            found.append(grid)
    return sorted(found, key=lambda grid: grid.first)


def _grid(
    page: PageLines,
    cells: NDArray[np.float64],
    middles: tuple[NDArray[np.float64], NDArray[np.float64]],
    parameters: BlockParameters,
) -> Grid | None:
    """The words whose ``middles`` lie in a table's cells; None where the lines frame something else."""
    if len(cells) < 2:
        return None
    xs = _clusters(cells[:, [0, 2]].ravel(), JOIN_DISTANCE_POINTS)
    ys = _clusters(cells[:, [1, 3]].ravel(), JOIN_DISTANCE_POINTS)
    if len(xs) < 3 or len(ys) < 2:
        return None
    left, right = (np.abs(cells[:, [i]] - xs).argmin(axis=1).tolist() for i in (0, 2))
    top, bottom = (np.abs(cells[:, [i]] - ys).argmin(axis=1).tolist() for i in (1, 3))
    owner = np.full((len(ys) - 1, len(xs) - 1), -1)
    for i, (a, b, c, d) in enumerate(zip(left, top, right, bottom, strict=True)):
        owner[b:d, a:c] = i
    x, y = middles
    column, row = xs.searchsorted(x, "right") - 1, ys.searchsorted(y, "right") - 1
    inside = (column >= 0) & (column < len(xs) - 1) & (row >= 0) & (row < len(ys) - 1)
    at = np.full(len(x), -1)
    at[inside] = owner[row[inside], column[inside]]
    words = _longest_run((at >= 0).nonzero()[0], at)
    if not len(words):
        return None
    first, last = int(words[0]), int(words[-1]) + 1
    owners = at[first:last]
    # Cells follow each other in the text; where they do not, lines do, and each is a row of its own.
    changes = (np.diff(owners) != 0).nonzero()[0] + 1
    parts: dict[int, list[Run]] = {}
    for begin, end in pairwise([0, *changes.tolist(), len(owners)]):
        parts.setdefault(int(owners[begin]), []).append((first + begin, first + end))
    if any(_lines(page, part) > parameters.max_cell_lines for runs in parts.values() for part in runs):
        return None
    # How many rows of text each row of cells contains, and where the first of them is.
    single: list[dict[int, list[Run]]] = [{} for _ in ys[1:]]
    for i in sorted(parts):
        if bottom[i] == top[i] + 1:
            single[top[i]][i] = parts[i]
    lines = [_rows_within(page, owned) for owned in single]
    numbers = [0, *accumulate(max(len(rows), 1) for rows in lines)]
    x_at, y_at = xs.tolist(), ys.tolist()
    grid: list[GridCell] = []
    for i in range(len(cells)):
        place = (x_at[left[i]], y_at[top[i]], x_at[right[i]], y_at[bottom[i]])
        row, column, columns = numbers[top[i]], left[i], right[i] - left[i]
        rows = lines[top[i]] if bottom[i] == top[i] + 1 else []
        if len(rows) > 1:
            for k, runs in enumerate(rows):
                high, low = _extent(page, runs)
                grid.append(GridCell(row + k, column, 1, columns, runs.get(i), (place[0], high, place[2], low)))
        else:
            span = numbers[bottom[i]] - row
            grid += [
                GridCell(row, column, span, columns, run, place)
                for run in (*parts.get(i, ()), *(() if i in parts else (None,)))
            ]
    table = without_empty(Grid(first, last, numbers[-1], len(xs) - 1, grid, ruled=True))
    return table if table.columns > 1 else None


Run = tuple[int, int]
"""Words from the first to the last, exclusive."""


def _rows_within(page: PageLines, parts: dict[int, list[Run]]) -> list[dict[int, Run]]:
    """The rows of text in a row of cells, by cell: one where each cell is one run of words, else one a line."""
    if all(len(runs) == 1 for runs in parts.values()):
        return [{i: runs[0] for i, runs in parts.items()}] if parts else []
    rows: list[dict[int, Run]] = []
    bottom = float("-inf")
    for run, i in sorted((run, i) for i, several in parts.items() for run in several):
        part = page.segment(*run)
        if not rows or i in rows[-1] or (part.y0 + part.y1) / 2 > bottom:
            rows.append({})
            bottom = part.y1
        rows[-1][i] = run
    return rows


def _extent(page: PageLines, runs: dict[int, Run]) -> tuple[float, float]:
    """The upper and the lower edge of a row of text, in points."""
    parts = [page.segment(*run) for run in runs.values()]
    return min(part.y0 for part in parts), max(part.y1 for part in parts)


def _lines(page: PageLines, words: Run) -> int:
    """About how many lines the words take."""
    part = page.segment(*words)
    height = median(page.heights(*words)) or 1.0
    return round((part.y1 - part.y0) / height)


def _longest_run(words: NDArray[np.int64], owners: NDArray[np.int64]) -> NDArray[np.int64]:
    """The words of a table that follow each other in the text, if most do."""
    if not len(words):
        return words
    runs = np.split(words, (np.diff(words) > 1).nonzero()[0] + 1)
    longest = max(runs, key=len)
    enough = len(longest) >= 0.7 * len(words) and bool((owners[longest] != owners[longest[0]]).any())
    return longest if enough else words[:0]


def _clusters(values: NDArray[np.float64], near: float) -> NDArray[np.float64]:
    """Means of the values that lie within ``near`` of each other, ascending."""
    values = np.sort(values)
    cuts = ((np.diff(values) > near).nonzero()[0] + 1).tolist()
    return np.array([np.add.reduce(values[a:b]) / (b - a) for a, b in pairwise([0, *cuts, len(values)])])
