"""The lines of a page by its tree, for pages that are read line by line: receipts, title pages, letterheads."""

import re
from typing import NamedTuple

from shared.documents.tables import TableGrid, span_of
from shared.models.page import Page
from worker.answering.leaves import leaves, lines

MAX_FORM_LINE_WORDS = 8
"""Words of a line beyond which it is taken for prose."""

_PROSE = frozenset(["paragraph", "list_item", "footnote", "caption"])
LABEL = re.compile(
    r":|\b(?:tel|fax|phone|vat|gst|tax|reg|invoice|receipt|date|cashier|e-?mail|www|http|website|id"
    r"|customer|(?:co|company|reg)\.? ?(?:no|reg))\b",
    re.I,
)
"""Words that label a value, and are in no name or address."""

LETTERS = re.compile(r"[^\W\d_]{2,}")


class Line(NamedTuple):
    """``text == page_text[start:end]``, a line or a table's row; ``block`` is the number of its leaf."""

    start: int
    end: int
    text: str
    block: int


def page_lines(page: Page) -> list[Line]:
    """The lines of a page that contain text; those of a table are its rows."""
    found: list[Line] = []
    for number, block in enumerate(leaves(page)):
        if block.type == "table" and block.cells:
            spans = [span_of(row) for row in TableGrid.of(block).rows]
        else:
            spans = list(lines(page.text, block.start, block.end))
        found += [Line(start, end, page.text[start:end], number) for start, end in spans]
    return found


def form_share(page: Page) -> float:
    """The share of a page's lines that are no prose, in 0 to 1: that of tables, fields, headings and short lines."""
    prose = total = 0
    for block in leaves(page):
        found = list(lines(page.text, block.start, block.end))
        total += len(found)
        if block.type in _PROSE:
            prose += sum(len(page.text[start:end].split()) > MAX_FORM_LINE_WORDS for start, end in found)
    return 1 - prose / total if total else 0.0


def form_strength(page: Page) -> float:
    """How far a page is a form, in 0 to 1: not at all with one line in four that is no prose, wholly with three."""
    return min(1.0, max(0.0, 2 * form_share(page) - 0.5))
