"""Tables that follow each other without text between them: where one ends and the next begins."""

from collections.abc import Sequence
from itertools import pairwise

from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.table_columns import Columns
from worker.layout.table_head import is_period, is_value
from worker.layout.text_lines import Line, PageLines


def parts_of(page: PageLines, run: list[Line], parameters: BlockParameters = PARAMETERS) -> list[list[Line]]:
    """The run, split where another table begins: with a head of its own, or other columns."""
    parts: list[list[Line]] = []
    begin = 0
    columns = Columns()
    figures = False
    for number, line in enumerate(run):
        several = len(line.segments) > 1
        rows = number - begin
        if rows and (
            (figures and several and _is_new_head(page, run, number, columns))
            or (number + 1 < len(run) and _are_captions(page, line, run[number + 1], parameters))
            or (figures and rows > 2 and _has_other_columns(run, number, columns))
        ):
            parts.append(run[begin:number])
            begin, figures, columns = number, False, Columns()
        says = _says_figures(page, line)
        figures = figures or says
        if _begins_sums(run, number, begin, page):
            parts.append(run[begin:number])
            return [*parts, run[number:]]
        if several and says:
            # Names of columns may be over several of them.
            columns.widen(line.segments)
    parts.append(run[begin:])
    return parts


def _says_figures(page: PageLines, line: Line) -> bool:
    """Whether a row has several cells, and a figure or a code that is no period."""
    texts = (page.text_of(part) for part in line.parts)
    return any(any(map(str.isdigit, text)) and not is_period(text) for text in texts)


def _is_new_head(page: PageLines, run: Sequence[Line], number: int, columns: Columns) -> bool:
    """Whether a row behind rows of figures names the columns of the rows below it."""
    line, below = run[number], run[number + 1 :]
    names = line.segments[1:]
    if any(is_value(text) and not is_period(text) for text in map(page.text_of, names)) or not below:
        return False
    # A row of several lines is higher than the next one, as if the size of type changed.
    apart = line.after_gap and run[number - 1].level
    if (apart or any(map(is_period, map(page.text_of, names)))) and _head_of(page, line, below):
        return True
    # Without white space before it, it has other columns, and each name one cell below it.
    if any(map(str.isdigit, line.text)) or len(line.segments) != len(below[0].segments):
        return False
    pairs = zip(line.segments, below[0].segments, strict=True)
    named = all(name.x0 < cell.x1 and cell.x0 < name.x1 for name, cell in pairs)
    return named and len(line.segments) != len(columns.lefts) and _says_figures(page, below[0])


def _has_other_columns(run: Sequence[Line], number: int, columns: Columns) -> bool:
    """Whether rows from this one on have several cells in one column of the rows above: two at least, or the last."""
    rows = [line for line in run[number : number + 2] if len(line.segments) > 1]
    return bool(rows) and rows[0] is run[number] and all(_share_a_column(line, columns) for line in rows)


def _share_a_column(line: Line, columns: Columns) -> bool:
    if columns.contain(line.segments):
        return False
    under = [columns.under(part) for part in line.segments]
    return any(a and b and a[-1] >= b[0] for a, b in pairwise(under))


def _are_captions(page: PageLines, line: Line, below: Line, parameters: BlockParameters) -> bool:
    """Whether a row contains the labels, set smaller, of the values in the row below it."""
    return (
        line.size <= parameters.caption_ratio * below.size
        and len(line.segments) == len(below.segments)
        and not any(is_value(page.text_of(part)) for part in line.segments)
    )


def _begins_sums(run: Sequence[Line], number: int, begin: int, page: PageLines) -> bool:
    """Whether the rest of a run is sums behind a wide table: labels with an amount each, separated by white space."""
    line = run[number]
    if number - begin < 2 or not line.after_gap or line.y0 - run[number - 1].y1 < 0.6 * line.size:
        return False
    wide = sorted(len(other.segments) for other in run[begin:number])[(number - begin) // 2] >= 4
    pairs = all(len(other.segments) == 2 and is_value(page.text_of(other.segments[1])) for other in run[number:])
    return wide and pairs


def _head_of(page: PageLines, line: Line, below: Sequence[Line]) -> bool:
    """Whether a line names the columns of the rows below it: two names or more over figures."""
    following = next((other for other in below if len(other.segments) > 1), None)
    if following is None:
        return False
    figures = [part for part in following.segments[1:] if is_value(page.text_of(part))]
    over = sum(any(part.x0 < figure.x1 and figure.x0 < part.x1 for figure in figures) for part in line.segments)
    return over > 1
