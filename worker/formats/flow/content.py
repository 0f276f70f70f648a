"""Flowing content, as the formats hand it over: its structure is known, its place on a page is not.

A format yields items in reading order. Texts are plain: runs of white space count as one space, and ``\\n`` is a line
break within a block.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

ParagraphType = Literal["title", "heading", "paragraph", "caption", "header", "footer"]
"""Headers and footers here are those within the flow, as of web pages; a page's own are the `Flow`'s."""


@dataclass(slots=True)
class Paragraph:
    """A paragraph or a heading. ``level`` is a heading's, 1 the highest; ``indent`` counts steps from the margin.

    ``notes`` are the footnotes to which its text refers, each with its mark; they are put at the page's foot.
    """

    text: str
    type: ParagraphType = "paragraph"
    level: int | None = None
    indent: int = 0
    notes: Sequence[str] = ()


@dataclass(slots=True)
class ListItem:
    """An item of a list. ``marker`` is its number or bullet as shown; ``depth`` is 0 in the outermost list.

    Items that follow each other are of one list where ``list_id`` is equal.
    """

    text: str
    marker: str = "•"
    depth: int = 0
    list_id: str = ""
    notes: Sequence[str] = ()


@dataclass(slots=True)
class Field:
    """A field of a form: its label and what is filled in, or a box that is checked or not and what it says."""

    label: str
    value: str = ""
    checked: bool | None = None

    @property
    def text(self) -> str:
        """The field on a line."""
        if self.checked is not None:
            return f"{self.mark} {self.label}"
        return f"{self.label} {self.value}"

    @property
    def mark(self) -> str:
        """What is before it: its label, or its box."""
        return self.label if self.checked is None else "☒" if self.checked else "☐"


class TableCell(NamedTuple):
    """A cell, with its place counted from 0; ``address`` is its name in the file's own terms (``Sheet1!C12``)."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    is_header: bool = False
    address: str = ""


@dataclass(slots=True)
class Table:
    """Cells in the order of their rows, no two in one place. Its first ``header_rows`` are repeated on each page.

    Where a file does not say how many these are, None, they are found by what the cells say. ``widths`` are those of
    its columns in points, where they are known.
    """

    cells: Sequence[TableCell]
    header_rows: int | None = None
    widths: Sequence[float] | None = None
    notes: Sequence[str] = ()


@dataclass(slots=True)
class Picture:
    """A picture of ``width`` by ``height`` points. ``load`` gives the bytes of its file when it is drawn."""

    load: Callable[[], bytes]
    width: float
    height: float


class PageBreak:
    """What follows begins a page."""


Item = Paragraph | ListItem | Field | Table | Picture | PageBreak


@dataclass(slots=True)
class Flow:
    """A document's content. ``header`` and ``footer`` are shown once, on its first page."""

    items: Iterable[Item]
    header: str = ""
    footer: str = ""
    notes: list[str] = field(default_factory=list)
    """Notes at the end of the document."""
