"""Cut a page into passages along its layout and its sentences.

A page is a run of blocks, a block a run of units. The units of prose are sentences; those of a table, a list
or a form are lines. Passages are runs of whole units of about `PASSAGE_WORDS` words that overlap by half, so
that an answer near the edge of one stands well inside the next. A heading never ends a passage: it goes with
the text it heads, and is carried into that text's later passages too, as a table's head is into those of its rows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from worker.answering.tables import Table

PASSAGE_WORDS = 120
STRIDE_WORDS = 60
HEADING_WORDS = 14
LONGEST_UNIT_WORDS = 80
# Between a heading and the table under it at most.
NEAR_CHARACTERS = 200

_BLOCK = re.compile(r"\n[ \t]*\n\s*")
_WORDS = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9À-Þ])")
# What ends in a full stop and ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|vs|etc|cf|al|ca|No|no|Nos|Fig|fig|Figs|Eq|Sec|sec|Art|Inc|Ltd|Co|Corp"
    r"|Vol|vol|pp|p|e\.g|i\.e|U\.S|U\.K)|^\s*\d{1,3}(?:\.\d{1,3})*)\.$"
)


class Span(NamedTuple):
    """``text[start:end]`` of the page with this number."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """What is searched as one: a run of a page's text, and the heading or table's head it stands under, if any."""

    body: Span
    heading: Span | None = None


class _Unit(NamedTuple):
    start: int
    end: int
    words: int
    block: int


def cut(number: int, text: str, tables: Sequence[Table] = ()) -> list[Passage]:
    """The passages of page ``number`` whose text is ``text``, in reading order. Every word is in at least one.

    ``tables`` are the page's, as far as they are known.
    """
    blocks = _blocks(text)
    heads = _headings(text, blocks)
    units = [unit for i, (start, end) in enumerate(blocks) for unit in _units(text, start, end, i, tables)]
    passages: list[Passage] = []
    first = 0
    while first < len(units):
        last, total = first, 0
        while last < len(units) and (total == 0 or total + units[last].words <= PASSAGE_WORDS):
            total += units[last].words
            last += 1
        # A heading at the end belongs to what follows it.
        stop = last
        while stop - 1 > first and stop < len(units) and units[stop - 1].block in heads:
            stop -= 1
        body = Span(number, units[first].start, units[stop - 1].end)
        head = heads_over(units[first].block, heads)
        heading = Span(number, *blocks[head]) if head is not None and blocks[head][0] < body.start else None
        passages.append(Passage(body, _table_head(body, heading, tables) or heading))
        if last >= len(units):
            break
        following, passed = first, 0
        while following < stop and (passed == 0 or passed + units[following].words <= STRIDE_WORDS):
            passed += units[following].words
            following += 1
        first = following
    return passages


def _table_head(body: Span, heading: Span | None, tables: Sequence[Table]) -> Span | None:
    """The head of the table that ``body`` begins within, from the heading just above it on; None if it is in none."""
    for table in tables:
        if table.head_end <= body.start < table.end:
            above = heading is not None and 0 <= table.start - heading.end <= NEAR_CHARACTERS
            return Span(body.page, heading.start if above and heading else table.start, table.head_end)
    return None


def heads_over(block: int, heads: dict[int, int]) -> int | None:
    """The heading block that stands over ``block``, None if none does."""
    over = [head for head in heads if head <= block <= heads[head]]
    return max(over, default=None)


def _blocks(text: str) -> list[tuple[int, int]]:
    found, start = [], 0
    for gap in [*_BLOCK.finditer(text), None]:
        end = gap.start() if gap else len(text)
        body = text[start:end]
        if body.strip():
            found.append((start + len(body) - len(body.lstrip()), start + len(body.rstrip())))
        start = gap.end() if gap else end
    return found


def _headings(text: str, blocks: list[tuple[int, int]]) -> dict[int, int]:
    """Heading blocks, each with the last block under it: a block of few words, no sentence, with prose after it."""
    short = [_is_heading(text[start:end]) for start, end in blocks]
    heads: dict[int, int] = {}
    for i in range(len(blocks) - 1):
        if short[i] and not short[i + 1]:
            end = i + 1
            while end + 1 < len(blocks) and not short[end + 1]:
                end += 1
            heads[i] = end
    return heads


def _is_heading(block: str) -> bool:
    return len(block.split()) <= HEADING_WORDS and block.count("\n") <= 1 and block[-1] not in ".;,:!?"


def _units(text: str, start: int, end: int, block: int, tables: Sequence[Table]) -> list[_Unit]:
    by_line = _is_tabular(text[start:end]) or any(table.start < end and start < table.end for table in tables)
    ranges = _lines(text, start, end) if by_line else sentences(text, start, end)
    units = []
    for a, b in ranges:
        starts = [m.start() + a for m in _WORDS.finditer(text[a:b])]
        # A run without an end (a list read as one sentence) is cut, so that no unit fills a passage alone.
        for i in range(0, len(starts), LONGEST_UNIT_WORDS):
            piece = starts[i : i + LONGEST_UNIT_WORDS]
            stop = starts[i + LONGEST_UNIT_WORDS] if i + LONGEST_UNIT_WORDS < len(starts) else b
            units.append(_Unit(piece[0], piece[0] + len(text[piece[0] : stop].rstrip()), len(piece), block))
    return units


def _is_tabular(block: str) -> bool:
    """True for lines that stand for themselves: most are short, and few end or begin in mid-sentence."""
    lines = block.split("\n")
    if len(lines) < 2:
        return False
    return sum(len(line.split()) <= 7 for line in lines) * 2 > len(lines)


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found, at = [], start
    for line in text[start:end].split("\n"):
        if line.strip():
            found.append((at + len(line) - len(line.lstrip()), at + len(line.rstrip())))
        at += len(line) + 1
    return found


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of ``text[start:end]`` as ranges without the space between them."""
    found, at = [], start
    for gap in _SENTENCE_END.finditer(text, start, end):
        stop = gap.start() + len(gap.group().rstrip())
        if _ABBREVIATION.search(text[max(at, stop - 12) : stop]):
            continue
        found.append((at, stop))
        at = gap.end()
    if text[at:end].strip():
        found.append((at, end))
    return found
