"""Tables without ruled lines: rows of segments that are below each other."""

from collections.abc import Sequence
from itertools import pairwise

from worker.layout.aligned_gaps import with_aligned_gaps
from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.contents import is_leaders
from worker.layout.form_fields import is_line_of_fields
from worker.layout.header_cells import span_heads, split_segments
from worker.layout.table_columns import Columns
from worker.layout.table_grid import Grid, GridCell, filled
from worker.layout.table_head import header_rows, is_value
from worker.layout.table_parts import parts_of
from worker.layout.text_lines import Line, PageLines, Segment

Placed = list[tuple[int, int, Segment]]
"""The segments of a line with the first column and the number of columns that each takes."""


def open_tables(page: PageLines, lines: Sequence[Line], parameters: BlockParameters = PARAMETERS) -> list[Grid]:
    """The open tables in lines that follow each other in the text, with two columns or more."""
    found: list[Grid] = []
    for run in _runs(page, with_aligned_gaps(page, lines, parameters), parameters):
        found += [
            grid for part in parts_of(page, run, parameters) if (grid := _grid(page, part, parameters)) is not None
        ]
    return found


def _runs(page: PageLines, lines: Sequence[Line], parameters: BlockParameters) -> list[list[Line]]:
    """Lines that may be rows of one table: several segments each, or one among such."""
    runs: list[list[Line]] = []
    run: list[Line] = []
    columns = Columns()
    for line in lines:
        several = bool(line.parts) and _is_row(page, line, parameters)
        if not several and not run:
            continue
        if run and not _follows(run, line, several, columns, page, parameters):
            runs.append(run)
            run, columns = [], Columns()
        if several:
            columns.widen(line.segments)
        if several or run:
            run.append(line)
    runs.append(run)
    return [trimmed for run in runs if (trimmed := _trimmed(run))]


def _trimmed(run: list[Line]) -> list[Line]:
    while run and len(run[-1].segments) < 2:
        run = run[:-1]
    return run


def _is_row(page: PageLines, line: Line, parameters: BlockParameters) -> bool:
    widest = parameters.prose_width * page.width
    return (
        1 < len(line.segments) <= parameters.max_cells
        and not line.sideways
        and all(part.x1 - part.x0 <= widest for part in line.segments)
        # A row of several lines is none of labels and values, whatever its cells say.
        and not (line.level and is_line_of_fields(page, line, parameters))
        and not is_leaders(line.text)
    )


def _follows(
    run: list[Line],
    line: Line,
    several: bool,
    columns: Columns,
    page: PageLines,
    parameters: BlockParameters,
) -> bool:
    """Whether a line may be in the table that the run has begun."""
    above = run[-1]
    size = max(above.size, line.size, 0.5 * page.body)
    gap = line.y0 - above.y1
    if gap < -0.7 * size or gap > 2 * parameters.row_gap * size:
        return False
    if gap > parameters.row_gap * size and not (
        # Rows of several cells that all are in their columns may be further apart: their neighbors take more lines.
        len(line.segments) > 2 and all(len(columns.under(part)) == 1 for part in line.segments)
    ):
        return False
    if several:
        # Names of groups of columns need not be over any of their columns' names.
        heads = len(run) == 1 and len(line.segments) > len(above.segments)
        return columns.fit(line.segments, beside=heads)
    if len(line.segments) > 1:
        return False
    single = parameters.max_single_lines
    if len(run) >= single and all(len(other.segments) == 1 for other in run[-single:]):
        return False
    narrow = line.x1 - line.x0 <= parameters.prose_width * page.width
    return (
        narrow
        and line.x0 < columns.rights[-1]
        and line.words <= parameters.max_single_words
        and gap <= 0.8 * parameters.row_gap * size
    )


