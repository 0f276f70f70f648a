"""Heads of ruled tables that are above their uppermost ruled line."""

from collections.abc import Sequence

from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.table_columns import Columns
from worker.layout.table_grid import Grid, GridCell
from worker.layout.table_head import header_rows, is_period, is_value
from worker.layout.text_lines import Line, PageLines


def with_head_above(
    page: PageLines, lines: Sequence[Line], grid: Grid, parameters: BlockParameters = PARAMETERS
) -> int:
    """Adds the lines that name the columns of a ruled table to it as rows, and returns how many of the last they are.

    ``lines`` are before the table in the text. A table that has a head keeps it alone.
    """
    texts = grid.texts(page)
    if not grid.ruled or grid.columns < 2 or header_rows(texts, ruled=False) or not _holds_figures(texts):
        return 0
    columns = Columns()
    tops = [cell.place[1] for cell in grid.cells]
    for cell in sorted(grid.cells, key=lambda cell: cell.column):
        if cell.column_span == 1 and cell.column == len(columns.lefts):
            columns.lefts.append(cell.place[0])
            columns.rights.append(cell.place[2])
    if len(columns.lefts) < grid.columns:
        return 0
    taken, top, after = 0, min(tops), grid.first
    for count, line in enumerate(reversed(lines[-parameters.max_header_rows :]), 1):
        size = max(line.size, page.body)
        if line.last != after or not -1.2 * size <= top - line.y1 <= 1.5 * size or not _names(page, line, parameters):
            break
        if len(line.segments) > 1:
            taken = count
        top, after = line.y0, line.first
    if not taken:
        return 0
    rows: list[list[GridCell]] = []
    for line in lines[-taken:]:
        row: list[GridCell] = []
        for part in line.segments:
            under = columns.under(part) or range(nearest := columns.nearest(part), nearest + 1)
            if row and under[0] < row[-1].column + row[-1].column_span:
                return 0
            place = (part.x0, part.y0, part.x1, part.y1)
            row.append(GridCell(len(rows), under[0], 1, len(under), (part.first, part.last), place))
        filled = {i for cell in row for i in range(cell.column, cell.column + cell.column_span)}
        for i in set(range(grid.columns)) - filled:
            place = (columns.lefts[i], line.y0, columns.rights[i], line.y1)
            row.append(GridCell(len(rows), i, 1, 1, None, place))
        rows.append(row)
    for cell in grid.cells:
        cell.row += taken
    grid.cells[:0] = [cell for row in rows for cell in row]
    grid.rows += taken
    grid.first = lines[-taken].first
    return taken


def _holds_figures(texts: Sequence[Sequence[str | None]]) -> bool:
    return any(is_value(text or "") for row in texts for text in row[1:])


def _names(page: PageLines, line: Line, parameters: BlockParameters) -> bool:
    """Whether a line may contain names of columns: short texts and periods, no figures, no sentence."""
    texts = [page.text_of(part) for part in line.segments]
    if line.sideways or not line.level or line.words > 2 * parameters.max_single_words:
        return False
    if any(is_value(text) and not is_period(text) and any(map(str.isdigit, text)) for text in texts):
        return False
    widest = parameters.prose_width * page.width
    return all(part.x1 - part.x0 < widest for part in line.segments) and not line.text.endswith((".", ":", ";"))
