"""Cells of a table's head that span columns, and segments that run together over several columns."""

from collections.abc import Sequence
from statistics import median

from worker.layout.table_columns import Columns
from worker.layout.table_grid import GridCell
from worker.layout.table_head import is_value
from worker.layout.text_lines import PageLines, Segment


def split_segments(page: PageLines, segments: Sequence[Segment], columns: Columns) -> list[Segment]:
    """The segments of a row; those with a text for each of several columns are split.

    Names of columns, and figures, may be so near each other that no gap separates them: "Deposits ($) Withdrawals ($)".
    """
    found: list[Segment] = []
    for part in segments:
        under = columns.under(part)
        found += _parted(page, part, columns, under) if 1 < len(under) <= part.last - part.first else [part]
    return found


def _parted(page: PageLines, part: Segment, columns: Columns, under: range) -> list[Segment]:
    words = range(part.first, part.last)
    middles = [page.x0[i] + page.x1[i] for i in words]
    homes = [
        min(under, key=lambda i, x=middle: max(2 * columns.lefts[i] - x, x - 2 * columns.rights[i], 0.0))  # type: ignore[misc]
        for middle in middles
    ]
    if homes != sorted(homes) or set(homes) != set(under):
        return [part]
    gaps = [page.x0[i + 1] - page.x1[i] for i in words[:-1]]
    cuts = [i for i in range(len(gaps)) if homes[i] != homes[i + 1]]
    usual = [gap for i, gap in enumerate(gaps) if i not in cuts]
    pieces = [
        page.segment(part.first + a, part.first + b)
        for a, b in zip([0, *(i + 1 for i in cuts)], [*(i + 1 for i in cuts), len(words)], strict=True)
    ]
    figures = all(is_value(page.text_of(piece)) for piece in pieces)
    height = part.y1 - part.y0
    wider = min(gaps[i] for i in cuts) >= max(1.3 * median(usual or [0.0]), 0.4 * height)
    return pieces if figures or wider else [part]


def span_heads(cells: list[GridCell], header: int, columns: Columns) -> None:
    """Lets the cells of the upper rows of a head span the empty columns beside them whose middle they are over."""
    for row in range(header - 1):
        texts = [cell for cell in cells if cell.row == row and cell.words]
        taken = {column for cell in texts for column in range(cell.column, cell.column + cell.column_span)}
        below = {
            column
            for cell in cells
            if cell.words and cell.row == row + 1
            for column in range(cell.column, cell.column + cell.column_span)
        }
        for cell in texts:
            if cell.column not in below:
                continue
            first, last = _span_of(cell, taken, below, columns)
            if (first, last) == (cell.column, cell.column + cell.column_span - 1):
                continue
            taken |= set(range(first, last + 1))
            cell.column, cell.column_span = first, last - first + 1
            cells[:] = [
                other for other in cells if other.words or other.row != row or not first <= other.column <= last
            ]


def _span_of(cell: GridCell, taken: set[int], below: set[int], columns: Columns) -> tuple[int, int]:
    """The first and the last column of those free beside a cell that its middle is nearest to the middle of."""
    lowest, highest = cell.column, cell.column + cell.column_span - 1
    while lowest - 1 in below and lowest - 1 not in taken:
        lowest -= 1
    while highest + 1 in below and highest + 1 not in taken:
        highest += 1
    middle = (cell.place[0] + cell.place[2]) / 2
    size = cell.place[3] - cell.place[1]
    ranges = [
        (first, last)
        for first in range(lowest, cell.column + 1)
        for last in range(cell.column + cell.column_span - 1, highest + 1)
    ]

    def rank(span: tuple[int, int]) -> tuple[float, int]:
        off = abs((columns.lefts[span[0]] + columns.rights[span[1]]) / 2 - middle)
        return round(off / (2 * size)) if size else off, span[0] - span[1]

    return min(ranges, key=rank)
