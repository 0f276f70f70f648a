"""Tables as grids: the widths of columns, the heights of rows, and rows put on a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import NamedTuple

from shared.models.blocks import Box, Cell
from worker.formats.flow.content import Table, TableCell
from worker.formats.flow.page_builder import PageBuilder
from worker.formats.flow.typeface import LEADING, SetLine, natural_width, set_lines
from worker.layout.table_head import header_rows

SIZE = 9.0
"""Of the type in tables, in points."""

PADDING, PADDING_ABOVE = 3.0, 2.0
"""White between a cell's edges and its text, in points."""

MIN_COLUMN, MAX_COLUMN = 12.0, 220.0
"""Width of a column, in points; longer texts are broken."""


SAMPLE_ROWS = 60
"""Rows by which a table's header is found."""


class SetCell(NamedTuple):
    """A cell with its text on lines."""

    cell: TableCell
    lines: Sequence[SetLine]


@dataclass(slots=True)
class SetRow:
    """The cells that begin in a row, and the row's height in points."""

    number: int
    cells: list[SetCell]
    height: float


def head_of(table: Table) -> int:
    """How many of its first rows are its header."""
    if table.header_rows is not None:
        return table.header_rows
    width = max((cell.column + cell.column_span for cell in table.cells), default=0)
    rows: list[list[str | None]] = []
    for cell in table.cells:
        if cell.row >= SAMPLE_ROWS:
            break
        rows += ([""] * width for _ in range(len(rows), cell.row + 1))
        rows[cell.row][cell.column : cell.column + cell.column_span] = [None] * cell.column_span
        rows[cell.row][cell.column] = " ".join(cell.text.split())
    return header_rows(rows, ruled=True)


def column_widths(table: Table, room: float | None = None) -> list[float]:
    """The width of each column in points, as its cells need it; all of them at most ``room``."""
    count = max((cell.column + cell.column_span for cell in table.cells), default=1)
    widths = [MIN_COLUMN] * count
    spanning = []
    for cell in table.cells:
        if cell.column_span > 1:
            spanning.append(cell)
        elif cell.text:
            needed = natural_width(cell.text, SIZE) + 2 * PADDING + 0.01
            if needed > widths[cell.column]:
                widths[cell.column] = min(needed, MAX_COLUMN)
    for cell in spanning:
        columns = range(cell.column, cell.column + cell.column_span)
        missing = min(natural_width(cell.text, SIZE) + 2 * PADDING, MAX_COLUMN) - sum(widths[i] for i in columns)
        if missing > 0:
            for i in columns:
                widths[i] += missing / cell.column_span
    total = sum(widths)
    if room is not None and total > room:
        widths = _shrunk(widths, room)
    return widths


def _shrunk(widths: list[float], room: float) -> list[float]:
    """Widths that fit into ``room``: what is narrower than its even share keeps its width."""
    left, wide = room, list(range(len(widths)))
    while True:
        share = left / len(wide)
        narrow = [i for i in wide if widths[i] <= share]
        if not narrow or len(narrow) == len(wide):
            break
        left -= sum(widths[i] for i in narrow)
        wide = [i for i in wide if widths[i] > share]
    total = sum(widths[i] for i in wide)
    even = left / len(wide)
    # Half of what is left evenly, half by what the columns need, so that a column of prose does not starve numbers.
    return [(even + left * width / total) / 2 if i in wide else width for i, width in enumerate(widths)]


def set_rows(table: Table, widths: Sequence[float]) -> Iterator[SetRow]:
    """The rows, with their texts on lines."""
    edges = [*accumulate(widths, initial=0.0)]
    for number, cells in groupby(table.cells, key=lambda cell: cell.row):
        row = [SetCell(cell, set_lines(cell.text, _room(edges, cell), SIZE) if cell.text else ()) for cell in cells]
        lines = max((len(cell.lines) for cell in row), default=0)
        yield SetRow(number, row, height_of(lines))


def _room(edges: Sequence[float], cell: TableCell) -> float:
    return edges[cell.column + cell.column_span] - edges[cell.column] - 2 * PADDING + 0.01


def height_of(lines: int) -> float:
    """The height of a row of so many lines."""
    return max(lines, 1) * SIZE * LEADING + 2 * PADDING_ABOVE


def height_of_rows(rows: Sequence[SetRow]) -> float:
    """The height of all of them, in points."""
    return sum(row.height for row in rows)


def with_spanning(row: SetRow, above: Sequence[SetRow]) -> SetRow:
    """The row, which begins a page, with the cells that reach down into it from the page before."""
    taken = {cell.column for cell, _ in row.cells}
    reaching = {
        cell.column: SetCell(cell._replace(row=row.number, row_span=cell.row + cell.row_span - row.number), lines)
        for one in above
        for cell, lines in one.cells
        if cell.row + cell.row_span > row.number > cell.row and cell.column not in taken
    }
    if not reaching:
        return row
    cells = sorted([*row.cells, *reaching.values()], key=lambda cell: cell.cell.column)
    return SetRow(row.number, cells, max(row.height, *(height_of(len(cell.lines)) for cell in reaching.values())))


def cut(row: SetRow, height: float) -> list[SetRow]:
    """The row, as several at most so high."""
    if row.height <= height:
        return [row]
    lines = max(1, int((height - 2 * PADDING_ABOVE) / (SIZE * LEADING)))
    longest = max(len(cell.lines) for cell in row.cells)
    return [
        SetRow(
            row.number,
            [SetCell(cell, lines_of[at : at + lines]) for cell, lines_of in row.cells],
            height_of(min(lines, longest - at)),
        )
        for at in range(0, longest, lines)
    ]


def put_rows(
    page: PageBuilder,
    rows: Sequence[SetRow],
    widths: Sequence[float],
    x: float,
    y: float,
    *,
    head: int,
    continues: bool = False,
) -> int:
    """Put rows of one table on the page, from ``x`` and ``y``; the index of the table's block.

    ``head`` is how many of the table's first rows are its header.
    """
    edges = [x + at for at in accumulate(widths, initial=0.0)]
    tops = [y + at for at in accumulate((row.height for row in rows), initial=0.0)]
    across, down = [edge / page.size[0] for edge in edges], [top / page.size[1] for top in tops]
    numbers = [row.number for row in rows]
    start = page.begin_table()
    cells: list[Cell] = []
    for index, row in enumerate(rows):
        if index:
            page.part("\n")
        was_broken = True
        is_first = True
        for cell, lines in row.cells:
            begin = page.part("")
            if lines and not is_first:
                begin = page.part("\n" if was_broken or len(lines) > 1 else " ")
            if lines:
                left = edges[cell.column] + PADDING
                page.lines(lines, left, tops[index] + PADDING_ABOVE, SIZE, begins_line=was_broken or len(lines) > 1)
                was_broken, is_first = len(lines) > 1, False
                if cell.address:
                    page.place(begin, cell.address)
            last = index + 1
            # The parts of a row that was cut are rows of their own.
            while last < len(rows) and row.number < numbers[last] < cell.row + cell.row_span:
                last += 1
            box: Box = (across[cell.column], down[index], across[cell.column + cell.column_span], down[last])
            cells.append(
                Cell(
                    index,
                    cell.column,
                    last - index,
                    cell.column_span,
                    cell.is_header or row.number < head,
                    begin,
                    page.part(""),
                    box,
                )
            )
    return page.add_table(start, (edges[0], tops[0], edges[-1], tops[-1]), cells, continues=continues)
