"""Blocks that continue on the next page, found from the pages on both sides of it.

Pages are parsed apart from each other, on any worker and in any order; whether a block continues one of the page before
is decided where both pages are available.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from shared.documents.tables import grid_of
from shared.models.blocks import Block, BlockType
from shared.models.page import Page

PAGE_FURNITURE: frozenset[BlockType] = frozenset({"header", "footer", "page_number"})
"""What belongs to the page rather than to the document."""
BESIDE_THE_TEXT: frozenset[BlockType] = frozenset({"footnote", "caption", "figure"})
"""What may follow a block on its page although the block continues on the next."""

MIN_END = 0.7
"""Where on its page a block ends that continues on the next: otherwise the next block would have had room here."""
MAX_START = 0.3
"""Where on its page a block begins that continues another: only a header or a figure is above it."""
MAX_EDGE_DISTANCE = 0.03
"""How far the left and right edges of two parts of one table are apart."""

_FIRST_ITEM = re.compile(r"[(\[]?(?:1|[aAiI])[.)\]]")
_SENTENCE_ENDS = ".!?:;\u2026\u3002\uff01\uff1f"
_CLOSING = "\"')]\u201d\u2019\u00bb"
_HYPHENS = "-\u00ad\u2010"


def continued(pages: Iterable[Page]) -> Iterator[Page]:
    """The pages in their order, each with the block marked that continues one of the page before it."""
    previous: Page | None = None
    for page in pages:
        yield page if previous is None else continue_page(previous, page)
        previous = page


def continue_page(previous: Page, page: Page) -> Page:
    """The page, with its first block marked if that continues the last one of the previous page."""
    found = continuation(previous, page)
    if found is None:
        return page
    _, first = found
    blocks = (*page.blocks[:first], replace(page.blocks[first], continues=True), *page.blocks[first + 1 :])
    return replace(page, blocks=blocks)


def continuation(previous: Page, page: Page) -> tuple[int, int] | None:
    """The last block of the previous page, and the block of the page that continues it, None if none does."""
    if previous.number + 1 != page.number:
        return None
    last, first = _last_of_text(previous.blocks), _first_of_text(page.blocks)
    if last is None or first is None:
        return None
    block = page.blocks[first]
    if block.continues or _continues(previous, previous.blocks[last], page, block):
        return last, first
    return None


def _first_of_text(blocks: Sequence[Block]) -> int | None:
    return next((index for index, block in enumerate(blocks) if _in_text(block)), None)


def _last_of_text(blocks: Sequence[Block]) -> int | None:
    return next((index for index in reversed(range(len(blocks))) if _in_text(blocks[index])), None)


def _in_text(block: Block) -> bool:
    return block.parent is None and block.type not in PAGE_FURNITURE | BESIDE_THE_TEXT


def _continues(previous: Page, last: Block, page: Page, first: Block) -> bool:
    if last.box[3] < MIN_END or first.box[1] > MAX_START:
        return False
    before, after = previous.text[last.start : last.end], page.text[first.start : first.end]
    match last.type, first.type:
        case "table", "table":
            return _table_continues(previous.text, last, page.text, first)
        case "list", "list":
            # What counts from one again is another list.
            return _FIRST_ITEM.match(after) is None
        case "paragraph" | "list", "paragraph":
            return _sentence_continues(before, after)
    return False


def _sentence_continues(before: str, after: str) -> bool:
    """True where the text before ends within a sentence, or within a word."""
    before, after = before.rstrip(), after.lstrip()
    if before.endswith((",", *_HYPHENS)):
        return True
    return not before.rstrip(_CLOSING).endswith(tuple(_SENTENCE_ENDS)) and after[:1].islower()


def _table_continues(text_before: str, last: Block, text_after: str, first: Block) -> bool:
    """True for a table of as many columns between the same edges, under the same headers or none."""
    edges = (abs(last.box[0] - first.box[0]), abs(last.box[2] - first.box[2]))
    before, after = grid_of(last, text_before), grid_of(first, text_after)
    if max(edges) > MAX_EDGE_DISTANCE or len(before.rows[:1]) != len(after.rows[:1]):
        return False
    if any(len(one) != len(other) for one, other in zip(before.rows[:1], after.rows[:1], strict=True)):
        return False
    return not after.header_rows or after.rows[: after.header_rows] == before.rows[: before.header_rows]
