"""Heads of open tables that have a ground or a frame of their own: its sides look like a ruled table of few rows."""

from dataclasses import replace
from itertools import pairwise

from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.table_grid import Grid, GridCell, Place, empty_cells, filled
from worker.layout.table_head import is_period, is_value
from worker.layout.text_lines import PageLines

Edges = list[tuple[float, float]]
"""Where each column begins and ends, in points."""


def with_framed_head(page: PageLines, head: Grid, table: Grid, parameters: BlockParameters = PARAMETERS) -> Grid | None:
    """The open table with the ruled one right above it as its head; None where this does not name its columns."""
    if not head.ruled or table.ruled or head.last != table.first or head.rows > parameters.max_header_rows:
        return None
    texts = [text for row in head.texts(page) if filled(row) for text in row if text]
    if len(texts) < 2 or any(is_value(text) and not is_period(text) for text in texts):
        return None
    bottom, top = max(cell.place[3] for cell in head.cells), min(cell.place[1] for cell in table.cells)
    if top - bottom > parameters.row_gap * page.body:
        return None
    head = _with_stub(head, table)
    edges = _edges(head)
    below = _columns_under(table, edges)
    if below is None:
        return None
    cells = [*head.cells]
    for cell in table.cells:
        first, last = below[cell.column], below[cell.column + cell.column_span - 1]
        if cell.column_span == table.columns:
            first, last = 0, head.columns - 1
        row = cell.row + head.rows
        if cell.words and cell.column_span == 1 and (parts := _parted(page, cell.words, edges)):
            cells += [GridCell(row, column, cell.row_span, 1, words, _place(page, words)) for column, words in parts]
        elif cell.words:
            cells.append(GridCell(row, first, cell.row_span, last - first + 1, cell.words, cell.place))
    cells += empty_cells(cells, range(head.rows, head.rows + table.rows), edges)
    return Grid(
        head.first, table.last, head.rows + table.rows, head.columns, cells, ruled=False, header=_header(head, page)
    )


def _header(head: Grid, page: PageLines) -> int:
    """How many rows name the columns: one with its first cell alone, behind them, is the name of a group of rows."""
    texts = head.texts(page)
    count = head.rows
    while count > 1 and texts[count - 1][0] and filled(texts[count - 1]) == 1:
        count -= 1
    return count


def _with_stub(head: Grid, table: Grid) -> Grid:
    """The head with an empty cell above the table's first column, where that is left of what the head names."""
    left = min(cell.place[0] for cell in head.cells)
    stub = [cell.place for cell in table.cells if cell.words and cell.column == 0 and cell.column_span == 1]
    if not stub or max(place[2] for place in stub) > left:
        return head
    cells = [replace(cell, column=cell.column + 1) for cell in head.cells]
    for row in range(head.rows):
        places = [cell.place for cell in head.cells if cell.row == row]
        high, low = min(place[1] for place in places), max(place[3] for place in places)
        cells.append(GridCell(row, 0, 1, 1, None, (min(place[0] for place in stub), high, left, low)))
    return replace(head, columns=head.columns + 1, cells=cells)


def _edges(head: Grid) -> Edges:
    """Where each of the head's columns begins and ends, by its narrowest cells."""
    found = [(float("-inf"), float("inf"))] * head.columns
    for cell in head.cells:
        first, last = cell.column, cell.column + cell.column_span - 1
        found[first] = max(found[first][0], cell.place[0]), found[first][1]
        found[last] = found[last][0], min(found[last][1], cell.place[2])
    return found


def _columns_under(table: Grid, edges: Edges) -> list[int] | None:
    """The column of the head above each of the table's; None where one is under none, or two under the same."""
    found: list[int] = []
    for column in range(table.columns):
        places = [cell.place for cell in table.cells if cell.words and cell.column == column and cell.column_span == 1]
        if not places:
            return None
        middle = (min(place[0] for place in places) + max(place[2] for place in places)) / 2
        above = next((i for i, (left, right) in enumerate(edges) if left <= middle <= right), None)
        if above is None or (found and above <= found[-1]):
            return None
        found.append(above)
    return found


def _parted(page: PageLines, words: tuple[int, int], edges: Edges) -> list[tuple[int, tuple[int, int]]]:
    """The words that are under each of several columns of the head; none where they are under one, or across them."""
    homes: list[int] = []
    for word in range(*words):
        x0, x1 = page.x0[word], page.x1[word]
        home = next((i for i, (left, right) in enumerate(edges) if left - 1 <= x0 and x1 <= right + 1), None)
        if home is None or (homes and home < homes[-1]):
            return []
        homes.append(home)
    if homes[0] == homes[-1]:
        return []
    cuts = [0, *(i for i in range(1, len(homes)) if homes[i] != homes[i - 1]), len(homes)]
    return [(homes[a], (words[0] + a, words[0] + b)) for a, b in pairwise(cuts)]


def _place(page: PageLines, words: tuple[int, int]) -> Place:
    part = page.segment(*words)
    return part.x0, part.y0, part.x1, part.y1
