"""The trees of a document's pages as one: blocks that continue over a page's end are joined."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from shared.documents.continuation import BESIDE_THE_TEXT, PAGE_FURNITURE, continue_page
from shared.documents.tables import Grid, grid_of
from shared.models.blocks import Block, BlockType, Box, Span, paragraphs_of
from shared.models.page import Page


@dataclass(slots=True)
class Node:
    """A block with its children, and ``text`` of its own: without theirs, on one line. Place is that of its start."""

    type: BlockType
    text: str
    page: int
    box: Box
    level: int | None = None
    label: str | None = None
    value: str | None = None
    checked: bool | None = None
    continues: bool = False
    grid: Grid | None = None
    children: list["Node"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


class DocumentTree:
    """Joins pages, which are added in their order; a node is given out when no page to come can add to it."""

    def __init__(self) -> None:
        self._open: list[Node] = []
        self._previous: Page | None = None

    def add(self, page: Page) -> list[Node]:
        """Add a page. The nodes that are complete now, in reading order."""
        previous, self._previous = self._previous, page
        follows = previous is not None and page.number == previous.number + 1
        complete = [] if follows else self.close()
        nodes = nodes_of(page if previous is None else continue_page(previous, page))
        last = _last_of_the_text(self._open)
        if last is not None and nodes and _joins(self._open[last], nodes[0]):
            _join(self._open[last], nodes.pop(0))
        nodes = self._open + nodes
        last = _last_of_the_text(nodes)
        count = len(nodes) if last is None else last
        complete, self._open = complete + nodes[:count], nodes[count:]
        return complete

    def close(self) -> list[Node]:
        """The nodes that are left when no page comes any more."""
        complete, self._open = self._open, []
        return complete


def _last_of_the_text(nodes: list[Node]) -> int | None:
    places = (index for index in reversed(range(len(nodes))) if nodes[index].type not in BESIDE_THE_TEXT)
    return next(places, None)


def nodes_of(page: Page) -> list[Node]:
    """The top-level blocks of one page, without page furniture."""
    if not page.blocks:
        box = (0.0, 0.0, 1.0, 1.0)
        return [
            Node("paragraph", _one_line(page.text[start:end]), page.number, box)
            for start, end in paragraphs_of(page.text)
        ]
    inside: dict[int | None, list[int]] = {}
    for index, block in enumerate(page.blocks):
        inside.setdefault(block.parent, []).append(index)

    def build(index: int) -> Node:
        block = page.blocks[index]
        children = [child for child in inside.get(index, []) if page.blocks[child].type not in PAGE_FURNITURE]
        node = _node(block, page, [page.blocks[child] for child in children])
        node.children = [build(child) for child in children]
        return node

    return [build(index) for index in inside.get(None, []) if page.blocks[index].type not in PAGE_FURNITURE]


def _node(block: Block, page: Page, children: list[Block]) -> Node:
    return Node(
        block.type,
        "" if block.type == "table" else _own_text(block, children, page.text),
        page.number,
        block.box,
        level=block.level,
        label=_text_of(block.label, page.text),
        value=_text_of(block.value, page.text),
        checked=block.checked,
        continues=block.continues,
        grid=grid_of(block, page.text) if block.type == "table" else None,
    )


def _own_text(block: Block, children: list[Block], text: str) -> str:
    """The block's text around that of its children."""
    parts, at = [], block.start
    for child in sorted(children, key=lambda child: child.start):
        parts.append(text[at : min(child.start, block.end)])
        at = max(at, child.end)
    parts.append(text[at : block.end])
    return _one_line(" ".join(parts))


def _joins(last: Node, first: Node) -> bool:
    return first.continues and (first.type == last.type or (last.type, first.type) == ("list", "paragraph"))


def _join(last: Node, first: Node) -> None:
    """Add a node to the one that it continues, and its first child to that one's last where it continues it."""
    if last.type == "list" and first.type == "paragraph" and last.children:
        # The rest of an item has no bullet of its own.
        _join(last.children[-1], first)
        return
    last.text = join_text(last.text, first.text)
    if last.grid is not None and first.grid is not None:
        last.grid.extend(first.grid)
    children = first.children
    if children and last.children and _joins(last.children[-1], children[0]):
        _join(last.children[-1], children[0])
        children = children[1:]
    last.children += children


def join_text(before: str, after: str) -> str:
    """Two parts of a text as one; a word that a hyphen breaks is put together."""
    if len(before) > 1 and before[-1] in "-\u00ad\u2010" and before[-2].isalpha() and after[:1].islower():
        return before[:-1] + after
    return f"{before} {after}".strip()


def _text_of(span: Span | None, text: str) -> str | None:
    return None if span is None else _one_line(text[span.start : span.end])


def _one_line(text: str) -> str:
    return " ".join(text.split())
