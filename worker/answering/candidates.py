"""Candidates: spans of pages that may be the answer, each with its features."""

from dataclasses import dataclass

from shared.models.page import Page
from worker.answering.selection import Context


@dataclass(frozen=True, slots=True)
class Candidate:
    """``page.text[start:end]`` of a document, with the features of `worker.answering.features`.

    ``extractor`` names the extractor that found it, None for a reader's span. The extractor's name is also a feature,
    with the strength of the extraction as its value. A span that ``finds_clauses`` answers a question for a clause as
    it is; others are widened to their sentences.
    """

    document: int
    page: Page
    start: int
    end: int
    features: dict[str, float]
    extractor: str | None = None
    finds_clauses: bool = False

    @property
    def text(self) -> str:
        """The candidate's own text."""
        return self.page.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class CandidateSet:
    """The candidates for a question, in no order, and the contexts that were read."""

    candidates: list[Candidate]
    contexts: list[Context]
