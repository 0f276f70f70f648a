"""The cell of a table that a question names by its row and its column: "What was revenue in 2021?"."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from shared.models.page import Page
from worker.answering.patterns import fits
from worker.answering.question import AnswerType, Question
from worker.answering.tables import Cell, Row, Table, is_value, tables
from worker.answering.terms import stems

ABOVE_CHARACTERS = 300
"""What stands so near above a table tells what it is of."""

EXPLAINED = 0.5
"""Share of a question's words that a cell's row, its column and what heads them must hold."""

MOST_ROWS = 50
"""Rows of a table that are looked at for labels that the question holds."""

NAMED = 4
"""Words that name row and column from which on the rest of a long question does not count."""

_REMARK = re.compile(r"\([^)]*\)")
_PAGE_NUMBER = re.compile(r"\d{1,3}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FISCAL = re.compile(r"[fc]y(19|20)?(\d\d)")
_OF_DOCUMENT = (AnswerType.TITLE, AnswerType.PARTIES, AnswerType.ISSUER, AnswerType.ADDRESS, AnswerType.CLAUSE)

# What a column is called that holds what is asked for in other words.
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


class Stated(NamedTuple):
    """``text[start:end]`` of a page; what share of a question its place explains, how many words name that place."""

    explained: float
    named: int
    start: int
    end: int


def cell(question: Question, page: Page) -> Stated | None:
    """The cell of the page's tables whose row and column ``question`` names, None if there is none, or no one."""
    total = question.answer_type is AnswerType.TOTAL and not re.search(r"\d", question.text)
    if (
        total
        or question.answer_type in _OF_DOCUMENT
        or (question.answer_type is AnswerType.DATE and question.about_document)
    ):
        return None
    found = [hit for table in tables(page) for hit in _hits(question, page.text, table)]
    best = max(((hit.explained, hit.named) for hit in found), default=None)
    places = {page.text[hit.start : hit.end]: hit for hit in found if (hit.explained, hit.named) == best}
    return next(iter(places.values())) if len(places) == 1 else None


def _hits(question: Question, text: str, table: Table) -> Iterator[Stated]:
    """The cells of a table whose row and column are named, at most one a row."""
    # "The invoice" may be the document, or a part of the label "Invoice number".
    wanted, focused = _plain(stems(question.text)), _plain(question.stems)
    above = _plain(stems(text[max(0, table.start - ABOVE_CHARACTERS) : table.start]))
    heads = frozenset[str]()
    looked = 0
    for number, row in enumerate(table.rows):
        if len(row) == 1:
            nested = number > 0 and len(table.rows[number - 1]) == 1
            heads = (heads if nested else frozenset()) | _plain(stems(row[0].of(text)))
            continue
        keys = {i: label for i, label in _labels(text, table.rows, number) if label <= wanted}
        others = [one for i, one in enumerate(row) if i not in keys]
        if not keys or not others:
            continue
        looked += 1
        if looked > MOST_ROWS:
            return
        label = frozenset[str]().union(*keys.values())
        place, named = _under_head(question, wanted - label, text, table, number, others)
        told = focused & (label | named | above | heads)
        if any(map(_YEAR.fullmatch, focused - told)):
            continue
        explained = len(told) / len(focused)
        if place is None and explained == 1 and len(row) == 2 and 0 in keys:
            place = _beside(question, text, row[1])
        value = place.of(text) if place else ""
        if place is None or not any(map(str.isalnum, value)) or fits(question.answer_type, value) < 0:
            continue
        if explained >= EXPLAINED or len(label) + len(named) >= NAMED:
            yield Stated(explained, len(label) + len(named), place.start, place.end)


def _beside(question: Question, text: str, value: Cell) -> Cell | None:
    """The value of a list of labels, which has no head; not the number of a page in a list of contents."""
    return value if question.answer_type is AnswerType.NUMBER or not _PAGE_NUMBER.fullmatch(value.of(text)) else None


def _labels(text: str, rows: Sequence[Row], number: int) -> Iterator[tuple[int, frozenset[str]]]:
    """The cells of a row that may name it, each with its stems; one that runs over two lines is taken whole."""
    for i, one in enumerate(rows[number]):
        label = one.of(text)
        if is_value(label):
            continue
        if i == 0 and number and len(rows[number - 1]) == 1 and label[:1].islower():
            label = f"{rows[number - 1][0].of(text)} {label}"
        found = _plain(stem for stem in stems(_REMARK.sub(" ", label)) if len(stem) > 1 or stem.isdigit())
        if found:
            yield i, found


def _under_head(
    question: Question, wanted: frozenset[str], text: str, table: Table, number: int, row: Row
) -> tuple[Cell | None, frozenset[str]]:
    """The one cell whose column the question names best, with the words that do; None if there is none, or no one."""
    heads = [_plain(stems(" ".join(head.of(text) for head in table.column(one, number)))) for one in row]
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
