"""The leaves of a page's tree: blocks that contain text of their own, in the order of the page's text."""

from collections.abc import Iterator, Sequence

from shared.models.blocks import Block, paragraphs_of
from shared.models.page import Page

_WHOLE_PAGE = (0.0, 0.0, 1.0, 1.0)
_ATOMIC = frozenset(["table", "form_field", "list_item"])
"""Blocks that are leaves even where other blocks are in them."""


def leaves(page: Page) -> list[Block]:
    """The leaves of ``page``, ordered by their start, without overlap; every word of the page is in one.

    Text that no block contains comes as paragraphs, as does all text of a page that was stored without a tree.
    """
    parents = {block.parent for block in page.blocks if block.parent is not None}
    atomic = [_is_within_atomic(page.blocks, block) for block in page.blocks]
    chosen = [
        block
        for number, block in enumerate(page.blocks)
        if block.end > block.start and not atomic[number] and (block.type in _ATOMIC or number not in parents)
    ]
    found: list[Block] = []
    at = 0
    for block in sorted(chosen, key=lambda block: block.start):
        if block.start < at:
            continue
        found += _paragraphs(page.text, at, block.start)
        found.append(block)
        at = block.end
    return found + _paragraphs(page.text, at, len(page.text))


def _is_within_atomic(blocks: Sequence[Block], block: Block) -> bool:
    """Whether the text of ``block`` is a part of a leaf's: a caption outside its table's own text is not."""
    parent = None if block.parent is None else blocks[block.parent]
    while parent is not None:
        if parent.type in _ATOMIC and parent.start <= block.start < parent.end:
            return True
        parent = None if parent.parent is None else blocks[parent.parent]
    return False


def _paragraphs(text: str, start: int, end: int) -> list[Block]:
    spans = paragraphs_of(text[start:end])
    return [Block("paragraph", start + span.start, start + span.end, _WHOLE_PAGE) for span in spans]


def lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of ``text[start:end]`` that contain text, stripped."""
    at = start
    for line in text[start:end].split("\n"):
        body = line.strip()
        if body:
            first = at + line.index(body)
            yield first, first + len(body)
        at += len(line) + 1
