"""Answers and passages, each with its page."""

from docinsight_client import requests
from docinsight_client._async.bound import AsyncBound
from docinsight_client._async.documents import AsyncDocument
from docinsight_client._async.pages import AsyncPage
from docinsight_client.models.answer import AnswerFields, PassageFields, Place, Searched


class AsyncPlaced(Place, AsyncBound):
    """Something that was found on a page."""

    @property
    def page(self) -> AsyncPage:
        """The page it is on, with its boxes to be framed."""
        return AsyncPage(self._connection, self.document_id, self.page_number, self.boxes)

    async def document(self) -> AsyncDocument:
        """The document it is in."""
        return await self._connection.fetch(AsyncDocument, requests.document(self.document_id))


class AsyncAnswer(AnswerFields, AsyncPlaced):
    """One answer. ``page_text[start:end] == text``, and the context likewise from ``context_start``."""

    @property
    def pages(self) -> list[AsyncPage]:
        """The pages of its parts, each with its boxes; one, unless it runs over the end of a page."""
        if not self.parts:
            return [self.page]
        return [AsyncPage(self._connection, self.document_id, part.page_number, part.boxes) for part in self.parts]


class AsyncPassage(PassageFields, AsyncPlaced):
    """One passage. ``page_text[start:end] == text``."""


class AsyncAnswers(AsyncBound):
    """The result of a question. ``answers`` are distinct, best first; weak ones if ``answered`` is false."""

    question: str
    answered: bool
    answers: list[AsyncAnswer]
    searched: Searched
    model: str
    seconds: float

    @property
    def best(self) -> AsyncAnswer:
        """The best answer, also where it is a weak one. Raises LookupError when there is none at all."""
        if not self.answers:
            raise LookupError("The documents contain nothing like an answer.")
        return self.answers[0]


class AsyncPassages(AsyncBound):
    """The result of a search. ``passages`` are best first."""

    query: str
    passages: list[AsyncPassage]
    searched: Searched
    model: str
    seconds: float
