"""Cut pages into passages along their trees.

A page is a run of units: whole sentences of a paragraph, list items, form fields, rows of a table. Passages are runs
of whole units of about `PASSAGE_WORDS` words that overlap by half, so that an answer near the edge of one is well
inside the next. A heading never ends a passage: it goes with the text under it. The headings over a passage and the
head of its table go with it, from another page if need be.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from shared.documents.tables import TableGrid, span_of
from shared.models.blocks import Block
from shared.models.page import Page
from worker.answering.leaves import leaves
from worker.answering.sentences import sentences

PASSAGE_WORDS = 120
STRIDE_WORDS = 60
MAX_UNIT_WORDS = 80
"""Words of a sentence, an item or a row beyond which it is cut, so that no unit fills a passage alone."""

MAX_HEADINGS = 4
"""Headings that a passage carries, the nearest ones."""

MAX_TABLE_HEAD_CHARACTERS = 1000

_WORDS = re.compile(r"\S+")


class PageSpan(NamedTuple):
    """``text[start:end]`` of the page with this number."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """What is searched as one: a run of a page's text, and the headings over it, the highest first.

    The last heading is the head of a table if the passage begins within that table.
    """

    body: PageSpan
    headings: tuple[PageSpan, ...] = ()


class _Heading(NamedTuple):
    """A heading with its level, 0 for a title; ``text`` is its text."""

    level: int
    span: PageSpan
    text: str


class _Unit(NamedTuple):
    """``text[start:end]`` of the page and the headings over it; ``is_heading`` says that it is one itself."""

    start: int
    end: int
    words: int
    is_heading: bool
    headings: tuple[_Heading, ...]


class PassageCutter:
    """Cuts the pages of one document, in order, and keeps the headings that are over the next page."""

    def __init__(self) -> None:
        self._path: list[_Heading] = []
        self._table_head: _Heading | None = None
        self._texts: dict[PageSpan, str] = {}

    def cut(self, page: Page) -> list[Passage]:
        """The passages of the next page, in reading order. Every word of the page is in at least one."""
        units = list(self._units(page))
        passages: list[Passage] = []
        first = 0
        while first < len(units):
            last, total = first, 0
            while last < len(units) and (total == 0 or total + units[last].words <= PASSAGE_WORDS):
                total += units[last].words
                last += 1
            # A heading at the end belongs to what follows it.
            stop = last
            while stop - 1 > first and stop < len(units) and units[stop - 1].is_heading:
                stop -= 1
            body = PageSpan(page.number, units[first].start, units[stop - 1].end)
            headings = units[first].headings
            self._texts.update((heading.span, heading.text) for heading in headings)
            passages.append(Passage(body, tuple(heading.span for heading in headings)))
            if last >= len(units):
                break
            following, passed = first, 0
            while following < stop and (passed == 0 or passed + units[following].words <= STRIDE_WORDS):
                passed += units[following].words
                following += 1
            first = following
        return passages

    def heading_text(self, heading: PageSpan) -> str:
        """The text of a heading of a passage that was cut."""
        return self._texts[heading]

    def _units(self, page: Page) -> Iterator[_Unit]:
        for block in leaves(page):
            if block.type in ("title", "heading"):
                level = 0 if block.type == "title" else block.level or 1
                while self._path and self._path[-1].level >= level:
                    self._path.pop()
                yield from self._pieces(page, block.start, block.end, is_heading=True)
                span = PageSpan(page.number, block.start, block.end)
                self._path.append(_Heading(level, span, page.text[block.start : block.end]))
            elif block.type == "table" and block.cells:
                yield from self._rows(page, block)
            elif block.type in ("form_field", "list_item"):
                yield from self._pieces(page, block.start, block.end)
            else:
                for start, end in sentences(page.text, block.start, block.end):
                    yield from self._pieces(page, start, end)

    def _rows(self, page: Page, table: Block) -> Iterator[_Unit]:
        rows = TableGrid.of(table).rows
        heads = 0
        while heads < len(rows) and all(cell.header for cell in rows[heads]):
            heads += 1
        head = self._table_head if table.continues and not heads else None
        at = table.start
        for number, row in enumerate(rows):
            if number == heads and heads > 0 and at - table.start <= MAX_TABLE_HEAD_CHARACTERS:
                span = PageSpan(page.number, table.start, at)
                head = _Heading(0, span, page.text[table.start : at])
            # Text between the cells of two rows, if there is any, goes with the second.
            end = table.end if number == len(rows) - 1 else max(at, span_of(row)[1])
            yield from self._pieces(page, at, end, table_head=head)
            at = end
        self._table_head = head

    def _pieces(
        self, page: Page, start: int, end: int, *, is_heading: bool = False, table_head: _Heading | None = None
    ) -> Iterator[_Unit]:
        """``text[start:end]`` as one unit, or as several of at most `MAX_UNIT_WORDS` words."""
        headings = tuple(self._path[-MAX_HEADINGS:]) + ((table_head,) if table_head else ())
        starts = [match.start() for match in _WORDS.finditer(page.text, start, end)]
        for i in range(0, len(starts), MAX_UNIT_WORDS):
            piece = starts[i : i + MAX_UNIT_WORDS]
            stop = starts[i + MAX_UNIT_WORDS] if i + MAX_UNIT_WORDS < len(starts) else end
            last = piece[0] + len(page.text[piece[0] : stop].rstrip())
            yield _Unit(piece[0], last, len(piece), is_heading, headings)
