"""Answers and passages, each with its page."""

from docinsight_client import requests
from docinsight_client._sync.bound import Bound
from docinsight_client._sync.documents import Document
from docinsight_client._sync.pages import Page
from docinsight_client.models.answer import AnswerFields, PassageFields, Place, Searched


class Placed(Place, Bound):
    """Something that was found on a page."""

    @property
    def page(self) -> Page:
        """The page it is on, with its boxes to be framed."""
        return Page(self._connection, self.document_id, self.page_number, self.boxes)

    def document(self) -> Document:
        """The document it is in."""
        return self._connection.fetch(Document, requests.document(self.document_id))


class Answer(AnswerFields, Placed):
    """One answer. ``page_text[start:end] == text``, and the context likewise from ``context_start``."""

    @property
    def pages(self) -> list[Page]:
        """The pages of its parts, each with its boxes; one, unless it runs over the end of a page."""
        if not self.parts:
            return [self.page]
        return [Page(self._connection, self.document_id, part.page_number, part.boxes) for part in self.parts]


class Passage(PassageFields, Placed):
    """One passage. ``page_text[start:end] == text``."""


class Answers(Bound):
    """The result of a question. ``answers`` are distinct, best first; weak ones if ``answered`` is false."""

    question: str
    answered: bool
    answers: list[Answer]
    searched: Searched
    model: str
    seconds: float

    @property
    def best(self) -> Answer:
        """The best answer, also where it is a weak one. Raises LookupError when there is none at all."""
        if not self.answers:
            raise LookupError("The documents contain nothing like an answer.")
        return self.answers[0]


class Passages(Bound):
    """The result of a search. ``passages`` are best first."""

    query: str
    passages: list[Passage]
    searched: Searched
    model: str
    seconds: float
