"""Recursive XY-cut: the reading order of fragments over columns, tables, headers and footers.

The page is cut along its white space, alternately by level lines into bands and by gutters into strips, as first
described by Nagy and Seth (Hierarchical representation of optically scanned documents, 1984), here over bounding boxes
as by Ha, Haralick and Phillips (Recursive X-Y cut using bounding boxes of connected components, 1995). It differs in
what ends a cut: neighboring bands that share a gutter are cut together, a classifier decides whether that gutter
separates columns, which are read one after the other, or cells of a table, whose rows stay lines, and a gutter that a
few wide fragments cross, such as headings, is found, too. Every step sorts, so that a page costs n log n.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from statistics import median

from worker.layout.reading_order.addresses import has_contact, separates_addresses
from worker.layout.reading_order.cells import table_rows
from worker.layout.reading_order.centred_cells import centred_rows
from worker.layout.reading_order.columns import are_staggered, columns_of, separates_columns
from worker.layout.reading_order.geometry import (
    Band,
    Fragment,
    Interval,
    Row,
    bands_of,
    from_left,
    gutters_of,
    is_row,
    least_crossed,
    line_height,
    narrowed,
    rows_of,
    vertical_extents,
)
from worker.layout.reading_order.level_rules import LevelRules
from worker.layout.reading_order.parameters import PARAMETERS
from worker.layout.reading_order.run_blocks import blocks_of, prose_of
from worker.layout.reading_order.side_notes import SideNote, side_note
from worker.layout.reading_order.side_tables import tables_beside
from worker.layout.reading_order.strips import Run, Strip, strips_of


@dataclass(slots=True)
class Column:
    """Rows that are read from top to bottom without another column between them."""

    rows: list[Row] = field(default_factory=list)


def columns(
    fragments: Sequence[Fragment], page_height: float, rules: LevelRules, *, gutter: float, right_to_left: bool = False
) -> list[Column]:
    """The fragments' rows in reading order, a new `Column` wherever the reader's eye jumps.

    ``gutter`` is the least width of a gutter in heights of a line.
    """
    if not fragments:
        return []
    cut = _Cut(rules, gutter, right_to_left)
    for part in _without_margins(bands_of(fragments), page_height):
        cut.cut(part, 0)
    return [column for column in cut.found if column.rows]


def _without_margins(bands: list[Band], page_height: float) -> Iterator[list[Band]]:
    """Headers, body and footers: lines at the page's edges that white space separates from the rest."""
    first, last = 0, len(bands)
    height = line_height(fragment for band in bands for fragment in band)
    edges = vertical_extents(bands)
    for i in range(len(bands) - 1):
        if edges[i][1] > PARAMETERS.margin * page_height:
            break
        if edges[i + 1][0] - edges[i][1] > height:
            first = i + 1
    for i in range(len(bands) - 1, first, -1):
        if edges[i][0] < (1 - PARAMETERS.margin) * page_height:
            break
        if edges[i][0] - edges[i - 1][1] > height:
            last = i
    yield from (part for part in (bands[:first], bands[first:last], bands[last:]) if part)


