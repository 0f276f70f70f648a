"""Tables of Word documents as cells on a grid."""

from collections.abc import Callable, Iterator

from lxml.etree import _Element

from worker.formats.docx.names import W, value
from worker.formats.docx.styles import is_on, number
from worker.formats.flow.content import TableCell

MAX_COLUMNS = 1000
_CONTAINERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))


def cells_of(table: _Element, text_of: Callable[[_Element], str]) -> tuple[list[TableCell], int | None, bool]:
    """The cells, how many rows the file names as header, and whether tracked changes inserted or deleted rows."""
    cells: list[TableCell] = []
    open_above: dict[int, int] = {}
    """The cell that goes on down, by its first column."""
    heads = 0
    has_changes = False
    number_of_row = 0
    for row in _within(table, f"{W}tr"):
        properties = row.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            has_changes = True
            continue
        if properties is not None:
            has_changes |= properties.find(f"{W}ins") is not None
            heads += heads == number_of_row and is_on(properties.find(f"{W}tblHeader"))
        column = number(value(None if properties is None else properties.find(f"{W}gridBefore")))
        for cell in _within(row, f"{W}tc"):
            own = cell.find(f"{W}tcPr")
            span = max(1, number(value(None if own is None else own.find(f"{W}gridSpan"))))
            if column + span > MAX_COLUMNS:
                break
            merge = None if own is None else own.find(f"{W}vMerge")
            above = open_above.get(column)
            if merge is not None and value(merge) in (None, "continue") and above is not None:
                cells[above] = cells[above]._replace(row_span=number_of_row - cells[above].row + 1)
            else:
                open_above[column] = len(cells)
                cells.append(TableCell(number_of_row, column, text_of(cell), 1, span))
                if merge is None:
                    del open_above[column]
            column += span
        number_of_row += 1
    return cells, heads or None, has_changes


def _within(parent: _Element, tag: str) -> Iterator[_Element]:
    """Rows of a table or cells of a row, also those in content controls."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _CONTAINERS:
            yield from _within(child, tag)
