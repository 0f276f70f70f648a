"""CSV and TSV as tables: rows of cells in a ruled grid, in which layout analysis finds the table that it is."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shared.errors import TooManyPages
from shared.models.page import Box
from shared.models.warnings import WarningCode
from shared.settings import settings
from worker.formats.page_source import NO_WARNINGS, DocumentSource, TextLayer
from worker.formats.text import CELL, HEIGHT, LEADING, LINES, MARGIN, WIDTH, TextSource, cells_of, drawn, wrapped
from worker.formats.text_encoding import decode
from worker.layout.words import PlacedWord, PlacedWords

MEDIA_TYPES = ("text/csv", "text/tab-separated-values")

DELIMITERS = ",;\t|"

SAMPLE_ROWS = 100
"""Rows by which the delimiter is found."""

MIN_REGULAR = 0.6
"""Share of the rows that have as many cells as most, at least, where a text is a table."""

MAX_COLUMNS = 400
"""Columns beyond which a file is shown as text."""

MAX_COLUMN_CELLS = 40
"""Width of a column, at most; longer texts are wrapped."""

Row = Sequence[str]


def open_delimited(data: bytes | Path, _media_type: str, _password: str | None) -> DocumentSource:
    """The table; as text where the file is no table in spite of its name."""
    content = data if isinstance(data, bytes) else data.read_bytes()
    text, is_guessed = decode(content)
    rows = _rows(text)
    return TextSource(content) if rows is None else TableSource(rows, is_guessed=is_guessed)


def _rows(text: str) -> list[Row] | None:
    """The rows by the delimiter that makes the most regular ones; None where none does."""
    best: tuple[float, str] | None = None
    for delimiter in DELIMITERS:
        try:
            sample = [row for row in islice(_reader(text, delimiter), SAMPLE_ROWS) if any(row)]
        except csv.Error:
            continue
        if not sample:
            return None
        (width, alike), *_ = Counter(map(len, sample)).most_common(1)
        share = alike / len(sample)
        # More columns only count where they are as regular.
        if width > 1 and share >= MIN_REGULAR and (best is None or share > best[0]):
            best = share, delimiter
    if best is None:
        return None
    try:
        table: list[Row] = [[one.strip() for one in row] for row in _reader(text, best[1]) if any(map(str.strip, row))]
    except csv.Error:
        return None
    return table if max(map(len, table)) <= MAX_COLUMNS else None


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)


class TableSource:
    """An open table, on pages as wide as it needs. The first row is repeated on every page if it names the columns."""

    def __init__(self, rows: Sequence[Row], *, is_guessed: bool) -> None:
        columns = max(map(len, rows))
        longest = [max((cells_of(row[i]) if i < len(row) else 0) for row in rows) for i in range(columns)]
        self._widths = [min(max(1, cells), MAX_COLUMN_CELLS) for cells in longest]
        heads: Sequence[Row] = (
            [rows[0]] if len(rows) > 1 and not any(c.isdigit() for cell in rows[0] for c in cell) else []
        )
        self._pages = self._paged(heads, rows[len(heads) :])
        self.page_count = len(self._pages)
        self.warnings: frozenset[WarningCode] = frozenset({"guessed-encoding"} if is_guessed else ())

    def page(self, number: int) -> "TablePage":
        """See `DocumentSource`."""
        return TablePage(number, self._pages[number - 1], self._widths)

    def close(self) -> None:
        """See `DocumentSource`."""
        self._pages = []

    def _paged(self, heads: Sequence[Row], rows: Sequence[Row]) -> list[list[Row]]:
        """Rows as they fit on pages."""
        above = sum(map(self._height, heads))
        room = max(1, LINES - above)
        pages: list[list[Row]] = [[*heads]]
        used = 0
        for row in rows:
            for part in self._cut(row, room):
                height = self._height(part)
                if used and used + height > room:
                    pages.append([*heads])
                    used = 0
                    if len(pages) > settings().max_pages:
                        raise TooManyPages
                pages[-1].append(part)
                used += height
        return pages

    def _height(self, row: Row) -> int:
        """Lines that the row takes."""
        return max((len(list(wrapped(cell, cells))) for cell, cells in zip(row, self._widths, strict=False)), default=1)

    def _cut(self, row: Row, lines: int) -> list[Row]:
        """The row, as several where it is higher than a page."""
        if self._height(row) <= lines:
            return [row]
        texts = [
            [" ".join(word for *_, word in line) for line in wrapped(cell, cells)]
            for cell, cells in zip(row, self._widths, strict=False)
        ]
        starts = range(0, max(map(len, texts)), lines)
        return [[" ".join(text[at : at + lines]) for text in texts] for at in starts]


class TablePage:
    """A page of rows, each cell a box of whole cells of type."""

    warnings = NO_WARNINGS

    def __init__(self, number: int, rows: Sequence[Row], widths: Sequence[int]) -> None:
        self.number = number
        self._columns = [MARGIN + CELL * at for at in accumulate((cells + 2 for cells in widths), initial=0)]
        self.size = (max(WIDTH, self._columns[-1] + MARGIN), HEIGHT)
        placed = [[list(wrapped(cell, cells)) for cell, cells in zip(row, widths, strict=False)] for row in rows]
        heights = [max(map(len, row), default=1) for row in placed]
        self._tops = list(accumulate(heights, initial=0))
        self._lines = [
            [PlacedWord(word, self._box(column, top + i, at, cells), None, "text") for at, cells, word in line]
            for top, row in zip(self._tops, placed, strict=False)
            for column, lines in enumerate(row)
            for i, line in enumerate(lines)
            if line
        ]

    def text_layer(self) -> TextLayer:
        """See `PageSource`."""
        return TextLayer(PlacedWords.of(self._lines))

    def ruled_lines(self) -> NDArray[np.float64]:
        """See `PageSource`: those around the cells."""
        return np.array(self._rules(), np.float64)

    def pictures(self) -> list[Box]:
        """See `PageSource`: a table has none."""
        return []

    def resolution(self) -> None:
        """See `PageSource`: it has no pictures."""

    def image(self, dpi: float) -> NDArray[np.uint8]:
        """See `PageSource`."""
        return drawn(((word.box, word.text) for line in self._lines for word in line), self.size, dpi, self._rules())

    def _rules(self) -> list[Box]:
        width, height = self.size
        xs = [x / width for x in self._columns]
        ys = [(MARGIN + line * LEADING) / height for line in self._tops]
        return [(xs[0], y, xs[-1], y) for y in ys] + [(x, ys[0], x, ys[-1]) for x in xs]

    def _box(self, column: int, line: int, at: int, cells: int) -> Box:
        width, height = self.size
        x, y = self._columns[column] + CELL * (1 + at), MARGIN + LEADING * line
        return x / width, y / height, (x + CELL * cells) / width, (y + LEADING) / height
