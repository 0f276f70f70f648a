"""The cell of a table that a question names by its row and its column: "What was revenue in 2021?"."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shared.documents.tables import Row, TableGrid
from shared.models.blocks import Block, Cell
from shared.models.page import Page
from worker.answering.extractors.base import Extraction
from worker.answering.patterns import fits, is_value
from worker.answering.question import AnswerType, Question
from worker.answering.terms import stems

MAX_ABOVE_CHARACTERS = 300
"""Text above a table that says what it is about."""

MIN_EXPLAINED = 0.5
"""Share of a question's words that a cell's row, its column and what heads them must contain."""

MAX_LABELED_ROWS = 50
"""Rows of a table that are looked at for labels that the question contains."""

MIN_NAMED_WORDS = 4
"""Words that name row and column from which on the rest of a long question does not count."""

_REMARK = re.compile(r"\([^)]*\)")
_PAGE_NUMBER = re.compile(r"\d{1,3}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FISCAL = re.compile(r"[fc]y(19|20)?(\d\d)")
_OF_DOCUMENT = (AnswerType.TITLE, AnswerType.PARTIES, AnswerType.ISSUER, AnswerType.ADDRESS, AnswerType.CLAUSE)

# Names of columns by the words with which their content is asked for.
_ASKED = tuple(
    (re.compile(pattern, re.I), frozenset(stems(names)))
    for pattern, names in (
        (r"\bhow much\b|\bcosts?\b|\bprices?\b", "price cost amount fee rate charge"),
        (r"\bhow many\b", "quantity qty number count units"),
        (r"\bwhen\b", "date day time year departure arrival"),
        (r"\bwho\b", "name person"),
        (r"\bwhere\b", "place location city town address"),
    )
)


class _Hit(NamedTuple):
    """A cell; what share of a question its place explains, and how many words name that place."""

    explained: float
    named: int
    start: int
    end: int


class TableCellExtractor:
    """The one cell of a page's tables whose row and column a question names best; the strength is what they explain."""

    name = "table_cell"

    def extract(self, question: Question, page: Page) -> Iterator[Extraction]:
        """At most one cell; none where several of different content are named alike."""
        total = question.answer_type is AnswerType.TOTAL and not re.search(r"\d", question.text)
        dated = question.answer_type is AnswerType.DATE and question.about_document
        if total or dated or question.answer_type in _OF_DOCUMENT or not question.stems:
            return
        found = [hit for block in page.blocks if block.type == "table" for hit in _hits(question, page.text, block)]
        best = max(((hit.explained, hit.named) for hit in found), default=None)
        places = {page.text[hit.start : hit.end]: hit for hit in found if (hit.explained, hit.named) == best}
        if len(places) == 1:
            (hit,) = places.values()
            yield Extraction(hit.start, hit.end, hit.explained)


def _hits(question: Question, text: str, table: Block) -> Iterator[_Hit]:
    """The cells of a table whose row and column are named, at most one a row."""
    # "The invoice" may be the document, or a part of the label "Invoice number".
    wanted, focused = _plain(stems(question.text)), _plain(question.stems)
    above = _plain(stems(text[max(0, table.start - MAX_ABOVE_CHARACTERS) : table.start]))
    grid = TableGrid.of(table)
    groups = frozenset[str]()
    looked = 0
    for number, row in enumerate(grid.rows):
        if grid.names_columns[number]:
            continue
        if len(row) == 1:
            nested = number > 0 and len(grid.rows[number - 1]) == 1
            groups = (groups if nested else frozenset()) | _plain(stems(_text(text, row[0])))
            continue
        cells = sorted([*row, *grid.spanning(number)], key=lambda cell: cell.column)
        keys = {i: label for i, label in _labels(text, cells) if label <= wanted}
        others = [cell for i, cell in enumerate(cells) if i not in keys]
        if not keys or not others:
            continue
        looked += 1
        if looked > MAX_LABELED_ROWS:
            return
        label = frozenset[str]().union(*keys.values())
        place, named = _under_header(question, wanted - label, text, grid, number, others)
        covered = focused & (label | named | above | groups)
        if any(map(_YEAR.fullmatch, focused - covered)):
            continue
        explained = len(covered) / len(focused)
        if place is None and explained == 1 and len(cells) == 2 and 0 in keys:
            place = _beside(question, text, cells[1])
        value = _text(text, place) if place else ""
        if place is None or not any(map(str.isalnum, value)) or fits(question.answer_type, value) < 0:
            continue
        if explained >= MIN_EXPLAINED or len(label) + len(named) >= MIN_NAMED_WORDS:
            yield _Hit(explained, len(label) + len(named), place.start, place.end)


def _text(text: str, cell: Cell) -> str:
    return text[cell.start : cell.end]


def _beside(question: Question, text: str, value: Cell) -> Cell | None:
    """The value of a list of labels, which has no head; not the number of a page in a list of contents."""
    is_number = question.answer_type is AnswerType.NUMBER
    return value if is_number or not _PAGE_NUMBER.fullmatch(_text(text, value)) else None


def _labels(text: str, row: Row) -> Iterator[tuple[int, frozenset[str]]]:
    """The cells of a row that may name it, each with its stems."""
    for i, cell in enumerate(row):
        label = _text(text, cell)
        if is_value(label):
            continue
        found = _plain(stem for stem in stems(_REMARK.sub(" ", label)) if len(stem) > 1 or stem.isdigit())
        if found:
            yield i, found


def _under_header(
    question: Question, wanted: frozenset[str], text: str, grid: TableGrid, number: int, row: Row
) -> tuple[Cell | None, frozenset[str]]:
    """The one cell whose column the question names best, with the words that do; None if there is none, or no one."""
    heads = [_plain(stems(" ".join(_text(text, head) for head in grid.headers_over(one, number)))) for one in row]
    asked = frozenset[str]().union(*(names for pattern, names in _ASKED if pattern.search(question.text)))
    for names in (wanted, asked):
        ranks = [(len(names & head), len(names & head) / max(len(head), 1)) for head in heads]
        best = max(ranks)
        if best[0]:
            at = ranks.index(best)
            return (row[at], wanted & heads[at]) if ranks.count(best) == 1 else (None, frozenset())
    return None, frozenset()


def _plain(found: Iterable[str]) -> frozenset[str]:
    """Stems as a set, fiscal years as the years they are named after."""
    years = ((stem, _FISCAL.fullmatch(stem)) for stem in found)
    return frozenset(f"{year[1] or 20}{year[2]}" if year else stem for stem, year in years)
