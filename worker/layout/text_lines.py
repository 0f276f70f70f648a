"""The lines of a page in reading order, each split into segments at its wide gaps."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from shared.models.blocks import Box
from shared.models.page import Words
from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.currency_signs import SIGNS, signs_of, signs_of_next
from worker.layout.usual_sizes import usual_space, weighted_median

_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_FIRST = attrgetter("first")

MANY_WORDS = 12
"""Words beyond which the lines that they make up are looked at rather than each of them."""


@dataclass(slots=True)
class Segment:
    """Words ``first`` to ``last`` (exclusive) that are together, ``text[start:end]``; edges in points."""

    first: int
    last: int
    start: int
    end: int
    x0: float
    y0: float
    x1: float
    y1: float

    def joined(self, other: "Segment") -> "Segment":
        """This segment and the one behind it as one."""
        return Segment(
            self.first,
            other.last,
            self.start,
            other.end,
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )


@dataclass(slots=True)
class Line(Segment):
    """A line of the page. ``size`` is the height of its type in points; ``after_gap`` says that a blank line precedes.

    A line whose words are at several heights (a table's row, written cell by cell) is not ``level``. ``parts`` are its
    segments where it has several.
    """

    text: str = ""
    size: float = 0.0
    after_gap: bool = False
    level: bool = True
    sideways: bool = False
    parts: Sequence[Segment] = ()

    @property
    def segments(self) -> Sequence[Segment]:
        """Its segments; a line without wide gaps is the only one of its own."""
        return self.parts or (self,)

    def with_parts(self, parts: Sequence[Segment]) -> "Line":
        """The line, split into other segments."""
        return Line(
            self.first,
            self.last,
            self.start,
            self.end,
            self.x0,
            self.y0,
            self.x1,
            self.y1,
            self.text,
            self.size,
            self.after_gap,
            self.level,
            self.sideways,
            parts,
        )

    @property
    def words(self) -> int:
        """Number of its words."""
        return self.last - self.first


@dataclass(frozen=True, slots=True)
class PageLines:
    """The page as the recognizers take it: text, size in points, lines, and the words' columns.

    ``starts`` and ``ends`` are the words' spans of the text, ``x0`` to ``y1`` their edges in points: views, since
    recognizers take one word, or a few, at a time. ``body`` is the usual height of the page's type, ``gaps`` the words
    behind a gap that is wider than most spaces, from and to where it is and how wide, ``signs`` those that are a
    currency's sign.
    """

    text: str
    width: float
    height: float
    lines: list[Line]
    starts: Sequence[int]
    ends: Sequence[int]
    x0: Sequence[float]
    y0: Sequence[float]
    x1: Sequence[float]
    y1: Sequence[float]
    body: float
    gaps: list[int]
    gap_edges: list[tuple[float, float]]
    gap_widths: list[float]
    signs: frozenset[int]

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """A box in points as fractions of the page."""
        if 0.0 <= x0 <= x1 <= self.width and 0.0 <= y0 <= y1 <= self.height:
            return x0 / self.width, y0 / self.height, x1 / self.width, y1 / self.height
        return (
            min(max(x0 / self.width, 0.0), 1.0),
            min(max(y0 / self.height, 0.0), 1.0),
            min(max(x1 / self.width, 0.0), 1.0),
            min(max(y1 / self.height, 0.0), 1.0),
        )

    def segment(self, first: int, last: int) -> Segment:
        """Words ``first`` to ``last`` (exclusive) as one segment."""
        if last - first == 1:
            x0, y0, x1, y1 = self.x0[first], self.y0[first], self.x1[first], self.y1[first]
        elif last - first > MANY_WORDS and (lines := self._lines_of(first, last)):
            x0, y0 = min([line.x0 for line in lines]), min([line.y0 for line in lines])
            x1, y1 = max([line.x1 for line in lines]), max([line.y1 for line in lines])
        else:
            x0, y0 = min(self.x0[first:last]), min(self.y0[first:last])
            x1, y1 = max(self.x1[first:last]), max(self.y1[first:last])
        return Segment(first, last, self.starts[first], self.ends[last - 1], x0, y0, x1, y1)

    def _lines_of(self, first: int, last: int) -> list[Line]:
        """The lines that words ``first`` to ``last`` (exclusive) make up; none where they begin or end within one."""
        begin = bisect_left(self.lines, first, key=_FIRST)
        end = bisect_left(self.lines, last, lo=begin, key=_FIRST)
        lines = self.lines[begin:end]
        return lines if lines and lines[0].first == first and lines[-1].last == last else []

    def heights(self, first: int, last: int) -> list[float]:
        """The heights of words ``first`` to ``last`` (exclusive) in points."""
        return [y1 - y0 for y0, y1 in zip(self.y0[first:last], self.y1[first:last], strict=True)]

    def size(self, first: int, last: int) -> float:
        """The height of the type of words ``first`` to ``last`` (exclusive) in points: the mean of theirs."""
        return sum(self.heights(first, last)) / (last - first)

    def text_of(self, part: Segment) -> str:
        """What the segment says."""
        return self.text[part.start : part.end]


def page_lines(
    text: str, words: Words, width: float, height: float, parameters: BlockParameters = PARAMETERS
) -> PageLines:
    """The lines of a page with at least one word; in order and on the page, whatever the words' spans and boxes are."""
    width, height = max(width, 1.0), max(height, 1.0)
    columns = words.columns()
    starts, ends, numbers = (np.frombuffer(columns[i], "<u4").astype(np.int64) for i in (0, 1, 4))
    edges = np.array(np.frombuffer(columns[2], "<f4").reshape(-1, 4).T, np.float64, order="C")
    np.minimum(np.fmax(edges, 0.0, out=edges), 1.0, out=edges)
    edges *= np.array([[width], [height], [width], [height]])
    if (edges[2:] < edges[:2]).any():
        edges = np.concatenate([np.minimum(edges[:2], edges[2:]), np.maximum(edges[:2], edges[2:])])
    if (starts[1:] < starts[:-1]).any():
        order = np.argsort(starts, kind="stable")
        starts, ends, numbers, edges = starts[order], ends[order], numbers[order], edges[:, order]
    ends = np.maximum.accumulate(np.minimum(ends, len(text)))
    starts = np.minimum(starts, ends)
    np.maximum(starts[1:], ends[:-1], out=starts[1:])

    blank = np.array([match.end() for match in _BLANK_LINE.finditer(text)], np.int64)
    blanks = blank.searchsorted(starts, "right")
    after_gap, new_line = np.ones(len(starts), bool), np.ones(len(starts), bool)
    after_gap[1:] = blanks[1:] != blanks[:-1]
    new_line[1:] = (numbers[1:] != numbers[:-1]) | after_gap[1:]

    x0, y0, x1, y1 = edges
    heights = np.maximum(y1 - y0, 1e-6)
    higher = np.maximum(heights[1:], heights[:-1])
    middles = (y0 + y1) / 2
    down = middles[1:] - middles[:-1]
    space = np.maximum(x0[1:] - x1[:-1], x0[:-1] - x1[1:])
    beside = np.abs(down) < 0.5 * higher
    cut = new_line.copy()
    cut[1:] |= ((space >= parameters.segment_gap * higher) & beside) | (down < -0.5 * higher)
    beside &= ~new_line[1:]
    usual = parameters.aligned_spaces * usual_space((space / higher)[beside], parameters.aligned_gap)
    wide = max(parameters.aligned_gap_ocr if 1 in columns[5] else parameters.aligned_gap, usual)
    gaps = ((space >= wide * higher) & beside).nonzero()[0] + 1
    signs = signs_of(text, starts, ends)
    if signs:
        cut[signs_of_next(text, signs, starts, ends, edges, new_line)] = True

    line_first = new_line.nonzero()[0]
    line_last = np.append(line_first[1:], len(starts))
    lengths = np.maximum(ends - starts, 1)
    letters = np.add.reduceat(lengths, line_first)
    sizes = np.add.reduceat(heights * lengths, line_first) / letters
    boxes = _boxes(edges, line_first)
    spread = np.maximum.reduceat(middles, line_first) - np.minimum.reduceat(middles, line_first)
    across, along = boxes[2] - boxes[0], boxes[3] - boxes[1]
    sideways = (along > 2 * across) & (letters > 3)
    sizes[sideways] = across[sideways]
    body = weighted_median(sizes, letters)

    lines = list(
        map(
            Line,
            line_first.tolist(),
            line_last.tolist(),
            firsts := starts[line_first].tolist(),
            lasts := ends[line_last - 1].tolist(),
            *boxes.tolist(),
            [text[first:last] for first, last in zip(firsts, lasts, strict=True)],
            sizes.tolist(),
            after_gap[line_first].tolist(),
            ((spread <= 0.6 * sizes) | sideways).tolist(),
            sideways.tolist(),
        )
    )
    _add_parts(text, lines, line_first, cut.nonzero()[0], starts, ends, edges)
    lefts_of_gaps, rights_of_gaps = x1[gaps - 1], x0[gaps]
    lefts, tops, rights, bottoms = (edge.data for edge in edges)
    return PageLines(
        text,
        width,
        height,
        lines,
        starts.data,
        ends.data,
        lefts,
        tops,
        rights,
        bottoms,
        body,
        gaps.tolist(),
        list(zip(lefts_of_gaps.tolist(), rights_of_gaps.tolist(), strict=True)),
        (rights_of_gaps - lefts_of_gaps).tolist(),
        frozenset(signs),
    )


def _add_parts(
    text: str,
    lines: Sequence[Line],
    line_first: NDArray[np.int64],
    segment_first: NDArray[np.int64],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    edges: NDArray[np.float64],
) -> None:
    """Gives the lines with several segments theirs; segments are known by their first words, as are lines."""
    if len(segment_first) == len(line_first):
        return
    segment_last = np.append(segment_first[1:], len(starts))
    which = segment_first.searchsorted(line_first)
    counts = np.diff(np.append(which, len(segment_first)))
    several = (counts > 1).nonzero()[0]
    boxes = _boxes(edges, segment_first)
    chosen = np.repeat(counts > 1, counts)
    segments = list(
        map(
            Segment,
            segment_first[chosen].tolist(),
            segment_last[chosen].tolist(),
            starts[segment_first[chosen]].tolist(),
            ends[segment_last[chosen] - 1].tolist(),
            *boxes[:, chosen].tolist(),
        )
    )
    at = 0
    for i, count in zip(several.tolist(), counts[several].tolist(), strict=True):
        parts = _with_signs(text, segments[at : at + count])
        lines[i].parts = parts if len(parts) > 1 else ()
        at += count


def part_of(page: PageLines, line: Line, first: int, last: int) -> Line:
    """Words ``first`` to ``last`` (exclusive) of a line as a line of their own."""
    if first <= line.first and last >= line.last:
        return line
    first, last = max(first, line.first), min(last, line.last)
    whole = page.segment(first, last)
    parts = [
        page.segment(max(part.first, first), min(part.last, last))
        for part in line.segments
        if part.first < last and part.last > first
    ]
    middles = [(y0 + y1) / 2 for y0, y1 in zip(page.y0[first:last], page.y1[first:last], strict=True)]
    size = page.size(first, last)
    return Line(
        first,
        last,
        whole.start,
        whole.end,
        whole.x0,
        whole.y0,
        whole.x1,
        whole.y1,
        page.text_of(whole),
        size,
        line.after_gap and first == line.first,
        max(middles) - min(middles) <= 0.6 * size,
        line.sideways,
        parts if len(parts) > 1 else (),
    )


def _with_signs(text: str, segments: Sequence[Segment]) -> list[Segment]:
    """The segments, a currency's sign with the amount: it is at one edge of its column, the amount at the other."""
    joined: list[Segment] = []
    for part in segments:
        before = joined[-1] if joined else None
        if before and before.last == before.first + 1 and text[before.start : before.end] in SIGNS:
            joined[-1] = before.joined(part)
        else:
            joined.append(part)
    return joined


def _boxes(edges: NDArray[np.float64], firsts: NDArray[np.int64]) -> NDArray[np.float64]:
    """The boxes ``[4, n]`` of runs of words of which ``firsts`` are the first."""
    return np.concatenate(
        [np.minimum.reduceat(edges[:2], firsts, axis=1), np.maximum.reduceat(edges[2:], firsts, axis=1)]
    )
