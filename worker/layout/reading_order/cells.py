"""Tables whose cells run over several lines, without ruled lines: their rows, each read cell by cell."""

from collections.abc import Sequence
from itertools import chain, pairwise

from worker.layout.reading_order.geometry import (
    Row,
    numbered_strips,
    rows_of,
    vertical_extents,
)
from worker.layout.reading_order.parameters import PARAMETERS
from worker.layout.reading_order.strips import Run

Cells = dict[int, list[Row]]
"""The lines of each cell of a table's row, by the number of the strip that it is in."""


def table_rows(run: Run) -> list[Row]:
    """The rows of such a table, each as one line, or as several where all of them read on from the first cell's.

    White space crosses the table between its rows. Within a row, cells begin level and contain running text, whose
    lines end only where the next word would not fit. Empty where the bands are no such table.
    """
    bands, height = run.bands, run.height
    gaps = [below[0] - above[1] for above, below in pairwise(vertical_extents(bands))]
    # The least jump in the sorted gaps separates those between lines from those between rows.
    min_gap = next((b for a, b in pairwise(sorted(gaps)) if b - a >= PARAMETERS.row_spacing * height), None)
    if min_gap is None:
        return []
    breaks = [0, *(i for i, gap in enumerate(gaps, 1) if gap >= min_gap), len(bands)]
    strips = [numbered_strips(chain(*bands[start:end]), run.gutters) for start, end in pairwise(breaks)]
    several = sum(len(cells) > 1 for cells in strips)
    if several < max(PARAMETERS.min_rows, PARAMETERS.rows_with_cells * len(strips)):
        return []
    table: list[Cells] = [{number: rows_of(cells[number]) for number in sorted(cells)} for cells in strips]
    rows = [row for row in table if len(row) > 1]
    tops = [[cell[0][0].middle for cell in row.values()] for row in rows]
    if any(max(row) - min(row) > PARAMETERS.level_cells * height for row in tops):
        return []
    return list(chain(*map(_as_lines, table))) if _hold_running_text(rows) else []


def _hold_running_text(rows: Sequence[Cells]) -> bool:
    """Whether the lines of the cells are wrapped text."""
    cells = list(chain(*(row.items() for row in rows)))
    right: dict[int, float] = {}
    for strip, cell in cells:
        right[strip] = max(right.get(strip, 0.0), *(line[-1].x1 for line in cell))
    breaks = [(line, following, right[strip]) for strip, cell in cells for line, following in pairwise(cell)]
    if not breaks or any(len(line) > 1 for _, cell in cells for line in cell):
        return False
    wrapped = sum(is_wrapped(line, following, end) for line, following, end in breaks) / len(breaks)
    small = sum(following[0].text[0].islower() for _, following, _ in breaks) / len(breaks)
    return wrapped >= PARAMETERS.wrapped_share and small >= PARAMETERS.sentence_share


def is_wrapped(line: Row, following: Row, right: float) -> bool:
    """Whether a line ends where the first word of the following one would not fit before ``right``."""
    fragment = following[0]
    letters = len(fragment.text.split()[0]) + 1
    return line[-1].x1 + (fragment.x1 - fragment.x0) * letters / len(fragment.text) > right


def _as_lines(row: Cells) -> list[Row]:
    """The lines of a row joined to one, unless each but the last cell has one line."""
    *labels, _ = row.values()
    if all(len(label) == 1 for label in labels):
        return rows_of(chain(*chain(*row.values())))
    return [list(chain(*chain(*row.values())))]
