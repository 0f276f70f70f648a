"""Tables of which every other row has a ground: the sides of these rows look like ruled tables of their own."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from worker.layout.ruled_cells import JOIN_DISTANCE_POINTS
from worker.layout.table_grid import Grid, GridCell, empty_cells, without_empty
from worker.layout.text_lines import PageLines

MAX_LINES = 4
"""Lines of a row above or below the rows with a ground, at most."""

MIN_GAP = 0.4
"""White space between two cells, at least, in heights of a word: between words it is up to 0.35."""

ROW_RATIO = 1.8
"""Height of the row between two rows with a ground, in heights of the higher one, at most: two rows are higher."""


def with_striped_tables(page: PageLines, grids: Sequence[Grid]) -> list[Grid]:
    """The ruled tables in reading order, those that are rows of one table joined with the rows between them."""
    found: list[Grid] = []
    group: list[Grid] = []
    for grid in grids:
        if group and not _go_on(page, group[-1], grid):
            found.append(_joined(page, group))
            group = []
        group.append(grid)
    return [*found, _joined(page, group)] if group else found


def _go_on(page: PageLines, above: Grid, below: Grid) -> bool:
    """Whether two grids have the same columns, and a row of them is between the two."""
    if above.last >= below.first or not _have_same_columns(above, below):
        return False
    bottom, top = _bottom(above), _top(below)
    height = max(_row_height(above), _row_height(below))
    words = range(above.last, below.first)
    return 0 < top - bottom <= ROW_RATIO * height and _is_row(page, words, _edges([above, below]), bottom, top)


def _joined(page: PageLines, group: Sequence[Grid]) -> Grid:
    """The grids of a table as one, with the rows between them, and those above and below without a ground."""
    if len(group) == 1:
        return group[0]
    edges = _edges(group)
    parts: list[Grid | range] = [group[0]]
    for before, grid in pairwise(group):
        parts += [range(before.last, grid.first), grid]
    # Of labels and values, those above and below may as well be of something else.
    if len(edges) > 3:
        parts = [*_row_above(page, group, edges), *parts, *_row_below(page, group, edges)]
    cells: list[GridCell] = []
    rows = 0
    for part in parts:
        if isinstance(part, range):
            cells += _cells(page, part, rows, edges)
            rows += 1
            continue
        for cell in part.cells:
            first, last = _column(cell.place[0] + 1, edges), _column(cell.place[2] - 1, edges)
            if cell.words:
                cells.append(GridCell(rows + cell.row, first, cell.row_span, last - first + 1, cell.words, cell.place))
        rows += part.rows
    cells += empty_cells(cells, range(rows), list(pairwise(edges)))
    first = parts[0].start if isinstance(parts[0], range) else parts[0].first
    last = parts[-1].stop if isinstance(parts[-1], range) else parts[-1].last
    return without_empty(Grid(first, last, rows, len(edges) - 1, cells, ruled=True))


def _row_above(page: PageLines, group: Sequence[Grid], edges: Sequence[float]) -> list[range]:
    """The words of the row above the first one with a ground, if there is one."""
    top, height = _top(group[0]), ROW_RATIO * max(map(_row_height, group))
    end = next((i for i, line in enumerate(page.lines) if line.last > group[0].first), 0)
    lines = [line for line in page.lines[max(end - MAX_LINES, 0) : end] if line.y0 > top - height]
    words = range(lines[0].first, group[0].first) if lines else range(0)
    return [words] if _is_row(page, words, edges, top - height, top) else []


def _row_below(page: PageLines, group: Sequence[Grid], edges: Sequence[float]) -> list[range]:
    """The words of the row below the last one with a ground, if there is one."""
    bottom, height = _bottom(group[-1]), ROW_RATIO * max(map(_row_height, group))
    begin = next((i for i, line in enumerate(page.lines) if line.first >= group[-1].last), len(page.lines))
    lines = [line for line in page.lines[begin : begin + MAX_LINES] if line.y1 < bottom + height]
    words = range(group[-1].last, lines[-1].last) if lines else range(0)
    return [words] if _is_row(page, words, edges, bottom, bottom + height) else []


def _is_row(page: PageLines, words: Sequence[int], edges: Sequence[float], bottom: float, top: float) -> bool:
    """Whether words are in several columns, and between the ``bottom`` of what is above and the ``top`` of the next."""
    near = JOIN_DISTANCE_POINTS
    columns: list[int] = []
    for word in words:
        if not bottom - near <= (page.y0[word] + page.y1[word]) / 2 <= top + near:
            return False
        x0, x1 = page.x0[word], page.x1[word]
        if not edges[0] - near <= x0 <= x1 <= edges[-1] + near or any(x0 + near < x < x1 - near for x in edges):
            return False
        columns.append(_column((x0 + x1) / 2, edges))
        height = page.y1[word] - page.y0[word]
        if len(columns) > 1 and columns[-2] != columns[-1] and 0 <= x0 - page.x1[word - 1] < MIN_GAP * height:
            # A phrase runs on from one column to the next.
            return False
    return len(set(columns)) > 1


def _cells(page: PageLines, words: Sequence[int], row: int, edges: Sequence[float]) -> Iterator[GridCell]:
    """The words of a row, those of one column that follow each other as a cell or a part of one."""
    columns = [(_column((page.x0[word] + page.x1[word]) / 2, edges), word) for word in words]
    for _, run in groupby(enumerate(columns), key=lambda item: (item[1][0], item[1][1] - item[0])):
        column, first = (parts := [part for _, part in run])[0]
        part = page.segment(first, parts[-1][1] + 1)
        yield GridCell(row, column, 1, 1, (part.first, part.last), (part.x0, part.y0, part.x1, part.y1))


def _edges(grids: Sequence[Grid]) -> list[float]:
    """Where the columns of the grids begin, and where the last one ends."""
    found: list[float] = []
    for x in sorted(x for grid in grids for cell in grid.cells for x in (cell.place[0], cell.place[2])):
        if not found or x > found[-1] + JOIN_DISTANCE_POINTS:
            found.append(x)
    return found


def _have_same_columns(one: Grid, other: Grid) -> bool:
    """Whether the columns of one are those of the other, which may have more: empty ones are not there."""
    few, many = sorted((_edges([one]), _edges([other])), key=len)
    near = JOIN_DISTANCE_POINTS
    ends = abs(few[0] - many[0]) <= near or abs(few[-1] - many[-1]) <= near
    return ends and len(few) > 2 and all(any(abs(x - edge) <= near for edge in many) for x in few)


def _column(x: float, edges: Sequence[float]) -> int:
    """The column that ``x`` is in, or the nearest to it."""
    return max(0, min(sum(edge <= x for edge in edges), len(edges) - 1) - 1)


def _top(grid: Grid) -> float:
    return min(cell.place[1] for cell in grid.cells)


def _bottom(grid: Grid) -> float:
    return max(cell.place[3] for cell in grid.cells)


def _row_height(grid: Grid) -> float:
    return (_bottom(grid) - _top(grid)) / grid.rows
