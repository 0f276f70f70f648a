"""The tree of blocks of a page: what its text is made of.

Blocks come in reading order, flat; ``parent`` is the index of the block that contains one. Every block and every cell
is a span of the page's text with a box. The tree is made once, by the code that parsed the page, and is the only source
of structure afterwards.
"""

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

Box = tuple[float, float, float, float]
"""``(x0, y0, x1, y1)`` in fractions of the page's width and height as shown, origin top-left."""

BlockType = Literal[
    "title",
    "heading",
    "paragraph",
    "list",
    "list_item",
    "table",
    "form_field",
    "caption",
    "header",
    "footer",
    "page_number",
    "footnote",
    "figure",
]
"""Packed pages store the position in this list: new types are added at its end."""

_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")


class Span(NamedTuple):
    """``text[start:end]`` of the page."""

    start: int
    end: int


class Cell(NamedTuple):
    """A cell of a table; an empty one has ``start == end``. Rows and columns count from 0.

    A cell of several lines that do not follow each other in the text, other cells' lines being between, is several
    cells with the same row and column, one a line, in reading order.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    header: bool
    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class Block:
    """``page.text[start:end]`` and what it is.

    ``level`` is a heading's (1 is the highest), ``cells`` are a table's, ``label`` and ``value`` a form field's, and
    ``checked`` is a check box's. ``continues`` says that the block continues one of the page before
    (`shared.documents.continuation`).
    """

    type: BlockType
    start: int
    end: int
    box: Box
    parent: int | None = None
    level: int | None = None
    cells: tuple[Cell, ...] = ()
    label: Span | None = None
    value: Span | None = None
    checked: bool | None = None
    continues: bool = False


def paragraphs_of(text: str) -> list[Span]:
    """The runs of text between blank lines: what is known of a page that was stored without a tree."""
    spans, start = [], 0
    for gap in [*_BLANK_LINE.finditer(text), None]:
        end = gap.start() if gap else len(text)
        run = text[start:end]
        if run.strip():
            spans.append(Span(start + len(run) - len(run.lstrip()), start + len(run.rstrip())))
        start = gap.end() if gap else end
    return spans
