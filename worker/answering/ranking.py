"""From candidates to answers: ordered, each once, with the probability that it is right."""

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
from worker.answering.features import normalized
from worker.answering.manifest import Calibration

MAX_RANKED_CANDIDATES = 60
"""Candidates that are looked at in full, by their rank."""


@dataclass(frozen=True, slots=True)
class RankedAnswer:
    """An answer of document number ``document``, and the probability that it is right.

    ``parts`` are pages with start and end: one, or two where the text runs over the end of a page.
    """

    document: int
    text: str
    parts: tuple[tuple[Page, int, int], ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Distinct answers, best first, and the probability that the documents contain an answer at all."""

    answers: list[RankedAnswer]
    answered: float


@dataclass(frozen=True, slots=True)
class RankedCandidate:
    """A candidate with its features, its ``rank`` and its ``share``."""

    candidate: Candidate
    features: Mapping[str, float]

    @property
    def text(self) -> str:
        """The answer's own text."""
        return self.candidate.text


def rank(found: CandidateSet, own: Calibration | None) -> Ranking:
    """Order the candidates, and say how good they are; ``own`` is the reader's calibration if it has one."""
    weights = with_extractors(own or GENERIC)
    best = rank_candidates(found.candidates, weights)
    answers = [
        RankedAnswer(c.document, c.text, c.parts, probability(weights.correct, ranked.features))
        for ranked in best
        for c in [ranked.candidate]
    ]
    if not best:
        return Ranking([], 0.0)
    return Ranking(answers, answered_probability(weights, best[0].features))


def rank_candidates(candidates: Sequence[Candidate], weights: Calibration) -> list[RankedCandidate]:
    """The best candidates, best first; of those that overlap, or say the same, only the best one."""
    if not candidates:
        return []
    scores = z_scores([candidate.features["score"] for candidate in candidates])
    seen = [c.features | {"z_score": z_score} for c, z_score in zip(candidates, scores.tolist(), strict=True)]
    ranks = [linear(weights.rank, features) for features in seen]
    kept: list[int] = []
    said: set[str] = set()
    for i in sorted(range(len(candidates)), key=lambda i: -ranks[i])[:MAX_RANKED_CANDIDATES]:
        text = normalized(candidates[i].text) or candidates[i].text
        if text not in said and not any(_overlap(candidates[i], candidates[k]) for k in kept):
            kept.append(i)
            said.add(text)
    among = softmax([ranks[i] for i in kept])
    return [
        RankedCandidate(candidates[i], seen[i] | {"rank": ranks[i], "share": float(share)})
        for i, share in zip(kept, among, strict=True)
    ]


def _overlap(a: Candidate, b: Candidate) -> bool:
    return a.document == b.document and any(
        page.number == other.number and start < other_end and other_start < end
        for page, start, end in a.parts
        for other, other_start, other_end in b.parts
    )
