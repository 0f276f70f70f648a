"""Captions and notes beside text that wraps around a picture: they are apart and are no cells of its lines."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from worker.layout.reading_order.cells import is_wrapped
from worker.layout.reading_order.columns import features
from worker.layout.reading_order.geometry import (
    Fragment,
    Interval,
    Row,
    line_height,
    rows_of,
    strips_of,
    vertical_extents,
)
from worker.layout.reading_order.parameters import PARAMETERS


class SideNote(NamedTuple):
    """Running text, and a note beside it."""

    text: list[Fragment]
    note: list[Fragment]


def side_note(fragments: Sequence[Fragment], gutters: Sequence[Interval]) -> SideNote | None:
    """The two sides of a gutter where one is running text and the other a few lines beside the middle of a paragraph.

    What is at a paragraph's first line names it, as terms, labels and side heads do, and stays with it.
    """
    strips = strips_of(fragments, gutters)
    if len(strips) != 2 or max(map(len, strips)) < PARAMETERS.sidebar_rows:
        return None
    height = line_height(fragments)
    left, right = map(rows_of, strips)
    if _is_beside_paragraph(left, right, height):
        return SideNote(strips[0], strips[1])
    return SideNote(strips[1], strips[0]) if _is_beside_paragraph(right, left, height) else None


def _is_beside_paragraph(rows: list[Row], beside: list[Row], height: float) -> bool:
    if not len(beside) < PARAMETERS.sidebar_rows <= len(rows) or 2 * len(beside) > len(rows):
        return False
    of_text = features(rows)
    if of_text.within_sentences < PARAMETERS.sentence_share or of_text.words < PARAMETERS.sidebar_words:
        return False
    if features(beside).letters < PARAMETERS.sidebar_letters:
        return False
    # The note is one block.
    gaps = [below[0] - above[1] for above, below in pairwise(vertical_extents(beside))]
    if any(gap > PARAMETERS.block_gap * height for gap in gaps):
        return False
    return _is_within_paragraph(rows, beside[0][0].middle, height)


def _is_within_paragraph(rows: Sequence[Row], middle: float, height: float) -> bool:
    """Whether the rows at this height continue from the rows above them."""
    right = max(row[-1].x1 for row in rows)
    level = [i for i, row in enumerate(rows) if abs(row[0].middle - middle) < height]
    return bool(level) and all(i > 0 and is_wrapped(rows[i - 1], rows[i], right) for i in level)
