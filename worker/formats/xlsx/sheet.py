"""The cells of one sheet of a workbook, as it shows them."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from lxml.etree import _Element

from shared.errors import TooManyPages
from worker.formats.docx.styles import number
from worker.formats.package import Package
from worker.formats.sheets.addresses import column_of, range_of
from worker.formats.sheets.number_formats import EPOCH, shown, shown_text
from worker.formats.sheets.pages import Sheet
from worker.formats.xlsx.names import S
from worker.formats.xlsx.strings import rich_text

MAX_CELLS = 5_000_000
"""Cells of a sheet with something in them."""

MAX_HIDDEN_COLUMNS = 20_000

_ON = ("1", "true")
_V, _IS, _ROW, _C = f"{S}v", f"{S}is", f"{S}row", f"{S}c"


def read_sheet(
    package: Package, part: str, name: str, strings: Sequence[str], formats: Sequence[str], *, since_1904: bool
) -> tuple[Sheet, bool]:
    """The sheet, and whether it hides rows or columns that have something in them. Raises Corrupt and TooManyPages."""
    sheet = Sheet(name)
    merged = []
    hidden_columns: set[int] = set()
    hides = False
    count = 0
    at = -1
    for tag, element in package.elements(part, _ROW, f"{S}mergeCell", f"{S}col"):
        if tag == _ROW:
            at = max(number(element.get("r", "0")) - 1, at + 1)
            cells = _cells(element, strings, formats, since_1904=since_1904)
            if cells:
                if element.get("hidden") in _ON:
                    hides = True
                    continue
                count += len(cells)
                sheet.rows.append((at, cells))
                if count > MAX_CELLS:
                    raise TooManyPages("A sheet has more cells than the limit; split it.")
        elif tag == f"{S}mergeCell":
            if (area := range_of(element.get("ref", ""))) is not None:
                merged.append(area)
        elif element.get("hidden") in _ON:
            first, last = number(element.get("min")), number(element.get("max"))
            hidden_columns.update(range(first - 1, min(last, MAX_HIDDEN_COLUMNS)))
    if hidden_columns:
        for i, (row_number, row) in enumerate(sheet.rows):
            kept = [cell for cell in row if cell[0] not in hidden_columns]
            if len(kept) < len(row):
                hides = True
                sheet.rows[i] = row_number, kept
        sheet.rows = [row for row in sheet.rows if row[1]]
    sheet.merged, sheet.hidden_columns = merged, frozenset(hidden_columns)
    return sheet, hides


def _cells(row: _Element, strings: Sequence[str], formats: Sequence[str], *, since_1904: bool) -> list[tuple[int, str]]:
    """Columns and texts of the cells of a row that are not empty, from the left."""
    found: list[tuple[int, str]] = []
    column = -1
    for cell in row:
        if cell.tag != _C:
            continue
        reference = cell.get("r")
        column = column + 1 if reference is None else column_of(reference.rstrip("0123456789"))
        kind = cell.get("t")
        value = cell.find(_V)
        if value is None or value.text is None:
            inline = cell.find(_IS) if kind == "inlineStr" else None
            text = "" if inline is None else rich_text(inline)
        else:
            style = number(cell.get("s"))
            number_format = formats[style] if 0 <= style < len(formats) else "General"
            text = _shown(value.text, kind, number_format, strings, since_1904=since_1904)
        if text and not text.isspace():
            found.append((column, text))
    if any(found[i][0] <= found[i - 1][0] for i in range(1, len(found))):
        return sorted(dict(found).items())
    return found


def _shown(text: str, kind: str | None, number_format: str, strings: Sequence[str], *, since_1904: bool) -> str:
    """The value of a cell as the sheet shows it."""
    match kind:
        case "s":
            index = number(text)
            said = strings[index] if 0 <= index < len(strings) else ""
            return said if number_format in ("General", "@") else shown_text(said, number_format)
        case "b":
            return "TRUE" if text in _ON else "FALSE"
        case "str" | "e" | "inlineStr":
            return text
        case "d":
            return _shown_iso(text, number_format)
    return _shown_number(text, number_format, since_1904)


@lru_cache(1 << 15)
def _shown_number(text: str, number_format: str, since_1904: bool) -> str:
    try:
        return shown(float(text), number_format, since_1904=since_1904)
    except (ValueError, OverflowError):
        return text


def _shown_iso(text: str, number_format: str) -> str:
    """A date that is stored as ISO 8601 has it."""
    try:
        days = (datetime.fromisoformat(text.removesuffix("Z")) - EPOCH).total_seconds() / 86_400
    except (ValueError, TypeError):
        return text
    return shown(days, number_format) if number_format != "General" else text
