"""A table as rows and columns of cells over the page's words, and the block made of it."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from shared.models.blocks import Block, Cell
from worker.layout.text_lines import PageLines

Place = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points."""


@dataclass(slots=True)
class GridCell:
    """A cell of words ``first`` to ``last`` (exclusive); None for an empty one.

    The words of a cell of an open table that runs over several lines need not follow each other in the page's text:
    then it is several of these in the same row and column.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    words: tuple[int, int] | None
    place: Place


@dataclass(slots=True)
class Grid:
    """A table of words ``first`` to ``last`` (exclusive)."""

    first: int
    last: int
    rows: int
    columns: int
    cells: list[GridCell]
    ruled: bool
    header: int = 0

    def texts(self, page: PageLines) -> list[list[str | None]]:
        """What each row says by column; None where another cell spans."""
        rows: list[list[str | None]] = [[""] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            if cell.row_span > 1 or cell.column_span > 1:
                for i in range(cell.row, cell.row + cell.row_span):
                    for j in range(cell.column, cell.column + cell.column_span):
                        if (i, j) != (cell.row, cell.column):
                            rows[i][j] = None
            if cell.words:
                a, b = cell.words
                text = " ".join(page.text[page.starts[a] : page.ends[b - 1]].split())
                before = rows[cell.row][cell.column]
                rows[cell.row][cell.column] = f"{before} {text}" if before else text
        return rows

    def block(self, page: PageLines, parent: int | None = None) -> Block:
        """The table as a block."""
        cells = []
        start, end = page.starts[self.first], page.ends[self.last - 1]
        at = start
        for cell in sorted(self.cells, key=lambda c: (c.row, c.column, c.words or (0, 0))):
            a, b = (page.starts[cell.words[0]], page.ends[cell.words[1] - 1]) if cell.words else (at, at)
            at = b
            cells.append(
                Cell(
                    cell.row,
                    cell.column,
                    cell.row_span,
                    cell.column_span,
                    cell.row < self.header,
                    a,
                    b,
                    page.box(*cell.place),
                )
            )
        x0, y0, x1, y1 = zip(*(cell.place for cell in self.cells), strict=True)
        words = page.segment(self.first, self.last)
        box = page.box(
            min(*x0, words.x0),
            min(*y0, words.y0),
            max(*x1, words.x1),
            max(*y1, words.y1),
        )
        return Block("table", start, end, box, parent, cells=tuple(cells))


def without_empty(grid: Grid) -> Grid:
    """The grid without the rows and columns in which no cell with words begins."""
    rows = sorted({cell.row for cell in grid.cells if cell.words})
    columns = sorted({cell.column for cell in grid.cells if cell.words})
    if len(rows) == grid.rows and len(columns) == grid.columns:
        return grid
    cells = []
    for cell in grid.cells:
        row, end = bisect_left(rows, cell.row), bisect_left(rows, cell.row + cell.row_span)
        column, right = bisect_left(columns, cell.column), bisect_left(columns, cell.column + cell.column_span)
        if row < end and column < right:
            cells.append(GridCell(row, column, end - row, right - column, cell.words, cell.place))
    return Grid(grid.first, grid.last, len(rows), len(columns), cells, grid.ruled)


def empty_cells(cells: Sequence[GridCell], rows: range, columns: Sequence[tuple[float, float]]) -> list[GridCell]:
    """Cells for the places in these rows that no cell has, each as high as its row.

    ``columns`` are where each of them begins and ends, in points.
    """
    taken = {
        (row, column)
        for cell in cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    found: list[GridCell] = []
    for row in rows:
        places = [cell.place for cell in cells if cell.row <= row < cell.row + cell.row_span]
        high, low = min(place[1] for place in places), max(place[3] for place in places)
        found += [
            GridCell(row, column, 1, 1, None, (left, high, right, low))
            for column, (left, right) in enumerate(columns)
            if (row, column) not in taken
        ]
    return found


def filled(row: Sequence[str | None]) -> int:
    """Number of cells of a row that say something."""
    return sum(bool(text) for text in row)
