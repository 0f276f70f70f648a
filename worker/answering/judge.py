"""From candidates to answers: ordered, made whole, each once, with the chance that it is right."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.models.page import Page
from worker.answering.calibration import GENERIC, chance, linear, shares, standings
from worker.answering.cells import Stated, cell
from worker.answering.fields import fields
from worker.answering.manifest import Calibration
from worker.answering.passages import sentences
from worker.answering.pipeline import Examined, Finding
from worker.answering.question import Kind, Question
from worker.answering.shapes import DATE

# How often a value that a form states beside its label is the right one.
FIELD_CHANCE = 0.85
# Among so many candidates an answer is looked for; the rest are hopeless.
CONTENDERS = 40
# Of a clause's heading at most, its number counted.
HEADING_WORDS = 6


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer: ``page.text[start:end]`` of document number ``document``, and the chance that it is right."""

    document: int
    page: Page
    start: int
    end: int
    chance: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """Distinct answers, best first, and the chance that the documents hold an answer at all."""

    answers: list[Judged]
    answered: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A finding made whole, ``start`` to ``end`` of its page, with its features, its ``rank`` and its ``share``."""

    finding: Finding
    start: int
    end: int
    features: Mapping[str, float]

    @property
    def text(self) -> str:
        """The answer's own text."""
        return self.finding.page.text[self.start : self.end]


def judge(question: Question, examined: Examined, own: Calibration | None) -> Judgement:
    """Order the candidates, and say how good they are; ``own`` is the reader's calibration if it has one."""
    weights = own or GENERIC
    stated = _stated(question, examined)
    best = ranked(question, examined.findings, weights)
    answers = stated + [
        Judged(r.finding.document, r.finding.page, r.start, r.end, chance(weights.correct, r.features))
        for r in best
        if not any(_overlaps(r, s) for s in stated)
    ]
    if stated:
        return Judgement(answers, FIELD_CHANCE)
    return Judgement(answers, chance(weights.answered, best[0].features) if best else 0.0)


def _overlaps(one: Ranked, other: Judged) -> bool:
    same_page = one.finding.document == other.document and one.finding.page.number == other.page.number
    return same_page and one.start < other.end and other.start < one.end


def _stated(question: Question, examined: Examined) -> list[Judged]:
    """What the layout of the pages read states: the cell of a table that is named best, then fields by page."""
    answers = []
    cells: list[tuple[Stated, Judged]] = []
    best = sorted(examined.extracts, key=lambda extract: -extract.score)
    seen = set()
    for extract in best:
        place = extract.document, extract.page
        if place in seen:
            continue
        seen.add(place)
        page = examined.pages[place]
        named = cell(question, page)
        if named is not None:
            cells.append((named, Judged(extract.document, page, named.start, named.end, FIELD_CHANCE)))
        if question.kind in (Kind.TITLE, Kind.PARTIES) and not extract.lead:
            continue
        answers += [Judged(extract.document, page, *span, FIELD_CHANCE) for span in fields(question, page.text)]
    cells.sort(key=lambda one: -one[0].explained)
    return [judged for _, judged in cells[:1]] + answers


def ranked(
    question: Question, findings: Sequence[Finding], weights: Calibration, *, distinct: bool = True
) -> list[Ranked]:
    """The best findings, best first, made whole; of those that overlap only the best one if ``distinct``."""
    if not findings:
        return []
    seen = [
        {**found.features, "standing": float(standing)}
        for found, standing in zip(findings, standings([f.features["score"] for f in findings]), strict=True)
    ]
    ranks = [linear(weights.rank, features) for features in seen]
    order = sorted(range(len(findings)), key=lambda i: -ranks[i])
    kept: list[tuple[int, tuple[int, int]]] = []
    for i in order[:CONTENDERS] if distinct else order:
        span = whole(question, findings[i])
        if not distinct or not any(_same_place(findings[i], span, findings[k], other) for k, other in kept):
            kept.append((i, span))
    among = shares([ranks[i] for i, _ in kept])
    return [
        Ranked(findings[i], *span, {**seen[i], "rank": ranks[i], "share": float(share)})
        for (i, span), share in zip(kept, among, strict=True)
    ]


def _same_place(a: Finding, a_span: tuple[int, int], b: Finding, b_span: tuple[int, int]) -> bool:
    same_page = a.document == b.document and a.page.number == b.page.number
    return same_page and a_span[0] < b_span[1] and b_span[0] < a_span[1]


_NUMBER = re.compile(r"[\d.,:/–-]*\d[\d.,:/–-]*%?")


def whole(question: Question, found: Finding) -> tuple[int, int]:
    """The finding's span made whole: no number cut, no bracket or comma left over; a sentence for a clause.

    A question for yes or no is answered by the sentence that says so.
    """
    text, start, end = found.page.text, found.start, found.end
    if question.kind is Kind.CLAUSE:
        gap, high = text.rfind("\n\n", 0, start), text.find("\n\n", end)
        for a, b in sentences(text, gap + 2 if gap >= 0 else 0, high if high >= 0 else len(text)):
            # A heading alone says nothing: what it heads goes with it.
            is_headed = start < a <= end + 2 and _is_heading(text[start:end])
            if (a < end and start < b) or is_headed:
                start, end = min(start, a), max(end, b)
        return start, end
    for pattern in (_NUMBER, DATE) if question.kind is Kind.DATE else (_NUMBER,):
        for match in pattern.finditer(text, max(0, start - 40), min(len(text), end + 40)):
            if match.start() < end and start < match.end():
                start, end = min(start, match.start()), max(end, match.end())
    return _trimmed(text, start, end)


def _is_heading(sentence: str) -> bool:
    return len(sentence.split()) <= HEADING_WORDS and (sentence[:1].isdigit() or sentence.isupper())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[end - 1] in ",;:" or text[end - 1].isspace()):
        end -= 1
    while start < end and (text[start] in ",;:.)" or text[start].isspace()):
        start += 1
    inside = text[start:end]
    if inside and inside[-1] in ")]" and not set("([") & set(inside):
        end -= 1
    if inside and inside[0] in "([" and not set(")]") & set(inside):
        start += 1
    return (start, end) if start < end else (start, start + 1)
