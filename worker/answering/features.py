"""Features of candidates: the reader's scores, the question's words around them, and what they are in their page.

Features are plain numbers by name. Those of the reader are absent from models without a null score or a
calibration; the others do not depend on any reader.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from shared.models.page import Page
from worker.answering.kinds import kind_features
from worker.answering.question import Question
from worker.answering.terms import terms, words
from worker.answering.units import Unit, units
from worker.answering.values import find_values, kind_of

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


@lru_cache(1 << 16)
def _token_terms(token: str, language: str) -> tuple[int, ...]:
    return tuple(terms(token, language))


class TermPositions:
    """The positions of a question's words in a text of a language."""

    def __init__(self, text: str, weights: TermWeights, language: str) -> None:
        self._places: list[int] = []
        self._found: list[int] = []
        self._shares = weights.shares
        for match in _TOKEN.finditer(text):
            for term in _token_terms(match.group(), language):
                if term in weights.words:
                    self._places.append(match.start())
                    self._found.append(weights.words[term])

    def share(self, start: int, end: int) -> float:
        """The share of the question's weight that is in ``text[start:end]``, each word counted once."""
        low, high = bisect_left(self._places, start), bisect_left(self._places, end)
        return sum(self._shares[word] for word in set(self._found[low:high]))


def normalized(text: str) -> str:
    """What is equal for answers that say the same: case, accents and punctuation do not count."""
    return " ".join(words(text))


class Surroundings(NamedTuple):
    """Text of a page, ``page.text[start:end]``, in which spans are described.

    ``relative`` is the lexical score of its passages over that of the best one, ``lead`` says whether it is in the
    first lines of its document.
    """

    page: Page
    start: int
    end: int
    language: str
    positions: TermPositions
    relative: float
    lead: bool


class Describer:
    """Gives the features of spans of one text."""

    def __init__(self, question: Question, weights: TermWeights, around: Surroundings) -> None:
        self._question = question
        self._weights = weights
        self._around = around
        self._text = around.page.text
        self.units = units(around.page, around.start, around.end)
        self.values = find_values(self._text, around.start, around.end)
        self._begins = np.array([unit.start for unit in self.units], np.int64)
        self._ends = np.array([unit.end for unit in self.units], np.int64)
        self._labels: dict[Unit, float] = {}
        self._common = {
            "lexical": around.relative,
            "coverage": around.positions.share(0, around.end - around.start),
            "lead": float(around.lead and question.about_document),
        }

    def features(self, start: int, end: int, score: ReaderScore) -> dict[str, float]:
        """The features of ``text[start:end]`` of the page, which is within the text."""
        answer = self._text[start:end]
        first, last = start - self._around.start, end - self._around.start
        share = self._around.positions.share
        found = self._common | {
            "score": score.span,
            "near": share(first - NEAR_CHARACTERS, last + NEAR_CHARACTERS),
            "close": share(first - NEAR_CHARACTERS // 3, last + NEAR_CHARACTERS // 3),
            "repeats": share(first, last),
            "words": float(np.log1p(len(answer.split()))),
        }
        if score.null is not None:
            found["margin"] = score.span - score.null
        found |= kind_features(self._question.text, kind_of(answer))
        if any(value.start < start < value.end or value.start < end < value.end for value in self.values):
            found["cuts"] = 1.0
        return found | self._structure(start, end)

    def _structure(self, start: int, end: int) -> dict[str, float]:
        """Which units the span is, and how far what labels it says what is asked for."""
        found: dict[str, float] = {}
        nearest: Unit | None = None
        for at in np.flatnonzero((self._begins <= start + 1) & (self._ends >= end - 1)).tolist():
            unit = self.units[at]
            if unit.end - unit.start <= end - start + 2:
                found[f"is_{unit.type}"] = 1.0
            if unit.labels and (nearest is None or unit.end - unit.start < nearest.end - nearest.start):
                nearest = unit
        if nearest is not None:
            found["label"] = self._label(nearest)
        return found

    def _label(self, unit: Unit) -> float:
        """The share of the question's weight that is in a unit's labels."""
        if unit not in self._labels:
            in_labels = [term for a, b in unit.labels for term in terms(self._text[a:b], self._around.language)]
            words = {self._weights.words[term] for term in in_labels if term in self._weights.words}
            self._labels[unit] = sum(self._weights.shares[word] for word in words)
        return self._labels[unit]