def _grid(page: PageLines, lines: list[Line], parameters: BlockParameters) -> Grid | None:
    lines = _trimmed(lines)
    while lines and len(lines[0].segments) < 2:
        lines = lines[1:]
    if sum(len(line.segments) > 1 for line in lines) < parameters.min_rows:
        return None
    columns = Columns()
    # Rows of many narrow cells show the columns best; names of columns may be wider than these, and run together.
    most = max(len(line.segments) for line in lines)
    upper = next(i for i, line in enumerate(lines) if len(line.segments) == most)
    for line in sorted(lines[upper:], key=lambda line: (-len(line.segments), line.x1 - line.x0)):
        if len(line.segments) > 1:
            columns.widen(line.segments)
    if len(columns.lefts) < 2:
        return None
    rows = [_placed(page, line.segments, columns) for line in lines]
    across = sum(span > 1 for row in rows if len(row) > 1 for _, span, _ in row)
    if across > 0.3 * sum(len(row) for row in rows if len(row) > 1):
        return None
    numbers = _row_numbers(page, lines, rows, columns)
    cells = [cell for row, number in zip(rows, numbers, strict=True) for cell in _cells(row, number)]
    total = numbers[-1] + 1
    cells += _empty(cells, columns, total)
    _span_alone(cells, total, len(columns.lefts))
    grid = Grid(lines[0].first, lines[-1].last, total, len(columns.lefts), _joined(page, cells), ruled=False)
    texts = grid.texts(page)
    grid.header = header_rows(texts, ruled=False)
    if grid.header > 1:
        span_heads(grid.cells, grid.header, columns)
        texts = grid.texts(page)
    return grid if _tells(grid, texts, parameters) else None


def _placed(page: PageLines, segments: Sequence[Segment], columns: Columns) -> Placed:
    """The segments of a row with their columns; of those that no column contains, the nearest."""
    if columns.contain(segments):
        return [(column, 1, part) for column, part in enumerate(segments)]
    row: Placed = []
    for part in split_segments(page, segments, columns):
        under = columns.under(part) or (columns.nearest(part),)
        first, last = under[0], under[-1]
        if row and first <= row[-1][0] + row[-1][1] - 1:
            # Two segments in one column are two pieces of one cell.
            first = row[-1][0] + row[-1][1] - 1
            last = max(last, first)
        row.append((first, last - first + 1, part))
    return row


def _row_numbers(page: PageLines, lines: Sequence[Line], rows: Sequence[Placed], columns: Columns) -> list[int]:
    """The table's row of each line: a line that continues within cells of the row above has its number."""
    numbers = [0]
    # Of each cell of the row so far, its last line.
    before = rows[0]
    for (above, line), row in zip(pairwise(lines), rows[1:], strict=True):
        goes_on = _goes_on(page, above, line, before, row, columns)
        numbers.append(numbers[-1] + (not goes_on))
        cells = {cell[0]: cell for cell in (*before, *row)}
        before = [cells[column] for column in sorted(cells)] if goes_on else row
    return numbers


def _goes_on(page: PageLines, above: Line, line: Line, before: Placed, row: Placed, columns: Columns) -> bool:
    """Whether the cells of a line continue within those of the line above."""
    if line.y0 - above.y1 > 0.6 * line.size or (line.after_gap and line.y0 - above.y1 > 0.3 * line.size):
        return False
    begins_small = page.text[row[0][2].start].islower()
    if any(is_value(page.text_of(part)) for _, _, part in row):
        # "Cost of goods" above "sold 123": a label that begins on the line above.
        return len(before) == 1 and before[0][0] == row[0][0] == 0 and begins_small
    taken = {column for column, span, _ in before for column in range(column, column + span)}
    here = [column for column, _, _ in row]
    # A line with as many cells as the row above has is a row of its own.
    if not taken.issuperset(here) or len(here) >= len(before):
        return False
    if 0 in here:
        return begins_small and len(before) > 1
    return all(_runs_over(page, part, column, before, columns) for column, _, part in row)


