"""What is between ruled lines: a table, or the labels and values of a form."""

from shared.models.blocks import Span
from worker.layout.block_builder import BlockBuilder
from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.form_fields import Field, filled_value, is_label, label_end
from worker.layout.table_grid import Grid, filled
from worker.layout.table_head import header_rows
from worker.layout.text_lines import PageLines


def add_ruled(builder: BlockBuilder, grid: Grid, parameters: BlockParameters = PARAMETERS) -> None:
    """Adds a table, or the fields of a form whose lines look like one."""
    if not grid.ruled:
        builder.add_table(grid)
        return
    grid.header = header_rows(grid.texts(builder.page), ruled=True)
    fields = _captioned(builder, grid, parameters) or _pairs(builder, grid, parameters)
    if fields:
        for field in fields:
            builder.add_field(field) if field.value else builder.add("paragraph", field.first, field.last)
        return
    builder.add_table(grid)


def _captioned(builder: BlockBuilder, grid: Grid, parameters: BlockParameters) -> list[Field]:
    """The fields of a form whose cells have a label each, small and above its value or with a colon; else none."""
    page = builder.page
    parts = sorted(cell.words for cell in grid.cells if cell.words)
    if len({(cell.row, cell.column) for cell in grid.cells if cell.words}) < len(parts):
        return []
    fields: list[Field] = []
    for first, last in parts:
        cut = _below(page, first, last)
        label, value = builder.span((first, cut)), builder.span((cut, last)) if cut < last else None
        small = value is not None and page.size(first, cut) <= parameters.caption_ratio * page.size(cut, last)
        colon = label_end(page, page.segment(first, last), parameters)
        if colon is not None:
            fields.append(Field(first, last, Span(label.start, colon), filled_value(page, colon, last)))
        elif small and is_label(page.text[label.start : label.end], parameters):
            fields.append(Field(first, last, label, value))
        else:
            fields.append(Field(first, last, builder.span((first, last)), None))
    labelled = sum(field.value is not None for field in fields)
    return fields if labelled >= 0.5 * len(fields) and labelled > 1 else []


def _below(page: PageLines, first: int, last: int) -> int:
    """The first word of a cell that is on its second line; ``last`` where there is one line."""
    bottom = page.y1[first]
    for word in range(first + 1, last):
        if (page.y0[word] + page.y1[word]) / 2 > bottom:
            return word
    return last


def _pairs(builder: BlockBuilder, grid: Grid, parameters: BlockParameters) -> list[Field]:
    """The fields of a sheet of labels and values in two columns without a head; none where it is no such sheet."""
    if grid.columns != 2 or grid.header or any(cell.row_span > 1 for cell in grid.cells):
        return []
    rows = [row for row in grid.texts(builder.page) if filled(row)]
    labels = [row[0] or "" for row in rows]
    # Between ruled lines, labels may be long.
    named = sum(is_label(" ".join(label.split()[: parameters.max_label_words])) for label in labels if len(label) < 120)
    if named < 0.8 * len(rows) or sum(filled(row) == 2 for row in rows) < 0.5 * len(rows):
        return []
    fields: list[Field] = []
    for number in range(grid.rows):
        cells = [cell for cell in grid.cells if cell.row == number and cell.words]
        parts = sorted((cell.words, cell.column) for cell in cells if cell.words)
        if not parts:
            continue
        first, last = parts[0][0][0], parts[-1][0][1]
        own = [words for words, column in parts if column == 0]
        other = [words for words, column in parts if column == 1]
        if not own or (other and own[-1][1] > other[0][0]):
            fields.append(Field(first, last, builder.span((first, last)), None))
        else:
            value = builder.span((other[0][0], other[-1][1])) if other else None
            fields.append(Field(first, last, builder.span((own[0][0], own[-1][1])), value))
    return fields