class _Cut:
    """The recursive cut, which leaves the columns it finds in ``found``."""

    def __init__(self, rules: LevelRules, gutter: float, right_to_left: bool) -> None:
        self.rules = rules
        self.gutter, self.right_to_left = gutter, right_to_left
        self.found = [Column()]
        self.notes: list[list[Fragment]] = []
        """Notes beside the text that is being read, which come behind its paragraph."""

    def cut(self, bands: list[Band], depth: int) -> None:
        """Read the bands from top to bottom, those that share a gutter together."""
        outer, self.notes = self.notes, []
        self._cut(bands, depth)
        self._read_notes()
        self.notes = outer

    def _cut(self, bands: list[Band], depth: int) -> None:
        fragments = [fragment for band in bands for fragment in band]
        height = line_height(fragments)
        min_width = self.gutter * height
        right = max([fragment.x1 for fragment in fragments])
        extents = vertical_extents(bands)
        of_bands = self._gutters(bands, extents, height)
        if not any(of_bands):
            # One column: most text is.
            self._read_bands(bands, range(len(bands)), set(), depth)
            return
        breaks = _paragraph_breaks(extents, height)
        at = done = 0
        while at < len(bands):
            gutters, end = of_bands[at], at + 1
            if not gutters:
                at += 1
                continue
            while end < len(bands):
                narrower = narrowed(gutters, bands[end], min_width, right)
                if not narrower or (len(narrower) < len(gutters) and _ends_columns(bands[at:end], gutters, narrower)):
                    break
                gutters, end = narrower, end + 1
            # A column that starts higher than its neighbor, or a row with one cell, belongs to what follows.
            start = at
            while start > done and narrowed(gutters, bands[start - 1], min_width, right) == gutters:
                start -= 1
            run = Run(bands[start:end], gutters)
            first, beside = self._note_beside(bands[done:start], run, min_width, right)
            start = done + first
            self._read_bands(bands, range(done, start), breaks, depth)
            if start in breaks:
                self._read_notes()
            if beside is None:
                self._read_run(run, depth)
            else:
                self.found[-1].rows += beside.text.rows
                self.notes.append(beside.note)
            at = done = end
        self._read_bands(bands, range(done, len(bands)), breaks, depth)

    def _note_beside(self, above: list[Band], run: Run, min_width: float, right: float) -> tuple[int, SideNote | None]:
        """A note beside running text in the run, and how many of the bands above this text begins behind."""
        if self.right_to_left:
            return len(above), None
        # Lines above the note may run on into the gutter a little: the text is ragged.
        first, left = len(above), run.gutters
        while first and len(narrower := narrowed(left, above[first - 1], min_width, right)) == len(left):
            first, left = first - 1, narrower
        whole = Run([*above[first:], *run.bands], left) if first < len(above) else run
        beside = side_note(whole)
        return (len(above), None) if beside is None else (first, beside)

    def _read_bands(self, bands: list[Band], numbers: range, breaks: set[int], depth: int) -> None:
        """Read bands one by one."""
        for number in numbers:
            if number in breaks and self.notes:
                self._read_notes()
            if len(bands[number]) == 1:
                self.found[-1].rows.append(bands[number])
            else:
                self._read_run(Run([bands[number]], []), depth)

    def _read_notes(self) -> None:
        """Read the notes beside the text that was read last, each as a column of its own."""
        notes, self.notes = self.notes, []
        for note in notes:
            self.found.append(Column(rows_of(note)))
        if notes:
            self.found.append(Column())

    def _gutters(self, bands: list[Band], extents: Sequence[Interval], height: float) -> list[list[Interval]]:
        """The gutters of each band."""
        min_width = self.gutter * height
        found = [gutters_of(band, min_width) if len(band) > 1 else [] for band in bands]
        for i, (band, below) in enumerate(pairwise(bands)):
            # Lines of two columns that are not level are a band each, and the gutter is between bands.
            overlap = extents[i][1] - extents[i + 1][0]
            if not found[i] and overlap > PARAMETERS.touching_lines * height:
                found[i] = gutters_of(band + below, min_width)
        return found

    def _read_run(self, run: Run, depth: int) -> None:
        """Read bands that share gutters: as columns where they separate prose, else row by row."""
        bands, gutters = run.bands, run.gutters
        if len(bands) == 1 and is_row(bands[0]):
            self.found[-1].rows.append(from_left(bands[0]))
            return
        if gutters and not self.right_to_left and (rows := table_rows(run) or centred_rows(run, self.gutter)):
            self.found[-1].rows += rows
            return
        fragments = run.fragments
        if depth < PARAMETERS.max_depth and len(fragments) >= 2 * PARAMETERS.min_flowing_rows:
            if self._read_tables_beside(run, depth, whole=True):
                return
            if self._read_prose_at_a_table(run, depth, rows=True):
                return
            strips, starts = columns_of(run.strips, run.height)
            if starts:
                self._read_columns(strips, starts, depth)
                return
            if self._read_tables_beside(run, depth):
                return
        if depth < PARAMETERS.max_depth and len(fragments) >= 2 * PARAMETERS.min_rows:
            if self._read_addresses(run, depth) or self._read_prose_at_a_table(run, depth):
                return
            if not gutters and len(bands) == 1 and self._read_around_spanning(fragments, depth):
                return
        for band in bands:
            self.found[-1].rows += [from_left(band)] if is_row(band) else rows_of(band)

    def _read_tables_beside(self, run: Run, depth: int, *, whole: bool = False) -> bool:
        """Read tables that are beside each other, or beside text, as columns. Returns whether there were some.

        With ``whole``, they are to be two tables and all there is.
        """
        beside = tables_beside(run, self.gutter, self.rules, whole=whole)
        if beside is None:
            return False
        self._read_columns_within(run, beside.start, beside.end, [beside.left, beside.right], [1], depth)
        return True

    def _read_columns(self, strips: list[Strip], starts: list[int], depth: int) -> None:
        """Read strips one after the other, those before the start of a column together."""
        groups = [list(chain(*strips[a:b])) for a, b in pairwise([0, *starts, len(strips)])]
        for group in reversed(groups) if self.right_to_left else groups:
            self.found.append(Column())
            self.cut(bands_of(group), depth + 1)
        self.found.append(Column())

    def _read_addresses(self, run: Run, depth: int) -> bool:
        """Read addresses that are beside each other one after the other. Returns whether there were some."""
        bands = run.bands
        for start, end in blocks_of(run):
            part = Run(bands[start:end], run.gutters) if end - start < len(bands) else run
            strips, starts = _addresses(part, self.gutter)
            if starts:
                self._read_columns_within(run, start, end, strips, starts, depth)
                return True
        return False

    def _read_prose_at_a_table(self, run: Run, depth: int, *, rows: bool = False) -> bool:
        """Read columns of text that share a gutter with a table above or below. Returns whether there were some.

        With ``rows``, all else is to be rows of cells.
        """
        bands = run.bands
        for start, end in prose_of(run):
            rest = bands[:start] + bands[end:]
            if len(rest) < (PARAMETERS.min_rows if rows else 1):
                continue
            if rows and not all(len(band) > 1 and is_row(band) for band in rest):
                continue
            part = Run(bands[start:end], run.gutters)
            strips, starts = columns_of(part.strips, part.height)
            if any(are_staggered(strips[i - 1], strips[i], part.height) for i in starts):
                self._read_columns_within(run, start, end, strips, starts, depth)
                return True
        return False

    def _read_columns_within(
        self, run: Run, start: int, end: int, strips: list[Strip], starts: list[int], depth: int
    ) -> None:
        """Read what is above the bands from ``start`` to ``end``, their ``strips`` as columns, and what is below."""
        if start:
            self._read_run(Run(run.bands[:start], run.gutters), depth + 1)
        self._read_columns(strips, starts, depth)
        if end < len(run.bands):
            self.cut(run.bands[end:], depth + 1)

    def _read_around_spanning(self, fragments: list[Fragment], depth: int) -> bool:
        """Read columns whose gutter a few wide fragments cross: what is above each, the fragment, what is below.

        Returns whether there was such a gutter.
        """
        x = least_crossed(fragments)
        if x is None:
            return False
        crossing = sorted((f for f in fragments if f.x0 < x < f.x1), key=lambda f: f.middle)
        left, right = Strip(f for f in fragments if f.x1 <= x), Strip(f for f in fragments if f.x0 >= x)
        if (
            not crossing
            or len(crossing) > PARAMETERS.spanning_share * len(fragments)
            or not separates_columns(left, right, line_height(fragments))
        ):
            return False
        rest = sorted(left + right, key=lambda f: f.middle)
        at = 0
        for wide in crossing:
            end = at
            while end < len(rest) and rest[end].middle < wide.middle:
                end += 1
            if end > at:
                self.cut(bands_of(rest[at:end]), depth + 1)
            self.found.append(Column([[wide]]))
            at = end
        if at < len(rest):
            self.cut(bands_of(rest[at:]), depth + 1)
        return True


