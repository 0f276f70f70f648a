"""Tables and lists of prices that are beside each other, or beside running text: each is read as a column of its own.

The rows of one table are level all across it, and its ruled lines cross it. The rows of two tables that are beside
each other are level by accident only, or ruled lines under several cells end between them.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from worker.layout.reading_order.cells import is_wrapped
from worker.layout.reading_order.geometry import Interval, Row, gutters_of
from worker.layout.reading_order.level_rules import LevelRules, Rule
from worker.layout.reading_order.parameters import PARAMETERS
from worker.layout.reading_order.run_blocks import gaps_of
from worker.layout.reading_order.strips import Run, Strip
from worker.layout.text_kinds import count_letters, is_mostly_digits

_LEADERS = re.compile(r"(?:\.{4}|(?:\. ){4}|…{2})[\s.]*[^\s.]")


class Beside(NamedTuple):
    """The bands ``start`` to ``end`` (exclusive) of a run, and what is on the sides of a gutter in them."""

    start: int
    end: int
    left: Strip
    right: Strip


def tables_beside(run: Run, gutter: float, rules: LevelRules, *, whole: bool) -> Beside | None:
    """Tables in a run, beside each other or beside running text; None where there are none.

    ``gutter`` is the least width of a gutter in heights of a line. With ``whole``, they are to be two tables and all
    of the run.
    """
    if len(run.fragments) > PARAMETERS.max_side_fragments or not _has_texts_beside_each_other(run):
        return None
    for start, end in [(0, len(run.bands))] if whole else _ranges(run):
        fragments = [fragment for band in run.bands[start:end] for fragment in band]
        for space in sorted(gutters_of(fragments, gutter * run.height), key=lambda space: space[0] - space[1]):
            middle = (space[0] + space[1]) / 2
            left = Strip(fragment for fragment in fragments if fragment.x0 < middle)
            right = Strip(fragment for fragment in fragments if fragment.x0 > middle)
            if _are_apart(left, right, space, run.height, rules, whole=whole):
                return Beside(start, end, left, right)
    return None


def _has_texts_beside_each_other(run: Run) -> bool:
    """Whether texts begin behind others in enough bands; in most tables only figures are behind the first column."""
    least = PARAMETERS.min_rows
    ends = sorted([fragment.x1 for fragment in run.fragments if _is_text(fragment.text)])
    if len(ends) < 2 * least:
        return False
    left = ends[least - 1]
    found = 0
    for band in run.bands:
        for fragment in band:
            if fragment.x0 > left and _is_text(fragment.text):
                found += 1
                break
        if found == least:
            return True
    return False


def _ranges(run: Run) -> Iterator[tuple[int, int]]:
    """Ranges of the run's bands that may be tables beside each other: between two gaps, the longest first."""
    gaps = gaps_of(run)
    starts = {0, *gaps[: PARAMETERS.max_side_gaps]}
    ends = {len(run.bands), *gaps[-PARAMETERS.max_side_gaps :]}
    ranges = [(start, end) for start in starts for end in ends if end - start >= PARAMETERS.min_rows]
    yield from sorted(ranges, key=lambda range_: range_[0] - range_[1])


class _Side(NamedTuple):
    """The rows on one side of a gutter: ``full`` ones begin with a text and have something else behind it."""

    strip: Strip
    full: Sequence[Row]

    @property
    def is_text(self) -> bool:
        """Whether the rows are running text."""
        features = self.strip.features
        return features.is_prose and features.within_sentences >= PARAMETERS.sentence_share


def _side(strip: Strip) -> _Side | None:
    """None where rows begin with figures: these are of what is at their left."""
    if len(strip) < PARAMETERS.min_rows:
        return None
    rows = strip.rows
    if len(rows) < PARAMETERS.min_rows or sum(map(_is_of_figures, rows)) > PARAMETERS.figures_first * len(rows):
        return None
    return _Side(strip, [row for row in rows if _is_full(row)])


def _is_of_figures(row: Row) -> bool:
    """Whether a row begins with a figure, and has no text behind it as codes have."""
    return not (_is_text(row[0].text) or (len(row) > 1 and _is_text(row[1].text)))


@lru_cache(4096)
def _is_text(text: str) -> bool:
    """Whether a cell says something in letters; asked of each for every gutter that it may be beside."""
    return count_letters(text) > 1 and not is_mostly_digits(text)


def _is_full(row: Row) -> bool:
    """Whether a row has a text and something else behind it, maybe with dots between them."""
    if len(row) == 1:
        return _LEADERS.search(row[0].text) is not None
    return not _is_of_figures(row)


