"""Which rows of a table name its columns."""

import re
from collections.abc import Sequence
from functools import lru_cache

from worker.layout.block_parameters import PARAMETERS, BlockParameters

_PERIOD = re.compile(r"(?:(?:FY|CY|Q[1-4]|H[12])[ /']?)?(?:(?:19|20)\d\d)(?:[-/–](?:19|20)?\d\d)?[*†]?", re.I)
_VALUE = re.compile(
    r"[\W_]*(?:[A-Z]{3} ?)?(?:[+<>≤≥~±-]? ?\d[\d\s.,:/%()\-–+*]*(?:\s?[^\W\d_]{1,3}\d?)?\W*"
    r"|\d[\d,]*[.,]\d+\s[^\W\d_]{1,8}\.?)?"
)
_DIGITS = re.compile(r"\d")
_NOTHING = re.compile(r"[-–—.*·•/\s]+")

Row = Sequence[str | None]
"""Texts of a row by column: "" for an empty cell, None where a cell of another column or row spans."""


@lru_cache(4096)
def is_value(text: str) -> bool:
    """Whether a cell contains a figure, an amount, a date in figures, or the dash that stands for none.

    Recognizers ask about each cell several times.
    """
    if not text or _VALUE.fullmatch(text) is None:
        return False
    return _DIGITS.search(text) is not None or (len(text) <= 3 and _NOTHING.fullmatch(text) is not None)


def is_period(text: str) -> bool:
    """Whether a cell names a year or a part of one, as heads of columns do."""
    return _PERIOD.fullmatch(text) is not None


def header_rows(rows: Sequence[Row], *, ruled: bool, parameters: BlockParameters = PARAMETERS) -> int:
    """How many of the first rows are the table's head; 0 where the first row is like the others."""
    if len(rows) < 2:
        return 0
    if all(text is None or text.endswith((":", "：")) for text in rows[0] if text != "") and any(rows[0]):
        return int(not any((text or "").endswith((":", "：")) for text in rows[1]))
    if max(map(len, rows)) == 2 and _is_sheet(rows):
        return 0
    figures = _figure_columns(rows, parameters)
    limit = min(parameters.max_header_rows, len(rows) - 1)
    if not figures:
        return _text_head(rows, ruled=ruled)
    found = 0
    named: set[int] = set()
    below: set[int] = set()
    for number, row in enumerate(rows[:limit]):
        filled = {i for i, text in enumerate(row) if text}
        over = {i for i in figures if i < len(row) and row[i]}
        if any(is_value(row[i] or "") and not (is_period(row[i] or "") and 0 not in over) for i in over):
            break
        spans = any(text is None for text in row)
        if len(filled) > 1 or (filled and (spans or 0 not in filled)):
            # Behind a row that names every column, what names nothing again is a group of rows or one without figures.
            if named >= figures and 2 * len(over) < len(figures):
                break
            # Behind a row that names all of them, what begins with a figure ("3 tablets") is said of the row's item.
            if named >= figures and any(_begins_with_figure(row[i] or "") for i in filled - {0}):
                break
            found = number + 1
        elif found:
            break
        named |= {i for i in over if i + 1 == len(row) or row[i + 1] is not None}
        below |= {i for i in figures if i < len(row) and row[i] is None}
    return found if named or below else 0


def _begins_with_figure(text: str) -> bool:
    return text[:1].isdigit() and not is_period(text)


def _is_sheet(rows: Sequence[Row]) -> bool:
    """Whether two columns are labels and values without a head: the first value is a code, or no two are alike."""
    first, *values = [row[1] for row in rows if len(row) == 2 and row[0] and row[1]] or [""]
    if _DIGITS.search(first or "") and not is_period(first or ""):
        return True
    return len(values) > 1 and len({_DIGITS.sub("", value or "") for value in values}) == len(values)


def _figure_columns(rows: Sequence[Row], parameters: BlockParameters) -> set[int]:
    """Columns whose cells, but for those at the top, are figures."""
    found = set()
    columns = max(map(len, rows))
    for column in range(columns):
        texts = [row[column] for row in rows[1:] if column < len(row) and row[column]]
        names = next((i for i, text in enumerate(texts) if is_value(text or "")), 0)
        if columns > 2 and names < parameters.max_header_rows - 1 and len(texts) > names:
            texts = texts[names:]
        # Of labels and values in two columns, some value is no figure.
        share = 1.0 if columns == 2 else parameters.value_share
        # What names a year is a figure like others where other figures are below it.
        if texts and sum(is_value(text or "") for text in texts) >= share * len(texts):
            found.add(column)
    periods = {i for i in found if all(is_period(row[i] or "") for row in rows[1:] if i < len(row) and row[i])}
    return found - periods or found


def _text_head(rows: Sequence[Row], *, ruled: bool) -> int:
    """The head of a table without figures: names, shorter than what is below them or set in capitals."""
    head, body = rows[0], rows[1:]
    names = [text for text in head if text]
    if len(names) < 2 or any(text == "" for text in head[1:]) or any(_DIGITS.search(name) for name in names):
        return 0
    if any(len(name.split()) > 6 or name[-1:] in ".:;" for name in names):
        return 0
    # Of two columns, only the first shows a head: values are longer than labels, too.
    compared = 1 if len(head) == 2 else len(head)
    names, below = [name for name in head[:compared] if name], [text for row in body for text in row[:compared] if text]
    capitals = all(name.isupper() for name in names) and not all(text.isupper() for text in below)
    usual = sum(map(len, below)) / max(len(below), 1)
    longer = usual > 1.5 * sum(map(len, names)) / len(names)
    return int(capitals or (compared > 1 and len(rows) > 2 and (longer or ruled)))
