"""From candidates to answers: ordered, made whole, each once, with the chance that it is right."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.models.page import Page
from worker.answering.calibration import GENERIC, linear, probability, softmax, z_scores
from worker.answering.cells import Stated, cell
from worker.answering.fields import fields
from worker.answering.manifest import Calibration
from worker.answering.passages import sentences
from worker.answering.patterns import DATE
from worker.answering.pipeline import Candidate, CandidateSet
from worker.answering.question import AnswerType, Question

# How often a value that a form states beside its label is the right one.
EXTRACTOR_PROBABILITY = 0.85
# Among so many candidates an answer is looked for; the rest are hopeless.
MAX_RANKED_CANDIDATES = 40
# Of a clause's heading at most, its number counted.
HEADING_WORDS = 6


@dataclass(frozen=True, slots=True)
class RankedAnswer:
    """An answer: ``page.text[start:end]`` of document number ``document``, and the chance that it is right."""

    document: int
    page: Page
    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Distinct answers, best first, and the chance that the documents hold an answer at all."""

    answers: list[RankedAnswer]
    answered: float


@dataclass(frozen=True, slots=True)
class RankedCandidate:
    """A candidate made whole, ``start`` to ``end`` of its page, with its features, its ``rank`` and its ``share``."""

    candidate: Candidate
    start: int
    end: int
    features: Mapping[str, float]

    @property
    def text(self) -> str:
        """The answer's own text."""
        return self.candidate.page.text[self.start : self.end]


def rank(question: Question, found: CandidateSet, own: Calibration | None) -> Ranking:
    """Order the candidates, and say how good they are; ``own`` is the reader's calibration if it has one."""
    weights = own or GENERIC
    stated = _stated(question, found)
    best = rank_candidates(question, found.candidates, weights)
    answers = stated + [
        RankedAnswer(r.candidate.document, r.candidate.page, r.start, r.end, probability(weights.correct, r.features))
        for r in best
        if not any(_overlaps(r, s) for s in stated)
    ]
    if stated:
        return Ranking(answers, EXTRACTOR_PROBABILITY)
    return Ranking(answers, probability(weights.answered, best[0].features) if best else 0.0)


def _overlaps(one: RankedCandidate, other: RankedAnswer) -> bool:
    same_page = one.candidate.document == other.document and one.candidate.page.number == other.page.number
    return same_page and one.start < other.end and other.start < one.end


def _stated(question: Question, found: CandidateSet) -> list[RankedAnswer]:
    """What the layout of the pages read states: the cell of a table that is named best, then fields by page."""
    answers = []
    cells: list[tuple[Stated, RankedAnswer]] = []
    best = sorted(found.contexts, key=lambda context: -context.score)
    seen = set()
    for context in best:
        place = context.document, context.page
        if place in seen:
            continue
        seen.add(place)
        page = found.pages[place]
        named = cell(question, page)
        if named is not None:
            cells.append((named, RankedAnswer(context.document, page, named.start, named.end, EXTRACTOR_PROBABILITY)))
        if question.answer_type in (AnswerType.TITLE, AnswerType.PARTIES) and not context.lead:
            continue
        answers += [
            RankedAnswer(context.document, page, *span, EXTRACTOR_PROBABILITY) for span in fields(question, page.text)
        ]
    cells.sort(key=lambda one: -one[0].explained)
    return [judged for _, judged in cells[:1]] + answers


def rank_candidates(
    question: Question, candidates: Sequence[Candidate], weights: Calibration, *, distinct: bool = True
) -> list[RankedCandidate]:
    """The best candidates, best first, made whole; of those that overlap only the best one if ``distinct``."""
    if not candidates:
        return []
    seen = [
        {**found.features, "z_score": float(z_score)}
        for found, z_score in zip(candidates, z_scores([f.features["score"] for f in candidates]), strict=True)
    ]
    ranks = [linear(weights.rank, features) for features in seen]
    order = sorted(range(len(candidates)), key=lambda i: -ranks[i])
    kept: list[tuple[int, tuple[int, int]]] = []
    for i in order[:MAX_RANKED_CANDIDATES] if distinct else order:
        span = whole(question, candidates[i])
        if not distinct or not any(_same_place(candidates[i], span, candidates[k], other) for k, other in kept):
            kept.append((i, span))
    among = softmax([ranks[i] for i, _ in kept])
    return [
        RankedCandidate(candidates[i], *span, {**seen[i], "rank": ranks[i], "share": float(share)})
        for (i, span), share in zip(kept, among, strict=True)
    ]


def _same_place(a: Candidate, a_span: tuple[int, int], b: Candidate, b_span: tuple[int, int]) -> bool:
    same_page = a.document == b.document and a.page.number == b.page.number
    return same_page and a_span[0] < b_span[1] and b_span[0] < a_span[1]


_NUMBER = re.compile(r"[\d.,:/–-]*\d[\d.,:/–-]*%?")


def whole(question: Question, found: Candidate) -> tuple[int, int]:
    """The candidate's span made whole: no number cut, no bracket or comma left over; a sentence for a clause.

    A question for yes or no is answered by the sentence that says so.
    """
    text, start, end = found.page.text, found.start, found.end
    if question.answer_type is AnswerType.CLAUSE:
        gap, high = text.rfind("\n\n", 0, start), text.find("\n\n", end)
        for a, b in sentences(text, gap + 2 if gap >= 0 else 0, high if high >= 0 else len(text)):
            # A heading alone says nothing: what it heads goes with it.
            is_headed = start < a <= end + 2 and _is_heading(text[start:end])
            if (a < end and start < b) or is_headed:
                start, end = min(start, a), max(end, b)
        return start, end
    for pattern in (_NUMBER, DATE) if question.answer_type is AnswerType.DATE else (_NUMBER,):
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
