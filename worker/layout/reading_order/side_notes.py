"""Captions and notes beside text that wraps around a picture: they are apart and are no cells of its lines."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from worker.layout.reading_order.cells import is_wrapped
from worker.layout.reading_order.geometry import Row, line_height, vertical_extents
from worker.layout.reading_order.parameters import PARAMETERS
from worker.layout.reading_order.strips import Run, Strip


class SideNote(NamedTuple):
    """Running text, and a note beside it."""

    text: Strip
    note: Strip


def side_note(run: Run) -> SideNote | None:
    """The sides of a run's gutter where one is running text and the other a few lines beside the middle of a paragraph.

    What is at a paragraph's first line names it, as terms, labels and side heads do, and stays with it.
    """
    least = PARAMETERS.sidebar_rows
    if len(run.fragments) < least or len(run.strips) != 2 or max(map(len, run.strips)) < least:
        return None
    note, text = sorted(run.strips, key=lambda strip: len(strip.rows))
    return SideNote(text, note) if _is_beside_paragraph(text, note) else None


def _is_beside_paragraph(text: Strip, note: Strip) -> bool:
    rows, beside = text.rows, note.rows
    if not len(beside) < PARAMETERS.sidebar_rows <= len(rows) or 2 * len(beside) > len(rows):
        return False
    if text.features.within_sentences < PARAMETERS.sentence_share or text.features.words < PARAMETERS.sidebar_words:
        return False
    if note.features.letters < PARAMETERS.sidebar_letters:
        return False
    height = line_height([*text, *note])
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
