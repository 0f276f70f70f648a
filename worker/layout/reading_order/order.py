"""From placed words to a page's text in reading order, with every word as a span of it."""

import numpy as np
from numpy.typing import NDArray

from shared.models.page import Words
from worker.layout.reading_order.fragments import by_direction, fragments_of, gutter_width
from worker.layout.reading_order.level_rules import LevelRules
from worker.layout.reading_order.overlays import lines_of, overlays
from worker.layout.reading_order.paragraphs import Paragraph, paragraphs_of
from worker.layout.reading_order.ruled_rows import joined_by_row, ruled_rows
from worker.layout.reading_order.text import write
from worker.layout.reading_order.underlined_rows import underlined_rows
from worker.layout.ruled_lines import NO_RULED_LINES
from worker.layout.words import PlacedWords


def arrange(
    words: PlacedWords, width: float, height: float, ruled_lines: NDArray[np.float64] = NO_RULED_LINES
) -> tuple[str, Words]:
    """The words' text in reading order, and the words as spans of it.

    ``width`` and ``height`` are the page's in points: they give the boxes, which are fractions, their true
    proportions. Lines may be broken in several parts and come in any order. ``ruled_lines`` are those of the page,
    ``[n, 4]`` as x0, y0, x1, y1 in fractions of it: a row of a table that they separate becomes a line.
    """
    if not len(words):
        return "", Words()
    if (over := overlays(words, width, height)) is not None:
        rest, watermarks = words.where(~over), words.where(over)
        paragraphs, rest = _ordered(rest, width, height, ruled_lines)
        # What lies over the page comes last, a paragraph for each of its lines.
        return write(paragraphs + lines_of(watermarks, len(rest)), rest.and_then(watermarks))
    return write(*_ordered(words, width, height, ruled_lines))


def _ordered(
    words: PlacedWords, width: float, height: float, ruled_lines: NDArray[np.float64]
) -> tuple[list[Paragraph], PlacedWords]:
    """The paragraphs of the words in reading order, and the words as the paragraphs number them."""
    rules = LevelRules(ruled_lines, width, height)
    rows = ruled_rows(ruled_lines, width, height)
    rows += underlined_rows(words, rules, width, height, rows)
    words, joined = joined_by_row(words, rows) if rows else (words, np.zeros(len(words), bool))
    paragraphs: list[Paragraph] = []
    for chosen, edges, rotated_height in by_direction(words, width, height, joined):
        gutter = gutter_width(words, chosen, edges)
        fragments = fragments_of(words, chosen, edges, gutter, joined)
        level = rules if rotated_height == height else LevelRules(NO_RULED_LINES, width, height)
        paragraphs += paragraphs_of(fragments, rotated_height, gutter, level)
    return paragraphs, words
