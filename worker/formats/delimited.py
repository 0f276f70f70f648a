"""CSV and TSV as tables, with what is written above, between and below them as paragraphs."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Literal, NamedTuple

from shared.errors import TooManyPages
from shared.models.warnings import WarningCode
from worker.formats.flow.content import Flow, Item, Paragraph, Table, TableCell
from worker.formats.flow.layout import A4, MARGIN, lay_out
from worker.formats.flow.source import LaidSource
from worker.formats.page_source import DocumentSource
from worker.formats.sheets.bands import bands
from worker.formats.text import TextSource
from worker.formats.text_encoding import decode

MEDIA_TYPES = ("text/csv", "text/tab-separated-values")

DELIMITERS = ",;\t|"

SAMPLE_ROWS = 200
"""Rows by which the delimiter is found."""

MIN_REGULAR = 0.6
"""Share of the rows of a table that have as many cells as most, at least, or fewer than its first row."""

MAX_COLUMNS = 400
"""Columns beyond which a file is shown as text."""

MAX_CELLS = 5_000_000

_END = "\1"
"""A row behind the last one: where it is not found, a quotation mark before it was never closed."""
_STATED = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
"""The first line by which spreadsheets are told the delimiter. It is no part of the table."""
_NUMBER = re.compile(r"[-+(]?[^\w\s]?[\d.,'\s]+[^\w\s]?\)?")

Row = list[str]


class Part(NamedTuple):
    """Rows of a table with the rows of one cell above and below them, which are lines of text."""

    above: Sequence[Row]
    table: Sequence[Row]
    below: Sequence[Row]


def open_delimited(data: bytes | Path, _media_type: str, _password: str | None) -> DocumentSource:
    """The tables; as text where the file has none in spite of its name. Raises NoPages and TooManyPages."""
    content = data if isinstance(data, bytes) else data.read_bytes()
    text, is_guessed = decode(content)
    parts = _parts_of(text.replace("\0", ""))
    if parts is None:
        return TextSource(content)
    items = [item for part in parts for item in _items(part)]
    width = max((sum(item.widths or ()) for item in items if isinstance(item, Table)), default=0.0) + 2 * MARGIN
    warnings: frozenset[WarningCode] = frozenset({"guessed-encoding"} if is_guessed else ())
    return LaidSource(lay_out(Flow(items), (max(width, A4[0]), A4[1])), warnings)


def _parts_of(text: str) -> list[Part] | None:
    """The parts of a file by the delimiter that explains most of it; None where none makes a table."""
    stated = _STATED.match(text)
    delimiters = DELIMITERS
    if stated is not None and not stated[1].isalnum():
        text, delimiters = text[stated.end() :], stated[1]
    best = max(delimiters, key=lambda one: _score(_rows(text, one, SAMPLE_ROWS), one))
    rows = _rows(text, best)
    parts = _cut(rows)
    if not any(part.table for part in parts) or max(map(len, rows)) > MAX_COLUMNS:
        return None
    if sum(map(len, rows)) > MAX_CELLS:
        raise TooManyPages("The table has more cells than the limit; split it.")
    return parts


def _rows(text: str, delimiter: str, most: int | None = None) -> list[Row]:
    """The rows, at most so many; those without any content are empty. None where a cell is longer than cells are."""
    try:
        rows = _read(text, delimiter, csv.QUOTE_MINIMAL, most)
        if len(rows) != most and rows[-1] != [_END]:
            rows = _read(text, delimiter, csv.QUOTE_NONE, most)
    except csv.Error:
        return []
    return rows[:-1] if rows[-1] == [_END] else rows


def _read(text: str, delimiter: str, quoting: Literal[0, 3], most: int | None) -> list[Row]:
    file = io.StringIO(f"{text}\n{_END}", newline="")
    rows = csv.reader(file, delimiter=delimiter, skipinitialspace=True, quoting=quoting)
    return [[cell.strip() for cell in row] if any(map(str.strip, row)) else [] for row in islice(rows, most)]


def _score(rows: Sequence[Row], delimiter: str) -> float:
    """How much of the file is regular tables, whose cells contain none of the other delimiters unless in numbers."""
    tables = [part.table for part in _cut(rows)]
    cells = [cell for table in tables for row in table for cell in row]
    if not cells:
        return 0.0
    regular = sum(Counter(map(len, table)).most_common(1)[0][1] for table in tables if table)
    others = set(DELIMITERS) - {delimiter}
    clean = sum(others.isdisjoint(cell) or _NUMBER.fullmatch(cell) is not None for cell in cells)
    return regular / sum(map(bool, rows)) * clean / len(cells)


def _cut(rows: Sequence[Row]) -> list[Part]:
    """The parts between empty rows; those whose rows are as wide as in the part before go on with it."""
    parts: list[Part] = []
    begin = 0
    for end in range(len(rows) + 1):
        if end < len(rows) and rows[end]:
            continue
        if end > begin:
            part = _part(rows[begin:end])
            last = parts[-1] if parts else None
            if last and last.table and part.table and _go_on(last, part):
                parts[-1] = Part(last.above, [*last.table, *part.table], part.below)
            else:
                parts.append(part)
        begin = end + 1
    return parts


def _part(rows: Sequence[Row]) -> Part:
    """The rows of a part, a table among them if there is one."""
    several = [i for i, row in enumerate(rows) if len(row) > 1]
    if not several:
        return Part(rows, [], [])
    first, last = several[0], several[-1] + 1
    table = rows[first:last]
    (width, alike), *_ = Counter(map(len, table)).most_common(1)
    if width == 1 or (len(table) == 1 < len(rows)):
        return Part(rows, [], [])
    # Programs leave out the empty cells at the ends of rows.
    short = sum(1 < len(row) <= len(table[0]) for row in table)
    if alike < MIN_REGULAR * len(table) and short < len(table):
        return Part(rows, [], [])
    return Part(rows[:first], table, rows[last:])


def _go_on(last: Part, part: Part) -> bool:
    """Whether the table of a part goes on in the next one, in spite of an empty row."""
    return not last.below and not part.above and len(last.table[-1]) == len(part.table[0])


def _items(part: Part) -> Iterator[Item]:
    for row in part.above:
        yield Paragraph(" ".join(row))
    if part.table:
        cells = [TableCell(i, j, text) for i, row in enumerate(part.table) for j, text in enumerate(row)]
        yield from bands(Table(cells))
    for row in part.below:
        yield Paragraph(" ".join(row))
