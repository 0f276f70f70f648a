"""A table of a page by rows: of cells, with the headers over each, and of texts, joined over pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.models.blocks import Block, Cell

Row = list[Cell]

MAX_GROUP_CHARACTERS = 80
"""Length of what names a group of rows; longer text is a note."""


@dataclass(slots=True)
class Grid:
    """Rows of equal length. The text of a cell that spans several rows or columns is repeated in each of them.

    ``header_rows`` of the rows, from the first, are column headers.
    """

    rows: list[list[str]]
    header_rows: int

    def extend(self, other: "Grid") -> None:
        """Append the rows of a table that continues this one, without column headers that it repeats."""
        heading = self.rows[: self.header_rows]
        repeated = self.header_rows if other.rows[: self.header_rows] == heading else 0
        self.rows += other.rows[repeated:]
        width = max((len(row) for row in self.rows), default=0)
        self.rows = [row + [""] * (width - len(row)) for row in self.rows]


def grid_of(table: Block, text: str) -> Grid:
    """The table's cells as rows, with runs of white space in their texts as single spaces."""
    height = max((cell.row + cell.row_span for cell in table.cells), default=0)
    width = max((cell.column + cell.column_span for cell in table.cells), default=0)
    rows = [[""] * width for _ in range(height)]
    for cell in table.cells:
        content = " ".join(text[cell.start : cell.end].split())
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                # A cell over lines that do not follow each other in the text is several cells in one place.
                rows[row][column] = f"{rows[row][column]} {content}".strip()
    return Grid(rows, _header_rows(table.cells, height))


def _header_rows(cells: tuple[Cell, ...], height: int) -> int:
    """How many rows from the first have only headers; an empty cell, as in the corner, may be among them."""
    filled = [cell for cell in cells if cell.start < cell.end]
    for row in range(height):
        here = [cell.header for cell in filled if cell.row <= row < cell.row + cell.row_span]
        if not here or not all(here):
            return row
    return height


@dataclass(frozen=True, slots=True)
class TableGrid:
    """Rows from top to bottom, cells from left to right, empty ones left out.

    ``names_columns`` says of each row whether it is a header row. A header over the whole width names a table or a
    group of its rows, and no column; ``over_all`` says of each row whether it is one cell over the whole width.
    """

    rows: list[Row]
    names_columns: list[bool]
    over_all: list[bool]

    @classmethod
    def of(cls, table: Block) -> "TableGrid":
        """The grid of a table's block."""
        by_number: dict[int, Row] = {}
        for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
            if cell.end > cell.start:
                by_number.setdefault(cell.row, []).append(cell)
        rows = [by_number[number] for number in sorted(by_number)]
        width = max((cell.column + cell.column_span for cell in table.cells), default=0)
        over_all = [len(row) == 1 and row[0].column_span == width > 1 for row in rows]
        heads = [all(cell.header for cell in row) for row in rows]
        return cls(rows, [head and not whole for head, whole in zip(heads, over_all, strict=True)], over_all)

    def headers_over(self, cell: Cell, number: int) -> list[Cell]:
        """The headers of ``cell`` of row ``number`` in the header rows next above it, from top to bottom.

        Where such a row but the lowest has nothing there, its nearest header to the left names this column, too.
        """
        last = number
        while last > 0 and not self.names_columns[last - 1]:
            last -= 1
        first = last
        while first > 0 and self.names_columns[first - 1]:
            first -= 1
        found: list[Cell] = []
        for at, row in enumerate(self.rows[first:last], first):
            over = [head for head in row if _in_one_column(head, cell)]
            left = [head for head in row if 0 < head.column < cell.column]
            found += over or (left[-1:] if at < last - 1 else [])
        return found

    def groups(self) -> list[int | None]:
        """For each row the number of the row that names its group: one cell over the whole width, over rows of several.

        None where there is no such row, and for such rows themselves. One over column headers names the table.
        """
        found: list[int | None] = []
        group: int | None = None
        for number, row in enumerate(self.rows):
            if self.over_all[number]:
                is_group = number + 1 < len(self.rows) and not self.names_columns[number + 1]
                group = number if is_group and row[0].end - row[0].start <= MAX_GROUP_CHARACTERS else None
            elif self.names_columns[number]:
                group = None
            found.append(None if self.over_all[number] else group)
        return found

    def spanning(self, number: int) -> list[Cell]:
        """The cells of rows above that reach down into row ``number``, headers of columns left out."""
        row = self.rows[number][0].row
        return [
            cell
            for above, is_head in zip(self.rows[:number], self.names_columns, strict=False)
            if not is_head
            for cell in above
            if cell.row + cell.row_span > row
        ]


def span_of(row: Sequence[Cell]) -> tuple[int, int]:
    """Where the cells of a row begin and end in the page's text."""
    return min(cell.start for cell in row), max(cell.end for cell in row)


def _in_one_column(one: Cell, other: Cell) -> bool:
    return one.column < other.column + other.column_span and other.column < one.column + one.column_span