def _paragraph_breaks(extents: Sequence[Interval], height: float) -> set[int]:
    """The numbers of the bands, by their vertical extents, that more than usual leading separates from the above."""
    gaps = [below[0] - above[1] for above, below in pairwise(extents)]
    leading = max(median(gaps), 0.0) if gaps else 0.0
    return {i for i, gap in enumerate(gaps, 1) if gap > leading + PARAMETERS.paragraph_gap * height}


def _ends_columns(bands: Sequence[Band], gutters: Sequence[Interval], left: Sequence[Interval]) -> bool:
    """Whether a row that leaves only some of the gutters spans columns of the bands above it, and ends them."""
    if len(bands) < PARAMETERS.min_rows:
        return False
    fragments = [fragment for band in bands for fragment in band]
    height = line_height(fragments)
    return _separate_columns(fragments, gutters, height) and not _separate_columns(fragments, left, height)


def _separate_columns(fragments: Sequence[Fragment], gutters: Sequence[Interval], height: float) -> bool:
    return bool(columns_of(strips_of(fragments, gutters), height)[1])


def _addresses(run: Run, gutter: float) -> tuple[list[Strip], list[int]]:
    """The strips of level blocks, and the indices of those at which a block begins; none where there is no address."""
    strips = run.strips_of_all(gutter)
    texts = [[" ".join(fragment.text for fragment in row) for row in strip.rows] for strip in strips]
    contacts = [has_contact(text) for text in texts]
    # One that is the last may be the values beside a form's labels.
    known = any(contacts[:-1])
    starts = [
        i
        for i, (a, b) in enumerate(pairwise(texts), 1)
        if (known and (contacts[i - 1] or contacts[i])) or separates_addresses(a, b)
    ]
    return strips, starts
