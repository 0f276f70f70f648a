"""Features of candidates: the reader's scores, and the question's words around them.

Features are plain numbers by name. Those of the reader are absent from models without a null score or a
calibration; those of the words do not depend on any reader.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from worker.answering.patterns import fits
from worker.answering.question import Question
from worker.answering.terms import terms

NEAR_CHARACTERS = 200
"""To each side of a candidate; what is close is within a third of it."""

_TOKEN = re.compile(r"\S+")


class ReaderScore(NamedTuple):
    """A reader's score of a span, and of "no answer" where the span is; None where it has no such score."""

    span: float
    null: float | None


@dataclass(frozen=True, slots=True)
class TermWeights:
    """The question's words, each with its share of the question's weight (idf), by their terms; shares sum to 1.

    ``words`` is the number of a term's word.
    """

    words: dict[int, int]
    shares: list[float]

    @classmethod
    def of(cls, query: Sequence[Sequence[int]], idf: Callable[[int], float]) -> "TermWeights":
        """Shares from the idfs of each word's terms; one that the documents lack weighs as much as their rarest."""
        idfs = [max(map(idf, terms)) for terms in query]
        total = sum(idfs)
        words = {term: number for number, terms in enumerate(query) for term in terms}
        return cls(words, [one / total for one in idfs]) if total else cls({}, [])


class TermPositions:
    """The positions of a question's words in a text of a language."""

    def __init__(self, text: str, weights: TermWeights, language: str) -> None:
        self._places: list[int] = []
        self._found: list[int] = []
        self._shares = weights.shares
        for match in _TOKEN.finditer(text):
            for term in terms(match.group(), language):
                if term in weights.words:
                    self._places.append(match.start())
                    self._found.append(weights.words[term])

    def share(self, start: int, end: int) -> float:
        """The share of the question's weight that is in ``text[start:end]``, each word counted once."""
        low, high = bisect_left(self._places, start), bisect_left(self._places, end)
        return sum(self._shares[word] for word in set(self._found[low:high]))


def features(
    question: Question,
    text: str,
    span: tuple[int, int],
    term_positions: TermPositions,
    score: ReaderScore,
    relative: float,
    *,
    lead: bool,
) -> dict[str, float]:
    """The features of ``text[start:end]``, ``span`` being start and end.

    ``relative`` is the lexical score of its passage over that of the best one, ``lead`` says whether it is
    in the first lines of its document.
    """
    start, end = span
    answer = text[start:end]
    found = {
        "score": score.span,
        "lexical": relative,
        "coverage": term_positions.share(0, len(text)),
        "near": term_positions.share(start - NEAR_CHARACTERS, end + NEAR_CHARACTERS),
        "close": term_positions.share(start - NEAR_CHARACTERS // 3, end + NEAR_CHARACTERS // 3),
        "repeats": term_positions.share(start, end),
        "words": float(np.log1p(len(answer.split()))),
        "fits": fits(question.answer_type, answer),
        "lead": float(lead and question.about_document),
    }
    if score.null is not None:
        found["margin"] = score.span - score.null
    return found
