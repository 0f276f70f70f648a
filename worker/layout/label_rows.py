"""Labels in one row over their values in the next: each word, or each part of the line, below another."""

from collections.abc import Sequence

from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.form_fields import check_boxes, is_label, may_have_boxes
from worker.layout.table_grid import Grid, GridCell
from worker.layout.text_lines import Line, PageLines, Segment


def label_row(page: PageLines, group: Sequence[Line]) -> Grid | None:
    """Two lines of which each word of the second, which are figures or codes, is beneath one of the first."""
    if len(group) != 2 or not all(line.level for line in group):
        return None
    labels, values = group
    if labels.words != values.words or labels.words < 2 or any(map(str.isdigit, labels.text)):
        return None
    if sum(any(map(str.isdigit, text)) for text in values.text.split()) * 2 < values.words:
        return None
    rows = [[page.segment(word, word + 1) for word in range(line.first, line.last)] for line in group]
    if any(above.x0 >= below.x1 or below.x0 >= above.x1 for above, below in zip(*rows, strict=True)):
        return None
    return _record(rows)


def labels_over_values(
    page: PageLines, lines: Sequence[Line], at: int, parameters: BlockParameters = PARAMETERS
) -> Grid | None:
    """Line ``at`` and the next where the parts of the first, set smaller or in capitals, name those of the second.

    None where more rows follow: then they are a table.
    """
    if at + 1 >= len(lines):
        return None
    labels, values = lines[at], lines[at + 1]
    if not _are_below(labels, values, parameters) or values.first != labels.last:
        return None
    if at + 2 < len(lines) and _goes_on(labels, values, lines[at + 2], parameters):
        return None
    if may_have_boxes(page.text) and check_boxes(page, values):
        return None
    names = [page.text_of(part) for part in labels.parts]
    capitals = labels.text.isupper() and not values.text.isupper()
    if not (_is_smaller(labels, values, parameters) or capitals):
        return None
    if not all(is_label(name, parameters) and not name.endswith((":", "：")) for name in names):
        return None
    return _record([labels.parts, values.parts])


def _are_below(above: Line, below: Line, parameters: BlockParameters) -> bool:
    """Whether each part of a line is right beneath one of the other, and begins with it."""
    if not above.parts or len(above.parts) != len(below.parts) or not (above.level and below.level):
        return False
    size = max(above.size, below.size)
    gap = below.y0 - above.y1
    if not -0.5 * size <= gap <= parameters.beneath_gap * size:
        return False
    return all(abs(a.x0 - b.x0) <= 0.5 * size for a, b in zip(above.parts, below.parts, strict=True))


def _goes_on(labels: Line, values: Line, following: Line, parameters: BlockParameters) -> bool:
    """Whether a line behind the values is another row of theirs, or the next line of one of them, and no labels."""
    size = max(values.size, following.size)
    if following.y0 - values.y1 > parameters.beneath_gap * size:
        return False
    named = _is_smaller(following, values, parameters) and not _is_smaller(labels, following, parameters)
    begins = any(abs(following.x0 - part.x0) <= 0.5 * size for part in values.parts)
    return begins and not named and (bool(following.parts) or following.y0 - values.y1 <= 0.5 * size)


def _is_smaller(labels: Line, values: Line, parameters: BlockParameters) -> bool:
    return labels.size <= parameters.caption_ratio * values.size


def _record(rows: Sequence[Sequence[Segment]]) -> Grid:
    """A table of a row of labels and one of values."""
    cells = [
        GridCell(row, column, 1, 1, (part.first, part.last), (part.x0, part.y0, part.x1, part.y1))
        for row, parts in enumerate(rows)
        for column, part in enumerate(parts)
    ]
    return Grid(rows[0][0].first, rows[1][-1].last, 2, len(rows[0]), cells, ruled=False, header=1)
