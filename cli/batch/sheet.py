"""CSV files that are opened in spreadsheets, whatever documents and files are called or say."""

import codecs
import csv
import io
import re
from collections.abc import Sequence
from typing import BinaryIO

_FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""What cells begin with that spreadsheets compute, by OWASP's page on CSV injection."""
_NUMBER = re.compile(r"[+-]?\d[\d.,]*%?")
"""Computes to itself."""

Cell = str | int | float | bool | None


def guarded(text: str) -> str:
    """Text as a cell that no spreadsheet computes: behind an apostrophe, where it looks like a formula."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


class Sheet:
    """Rows that are written to a file at once, in UTF-8, every cell quoted."""

    def __init__(self, file: BinaryIO, delimiter: str = ",", *, byte_order_mark: bool = False) -> None:
        self._file = file
        self._delimiter = delimiter
        self._mark = codecs.BOM_UTF8 if byte_order_mark else b""

    def write(self, row: Sequence[Cell]) -> None:
        """Write a row; texts are guarded and their lines run on."""
        line = io.StringIO()
        # Quoted whatever it holds: a spreadsheet of another country would part it at another separator.
        csv.writer(line, delimiter=self._delimiter, quoting=csv.QUOTE_ALL).writerow([_written(cell) for cell in row])
        self._file.write(self._mark + line.getvalue().encode("utf-8", "replace"))
        self._file.flush()
        self._mark = b""


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return guarded(" ".join(cell.split())) if isinstance(cell, str) else str(cell)
