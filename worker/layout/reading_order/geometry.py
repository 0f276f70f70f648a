"""Fragments of lines, and the white space between them: bands, gutters, strips and rows."""

from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import pairwise, zip_longest
from operator import attrgetter
from statistics import median

from worker.layout.reading_order.parameters import PARAMETERS

LONG = 4.0
"""Width of a fragment, in its heights, from which it does not lie on another one of its row."""


class Fragment:
    """A part of one line, without wide gaps, placed in points (origin top-left, y downwards).

    ``first`` and ``last`` bound its words as a range of the page's, ``text`` is them, separated by spaces. ``upper`` is
    where the middle half of its height begins.
    """

    __slots__ = ("first", "height", "last", "middle", "text", "upper", "x0", "x1", "y0", "y1")

    def __init__(self, x0: float, y0: float, x1: float, y1: float, first: int, last: int, text: str) -> None:
        self.x0, self.y0, self.x1, self.y1 = x0, y0, x1, y1
        self.first, self.last, self.text = first, last, text
        self.height = y1 - y0
        self.middle = (y0 + y1) / 2
        self.upper = y0 + self.height / 4


_LEFT, _MIDDLE, _UPPER = attrgetter("x0"), attrgetter("middle"), attrgetter("upper")

Row = list[Fragment]
"""Fragments that are on one line, from left to right."""

Band = list[Fragment]
"""Fragments between two level lines through white space: a row, or rows of columns that are not level."""

Interval = tuple[float, float]
"""From and to, along one axis, in points."""


def line_height(fragments: Iterable[Fragment]) -> float:
    """Height of the usual line."""
    return median([fragment.height for fragment in fragments]) or 1.0


def vertical_extents(bands: Iterable[Sequence[Fragment]]) -> list[Interval]:
    """Top and bottom of each band."""
    return [
        (band[0].y0, band[0].y1) if len(band) == 1 else (min([f.y0 for f in band]), max([f.y1 for f in band]))
        for band in bands
    ]


def bands_of(fragments: Iterable[Fragment]) -> list[Band]:
    """Fragments separated wherever a level line can be drawn through white space.

    Only the middle half of a fragment counts, so that tight leading and a little skew do not join lines.
    """
    bands: list[Band] = []
    bottom = float("-inf")
    for fragment in sorted(fragments, key=_UPPER):
        if not bands or fragment.upper >= bottom:
            bands.append([fragment])
        else:
            bands[-1].append(fragment)
        lower = fragment.y1 - fragment.height / 4
        if lower > bottom:
            bottom = lower
    return bands


def gutters_of(fragments: Sequence[Fragment], min_width: float) -> list[Interval]:
    """The empty intervals between the fragments' horizontal extents that are at least ``min_width`` wide."""
    if len(fragments) < 2:
        return []
    if len(fragments) == 2:
        one, other = fragments
        if one.x0 > other.x0:
            one, other = other, one
        return [(one.x1, other.x0)] if other.x0 - one.x1 >= min_width and other.x0 > one.x1 else []
    extents = sorted([(fragment.x0, fragment.x1) for fragment in fragments])
    found: list[Interval] = []
    right = extents[0][1]
    for x0, x1 in extents:
        if x0 - right >= min_width and x0 > right:
            found.append((right, x0))
        if x1 > right:
            right = x1
    return found


def narrowed(gutters: list[Interval], band: Band, min_width: float, right: float) -> list[Interval]:
    """What the band's fragments leave of the gutters. ``right`` is where the gutters' region ends.

    A line of the left column that runs on a little into the next one does not end a gutter.
    """
    if not _touches(band, gutters):
        return gutters
    left = list(gutters)
    ordered = from_left(band)
    line, before = float("-inf"), float("-inf")
    for fragment, following in zip_longest(ordered, ordered[1:]):
        x0, x1 = fragment.x0, fragment.x1
        if x0 - before > 2 * min_width:
            line = x0
        before = x1
        # Fragments of one line are a wide gap apart; lines of two columns that touch are not.
        ends = following is None or not 0.9 * min_width <= following.x0 - x1 <= 2 * min_width
        for i, (start, end) in enumerate(left):
            if x0 >= end or x1 <= start:
                continue
            parts = [(a, b) for a, b in ((start, x0), (x1, end)) if b - a >= PARAMETERS.narrowed * min_width]
            if not parts and ends and x1 - end < PARAMETERS.overhang * min(right - end, start - line):
                continue
            left[i : i + 1] = parts[:1] if len(parts) == 1 else [max(parts, key=_width)] if parts else [(end, end)]
        left = [gutter for gutter in left if gutter[1] > gutter[0]]
        if not left:
            break
    return left


