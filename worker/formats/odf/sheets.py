"""The sheets of an OpenDocument spreadsheet, whose cells have the text that they show."""

from collections.abc import Iterator

from lxml.etree import _Element

from shared.errors import TooManyPages
from worker.formats.odf.body import BodyReader, rows_of
from worker.formats.odf.names import OFFICE, TABLE, TEXT, repeated
from worker.formats.odf.styles import Styles
from worker.formats.sheets.pages import Area, Sheet

MAX_CELLS = 5_000_000
MAX_REPEATED = 20_000
"""How often a cell or row with something in it is repeated, at most."""
MAX_COLUMN = 1 << 14
_HIDDEN = ("collapse", "filter")


def sheets_of(body: _Element, styles: Styles, reader: BodyReader) -> Iterator[tuple[Sheet | None, bool]]:
    """Each sheet, None for a hidden one, and whether it hides rows or columns. Raises TooManyPages."""
    for table in body.iterfind(f"{TABLE}table"):
        if styles.is_hidden_table(table.get(f"{TABLE}style-name")):
            yield None, True
        else:
            yield _sheet(table, reader)


def _sheet(table: _Element, reader: BodyReader) -> tuple[Sheet, bool]:
    hidden_columns = frozenset(_hidden_columns(table))
    sheet = Sheet(table.get(f"{TABLE}name", ""), hidden_columns=hidden_columns)
    merged: list[Area] = []
    hides = False
    at = count = 0
    for row, _ in rows_of(table):
        times = repeated(row.get(f"{TABLE}number-rows-repeated"), 1 << 21)
        cells = _cells(row, at, reader, merged)
        if cells:
            kept = [cell for cell in cells if cell[0] not in hidden_columns]
            is_hidden = row.get(f"{TABLE}visibility") in _HIDDEN
            hides |= is_hidden or len(kept) < len(cells)
            if kept and not is_hidden:
                shown = min(times, MAX_REPEATED)
                count += len(kept) * shown
                if count > MAX_CELLS:
                    raise TooManyPages("A sheet has more cells than the limit; split it.")
                sheet.rows += ((at + i, kept) for i in range(shown))
        at += times
    sheet.merged = merged
    return sheet, hides


def _hidden_columns(table: _Element) -> Iterator[int]:
    column = 0
    for one in table.iter(f"{TABLE}table-column"):
        times = repeated(one.get(f"{TABLE}number-columns-repeated"), MAX_COLUMN)
        if one.get(f"{TABLE}visibility") in _HIDDEN:
            yield from range(column, min(column + times, MAX_COLUMN))
        column += times


def _cells(row: _Element, number: int, reader: BodyReader, merged: list[Area]) -> list[tuple[int, str]]:
    """Columns and texts of the cells of a row that are not empty; merged ones are added to ``merged``."""
    found: list[tuple[int, str]] = []
    column = 0
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        times = repeated(cell.get(f"{TABLE}number-columns-repeated"), MAX_COLUMN)
        if len(cell) and cell.tag == f"{TABLE}table-cell":
            reader.has_comments |= cell.find(f"{OFFICE}annotation") is not None
            paragraphs = [reader.text(one)[0] for one in cell.iterfind(f"{TEXT}p")]
            text = "\n".join(paragraphs)
            if text.strip():
                found += ((column + i, text) for i in range(min(times, MAX_REPEATED)))
                down = repeated(cell.get(f"{TABLE}number-rows-spanned"), 1 << 20)
                across = repeated(cell.get(f"{TABLE}number-columns-spanned"), MAX_COLUMN)
                if down > 1 or across > 1:
                    merged.append((number, column, number + down - 1, column + across - 1))
        column += times
        if column > MAX_COLUMN:
            break
    return found
