"""Paragraphs of rows in reading order."""

from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from worker.layout.reading_order.fragments import LEFT_TO_RIGHT, RIGHT_TO_LEFT
from worker.layout.reading_order.geometry import Fragment, Row, vertical_extents
from worker.layout.reading_order.level_rules import LevelRules
from worker.layout.reading_order.parameters import PARAMETERS
from worker.layout.reading_order.xycut import Column, columns

Paragraph = list[Row]


def paragraphs_of(
    fragments: list[Fragment], page_height: float, gutter: float, rules: LevelRules
) -> Iterator[Paragraph]:
    """Rows in reading order, separated where white space, or a change of column, ends a paragraph."""
    some = any(map(RIGHT_TO_LEFT.search, [fragment.text for fragment in fragments if not fragment.text.isascii()]))
    right_to_left = some and _is_right_to_left(" ".join(fragment.text for fragment in fragments))
    for column in columns(fragments, page_height, rules, gutter=gutter, right_to_left=right_to_left):
        if some:
            for row in column.rows:
                if _is_right_to_left(" ".join(fragment.text for fragment in row)):
                    row.reverse()
        yield from _split(column)


def _is_right_to_left(text: str) -> bool:
    return len(RIGHT_TO_LEFT.findall(text)) > len(LEFT_TO_RIGHT.findall(text))


def _split(column: Column) -> Iterator[Paragraph]:
    """The column's rows, separated at gaps wider than its usual leading and where the type's size changes."""
    sizes = [row[0].height if len(row) == 1 else median([f.height for f in row]) for row in column.rows]
    gaps = [below[0] - above[1] for above, below in pairwise(vertical_extents(column.rows))]
    leading = max(median(gaps), 0.0) if gaps else 0.0
    paragraph = column.rows[:1]
    for row, gap, above, size in zip(column.rows[1:], gaps, sizes, sizes[1:], strict=False):
        larger, smaller = (above, size) if above > size else (size, above)
        if gap > leading + PARAMETERS.paragraph_gap * smaller or larger > PARAMETERS.heading_ratio * smaller:
            yield paragraph
            paragraph = []
        paragraph.append(row)
    if paragraph:
        yield paragraph
