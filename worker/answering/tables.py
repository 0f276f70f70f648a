"""The tables of a page as its words stand: rows of cells, and the rows at their head that name the columns.

Lines of a page are read as rows, wide gaps in them part cells, and cells that stand below each other are a column. So
tables are found alike whether lines rule them or not, and whether their words were printed or recognised.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from shared.models.page import Page

GAP = 0.9
"""Least space between cells, in heights of their words."""

PROSE = 0.5
"""Share of the page's width beyond which what stands on a line is no cell: a clause stands so behind its number."""

BETWEEN = 2
"""Lines of one cell that may follow each other in a table: what heads a group of rows, or runs over two lines."""

BETWEEN_WORDS = 12

MOST_CELLS = 60
"""Cells of a row at most."""

MOST_HEAD = 8
"""Lines of a table's head at most."""

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_PERIOD = re.compile(rf"\b(?:FY|CY)?(?:19|20)\d\d\b|\b{_MONTH}\b", re.I)
_VALUE = re.compile(r"[\W_]*(?:\d[\d\s.,:/%()\-–]*\w{0,3}\W*)?")
_SIGNS = frozenset(["$", "€", "£", "¥", "($", "(€", "(£", "(¥"])
_MARK = re.compile(r"\W{1,3}|[(\[]?(?:\d{1,3}(?:\.\d{1,3})+|(?:\d{1,3}|[ivxlc]{1,5}|[a-zA-Z])[.)\]:])[.)\]:]*")


class Cell(NamedTuple):
    """``text[start:end]`` of the page, and its left and right edge there, in points."""

    start: int
    end: int
    left: float
    right: float

    def of(self, text: str) -> str:
        """What the cell holds, out of its page's text."""
        return text[self.start : self.end]


Row = list[Cell]
"""Cells from left to right. A row of one cell heads a group of rows, or begins the label of the row below."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows from top to bottom, of which the first ``head`` name the columns."""

    rows: list[Row]
    head: int

    @property
    def start(self) -> int:
        """Where the table begins in its page."""
        return self.rows[0][0].start

    @property
    def head_end(self) -> int:
        """Where its head ends."""
        return self.rows[self.head - 1][-1].end

    @property
    def end(self) -> int:
        """Where the table ends in its page."""
        return self.rows[-1][-1].end

    def column(self, cell: Cell, row: int) -> list[Cell]:
        """What stands over ``cell`` of row ``row`` in the head: of each of its rows the nearest cell."""
        above = [other for other in self.rows[: min(self.head, row)] if len(other) > 1]
        return [min(other, key=lambda head: _distance(head, cell)) for other in above]


def tables(page: Page) -> list[Table]:
    """The page's tables, from top to bottom."""
    found: list[Table] = []
    run: list[Row] = []
    for row in _rows(page):
        prose = any(one.right - one.left > PROSE * page.width for one in row)
        if not prose and len(row) <= MOST_CELLS and (len(row) > 1 or _goes_on(page.text, run, row[0])):
            run.append(row)
        else:
            found += _tables(page.text, run)
            run = []
    return found + _tables(page.text, run)


def is_value(text: str) -> bool:
    """Whether a cell holds a figure, or the dash that stands for none, and not the name of a year or a day."""
    return _VALUE.fullmatch(text) is not None and not _PERIOD.search(text)


def _rows(page: Page) -> list[Row]:
    """The lines of the page, parted at their gaps; none where fewer than two have any."""
    columns = page.words.columns()
    starts, ends, lines = (np.frombuffer(columns[i], "<u4") for i in (0, 1, 4))
    edges = np.frombuffer(columns[2], "<f4").reshape(-1, 4).astype(np.float64)
    x0, y0, x1, y1 = (edges * (page.width, page.height, page.width, page.height)).T
    height, down = np.maximum(y1[1:] - y0[1:], y1[:-1] - y0[:-1]), np.diff(y0 + y1) / 2
    apart = (np.maximum(x0[1:] - x1[:-1], x0[:-1] - x1[1:]) >= GAP * height) & (np.abs(down) < 0.5 * height)
    cut = (lines[1:] != lines[:-1]) | apart | (down < -0.5 * height)
    short = np.flatnonzero(ends[1:] == starts[1:] + 1)
    cut[[i for i in short.tolist() if page.text[starts[i + 1]] in _SIGNS]] = True
    first = np.flatnonzero(np.concatenate(([True], cut))) if len(starts) else np.zeros(0, np.intp)
    if len(first) < len(np.unique(lines)) + 2:
        return []
    last = np.append(first[1:], len(starts)) - 1
    rows: list[Row] = []
    number = -1
    for line, *cell in zip(
        lines[first].tolist(),
        starts[first].tolist(),
        ends[last].tolist(),
        np.minimum.reduceat(x0, first).tolist(),
        np.maximum.reduceat(x1, first).tolist(),
        strict=True,
    ):
        if line != number:
            rows.append([])
            number = line
        before = rows[-1][-1].of(page.text) if rows[-1] else ""
        mark = len(rows[-1]) == 1 and page.text[cell[0]].isalpha() and _MARK.fullmatch(before)
        if before in _SIGNS or mark:
            # A currency's sign stands at one edge of its column, the amount at the other; and so do marks of lists.
            cell[0], cell[2] = rows[-1][-1].start, rows[-1].pop().left
        rows[-1].append(Cell(*cell))
    return rows


def _goes_on(text: str, run: list[Row], only: Cell) -> bool:
    """Whether a line of one cell may stand in the table that the run is."""
    lone = len(run) >= BETWEEN and all(len(row) == 1 for row in run[-BETWEEN:])
    return bool(run) and not lone and len(only.of(text).split()) <= BETWEEN_WORDS


def _tables(text: str, run: list[Row]) -> list[Table]:
    """The tables in a run of rows: one begins with each head."""
    rows = run
    while rows and len(rows[-1]) == 1:
        rows = rows[:-1]
    found: list[Table] = []
    at = 0
    while at < len(rows):
        first = next((i for i in range(at, min(at + MOST_HEAD, len(rows))) if _has_values(text, rows[i])), None)
        # Where no figure tells the head from the body, the head is one line.
        below = max([at, *(i for i in range(at, first or at) if len(rows[i]) > 1)]) + 1
        end = below
        while end < len(rows) and (first is None or end <= first or not _names_periods(text, rows[end])):
            end += 1
        part = rows[at:end]
        # Two words side by side are found on many a page.
        telling = first is not None or any(len(row) > 2 for row in part)
        if telling and below < end and sum(len(row) > 1 for row in part) > 1:
            found.append(Table(part, below - at))
        at = end
    return found


def _has_values(text: str, row: Row) -> bool:
    return any(is_value(cell.of(text)) for cell in row[1:])


def _names_periods(text: str, row: Row) -> bool:
    """Whether a row names columns by years or days: within a table, it begins another one."""
    periods = len(row) > 2 and any(_PERIOD.search(text, cell.start, cell.end) for cell in row[1:])
    return periods and not _has_values(text, row)


def _distance(one: Cell, other: Cell) -> tuple[float, float]:
    """How far apart two cells stand from side to side, and how far their middles do."""
    apart = max(one.left - other.right, other.left - one.right, 0.0)
    return apart, abs(one.left + one.right - other.left - other.right)
