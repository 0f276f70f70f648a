"""Text that runs over the end of a page, put together so that it is read as one.

Passages end with their page. Where the last block of a page continues on the next one, the sentence (or the list) that
the page's end cuts is read once more as a whole, with a few sentences around it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from shared.documents.continuation import continuation
from shared.models.blocks import Block
from shared.models.page import Page, Words
from worker.answering.index import DocumentIndex
from worker.answering.searchable import Searchable
from worker.answering.selection import Context
from worker.answering.sentences import sentences

MAX_WORDS = 80
"""Words that are read on each side of a page's end."""

MAX_PAGE_ENDS = 2
"""Page ends that are read for one question."""

_HYPHENS = "-\u00ad\u2010"
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class PageEnd:
    """Two pages over whose border text runs.

    ``whole`` is a page without words: all of ``before`` up to the border, which is at offset ``border`` of its text,
    and the block of ``after`` that goes on, which is at ``resumes`` there and at ``after_start`` in ``after``.
    """

    before: Page
    after: Page
    whole: Page
    border: int
    resumes: int
    after_start: int

    def parts(self, start: int, end: int) -> tuple[tuple[Page, int, int], ...]:
        """The parts of ``whole.text[start:end]``, which is on both sides of the border, on the pages themselves."""
        shift = self.after_start - self.resumes
        return (self.before, start, self.border), (self.after, self.after_start, end + shift)

    def is_over(self, start: int, end: int) -> bool:
        """Whether ``whole.text[start:end]`` runs over the end of the page."""
        return start < self.border and self.resumes < end


def page_end(before: Page, after: Page) -> PageEnd | None:
    """The end of the page ``before``, None where its text does not go on in the page ``after``, or is a table."""
    blocks = continuation(before, after)
    if blocks is None:
        return None
    last, first = before.blocks[blocks[0]], after.blocks[blocks[1]]
    rest = after.text[first.start : first.end]
    if last.type == "table" or not rest.strip() or not before.text[last.start : last.end].strip():
        return None
    ahead = before.text[: last.end].rstrip()
    joiner = "" if ahead.endswith(tuple(_HYPHENS)) else "\n"
    resumes = len(ahead) + len(joiner)
    text = ahead + joiner + rest
    tree = [replace(last, parent=None, end=len(text))]
    _add_inside(tree, before.blocks, blocks[0], 0)
    if first.type == "paragraph":
        # Of a list, it is the last item that goes on.
        tree = [replace(block, end=len(text)) if block.end == last.end else block for block in tree]
    _add_inside(tree, after.blocks, blocks[1], resumes - first.start)
    whole = replace(before, text=text, words=Words(), blocks=tuple(tree))
    return PageEnd(before, after, whole, len(ahead), resumes, first.start)


def _add_inside(tree: list[Block], blocks: Sequence[Block], number: int, shift: int) -> None:
    """Adds to ``tree``, under its first block, what is in block ``number`` of a page, moved by ``shift`` characters."""
    places = {number: 0}
    for at, block in enumerate(blocks):
        if block.parent in places:
            places[at] = len(tree)
            tree.append(
                Block(block.type, block.start + shift, block.end + shift, block.box, places[block.parent], block.level)
            )


def page_ends(contexts: Sequence[Context], documents: Sequence[Searchable]) -> dict[Context, PageEnd]:
    """The text that runs over the ends of pages at which ``contexts`` begin or end, the best contexts first."""
    found: dict[tuple[int, int], tuple[Context, PageEnd]] = {}
    for context in sorted(contexts, key=lambda context: -context.score):
        document = documents[context.document]
        for number in _borders(context, document.index):
            if len(found) == MAX_PAGE_ENDS:
                break
            if (context.document, number) in found:
                continue
            end = page_end(document.page(number), document.page(number + 1))
            if end is not None:
                start, stop = _around(end)
                found[context.document, number] = (
                    context._replace(page=number, start=start, end=stop, passages=0, lead=False),
                    end,
                )
    return dict(found.values())


def _borders(context: Context, index: DocumentIndex) -> Iterator[int]:
    """The numbers of the pages whose end ``context`` is at: that of its own page, and that of the one before."""
    pages = index.places[:, 0]
    on_page = index.places[pages == context.page]
    if context.end > on_page[-1, 1] and (pages == context.page + 1).any():
        yield context.page
    if context.start < on_page[0, 2] and (pages == context.page - 1).any():
        yield context.page - 1


def _around(end: PageEnd) -> tuple[int, int]:
    """Start and end of the sentences at the border that have `MAX_WORDS` words at most on each side of it."""
    text, block = end.whole.text, end.whole.blocks[0]
    low = [match.start() for match in _WORD.finditer(text, block.start, end.border)][-MAX_WORDS:]
    high = [match.end() for match in _WORD.finditer(text, end.resumes, block.end)][:MAX_WORDS]
    inside = [(max(a, low[0]), min(b, high[-1])) for a, b in sentences(text, block.start, block.end)]
    near = [(a, b) for a, b in inside if a < b]
    return near[0][0], near[-1][1]
