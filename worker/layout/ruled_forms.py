"""What stands between ruled lines: a table, or the labels and values of a form."""

from worker.layout.block_builder import BlockBuilder
from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.form_fields import Field, is_label
from worker.layout.table_grid import Grid, filled
from worker.layout.table_head import header_rows


def add_ruled(builder: BlockBuilder, grid: Grid, parameters: BlockParameters = PARAMETERS) -> None:
    """Adds a table, or the fields of a form whose lines look like one."""
    if not grid.ruled:
        builder.add_table(grid)
        return
    grid.header = header_rows(grid.texts(builder.page), ruled=True)
    fields = _pairs(builder, grid, parameters)
    if fields:
        for field in fields:
            builder.add_field(field) if field.value else builder.add("paragraph", field.first, field.last)
        return
    builder.add_table(grid)


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