def _runs_over(page: PageLines, part: Segment, column: int, before: Placed, columns: Columns) -> bool:
    """Whether a cell's text continues with a segment: within a sentence, or since its first word would not have fit."""
    text = page.text_of(part)
    above = next((other for at, span, other in before if at <= column < at + span), None)
    if above is None:
        return False
    if text[:1].islower() or page.text_of(above).endswith(("-", ",", "&", "/", "(")):
        return True
    word = page.x1[part.first] - page.x0[part.first]
    height = part.y1 - part.y0
    following = columns.lefts[column + 1] if column + 1 < len(columns.lefts) else page.width
    return above.x1 + word + 0.3 * height > min(columns.rights[column] + 0.3 * height, following)


def _cells(row: Placed, number: int) -> list[GridCell]:
    return [
        GridCell(number, column, 1, span, (part.first, part.last), (part.x0, part.y0, part.x1, part.y1))
        for column, span, part in row
    ]


def _empty(cells: Sequence[GridCell], columns: Columns, total: int) -> list[GridCell]:
    """The empty cells, each as wide as its column and as high as its row."""
    taken = {(cell.row, column) for cell in cells for column in range(cell.column, cell.column + cell.column_span)}
    if len(taken) == total * len(columns.lefts):
        return []
    tops, bottoms = [float("inf")] * total, [0.0] * total
    for cell in cells:
        tops[cell.row] = min(tops[cell.row], cell.place[1])
        bottoms[cell.row] = max(bottoms[cell.row], cell.place[3])
    return [
        GridCell(row, i, 1, 1, None, (left, tops[row], right, bottoms[row]))
        for row in range(total)
        for i, (left, right) in enumerate(zip(columns.lefts, columns.rights, strict=True))
        if (row, i) not in taken
    ]


def _span_alone(cells: list[GridCell], total: int, columns: int) -> None:
    """Lets the only cell of a row, which heads a group of rows, span all its columns."""
    words: list[list[GridCell]] = [[] for _ in range(total)]
    for cell in cells:
        if cell.words:
            words[cell.row].append(cell)
    alone = {row: parts[0] for row, parts in enumerate(words) if len(parts) == 1 and parts[0].column == 0}
    cells[:] = [cell for cell in cells if cell.row not in alone or cell is alone[cell.row]]
    for cell in alone.values():
        cell.column_span = columns


def _joined(page: PageLines, cells: list[GridCell]) -> list[GridCell]:
    """The cells, those of one row and column joined where their words follow each other."""
    if len({(cell.row, cell.column) for cell in cells}) == len(cells):
        return cells
    joined: dict[tuple[int, int], list[GridCell]] = {}
    for cell in cells:
        parts = joined.setdefault((cell.row, cell.column), [])
        before = parts[-1] if parts else None
        if before and before.words and cell.words and before.words[1] == cell.words[0]:
            before.words = (before.words[0], cell.words[1])
            part = page.segment(*before.words)
            before.place = (part.x0, part.y0, part.x1, part.y1)
            before.column_span = max(before.column_span, cell.column_span)
        else:
            parts.append(cell)
    return [cell for parts in joined.values() for cell in parts]


def _tells(grid: Grid, texts: Sequence[Sequence[str | None]], parameters: BlockParameters) -> bool:
    """Whether rows and columns are a table's: they contain figures, or are too many to be aligned by accident."""
    rows = [row for row in texts if filled(row) > 1]
    if len(rows) < parameters.min_rows:
        return False
    # Formulas and drawings are in rows of signs and letters.
    said = [text for row in rows for text in row if text]
    if sum(len(text) > 3 or text.isdigit() or sum(map(str.isalnum, text)) > 1 for text in said) < 0.7 * len(said):
        return False
    values = any(is_value(text or "") for row in rows for text in row[1:])
    if grid.columns == 2:
        labels = all((text or "").endswith((":", "：")) for text in rows[0])
        return grid.header > 0 and values and (labels or len(rows) > 2)
    return values or grid.header > 0 or len(rows) > 2
