"""Sheets laid out on pages as wide as they need, cut along their rows with their header repeated."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.errors import TooManyPages
from shared.settings import settings
from worker.formats.flow.content import Flow, Item, Paragraph, Table, TableCell
from worker.formats.flow.layout import A4, MARGIN, lay_out
from worker.formats.flow.page_builder import LaidPage
from worker.formats.sheets.addresses import column_name, prefix_of
from worker.formats.sheets.bands import bands

EMPTY_ROWS = 3
"""Empty rows behind which a sheet goes on with another table."""

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 0."""


@dataclass(slots=True)
class Sheet:
    """The cells that a sheet shows, by rows from the first, each by columns from the first; empty ones left out."""

    name: str
    rows: list[tuple[int, list[tuple[int, str]]]] = field(default_factory=list)
    merged: Sequence[Area] = ()
    hidden_columns: frozenset[int] = frozenset()
    below: Sequence[Item] = ()
    """What is shown after its cells: charts and pictures."""


def lay_out_sheets(sheets: Iterable[Sheet]) -> list[LaidPage]:
    """The pages of all sheets, each headed by its name. Raises TooManyPages."""
    pages: list[LaidPage] = []
    for sheet in sheets:
        tables = [_table(sheet, rows) for rows in _parts(sheet.rows)]
        shown = [band for table in tables for band in bands(table)]
        width = max((sum(band.widths or ()) for band in shown), default=0.0) + 2 * MARGIN
        if not shown and not sheet.below:
            continue
        items: list[Item] = [Paragraph(sheet.name, "heading", 1), *shown, *sheet.below]
        pages += lay_out(Flow(items), (max(width, A4[0]), A4[1]))
        if len(pages) > settings().max_pages:
            raise TooManyPages
    return pages


def _parts(rows: Sequence[tuple[int, list[tuple[int, str]]]]) -> Iterable[Sequence[tuple[int, list[tuple[int, str]]]]]:
    """Runs of rows that are not far from each other."""
    begin = 0
    for i in range(1, len(rows) + 1):
        if i == len(rows) or rows[i][0] - rows[i - 1][0] > EMPTY_ROWS:
            yield rows[begin:i]
            begin = i


def _table(sheet: Sheet, rows: Sequence[tuple[int, list[tuple[int, str]]]]) -> Table:
    """Rows as a table: empty columns at its edges, and hidden ones, are left out."""
    used = {column for _, row in rows for column, _ in row}
    first, last = min(used), max(used)
    columns = [column for column in range(first, last + 1) if column not in sheet.hidden_columns]
    place = {column: i for i, column in enumerate(columns)}
    numbers = [number for number, _ in rows]
    spans = _spans(sheet.merged, numbers, place)
    prefix = prefix_of(sheet.name)
    names = {column: f"{prefix}{column_name(column)}" for column in columns}
    cells: list[TableCell] = []
    for i, (number, row) in enumerate(rows):
        for column, text in row:
            at = place.get(column)
            if at is None:
                continue
            down, across = spans.get((number, column), (1, 1)) if spans else (1, 1)
            cells.append(TableCell(i, at, text, down, across, False, f"{names[column]}{number + 1}"))
    return Table(cells)


def _spans(
    merged: Sequence[Area], numbers: Sequence[int], place: Mapping[int, int]
) -> dict[tuple[int, int], tuple[int, int]]:
    """How many of the rows and columns that are shown each merged cell spans."""
    if not merged:
        return {}
    index = {number: i for i, number in enumerate(numbers)}
    found = {}
    for top, left, bottom, right in merged:
        if top not in index or left not in place:
            continue
        # Rows of a merged cell may be empty or hidden.
        down = next(k for k in range(index[top] + 1, len(numbers) + 1) if k == len(numbers) or numbers[k] > bottom)
        across = sum(1 for column in range(left, min(right, max(place)) + 1) if column in place)
        found[top, left] = down - index[top], max(1, across)
    return found