def _touches(band: Band, gutters: Sequence[Interval]) -> bool:
    for fragment in band:
        x0, x1 = fragment.x0, fragment.x1
        for start, end in gutters:
            if x0 < end and x1 > start:
                return True
    return False


def _width(interval: Interval) -> float:
    return interval[1] - interval[0]


def least_crossed(fragments: Sequence[Fragment]) -> float | None:
    """The x that the fewest fragments cross, within the inner part of their extent; None if there is none."""
    low, high = min(f.x0 for f in fragments), max(f.x1 for f in fragments)
    side = PARAMETERS.inner_share * (high - low)
    events = sorted([(f.x0, 1) for f in fragments] + [(f.x1, -1) for f in fragments])
    best: tuple[int, float] | None = None
    found, open_now = None, 0
    for (x, step), (following, _) in pairwise(events):
        open_now += step
        if following > x and low + side < (x + following) / 2 < high - side:
            rank = (open_now, x - following)
            if best is None or rank < best:
                best, found = rank, (x + following) / 2
    return found


def numbered_strips(fragments: Iterable[Fragment], gutters: Sequence[Interval]) -> dict[int, list[Fragment]]:
    """The fragments between the gutters, by the number of gutters to the left of them."""
    middles = [(a + b) / 2 for a, b in gutters]
    strips: dict[int, list[Fragment]] = {}
    for fragment in fragments:
        number = bisect(middles, (fragment.x0 + fragment.x1) / 2)
        if number in strips:
            strips[number].append(fragment)
        else:
            strips[number] = [fragment]
    return strips


def rows_of(fragments: Iterable[Fragment]) -> list[Row]:
    """Fragments clustered by their vertical middles, each cluster from left to right."""
    rows: list[Row] = []
    middle, height, same_row = float("-inf"), 0.0, PARAMETERS.same_row
    ordered = sorted(fragments, key=_MIDDLE)
    for fragment in ordered:
        own, lower = fragment.middle, fragment.height or height
        if own - middle < same_row * (lower if lower < height else height):
            rows[-1].append(fragment)
            middle += (own - middle) / len(rows[-1])
        else:
            rows.append([fragment])
            middle, height = own, fragment.height
    if len(rows) == len(ordered):
        return rows
    return [line for row in rows for line in ([[one] for one in row] if _lie_on_each_other(row) else [from_left(row)])]


def is_row(band: Band) -> bool:
    """Whether all fragments of the band are on one line."""
    if len(band) == 1:
        return True
    middles = [fragment.middle for fragment in band]
    level = max(middles) - min(middles) < PARAMETERS.same_row * min([fragment.height for fragment in band])
    return level and not _lie_on_each_other(band)


def _lie_on_each_other(row: Sequence[Fragment]) -> bool:
    """Whether long fragments of what seems a row share most of their width, as lines that are not level do."""
    if len(row) == 1:
        return False
    for before, after in pairwise(sorted(row, key=_LEFT)):
        narrower = min(before.x1 - before.x0, after.x1 - after.x0)
        long = narrower > LONG * max(before.height, after.height)
        if long and min(before.x1, after.x1) - after.x0 > narrower / 2:
            return True
    return False


def from_left(row: list[Fragment]) -> Row:
    """The row's fragments from left to right."""
    return row if len(row) == 1 else sorted(row, key=_LEFT)
