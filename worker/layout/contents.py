"""Tables of contents: lines of leaders that lead to a page's number."""

import re
from collections.abc import Sequence

from worker.layout.block_builder import BlockBuilder
from worker.layout.text_lines import Line

# A pattern that begins with a set of characters skips all others fast.
_LEADERS = re.compile(r"[.·…‥_]\s?(?:[.·…‥_]\s?){3,}\s*(?:\d{1,4}|[ivxlc]{1,6})?\s*$")
_DOTS = re.compile(r"[.·…‥_]\s?(?:[.·…‥_]\s?){3}")
MAX_UNLED = 4
"""Entries without leaders, as those of chapters are, before the first one with."""

_ENTRY = re.compile(r"\S.*\D\s\d{1,4}$")


def is_leaders(text: str) -> bool:
    """Whether a text ends in dots that lead to a number, or to nothing."""
    return _LEADERS.search(text) is not None


def has_leaders(lines: Sequence[Line], text: str) -> bool:
    """Whether any of lines that follow each other in the page's ``text`` ends in leaders."""
    return _DOTS.search(text, lines[0].start, lines[-1].end) is not None and any(
        is_leaders(line.text) for line in lines
    )


def contents_at(lines: Sequence[Line], at: int) -> int:
    """The line behind the entries of a table of contents that begins with line ``at``; 0 where none begins."""
    end, last, led = at, at, 0
    while end < len(lines) and lines[end].first == (lines[end - 1].last if end > at else lines[at].first):
        if is_leaders(lines[end].text):
            led += 1
            last = end + 1
        elif not (lines[end].words < 14 and _ENTRY.match(lines[end].text)):
            # The first line of an entry that takes two.
            following = lines[end + 1].text if end + 1 < len(lines) else ""
            if not (led and is_leaders(following)):
                break
        elif not led and end - at >= MAX_UNLED:
            break
        else:
            last = end + 1
        end += 1
    return last if led > 1 and 2 * led >= last - at else 0


def add_contents(builder: BlockBuilder, lines: Sequence[Line]) -> None:
    """Adds a table of contents as a list of its entries."""
    parent = builder.add("list", lines[0].first, lines[-1].last)
    begin = 0
    for i, line in enumerate(lines, 1):
        if i == len(lines) or is_leaders(line.text) or _ENTRY.match(line.text):
            builder.add("list_item", lines[begin].first, line.last, parent=parent)
            begin = i
