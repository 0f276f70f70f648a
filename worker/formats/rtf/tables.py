"""Rows of a Rich Text's tables as cells on a grid: the file gives where cells end, in twentieths of a point."""

from bisect import bisect_left
from dataclasses import dataclass, field

from worker.formats.flow.content import Table, TableCell

NEAR = 60
"""Twips by which edges of one column may differ."""

MAX_COLUMNS = 1000


@dataclass(slots=True)
class Edge:
    """A cell as a row defines it: where it ends, and how it is merged."""

    right: int
    continues_down: bool = False
    continues_right: bool = False


@dataclass(slots=True)
class Row:
    """A row: its definition, and the texts of its cells."""

    edges: list[Edge]
    texts: list[str]
    is_header: bool = False
    notes: list[str] = field(default_factory=list)


def table_of(rows: list[Row]) -> Table | None:
    """The table of rows that follow each other; None where nothing is in it."""
    if not any(text.strip() for row in rows for text in row.texts):
        return None
    columns = _columns(rows)
    cells: list[TableCell] = []
    open_above: dict[int, int] = {}
    """The cells that may go on down, by their columns."""
    for number, row in enumerate(rows):
        left = 0
        above, open_above = open_above, {}
        for i, text in enumerate(row.texts[:MAX_COLUMNS]):
            edge = row.edges[i] if i < len(row.edges) else None
            right = left + 1 if edge is None else max(left + 1, _column(columns, edge.right))
            upper = above.get(left)
            if edge is not None and edge.continues_right and cells and cells[-1].row == number:
                last = cells[-1]
                cells[-1] = last._replace(column_span=right - last.column, text=f"{last.text}\n{text}".strip())
            elif edge is not None and edge.continues_down and upper is not None:
                cells[upper] = cells[upper]._replace(row_span=number - cells[upper].row + 1)
                open_above[left] = upper
            else:
                open_above[left] = len(cells)
                cells.append(TableCell(number, left, text, 1, right - left))
            left = right
    heads = next((i for i, row in enumerate(rows) if not row.is_header), len(rows))
    return Table(cells, heads or None, notes=[note for row in rows for note in row.notes])


def _columns(rows: list[Row]) -> list[int]:
    """The right edges of the columns of all rows."""
    found: list[int] = []
    for right in sorted({edge.right for row in rows for edge in row.edges}):
        if not found or right > found[-1] + NEAR:
            found.append(right)
    return found


def _column(columns: list[int], right: int) -> int:
    """How many columns end where a cell ends, or before."""
    return bisect_left(columns, right - NEAR) + 1
