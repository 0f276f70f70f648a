"""Reading order of pieces of lines over columns, tables, headers and footers.

A recursive cut of the page along its white space. Bands of rows that share an empty vertical strip, a gutter, are
taken together; a gutter between two bodies of prose parts columns, which are read one after the other, and any
other gutter parts cells of a table, whose rows stay lines. Every step sorts, so a page costs n log n.
"""

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise, zip_longest
from statistics import median

from worker.layout.addresses import parts_addresses

MAX_DEPTH = 24
"""Nesting of columns inside columns after which rows are read as they lie."""

GUTTER = 0.6
"""Least width of a gutter, in heights of the region's usual line: wider than the spaces between words."""

OVERHANG = 0.2
"""Share of a column that a line of the column to its left may cover without being taken to span both."""

NARROWED = 0.4
"""Share of the least width that may be left of a gutter by all its rows together: a skewed page's gutter slants."""

LEAST_ROWS = 3
"""Rows that make a column: fewer may stand beside others by chance."""

CHANCE_ROWS = 8
"""Rows up to which a gutter must be as wide as lines are high, to be none by chance."""

SCRAP = 4
"""Pieces of both neighbours for each piece of a strip that is none of its own."""

SAMPLE = 600
"""Characters of a strip that tell whether it holds letters or figures."""

BLANK = 0.7
"""Gap between rows, in heights of the region's usual line, that parts blocks: a little less than a blank line."""

SPACED = 0.3
"""How much wider than the gaps between lines of a cell those between rows of a table are, in heights of a line."""

LEVEL = 0.3
"""Heights of a line by which the first lines of a row's cells may stand higher or lower than each other."""

CELLS = 0.7
"""Share of a table's rows that have more than one cell."""

FORCED = 0.8
"""Share of the lines within a table's cells that end only where the next word would not fit."""

RUNNING = 0.4
"""Share of the lines of running text that begin with a small letter, at least."""

MARGIN = 0.1
"""Share of the page's height, at its top and its bottom, in which headers and footers stand."""


class Piece:
    """A part of one line, without wide gaps, placed in points (origin top-left, y downwards).

    ``first`` and ``last`` bound its words as a range of the page's, ``text`` is them, parted by spaces.
    """

    __slots__ = ("first", "height", "last", "middle", "text", "x0", "x1", "y0", "y1")

    def __init__(self, x0: float, y0: float, x1: float, y1: float, first: int, last: int, text: str) -> None:
        self.x0, self.y0, self.x1, self.y1 = x0, y0, x1, y1
        self.first, self.last, self.text = first, last, text
        self.height = y1 - y0
        self.middle = (y0 + y1) / 2


Row = list[Piece]
"""Pieces that stand on one line, from left to right."""

Interval = tuple[float, float]


@dataclass(slots=True)
class Column:
    """Rows that are read from top to bottom without another column between them."""

    rows: list[Row] = field(default_factory=list)


def columns(
    pieces: Sequence[Piece], page_height: float, *, gutter: float = GUTTER, right_to_left: bool = False
) -> list[Column]:
    """The pieces' rows in reading order, a new `Column` wherever the reader's eye jumps.

    ``gutter`` is the least width of a gutter in heights of a line, where words stand wider than usual.
    """
    if not pieces:
        return []
    cut = _Cut(gutter, right_to_left)
    for part in _without_margins(_bands(pieces), page_height):
        cut.read(part, 0)
    return [column for column in cut.found if column.rows]


# ---- white space


def _size(pieces: Iterable[Piece]) -> float:
    return median(piece.height for piece in pieces) or 1.0


