"""From candidates to answers: ordered, made whole, each once, with the probability that it is right."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.models.page import Page
from worker.answering.calibration import (
    GENERIC,
    answered_probability,
    linear,
    probability,
    softmax,
    with_extractors,
    z_scores,
)
from worker.answering.candidates import Candidate, CandidateSet
from worker.answering.leaves import leaves
from worker.answering.manifest import Calibration
from worker.answering.patterns import DATE
from worker.answering.question import AnswerType, Question
from worker.answering.sentences import sentences

MAX_RANKED_CANDIDATES = 40
"""Candidates that are looked at in full, by their rank."""

MIN_CLAUSE_WORDS = 6
"""Words of a clause that says something."""

_NUMBER = re.compile(r"[\d.,:/–-]*\d[\d.,:/–-]*%?")


@dataclass(frozen=True, slots=True)
class RankedAnswer:
    """An answer: ``page.text[start:end]`` of document number ``document``, and the probability that it is right."""

    document: int
    page: Page
    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Distinct answers, best first, and the probability that the documents contain an answer at all."""

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
    weights = with_extractors(own or GENERIC)
    best = rank_candidates(question, found.candidates, weights)
    answers = [
        RankedAnswer(r.candidate.document, r.candidate.page, r.start, r.end, probability(weights.correct, r.features))
        for r in best
    ]
    if not best:
        return Ranking([], 0.0)
    return Ranking(answers, answered_probability(weights, best[0].features))


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


def whole(question: Question, found: Candidate) -> tuple[int, int]:
    """The candidate's span made whole: no number cut, no bracket or comma left over; a sentence for a clause.

    A question for yes or no is answered by the sentence that says so, unless the reader finds its decisive words. An
    extractor's span is whole as it is.
    """
    text, start, end = found.page.text, found.start, found.end
    if found.extractor is not None:
        return start, end
    if question.answer_type is AnswerType.CLAUSE and not found.finds_clauses:
        return _sentence(found.page, start, end)
    for pattern in (_NUMBER, DATE) if question.answer_type is AnswerType.DATE else (_NUMBER,):
        for match in pattern.finditer(text, max(0, start - 40), min(len(text), end + 40)):
            if match.start() < end and start < match.end():
                start, end = min(start, match.start()), max(end, match.end())
    return _trimmed(text, start, end)


def _sentence(page: Page, start: int, end: int) -> tuple[int, int]:
    """The sentences that a span is in; the next one goes with a few words, such as a heading's, which say little."""
    first, last = start, end
    for block in leaves(page):
        for a, b in sentences(page.text, block.start, block.end):
            few = b > end and len(page.text[first:last].split()) < MIN_CLAUSE_WORDS
            if (a < end and start < b) or (last > start and a >= last and few):
                first, last = min(first, a), max(last, b)
        if block.start >= end:
            break
    return first, last


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
