"""Labels in one row over their values in the next, each word below another."""

from collections.abc import Sequence

from worker.layout.table_grid import Grid, GridCell
from worker.layout.text_lines import Line, PageLines


def label_row(page: PageLines, group: Sequence[Line]) -> Grid | None:
    """Two lines of which each word of the second, which are figures or codes, is beneath one of the first."""
    if len(group) != 2 or not all(line.level for line in group):
        return None
    labels, values = group
    if labels.words != values.words or labels.words < 2 or any(map(str.isdigit, labels.text)):
        return None
    if sum(any(map(str.isdigit, text)) for text in values.text.split()) * 2 < values.words:
        return None
    cells = []
    for row, line in enumerate(group):
        for column, word in enumerate(range(line.first, line.last)):
            part = page.segment(word, word + 1)
            cells.append(GridCell(row, column, 1, 1, (word, word + 1), (part.x0, part.y0, part.x1, part.y1)))
    above, below = cells[: labels.words], cells[labels.words :]
    if any(a.place[0] >= b.place[2] or b.place[0] >= a.place[2] for a, b in zip(above, below, strict=True)):
        return None
    return Grid(labels.first, values.last, 2, labels.words, cells, ruled=False, header=1)
