"""Tables of web pages as cells on a grid, by the standard's rules."""

from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

from worker.formats.flow.content import Table, TableCell
from worker.formats.html.nodes import BLOCKS

MAX_COLUMNS, MAX_CELLS = 1000, 2_000_000
_GROUPS = ("thead", "tbody", "tfoot")
_BLOCKS_IN_TEXT = frozenset({"p", "div", "ul", "ol", "li", "dl", "dt", "dd", "center", "address", "pre"})
"""What a cell of data may contain; other blocks show that a table arranges a page."""

IsShown = Callable[[LexborNode], bool]


def is_data(table: LexborNode, rows: "Rows") -> bool:
    """Whether a table contains data, and does not merely arrange what is on the page.

    After what browsers tell screen readers: a table that says so, has header cells or a caption is one of data; one
    with another in it, with headings or sections, or with one column is not.
    """
    if (table.attributes.get("role") or "").lower() in ("presentation", "none"):
        return False
    if rows.caption is not None or rows.head or any(cell.tag == "th" for row in rows.all for cell in row):
        return True
    nested = table.css("table")
    if len(nested) > 1:
        return False
    if max(map(len, rows.all), default=0) < 2:
        return False
    arranging = ", ".join(
        sorted(BLOCKS - _BLOCKS_IN_TEXT - {"table", "caption", "colgroup", "tr", "td", "th", *_GROUPS})
    )
    return table.css_first(arranging) is None


class Rows:
    """The rows of a table as it shows them, each as its cells: those of its head first, those of its foot last."""

    def __init__(self, table: LexborNode, is_shown: IsShown) -> None:
        self.caption: LexborNode | None = None
        groups: dict[str, list[list[LexborNode]]] = {name: [] for name in _GROUPS}
        self.starts: set[int] = set()
        """Numbers of the rows with which groups begin: no cell reaches into another group."""
        for child in _children(table):
            if child.tag == "caption" and self.caption is None and is_shown(child):
                self.caption = child
            elif child.tag in _GROUPS and is_shown(child):
                rows = [
                    [cell for cell in _children(row) if cell.tag in ("td", "th") and is_shown(cell)]
                    for row in _children(child)
                    if row.tag == "tr" and is_shown(row)
                ]
                groups[child.tag] += rows
        self.head = len(groups["thead"])
        """How many rows are the head that the page names."""
        self.all = [*groups["thead"], *groups["tbody"], *groups["tfoot"]]
        self.starts = {self.head, len(self.all) - len(groups["tfoot"])}


def table_of(rows: Rows, text_of: Callable[[LexborNode], str]) -> Table | None:
    """The table; None where nothing is in it."""
    cells: list[TableCell] = []
    taken: dict[int, int] = {}
    """The row before which a column is free again."""
    heads = rows.head
    only_heads = not heads
    for number, row in enumerate(rows.all):
        if number in rows.starts:
            taken.clear()
        column = 0
        last = min((start for start in rows.starts if start > number), default=len(rows.all))
        for cell in row:
            while taken.get(column, 0) > number:
                column += 1
            attributes = cell.attributes
            across = max(1, min(_count(attributes.get("colspan"), 1), MAX_COLUMNS))
            down = _count(attributes.get("rowspan"), 1)
            down = last - number if down == 0 else max(1, min(down, last - number))
            free = next((i for i in range(across) if taken.get(column + i, 0) > number), across)
            if column + free > MAX_COLUMNS or len(cells) >= MAX_CELLS:
                break
            for i in range(free):
                taken[column + i] = number + down
            cells.append(TableCell(number, column, text_of(cell), down, free, cell.tag == "th"))
            column += free
        if only_heads and row and all(cell.tag == "th" for cell in row):
            heads = number + 1
        else:
            only_heads = False
    if not any(cell.text.strip() for cell in cells):
        return None
    named = heads or any(cell.is_header for cell in cells)
    return Table(cells, heads if named else None)


def _count(text: str | None, otherwise: int) -> int:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else otherwise


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next
