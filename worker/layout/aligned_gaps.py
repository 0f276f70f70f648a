"""Columns of tables that less white space separates than segments: gaps that are below each other on several lines."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.text_lines import Line, PageLines, Segment


@dataclass(slots=True)
class _Gutter:
    """White space between ``left`` and ``right`` across lines; ``cuts`` are lines and the words behind it."""

    left: float
    right: float
    cuts: list[tuple[int, int]] = field(default_factory=list)


def with_aligned_gaps(
    page: PageLines, lines: Sequence[Line], parameters: BlockParameters = PARAMETERS
) -> Sequence[Line]:
    """The lines, those whose gaps are below each other cut there; ``lines`` follow each other in the text.

    Spaces between words are not below each other, but by accident on two lines, nor as wide.
    """
    if not lines or _count_gaps(page, lines) < parameters.aligned_rows:
        return lines
    gaps = _gaps_of(page, lines, parameters)
    if not any(gaps):
        return lines
    cuts = _label_rows(lines, gaps, parameters)
    for gutter in _gutters(lines, gaps, parameters):
        for number, word in gutter.cuts:
            cuts.setdefault(number, []).append(word)
    return [_cut(page, line, cuts[i]) if i in cuts else line for i, line in enumerate(lines)] if cuts else lines


def _count_gaps(page: PageLines, lines: Sequence[Line]) -> int:
    """How many of the page's gaps are among the lines, in which each row of a table has one at least."""
    return bisect_left(page.gaps, lines[-1].last) - bisect_left(page.gaps, lines[0].first)


Gap = tuple[float, float, int]
"""From and to, in points, and the word behind it."""


def _label_rows(
    lines: Sequence[Line], gaps: Sequence[Sequence[Gap]], parameters: BlockParameters
) -> dict[int, list[int]]:
    """Where labels in a row, and their values on the line below, are cut: each label is above one value."""
    cuts: dict[int, list[int]] = {}
    for number, (labels, values) in enumerate(pairwise(lines)):
        upper, lower = gaps[number], gaps[number + 1]
        if not len(upper) == len(lower) > 1:
            continue
        if any(map(str.isdigit, labels.text)) or not any(map(str.isdigit, values.text)):
            continue
        if labels.last != values.first or not -0.7 * labels.size < values.y0 - labels.y1 <= labels.size:
            continue
        least = parameters.aligned_gap * min(labels.size, values.size)
        if all(min(a[1], b[1]) - max(a[0], b[0]) >= least for a, b in zip(upper, lower, strict=True)):
            cuts.setdefault(number, []).extend(word for _, _, word in upper)
            cuts.setdefault(number + 1, []).extend(word for _, _, word in lower)
    return cuts


def _gutters(lines: Sequence[Line], gaps: Sequence[Sequence[Gap]], parameters: BlockParameters) -> list[_Gutter]:
    """The gutters that enough lines share."""
    found: list[_Gutter] = []
    active: list[_Gutter] = []
    for number, line in enumerate(lines):
        own = gaps[number]
        if not own and not active:
            continue
        above = lines[number - 1] if number else None
        near = above is not None and -0.7 * line.size < line.y0 - above.y1 <= parameters.row_gap * line.size
        if not near:
            found += active
            active = []
        least = parameters.aligned_gap * line.size
        going: list[_Gutter] = []
        for gutter in active:
            if not _narrow(gutter, number, line, own, least):
                found.append(gutter)
            else:
                going.append(gutter)
        taken = {word for at, word in (gutter.cuts[-1] for gutter in going) if at == number}
        going += [_Gutter(left, right, [(number, word)]) for left, right, word in own if word not in taken]
        active = going
    enough = parameters.aligned_rows
    return [gutter for gutter in (*found, *active) if len(gutter.cuts) >= enough]


def _gaps_of(page: PageLines, lines: Sequence[Line], parameters: BlockParameters) -> list[list[Gap]]:
    """The gaps of each line that may separate columns."""
    found: list[list[Gap]] = []
    none: list[Gap] = []
    words, at, end = page.gaps, 0, len(page.gaps)
    for line in lines:
        if at == end or words[at] >= line.last:
            found.append(none)
            continue
        begin = bisect_left(words, line.first + 1, at)
        at = bisect_left(words, line.last, begin)
        found.append(_gaps(page, line, begin, at, parameters) if at > begin else none)
    return found


def _gaps(page: PageLines, line: Line, begin: int, end: int, parameters: BlockParameters) -> list[Gap]:
    """Those of the page's gaps, which a line has; none of prose: of long runs of words, or justified ones."""
    if line.sideways or not line.level:
        return []
    words = page.gaps[begin:end]
    before = line.first
    for word in (*words, line.last):
        if word - before > parameters.max_aligned_words:
            return []
        before = word
    gaps = range(begin, end)
    kept: Sequence[int] = [i for i in gaps if page.gaps[i] - 1 not in page.signs] if page.signs else gaps
    wide = parameters.segment_gap * line.size
    narrow = [width for i in kept if (width := page.gap_widths[i]) < wide]
    if len(narrow) >= parameters.justified_gaps and max(narrow) < 1.3 * min(narrow) and 2 * len(narrow) > line.words:
        return []
    return [(*page.gap_edges[i], page.gaps[i]) for i in kept]


def _narrow(gutter: _Gutter, number: int, line: Line, gaps: Sequence[Gap], least: float) -> bool:
    """Narrows a gutter to what a line leaves of it; False where the line leaves too little."""
    if line.x1 <= gutter.left + least / 2 or line.x0 >= gutter.right - least / 2:
        return True
    low, high = gutter.left, gutter.right
    for left, right, word in gaps:
        a, b = left if left > low else low, right if right < high else high
        if b - a >= least:
            gutter.left, gutter.right = a, b
            gutter.cuts.append((number, word))
            return True
    return False


def _cut(page: PageLines, line: Line, words: Sequence[int]) -> Line:
    """The line with its segments cut before these words."""
    cuts = set(words).difference([part.first for part in line.segments])
    if not cuts:
        return line
    parts: list[Segment] = []
    for part in line.segments:
        inside = sorted([word for word in cuts if part.first < word < part.last])
        edges = [part.first, *inside, part.last]
        parts += [page.segment(a, b) for a, b in pairwise(edges)] if inside else [part]
    return line.with_parts(parts)