def _bands(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces parted wherever a horizontal line can be drawn through white space.

    Only the middle half of a piece counts, so that tight leading and a little skew do not glue lines.
    """
    bands: list[list[Piece]] = []
    bottom = float("-inf")
    for piece in sorted(pieces, key=lambda p: p.y0 + p.height / 4):
        if not bands or piece.y0 + piece.height / 4 >= bottom:
            bands.append([])
        bands[-1].append(piece)
        bottom = max(bottom, piece.y1 - piece.height / 4)
    return bands


def _covered(pieces: Iterable[Piece]) -> list[Interval]:
    """The union of the pieces' horizontal extents, from left to right."""
    union: list[Interval] = []
    for x0, x1 in sorted((piece.x0, piece.x1) for piece in pieces):
        if union and x0 <= union[-1][1]:
            if x1 > union[-1][1]:
                union[-1] = (union[-1][0], x1)
        else:
            union.append((x0, x1))
    return union


def _gaps(covered: Sequence[Interval], least: float) -> list[Interval]:
    """The empty intervals between covered ones that are at least ``least`` wide."""
    return [(a[1], b[0]) for a, b in pairwise(covered) if b[0] - a[1] >= least]


def _still_empty(gutters: Sequence[Interval], band: Iterable[Piece], least: float, right: float) -> list[Interval]:
    """What the pieces leave of the gutters. ``right`` is where the gutters' region ends.

    A line of the left column that runs on a little into the next one, as long addresses do, does not end a gutter.
    """
    left = list(gutters)
    ordered = sorted(band, key=lambda p: p.x0)
    line, before = float("-inf"), float("-inf")
    for piece, following in zip_longest(ordered, ordered[1:]):
        x0, x1 = piece.x0, piece.x1
        if x0 - before > 2 * least:
            line = x0
        before = x1
        # Pieces of one line stand a wide gap apart, lines of two columns that touch do not.
        ends = following is None or not 0.9 * least <= following.x0 - x1 <= 2 * least
        for i, (start, end) in enumerate(left):
            if x0 >= end or x1 <= start:
                continue
            parts = [(a, b) for a, b in ((start, x0), (x1, end)) if b - a >= NARROWED * least]
            if not parts and ends and x1 - end < OVERHANG * min(right - end, start - line):
                continue
            left[i : i + 1] = parts[:1] if len(parts) == 1 else [max(parts, key=_width)] if parts else [(end, end)]
        left = [gutter for gutter in left if gutter[1] > gutter[0]]
        if not left:
            break
    return left


def _width(interval: Interval) -> float:
    return interval[1] - interval[0]


# ---- the cut


def _without_margins(bands: list[list[Piece]], page_height: float) -> Iterator[list[list[Piece]]]:
    """Headers, body and footers: lines at the page's edges that white space sets apart from the rest."""
    first, last = 0, len(bands)
    size = _size(piece for band in bands for piece in band)
    edges = [(min(p.y0 for p in band), max(p.y1 for p in band)) for band in bands]
    for i in range(len(bands) - 1):
        if edges[i][1] > MARGIN * page_height:
            break
        if edges[i + 1][0] - edges[i][1] > size:
            first = i + 1
    for i in range(len(bands) - 1, first, -1):
        if edges[i][0] < (1 - MARGIN) * page_height:
            break
        if edges[i][0] - edges[i - 1][1] > size:
            last = i
    yield from (part for part in (bands[:first], bands[first:last], bands[last:]) if part)


class _Cut:
    """The recursive cut, which leaves the columns it finds in ``found``."""

    def __init__(self, gutter: float, right_to_left: bool) -> None:
        self.gutter, self.right_to_left = gutter, right_to_left
        self.found = [Column()]

    def read(self, bands: list[list[Piece]], depth: int) -> None:
        """Read the bands from top to bottom, those that share a gutter together."""
        pieces = [piece for band in bands for piece in band]
        size = _size(pieces)
        least = self.gutter * size
        right = max(piece.x1 for piece in pieces)
        gaps = [_gaps(_covered(band), least) for band in bands]
        for i, (band, below) in enumerate(pairwise(bands)):
            # Lines of two columns that do not stand level are a band each, and the gutter is between bands.
            if not gaps[i] and min(p.y0 for p in below) < max(p.y1 for p in band) - 0.1 * size:
                gaps[i] = _gaps(_covered(band + below), least)
        at = done = 0
        while at < len(bands):
            gutters, end = gaps[at], at + 1
            if not gutters:
                at += 1
                continue
            while end < len(bands):
                narrower = _still_empty(gutters, bands[end], least, right)
                if not narrower or (len(narrower) < len(gutters) and _spans_columns(bands[at:end], gutters, narrower)):
                    break
                gutters, end = narrower, end + 1
            # A column that starts higher than its neighbour, or a row with one cell, belongs to what follows.
            start = at
            while start > done and _still_empty(gutters, bands[start - 1], least, right) == gutters:
                start -= 1
            for band in bands[done:start]:
                self._read_run([band], [], depth)
            self._read_run(bands[start:end], gutters, depth)
            at = done = end
        for band in bands[done:]:
            self._read_run([band], [], depth)

    def _read_run(self, bands: list[list[Piece]], gutters: list[Interval], depth: int) -> None:
        """Read bands that share gutters: as columns where they part prose, else row by row."""
        if len(bands) == 1 and _is_row(bands[0]):
            self.found[-1].rows.append(_from_left(bands[0]))
            return
        if gutters and not self.right_to_left and (cells := _cells(bands, gutters)):
            self.found[-1].rows += cells
            return
        pieces = [piece for band in bands for piece in band]
        if depth < MAX_DEPTH and len(pieces) >= 2 * LEAST_ROWS:
            strips, parting = _columns(pieces, gutters)
            if parting:
                self._read_columns(strips, parting, depth)
                return
            for start, end in _blocks(bands):
                strips, parting = _addresses(bands[start:end], self.gutter)
                if parting:
                    if start:
                        self._read_run(bands[:start], gutters, depth + 1)
                    self._read_columns(strips, parting, depth)
                    if end < len(bands):
                        self.read(bands[end:], depth + 1)
                    return
            if not gutters and len(bands) == 1 and self._read_around_spanning(pieces, depth):
                return
        for band in bands:
            self.found[-1].rows += [_from_left(band)] if _is_row(band) else _rows(band)

    def _read_columns(self, strips: list[list[Piece]], parting: list[int], depth: int) -> None:
        """Read strips one after the other, those before a parting together."""
        groups = [list(chain(*strips[a:b])) for a, b in pairwise([0, *parting, len(strips)])]
        for group in reversed(groups) if self.right_to_left else groups:
            self.found.append(Column())
            self.read(_bands(group), depth + 1)
        self.found.append(Column())

    def _read_around_spanning(self, pieces: list[Piece], depth: int) -> bool:
        """Read columns whose gutter a few wide pieces cross: what is above each, the piece, what is below.

        Returns whether there was such a gutter.
        """
        cut = _least_crossed(pieces)
        if cut is None:
            return False
        crossing = sorted((p for p in pieces if p.x0 < cut < p.x1), key=lambda p: p.middle)
        left, right = [p for p in pieces if p.x1 <= cut], [p for p in pieces if p.x0 >= cut]
        if not crossing or len(crossing) * 5 > len(pieces) or not _parts_columns(left, right, _size(pieces)):
            return False
        rest = sorted(left + right, key=lambda p: p.middle)
        at = 0
        for wide in crossing:
            end = at
            while end < len(rest) and rest[end].middle < wide.middle:
                end += 1
            if end > at:
                self.read(_bands(rest[at:end]), depth + 1)
            self.found.append(Column([[wide]]))
            at = end
        if at < len(rest):
            self.read(_bands(rest[at:]), depth + 1)
        return True


def _spans_columns(bands: Sequence[list[Piece]], gutters: Sequence[Interval], left: Sequence[Interval]) -> bool:
    """Whether a row that leaves only some of the gutters spans columns of the bands above it, and ends them."""
    if len(bands) < LEAST_ROWS:
        return False
    pieces = [piece for band in bands for piece in band]
    return bool(_columns(pieces, gutters)[1]) and not _columns(pieces, left)[1]


def _columns(pieces: list[Piece], gutters: Sequence[Interval]) -> tuple[list[list[Piece]], list[int]]:
    """The strips between the gutters, and the indices of those at which a column begins."""
    size = _size(pieces)
    strips = _without_scraps(_with_labels(_strips(pieces, gutters), size))
    return strips, [i + 1 for i, (a, b) in enumerate(pairwise(strips)) if _parts_columns(a, b, size)]


def _blocks(bands: Sequence[list[Piece]]) -> Iterator[tuple[int, int]]:
    """Ranges of bands between gaps of almost a line, each of several rows; a row of labels above goes with them."""
    size = _size(piece for band in bands for piece in band)
    edges = [(min(p.y0 for p in band), max(p.y1 for p in band)) for band in bands]
    gaps = [i for i, (above, below) in enumerate(pairwise(edges), 1) if below[0] - above[1] > BLANK * size]
    start = 0
    for end in [*gaps, len(bands)]:
        if end - start >= LEAST_ROWS or (end - start == 1 and not _is_row(bands[start])):
            yield start, end
            start = end
        elif end - start > 1 or len(bands[start]) < 2:
            start = end


def _addresses(bands: Sequence[list[Piece]], gutter: float) -> tuple[list[list[Piece]], list[int]]:
    """The strips of level blocks, and the indices of those at which a block begins; none where there is no address."""
    pieces = [piece for band in bands for piece in band]
    size = _size(pieces)
    strips = _strips(pieces, _gaps(_covered(pieces), gutter * size))
    texts = [[" ".join(piece.text for piece in row) for row in _rows(strip)] for strip in strips]
    return strips, [i + 1 for i, (a, b) in enumerate(pairwise(texts)) if parts_addresses(a, b)]


def _strips(pieces: Iterable[Piece], gutters: Sequence[Interval]) -> list[list[Piece]]:
    """The pieces between the gutters, from left to right."""
    edges = [(a + b) / 2 for a, b in gutters]
    strips: list[list[Piece]] = [[] for _ in range(len(edges) + 1)]
    for piece in pieces:
        strips[bisect(edges, (piece.x0 + piece.x1) / 2)].append(piece)
    return [strip for strip in strips if strip]


def _with_labels(strips: list[list[Piece]], size: float) -> list[list[Piece]]:
    """The strips with those of bullets, or of the numbers of lines, put to the text they stand before."""
    joined: list[list[Piece]] = []
    labels: list[Piece] = []
    for i, strip in enumerate(strips):
        strip = labels + strip
        labels = []
        near = i + 1 < len(strips) and min(p.x0 for p in strips[i + 1]) - max(p.x1 for p in strip) < 3 * size
        if near and all(len(piece.text) <= 3 for piece in strip):
            labels = strip
        else:
            joined.append(strip)
    return joined


def _without_scraps(strips: list[list[Piece]]) -> list[list[Piece]]:
    """The strips with those of few pieces put to their nearer neighbour: ends of lines that wide spaces cut off."""
    merged = list(strips)
    at = 1
    while at < len(merged) - 1:
        before, strip, after = merged[at - 1 : at + 2]
        if SCRAP * len(strip) > min(len(before), len(after)):
            at += 1
            continue
        x0, x1 = min(piece.x0 for piece in strip), max(piece.x1 for piece in strip)
        nearer = x0 - max(piece.x1 for piece in before) <= min(piece.x0 for piece in after) - x1
        first = at - 1 if nearer else at
        merged[first : first + 2] = [merged[first] + merged[first + 1]]
    return merged


def _rows(pieces: Iterable[Piece]) -> list[Row]:
    """Pieces clustered by their vertical middles, each cluster from left to right."""
    rows: list[Row] = []
    middle = height = 0.0
    for piece in sorted(pieces, key=lambda p: p.middle):
        if rows and piece.middle - middle < 0.5 * min(height, piece.height or height):
            rows[-1].append(piece)
            middle += (piece.middle - middle) / len(rows[-1])
        else:
            rows.append([piece])
            middle, height = piece.middle, piece.height
    return [_from_left(row) for row in rows]


def _is_row(band: Sequence[Piece]) -> bool:
    """Whether all pieces of the band stand on one line."""
    if len(band) == 1:
        return True
    middles = [piece.middle for piece in band]
    return max(middles) - min(middles) < 0.5 * min(piece.height for piece in band)


def _from_left(row: list[Piece]) -> Row:
    return row if len(row) == 1 else sorted(row, key=lambda p: p.x0)


def _least_crossed(pieces: Sequence[Piece]) -> float | None:
    """The x that the fewest pieces cross, within the middle of their extent; None if there is none."""
    low, high = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    inner = (low + 0.15 * (high - low), high - 0.15 * (high - low))
    events = sorted([(p.x0, 1) for p in pieces] + [(p.x1, -1) for p in pieces])
    best: tuple[int, float] | None = None
    cut, open_now = None, 0
    for (x, step), (following, _) in pairwise(events):
        open_now += step
        if following > x and inner[0] < (x + following) / 2 < inner[1]:
            rank = (open_now, x - following)
            if best is None or rank < best:
                best, cut = rank, (x + following) / 2
    return cut


# ---- columns or cells


def _cells(bands: Sequence[list[Piece]], gutters: Sequence[Interval]) -> list[Row]:
    """The rows of a table whose cells run over several lines, each cell by cell; none where it is no such table.

    White space goes right across between its rows. Within a row, cells begin level, and hold running text, whose lines
    end only where the next word would not fit.
    """
    size = _size(piece for band in bands for piece in band)
    edges = [(min(p.y0 for p in band), max(p.y1 for p in band)) for band in bands]
    gaps = [below[0] - above[1] for above, below in pairwise(edges)]
    least = next((b for a, b in pairwise(sorted(gaps)) if b - a >= SPACED * size), None)
    if least is None:
        return []
    breaks = [0, *(i for i, gap in enumerate(gaps, 1) if gap >= least), len(bands)]
    table = [_by_strip(chain(*bands[start:end]), gutters) for start, end in pairwise(breaks)]
    rows = [row for row in table if len(row) > 1]
    if len(rows) < max(LEAST_ROWS, CELLS * len(table)):
        return []
    tops = [[cell[0][0].middle for cell in row.values()] for row in rows]
    if any(max(row) - min(row) > LEVEL * size for row in tops):
        return []
    cells = list(chain(*(row.items() for row in rows)))
    ends: dict[int, float] = {}
    for strip, cell in cells:
        ends[strip] = max(ends.get(strip, 0.0), *(line[-1].x1 for line in cell))
    breaks_of_lines = [(line, following, ends[strip]) for strip, cell in cells for line, following in pairwise(cell)]
    if not breaks_of_lines or any(len(line) > 1 for _, cell in cells for line in cell):
        return []
    forced = sum(_fills(line, following, end) for line, following, end in breaks_of_lines) / len(breaks_of_lines)
    running = sum(following[0].text[0].islower() for _, following, _ in breaks_of_lines) / len(breaks_of_lines)
    if forced < FORCED or running < RUNNING:
        return []
    return list(chain(*map(_by_cells, table)))


def _by_strip(pieces: Iterable[Piece], gutters: Sequence[Interval]) -> dict[int, list[Row]]:
    """The lines of each cell of a table's row, by the number of the strip that it stands in."""
    middles = [(a + b) / 2 for a, b in gutters]
    strips: dict[int, list[Piece]] = {}
    for piece in pieces:
        strips.setdefault(bisect(middles, (piece.x0 + piece.x1) / 2), []).append(piece)
    return {strip: _rows(strips[strip]) for strip in sorted(strips)}


def _fills(line: Row, following: Row, end: float) -> bool:
    """Whether a line ends where the first word of the following one would not fit before ``end``."""
    piece = following[0]
    letters = len(piece.text.split()[0]) + 1
    return line[-1].x1 + (piece.x1 - piece.x0) * letters / len(piece.text) > end


def _by_cells(row: dict[int, list[Row]]) -> list[Row]:
    """The lines of a row, joined to one unless each is read on from the first cell's as it lies."""
    *labels, _ = row.values()
    if all(len(label) == 1 for label in labels):
        return _rows(chain(*chain(*row.values())))
    return [list(chain(*chain(*row.values())))]


@dataclass(slots=True, frozen=True)
class _Body:
    """What tells prose from the cells of a table."""

    middles: list[float]
    characters: float
    words: float
    letters: float
    filled: float
    small: list[bool]
    """Whether each row begins with a small letter."""

    @property
    def running(self) -> float:
        """Share of the rows that begin with a small letter: those that go on within a sentence."""
        return sum(self.small) / len(self.small)


def _body(pieces: Iterable[Piece]) -> _Body:
    rows = _rows(pieces)
    x0, x1 = min(row[0].x0 for row in rows), max(p.x1 for row in rows for p in row)
    counts = [sum(piece.last - piece.first for piece in row) for row in rows]
    texts = ["".join(piece.text for piece in row).replace(" ", "") for row in rows]
    sample = "".join(texts)[:SAMPLE]
    wide = 0.75 * (x1 - x0)
    return _Body(
        middles=[row[0].middle for row in rows],
        characters=median(map(len, texts)),
        words=median(counts),
        letters=sum(map(str.isalpha, sample)) / (len(sample) or 1),
        filled=sum(row[-1].x1 - row[0].x0 >= wide for row in rows) / len(rows),
        small=[text[:1].islower() for text in texts],
    )


def _parts_columns(left: Sequence[Piece], right: Sequence[Piece], size: float) -> bool:
    """Whether the gutter between two neighbouring strips parts columns, not cells."""
    if min(len(left), len(right)) < LEAST_ROWS:
        return False
    a, b = _body(left), _body(right)
    rows = min(len(a.middles), len(b.middles))
    if rows < LEAST_ROWS:
        return False
    # Wide spaces of a few justified lines may stand below each other; lines that run over are not counted.
    ends = sorted(piece.x1 for piece in left)
    if rows < CHANCE_ROWS and min(p.x0 for p in right) - ends[int(0.9 * (len(ends) - 1))] < size:
        return False
    if _aligned(a.middles, b.middles, size) < 0.5 and min(len(a.middles), len(b.middles)) >= 4:
        return min(a.characters, b.characters) >= 4 and min(a.letters, b.letters) >= 0.4
    if _is_beside(a, b) or _is_beside(b, a):
        return True
    if _are_labels(a, b, size) or _are_labels(b, a, size):
        return False
    return all(
        body.characters >= 16 and body.letters >= 0.6 and body.words >= 2 and (body.filled >= 0.5 or body.words >= 5)
        for body in (a, b)
    )


def _is_beside(side: _Body, prose: _Body) -> bool:
    """Whether a column of short lines, one at every line of the other, stands beside running prose.

    Lines of prose go on within a sentence; those of a table's cells begin something, and terms that are explained
    stand at the first line of their explanation only.
    """
    if (
        prose.running < RUNNING
        or prose.words < 4
        or side.letters < 0.5
        or min(len(side.middles), len(prose.middles)) < 5
    ):
        return False
    along = sum(side.middles[0] <= middle <= side.middles[-1] for middle in prose.middles)
    return along <= 1.25 * len(side.middles)


def _are_labels(labels: _Body, prose: _Body, size: float) -> bool:
    """Whether the lines of one strip name what stands beside them: what is level with them begins, the rest goes on."""
    begins: list[bool] = []
    goes_on: list[bool] = []
    for middle, small in zip(prose.middles, prose.small, strict=True):
        at = bisect(labels.middles, middle)
        level = any(abs(label - middle) < 0.2 * size for label in labels.middles[max(at - 1, 0) : at + 1])
        (begins if level else goes_on).append(small)
    if min(len(begins), len(goes_on)) < LEAST_ROWS:
        return False
    return sum(begins) <= (1 - FORCED) * len(begins) and sum(goes_on) >= RUNNING * len(goes_on)


def _aligned(a: Sequence[float], b: Sequence[float], size: float) -> float:
    """Share of the shorter list's rows that stand level with a row of the other; both are sorted."""
    short, long = sorted((a, b), key=len)
    level, at = 0, 0
    for middle in short:
        while at + 1 < len(long) and abs(long[at + 1] - middle) <= abs(long[at] - middle):
            at += 1
        level += abs(long[at] - middle) < 0.2 * size
    return level / len(short)
