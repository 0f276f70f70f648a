"""Cells that are centred vertically beside each other: a label beside the middle of a value of several lines.

Each row of such cells is read cell by cell, as one line, as a row of a ruled table is. A cell beside several rows of
cells, which it names, is read before the first one.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise, repeat
from typing import NamedTuple

from worker.layout.reading_order.geometry import Row, line_height, rows_of
from worker.layout.reading_order.parameters import PARAMETERS
from worker.layout.reading_order.strips import Run, Strip
from worker.layout.text_kinds import is_mostly_digits


class Cell(NamedTuple):
    """Lines of one strip that follow each other without more white space than there is between lines."""

    strip: int
    lines: Sequence[Row]

    @property
    def top(self) -> float:
        """Where its first line begins."""
        return self.lines[0][0].y0

    @property
    def bottom(self) -> float:
        """Where its last line ends."""
        return self.lines[-1][0].y1

    @property
    def middle(self) -> float:
        """The middle between its first line's and its last one's."""
        return (self.lines[0][0].middle + self.lines[-1][0].middle) / 2


Group = list[Cell]
"""Cells that are beside each other."""


def centred_rows(run: Run, gutter: float) -> list[Row]:
    """The rows of bands in which cells are centred beside each other, each as one line.

    ``gutter`` is the least width of a gutter in heights of a line. Empty where no cell certainly is beside the middle
    of several lines, or where some are beside each other in another way.
    """
    found = _rows(run.strips, run.height)
    # What is beside several rows has a gutter that none of these has.
    return found or _rows(run.strips_of_all(gutter), run.height)


def _rows(of_strips: Sequence[Strip], height: float) -> list[Row]:
    strips = [strip.rows for strip in of_strips]
    if len({len(rows) for rows in strips}) < 2:
        return []
    cells = _cells(strips)
    groups = [part for group in _groups(cells, height) for part in _parted(group, height)]
    if not groups or not all(_are_centred(group, height) for group in groups):
        return []
    several = {strip for strip, count in Counter(cell.strip for cell in cells).items() if count > 1}
    if not any(_is_certain(group, several) for group in groups):
        return []
    return list(chain(*map(_as_rows, groups)))


def _cells(strips: Sequence[Sequence[Row]]) -> list[Cell]:
    """The cells of each strip: more white space separates them than the least between two lines.

    None where lines of a strip are nearer to each other than lines of a text: they are beside each other themselves.
    """
    steps = [_steps(rows) for rows in strips]
    least = min(chain(*steps), default=PARAMETERS.least_leading)
    if least < PARAMETERS.least_leading:
        return []
    least += PARAMETERS.cell_leading
    cells: list[Cell] = []
    for number, (rows, of_strip) in enumerate(zip(strips, steps, strict=True)):
        breaks = [i for i, step in enumerate(of_strip, 1) if step > least]
        cells += [Cell(number, rows[a:b]) for a, b in pairwise([0, *breaks, len(rows)])]
    return cells


def _steps(rows: Sequence[Row]) -> list[float]:
    """The distances of the middles of lines that follow each other, in heights of a usual one."""
    height = line_height(chain(*rows))
    return [(below[0].middle - above[0].middle) / height for above, below in pairwise(rows)]


def _groups(cells: Sequence[Cell], height: float) -> Iterator[Group]:
    """The cells that are beside each other, from top to bottom."""
    group: Group = []
    bottom = float("-inf")
    for cell in sorted(cells, key=lambda cell: cell.top):
        if group and cell.top > bottom - PARAMETERS.touching_lines * height:
            yield group
            group = []
        bottom = max(bottom, cell.bottom) if group else cell.bottom
        group.append(cell)
    if group:
        yield group


def _parted(group: Group, height: float) -> list[Group]:
    """The rows of a group in which labels are beside what seems one cell, since no white space separates its rows.

    Each label is beside the middle of the lines that follow those of the label above. Some label is level with no line:
    one that is may as well be beside the first line of its value.
    """
    tall = max(group, key=lambda cell: len(cell.lines))
    others = [[cell for cell in group if cell.strip == number] for number in {cell.strip for cell in group}]
    labels = max((cells for cells in others if cells[0].strip != tall.strip), key=len, default=[])
    if len(labels) < 2 or labels[0].strip > tall.strip or sum(cell.strip == tall.strip for cell in group) > 1:
        return [group]
    if not all(_is_short(label) and not _begins_small(label.lines[0]) for label in labels):
        return [group]
    ends, is_certain = [0], False
    for label in labels:
        start = ends[-1]
        end = _end_around(label.middle, tall.lines[start:], height)
        is_certain |= (end - len(label.lines)) % 2 == 1
        ends.append(start + end)
    if len(set(ends)) < len(ends) or ends[-1] < len(tall.lines) or not is_certain:
        return [group]
    parts = [[Cell(tall.strip, tall.lines[a:b])] for a, b in pairwise(ends)]
    for cell in group:
        if cell is not tall:
            min(parts, key=lambda part: abs(part[0].middle - cell.middle)).append(cell)
    return parts


def _end_around(middle: float, lines: Sequence[Row], height: float) -> int:
    """How many of the lines, from the first on, have this middle; 0 where it is another."""
    for end, line in enumerate(lines, 1):
        if abs((lines[0][0].middle + line[0].middle) / 2 - middle) <= PARAMETERS.centred * height:
            return end
    return 0


def _is_certain(group: Group, several: set[int]) -> bool:
    """Whether one cell of the group, and no row of a table, is beside the middle of another's lines.

    A row that has no cell at its sides looks alike where rows are as far apart as lines. ``several`` are the strips in
    which white space separates cells.
    """
    tall = max(group, key=lambda cell: len(cell.lines))
    others = [cell for cell in group if len(cell.lines) < len(tall.lines)]
    if not others:
        return False
    heights = [fragment.height for cell in group for line in cell.lines for fragment in line]
    if min(heights) < PARAMETERS.smallest_label * max(heights):
        return False
    if not all(_is_short(cell) for cell in others):
        return False
    if any(_is_between(cell, tall) for cell in others):
        return True
    if not all(map(_is_apart, others, repeat(tall))) or tall.strip == min(cell.strip for cell in group):
        return False
    if _reads_on(tall):
        return True
    texts = [fragment.text for line in tall.lines for fragment in line]
    return (
        tall.strip in several
        and len(others) == len(group) - 1
        and all(len(cell.lines) == 1 for cell in others)
        and 2 * sum(map(is_mostly_digits, texts)) < len(texts)
    )


def _is_short(cell: Cell) -> bool:
    """Whether the cell may be a label: what has more words may be a column of text."""
    words = sum(fragment.last - fragment.first for line in cell.lines for fragment in line)
    return words <= PARAMETERS.label_words


def _is_apart(cell: Cell, tall: Cell) -> bool:
    """Whether a cell is no end of a line of the other that a wide space cut off, and no bullet before one."""
    left, right = (cell, tall) if cell.strip < tall.strip else (tall, cell)
    gap = min(line[0].x0 for line in right.lines) - max(line[-1].x1 for line in left.lines)
    long = any(len(fragment.text) > PARAMETERS.label_length for line in cell.lines for fragment in line)
    return long and gap >= PARAMETERS.label_gap * line_height(chain(*tall.lines))


def _is_between(cell: Cell, tall: Cell) -> bool:
    """Whether the lines of a centred cell are between those of another, and not level with them."""
    return (len(tall.lines) - len(cell.lines)) % 2 == 1


def _reads_on(cell: Cell) -> bool:
    """Whether a line of the cell begins within a sentence, or ends within a word."""
    broken = [line[-1].text[-2:] for line in cell.lines[:-1]]
    return any(map(_begins_small, cell.lines[1:])) or any(end[:1].isalnum() and end[1:] == "-" for end in broken)


def _begins_small(line: Row) -> bool:
    return line[0].text[:1].islower()


def _are_centred(group: Group, height: float) -> bool:
    """Whether the cells are one of each strip and share their middles."""
    middles = [cell.middle for cell in group]
    return (
        len({cell.strip for cell in group}) == len(group)
        and max(middles) - min(middles) <= PARAMETERS.centred * height
        and (len(group) == 1 or max(len(cell.lines) for cell in group) <= PARAMETERS.max_cell_lines)
    )


def _as_rows(group: Group) -> list[Row]:
    """The lines of the cells as one, those of a cell that is alone as they are, rows of several cells row by row."""
    cells = sorted(group, key=lambda cell: cell.strip)
    if len(cells) == 1:
        return list(cells[0].lines)
    tall = _rows_beside(cells)
    if not tall:
        return [list(chain(*chain(*(cell.lines for cell in cells))))]
    if not all(cell in tall or _is_between(cell, tall[0]) for cell in cells):
        return rows_of(chain(*chain(*(cell.lines for cell in cells))))
    first = chain(*chain(*(cell.lines[:1] if cell in tall else cell.lines for cell in cells)))
    return [list(first), *(list(chain(*row)) for row in zip(*(cell.lines[1:] for cell in tall), strict=True))]


def _rows_beside(cells: Sequence[Cell]) -> list[Cell]:
    """The cells whose lines are level with each other's as those of rows; none where the lines are those of text."""
    most = max(len(cell.lines) for cell in cells)
    tall = [cell for cell in cells if len(cell.lines) == most]
    few = len(tall) < len(cells) or most <= PARAMETERS.label_lines
    are_text = len(tall) == 1 or (few and any(map(_reads_on, tall)))
    return [] if most == 1 or are_text else tall
