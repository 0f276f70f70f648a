"""Candidates: spans of pages that may be the answer, each with its features."""

from dataclasses import dataclass

from shared.models.page import Page
from worker.answering.features import TermPositions
from worker.answering.linearize import LinearText
from worker.answering.page_ends import PageEnd
from worker.answering.reader import Logits
from worker.answering.selection import Context
from worker.answering.windows import Window


@dataclass(frozen=True, slots=True)
class Candidate:
    """``page.text[start:end]`` of a document, with the features of `worker.answering.features`.

    ``extractor`` names the extractor that alone found it, None for the others. An extractor's name is also a feature,
    with the strength of the extraction as its value. Where the text runs over the end of a page, ``over`` is that end,
    whose whole text ``page`` is.
    """

    document: int
    page: Page
    start: int
    end: int
    features: dict[str, float]
    extractor: str | None = None
    over: PageEnd | None = None

    @property
    def parts(self) -> tuple[tuple[Page, int, int], ...]:
        """Pages with start and end: one, or two where the text runs over the end of a page."""
        return self.over.parts(self.start, self.end) if self.over else ((self.page, self.start, self.end),)

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Document, page, start and end."""
        return self.document, self.page.number, self.start, self.end

    @property
    def text(self) -> str:
        """The candidate's own text."""
        return self.page.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class CandidateSet:
    """The candidates for a question, in no order, and the contexts that were read."""

    candidates: list[Candidate]
    contexts: list[Context]


@dataclass(frozen=True, slots=True)
class Read:
    """A context as the reader got it: its page, its linear text, and the logits of its windows.

    ``relative`` is the context's lexical score over that of the best one. ``over`` is the end of a page that the
    context is of; candidates then are what runs over it.
    """

    context: Context
    page: Page
    linear: LinearText
    windows: list[tuple[Window, Logits]]
    positions: TermPositions
    relative: float
    over: PageEnd | None = None

    @property
    def text(self) -> str:
        """The context's text in the page."""
        return self.page.text[self.context.start : self.context.end]