def _beside_each_other(one: _Side, other: _Side) -> tuple[_Side, _Side]:
    """The sides with the full rows alone that are at heights which the other side has rows at, too."""

    def within(side: _Side, rows: Sequence[Row]) -> _Side:
        top, bottom = rows[0][0].y0, rows[-1][0].y1
        return _Side(side.strip, [row for row in side.full if top <= row[0].middle <= bottom])

    return within(one, other.full or other.strip.rows), within(other, one.full or one.strip.rows)


def _are_apart(one: Strip, other: Strip, gutter: Interval, height: float, rules: LevelRules, *, whole: bool) -> bool:
    """Whether what is on the sides of a gutter is two tables or, within a run, a table and running text."""
    # Most gutters are of one table, whose right rows begin with figures: the left ones need no look then.
    if (right := _side(other)) is None or (left := _side(one)) is None:
        return False
    left, right = _beside_each_other(left, right)
    few, many = sorted((left, right), key=lambda side: len(side.full))
    least = PARAMETERS.min_rows
    if len(many.full) < least or _is_crossed(one, other, gutter, rules):
        return False
    if len(few.full) < least:
        few = _Side(few.strip, few.strip.rows)
        level = _level_share(many, few, height)
        return (
            not whole
            and few.is_text
            and level <= PARAMETERS.staggered_share
            and _reads_across_rows(few.strip, many.full, height)
        )
    figures = any(map(_has_figures, (left, right)))
    if figures and _level_share(left, right, height) < PARAMETERS.aligned_share:
        return True
    # Some of a run's rows may be names of columns over several lines, with lines under those of a group.
    return (whole or figures) and _rules_end(left, right, gutter, height, rules)


def _has_figures(side: _Side) -> bool:
    """Whether half of the full rows contain figures."""
    return 2 * sum(any(map(str.isdigit, row[-1].text)) for row in side.full) >= len(side.full)


def _is_crossed(one: Strip, other: Strip, gutter: Interval, rules: LevelRules) -> bool:
    """Whether a ruled line crosses the gutter between the rows, as those of one table do."""
    middles = [fragment.middle for fragment in (*one, *other)]
    return any(rule.x0 < gutter[0] and rule.x1 > gutter[1] for rule in rules.between(min(middles), max(middles)))


def _level_share(one: _Side, other: _Side, height: float) -> float:
    """Share of the full rows of the side with fewer that are level with a row, or a cell of two lines, of the other."""
    few, many = sorted((one, other), key=lambda side: len(side.full))
    rows = many.strip.rows
    least = min((below[0].middle - above[0].middle for above, below in pairwise(rows)), default=0.0)
    leading = least + PARAMETERS.cell_leading * height
    wrapped = [
        (above[0].middle + below[0].middle) / 2
        for above, below in pairwise(rows)
        if below[0].middle - above[0].middle <= leading and not (_is_full(above) and _is_full(below))
    ]
    places = [*many.strip.features.middles, *wrapped]
    level = [
        any(abs(row[0].middle - place) < PARAMETERS.exactly_level * height for place in places) for row in few.full
    ]
    return sum(level) / len(level)


def _reads_across_rows(text: Strip, table: Sequence[Row], height: float) -> bool:
    """Whether wrapped text goes on beside the rows of a table, in few paragraphs: cells begin at their rows."""
    top, bottom = table[0][0].y0 - height, table[-1][0].y1 + height
    rows = [row for row in text.rows if top <= row[0].middle <= bottom]
    if len(rows) < PARAMETERS.min_rows:
        return False
    steps = [below[0].middle - above[0].middle for above, below in pairwise(rows)]
    leading = sorted(steps)[len(steps) // 2] + PARAMETERS.row_spacing * height
    right = max(row[-1].x1 for row in rows)
    wrapped = [is_wrapped(*pair, right) for pair, step in zip(pairwise(rows), steps, strict=True) if step <= leading]
    paragraphs = len(rows) - len(wrapped)
    return 2 * paragraphs <= len(table) and sum(wrapped) >= PARAMETERS.wrapped_share * len(wrapped)


def _rules_end(left: _Side, right: _Side, gutter: Interval, height: float, rules: LevelRules) -> bool:
    """Whether ruled lines under several cells end on both sides of the gutter."""
    fragments = [*left.strip, *right.strip]
    found = rules.between(min(f.middle for f in fragments), max(f.y1 for f in fragments) + height)
    ends = [rule for rule in found if rule.x1 < gutter[1]]
    begins = [rule for rule in found if rule.x0 > gutter[0]]
    return _are_under(ends, [row[-2:] for row in left.full], height) and _are_under(
        begins, [row[:2] for row in right.full], height
    )


def _are_under(rules: Sequence[Rule], cells: Sequence[Row], height: float) -> bool:
    """Whether some ruled line is as long as two cells beside each other are together."""
    pairs = [(pair[0].x0 + height, pair[-1].x1 - height) for pair in cells if len(pair) > 1]
    return any(rule.x0 <= left and right <= rule.x1 for rule in rules for left, right in pairs)
