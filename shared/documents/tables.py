"""A table of a page as rows of texts; tables that continue over pages are joined."""

from dataclasses import dataclass

from shared.models.blocks import Block, Cell


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
