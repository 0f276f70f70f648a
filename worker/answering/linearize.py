"""The text of a passage as the reader's input: one line in which a few separators mark the structure.

| block | linear text |
| --- | --- |
| headings above the passage | ``Heading > Subheading: `` before all else |
| paragraph | as it is, line breaks as blanks |
| short lines that are no prose (an address) | ``line ¶ line`` |
| list item | ``• text``, or its own mark where it has one |
| entry of a table of contents | ``text | page: number``, without the dots between |
| form field | ``label: value`` |
| row of a table | ``value | header: value | header: value``; the first column has no header, but in a single row |
| row of a group of rows | ``group: value | header: value`` |

Blocks, list items and rows of a table are joined by `` ¶ ``. Headers of several rows are joined by blanks. A header row
is written as its cells, and only where none of the rows under it is in the passage, and so is the header of a group of
rows; a header over the whole table is a row of its own. A cell without a header is its value alone.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shared.documents.tables import TableGrid
from shared.models.blocks import Block
from shared.models.page import Page
from worker.answering.leaves import leaves, lines
from worker.answering.led_entries import leaders

BLOCK_SEPARATOR = " ¶ "
CELL_SEPARATOR = " | "
HEADING_SEPARATOR = " > "
LABEL_SEPARATOR = ": "
BULLET = "• "
PAGE = "page"

MAX_SHORT_LINE_WORDS = 6
"""Words of a line that may be no prose."""

_MARK = re.compile(r"(?:[^\w\s]|[(\[]?(?:\d{1,3}(?:\.\d{1,3})*|[ivxlc]{1,5}|[a-zA-Z])[.)\]])\s")


class Heading(NamedTuple):
    """A heading's text, and where it begins in the text of the passage's page; -1 if it is on another page."""

    text: str
    start: int = -1


class LinearText(NamedTuple):
    """What a reader gets, and for each of its characters the offset in the page's text.

    ``offsets`` is of shape (len(text),); -1 marks characters that the page does not have.
    """

    text: str
    offsets: NDArray[np.int32]

    def page_span(self, page_text: str, start: int, end: int) -> tuple[int, int] | None:
        """The span of the page that ``text[start:end]`` maps to, None if it is of inserted characters alone.

        Inserted characters at its ends are left out. Of a span over text that is apart in the page (a header and
        a value) the longest part is taken.
        """
        runs: list[tuple[int, int]] = []
        for at in self.offsets[start:end].tolist():
            if at < 0:
                continue
            if runs and at >= runs[-1][1] and not page_text[runs[-1][1] : at].strip():
                runs[-1] = runs[-1][0], at + 1
            else:
                runs.append((at, at + 1))
        if not runs:
            return None
        first, last = max(runs, key=lambda run: run[1] - run[0])
        body = page_text[first:last]
        first, last = first + len(body) - len(body.lstrip()), last - len(body) + len(body.rstrip())
        return (first, last) if first < last else None


class _Builder:
    """Text with the offsets of its characters, put together piece by piece."""

    def __init__(self, page_text: str) -> None:
        self._page_text = page_text
        self._parts: list[str] = []
        self._offsets: list[NDArray[np.int32]] = []

    def insert(self, text: str) -> None:
        """Add characters that the page does not have."""
        self._parts.append(text)
        self._offsets.append(np.full(len(text), -1, np.int32))

    def copy(self, start: int, end: int) -> None:
        """Add ``text[start:end]`` of the page, line breaks as blanks."""
        self._parts.append(re.sub(r"\s", " ", self._page_text[start:end]))
        self._offsets.append(np.arange(start, end, dtype=np.int32))

    def separate(self, separator: str) -> None:
        """Add a separator, unless it would come first."""
        if self._parts:
            self.insert(separator)

    def built(self) -> LinearText:
        """The whole."""
        return LinearText("".join(self._parts), np.concatenate([np.zeros(0, np.int32), *self._offsets]))


def plain(page: Page, start: int, end: int) -> LinearText:
    """``text[start:end]`` of the page as it is."""
    return LinearText(page.text[start:end], np.arange(start, end, dtype=np.int32))


def linearize(page: Page, start: int, end: int, headings: Sequence[Heading] = ()) -> LinearText:
    """The passage ``text[start:end]`` of ``page``, under ``headings`` from the highest to the lowest."""
    prefix, body = _Builder(page.text), _Builder(page.text)
    for heading in headings:
        prefix.separate(HEADING_SEPARATOR)
        if heading.start < 0:
            prefix.insert(" ".join(heading.text.split()))
        else:
            prefix.copy(heading.start, heading.start + len(heading.text))
    if headings:
        prefix.insert(LABEL_SEPARATOR)
    led = leaders(page)
    for block in leaves(page):
        if block.start < end and start < block.end:
            _add(body, page.text, block, start, end, led)
    before, after = prefix.built(), body.built()
    return LinearText(before.text + after.text, np.concatenate([before.offsets, after.offsets]))


def _add(builder: _Builder, text: str, block: Block, start: int, end: int, led: Mapping[int, tuple[int, int]]) -> None:
    """Add the part of a block that lies in ``text[start:end]``; ``led`` are the dots of a table of contents."""
    first, last = max(block.start, start), min(block.end, end)
    if block.type == "table" and block.cells:
        _add_table(builder, block, start, end)
        return
    builder.separate(BLOCK_SEPARATOR)
    if block.type == "form_field" and block.label is not None and block.value is not None:
        label, value = block.label, block.value
        builder.copy(label.start, label.start + len(text[label.start : label.end].rstrip(" :")))
        builder.insert(LABEL_SEPARATOR)
        builder.copy(value.start, value.end)
        return
    if block.type == "list_item" and first == block.start and not _MARK.match(text, first):
        builder.insert(BULLET)
    alone = list(lines(text, first, last))
    if (dots := led.get(first)) is not None and dots[1] < last:
        builder.copy(first, dots[0])
        builder.insert(CELL_SEPARATOR + PAGE + LABEL_SEPARATOR)
        builder.copy(dots[1], last)
        return
    if block.type == "list_item" or not _are_no_prose([text[a:b] for a, b in alone]):
        builder.copy(first, last)
        return
    for number, (a, b) in enumerate(alone):
        if number:
            builder.insert(BLOCK_SEPARATOR)
        builder.copy(a, b)


def _are_no_prose(found: Sequence[str]) -> bool:
    """Whether lines are no prose: all are short, and most begin as no line within a sentence does."""
    short = all(len(line.split()) <= MAX_SHORT_LINE_WORDS for line in found)
    begins = sum(not line[0].islower() for line in found)
    return len(found) > 1 and short and begins * 3 >= len(found) * 2


def _add_table(builder: _Builder, table: Block, start: int, end: int) -> None:
    grid = TableGrid.of(table)
    inside = [any(cell.start < end and start < cell.end for cell in row) for row in grid.rows]
    has_body = any(here and not head for here, head in zip(inside, grid.names_columns, strict=True))
    groups = grid.groups()
    # A single row is a record, whose first cell names nothing but is named, as the others are.
    is_record = grid.names_columns.count(False) == 1
    carried = {groups[number] for number, here in enumerate(inside) if here and groups[number] is not None}
    for number, row in enumerate(grid.rows):
        is_head = grid.names_columns[number]
        if not inside[number] or number in carried or (is_head and has_body):
            continue
        builder.separate(BLOCK_SEPARATOR)
        over = groups[number]
        if over is not None:
            (group,) = grid.rows[over]
            builder.copy(group.start, group.end)
            builder.insert(LABEL_SEPARATOR)
        for place, cell in enumerate(sorted([*row, *grid.spanning(number)], key=lambda cell: cell.column)):
            if place:
                builder.insert(CELL_SEPARATOR)
            is_named = not is_head and not cell.header and (cell.column > 0 or is_record)
            names = grid.headers_over(cell, number) if is_named else []
            for name in names:
                builder.copy(name.start, name.end)
                builder.insert(LABEL_SEPARATOR if name is names[-1] else " ")
            builder.copy(cell.start, cell.end)
