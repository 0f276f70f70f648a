"""What every extractor offers."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from shared.models.page import Page
from worker.answering.question import Question


class Extraction(NamedTuple):
    """``text[start:end]`` of a page as an answer that follows from its structure.

    ``strength``, above 0 and at most 1, says how far the structure answers the question. It is no probability:
    that comes out of the calibration.
    """

    start: int
    end: int
    strength: float


class Extractor(Protocol):
    """Finds answers by the structure of a page.

    ``name`` is also that of the feature that carries the strength of its extractions.
    """

    name: str

    def extract(self, question: Question, page: Page) -> Iterable[Extraction]:
        """The answers that ``page`` gives to ``question``, in no order; none to questions of other types."""
        ...
