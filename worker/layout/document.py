"""What goes on over the end of a page: sentences, lists and tables."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from shared.models.blocks import Block
from shared.models.page import Page
from worker.layout.lists import follows, mark_of

_ASIDE = frozenset(["header", "footer", "page_number", "footnote", "caption", "figure"])
_ENDED = re.compile(r"[.!?…:;。！？]['\"”’»)\]]*$")

SAME_COLUMN = 0.03
"""How far apart, in fractions of a page's width, edges of columns of one table may stand on two pages."""

FULL = 0.06
"""White space, in fractions of the width, that the last line of a paragraph that goes on leaves at most."""


def mark_continuations(pages: Iterable[Page]) -> Iterator[Page]:
    """The pages, in order, with ``continues`` set on the first block of each that goes on from the page before.

    A title behind the first page that has text is a heading. Pages without a tree are passed on as they are.
    """
    before: Page | None = None
    for number, page in enumerate(pages):
        blocks = page.blocks
        if number and any(block.type == "title" for block in blocks):
            blocks = tuple(replace(b, type="heading", level=1) if b.type == "title" else b for b in blocks)
        if before is not None:
            blocks = _continued(before, page, blocks)
        marked = page if blocks is page.blocks else replace(page, blocks=blocks)
        yield marked
        if any(block.type not in _ASIDE for block in blocks):
            before = marked


def _continued(before: Page, page: Page, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    first = next((i for i, b in enumerate(blocks) if b.parent is None and b.type not in _ASIDE), None)
    last = next((b for b in reversed(before.blocks) if b.parent is None and b.type not in _ASIDE), None)
    if first is None or last is None:
        return blocks
    block = blocks[first]
    if block.type == "table" and last.type == "table":
        table = _table_continued(before, last, page, block)
        return blocks if table is None else (*blocks[:first], table, *blocks[first + 1 :])
    if block.type == "list" and last.type == "list":
        goes_on = _list_goes_on(before, last, page, block)
    elif block.type == "paragraph" and last.type in ("paragraph", "list"):
        goes_on = _sentence_goes_on(before, last, page, block)
    else:
        goes_on = False
    return (*blocks[:first], replace(block, continues=True), *blocks[first + 1 :]) if goes_on else blocks


# ---- tables


def _table_continued(before: Page, last: Block, page: Page, block: Block) -> Block | None:
    """The table with ``continues`` set, and its repeated header rows as such; None where it is another table."""
    above, below = _columns(last), _columns(block)
    if len(above) != len(below) or len(above) < 2:
        return None
    # Text that is set to the right shows a column's right edge, other text its left one.
    if any(min(abs(a - c), abs(b - d)) > SAME_COLUMN for (a, b), (c, d) in zip(above, below, strict=True)):
        return None
    heads, rows = _rows(before.text, last), _rows(page.text, block)
    header = {cell.row for cell in last.cells if cell.header}
    repeated = 0
    while repeated < len(rows) and repeated in header and rows[repeated] == heads[repeated]:
        repeated += 1
    own = any(cell.header for cell in block.cells)
    if own and not repeated:
        return None
    cells = tuple(cell._replace(header=cell.row < repeated) for cell in block.cells)
    return replace(block, cells=cells, continues=True)


def _columns(table: Block) -> list[tuple[float, float]]:
    """Left and right edges of the table's columns."""
    edges: dict[int, tuple[float, float]] = {}
    for cell in table.cells:
        if cell.column_span == 1:
            a, b = edges.get(cell.column, (1.0, 0.0))
            edges[cell.column] = (min(a, cell.box[0]), max(b, cell.box[2]))
    return [edges[column] for column in sorted(edges)]


def _rows(text: str, table: Block) -> dict[int, list[str]]:
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(" ".join(text[cell.start : cell.end].split()).casefold())
    return rows


# ---- lists and sentences


def _list_goes_on(before: Page, last: Block, page: Page, block: Block) -> bool:
    """Whether the first item of a list has the mark that follows one of the list on the page before."""
    mark = mark_of(page.text[block.start : block.end])
    if mark is None:
        return False
    index = before.blocks.index(last)
    ends = [i for i, b in enumerate(before.blocks) if b.type == "list" and i >= index]
    for of in ends:
        items = [b for b in before.blocks if b.type == "list_item" and b.parent == of]
        marks = [found for item in items if (found := mark_of(before.text[item.start : item.end])) is not None]
        if marks and mark.text != marks[-1].text and follows(mark, marks):
            return True
        if marks and mark.number is None and mark.kind == marks[-1].kind:
            return True
    return False


def _sentence_goes_on(before: Page, last: Block, page: Page, block: Block) -> bool:
    """Whether a page begins within the sentence that the page before ends in."""
    ending, beginning = before.text[last.start : last.end].rstrip(), page.text[block.start : block.end].lstrip()
    if not ending or not beginning or _ENDED.search(ending):
        return False
    if beginning[0].islower() or ending[-1] in ",-–—\u2010\u00ad":
        return True
    if len(ending.split()) < 8 or len(beginning.split()) < 8:
        return False
    words = before.words.within(last.start, last.end)
    return words[-1].box[2] >= last.box[2] - FULL
