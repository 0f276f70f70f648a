"""Tables that are wider than a page, side by side on several."""

from itertools import groupby, pairwise

from worker.formats.flow.content import Table
from worker.formats.flow.tables import column_widths

MAX_WIDTH = 2400.0
"""Width of a page in points; what a table has to the right of it goes below."""


def bands(table: Table) -> list[Table]:
    """The table, as several side by side where it is wider than a page."""
    widths = column_widths(table)
    if sum(widths) <= MAX_WIDTH:
        table.widths = widths
        return [table]
    limits = [0]
    used = 0.0
    for column, width in enumerate(widths):
        if used and used + width > MAX_WIDTH:
            limits.append(column)
            used = 0.0
        used += width
    limits.append(len(widths))
    found = []
    for begin, end in pairwise(limits):
        within = [
            cell._replace(column=cell.column - begin, column_span=min(cell.column_span, end - cell.column))
            for cell in table.cells
            if begin <= cell.column < end
        ]
        numbers = {number: i for i, (number, _) in enumerate(groupby(within, key=lambda cell: cell.row))}
        cells = [cell._replace(row=numbers[cell.row]) for cell in within]
        if cells:
            found.append(Table(cells, widths=widths[begin:end]))
    return found
