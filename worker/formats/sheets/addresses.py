"""The names of cells, as people see them: ``C12``, ``Sheet1!C12``."""

import re
from functools import lru_cache

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_PLAIN = re.compile(r"[^\W\d][\w.]*")


@lru_cache(1 << 15)
def column_name(column: int) -> str:
    """The letters of a column that is counted from 0."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


@lru_cache(1 << 15)
def column_of(letters: str) -> int:
    """The column with these letters, counted from 0."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number - 1


def cell_at(reference: str) -> tuple[int, int] | None:
    """Row and column of a cell, counted from 0, by its name; None for what is no name of a cell."""
    found = _REFERENCE.fullmatch(reference)
    return None if found is None or found[2] == "0" * len(found[2]) else (int(found[2]) - 1, column_of(found[1]))


def range_of(reference: str) -> tuple[int, int, int, int] | None:
    """First row, first column, last row and last column of a range: ``B2:C12``."""
    first, _, last = reference.partition(":")
    a, b = cell_at(first), cell_at(last or first)
    return None if a is None or b is None else (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))


def prefix_of(sheet: str) -> str:
    """What precedes the name of a cell of that sheet."""
    return f"{sheet}!" if _PLAIN.fullmatch(sheet) else "'" + sheet.replace("'", "''") + "'!"
