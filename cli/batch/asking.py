"""Questions to one document after another, several at a time."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from cli.batch.faults import SERVICE_FAULTS, sentence_of
from cli.batch.questions import Question
from cli.uploads import DocumentJob
from docinsight_client import AsyncAnswer, AsyncDocInsight, AsyncDocument, DocInsightError, links
from docinsight_client.requests import UploadOptions

FILES_AT_ONCE = 8
QUESTIONS_AT_ONCE = 8

T = TypeVar("T")
R = TypeVar("R")
OnProgress = Callable[[DocumentJob], object]


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a question: the best answer, if the document contains one, and where a person sees it."""

    answer: AsyncAnswer | None = None
    link: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class FileAnswers:
    """A file and the answers to each question, in order; none where it could not be read."""

    file: Path
    document: AsyncDocument | None
    answers: Sequence[Answered]
    error: str = ""


class Asker:
    """Asks the same questions about every document of a session. Raises DocInsightError for faults of the service.

    With ``links``, answers come with the addresses at which they are seen.
    """

    def __init__(self, client: AsyncDocInsight, session: str, questions: Sequence[Question], *, links: bool) -> None:
        self._client = client
        self._session = session
        self._questions = questions
        self._links = links
        self._turn = asyncio.Semaphore(QUESTIONS_AT_ONCE)

    async def read(self, file: Path, options: UploadOptions, on_progress: OnProgress | None = None) -> AsyncDocument:
        """The document that a file becomes. Raises OSError, and DocInsightError where it cannot be read."""
        into: UploadOptions = {**options, "session": self._session}
        job = await self._client.upload(file, **into)
        return await job.wait(on_progress=on_progress)

    async def ask(self, document: AsyncDocument) -> list[Answered]:
        """The answers of a document, and of what is attached to it if it is a mail, to all questions, in order."""
        tasks = [asyncio.ensure_future(self._answer(question, document.id)) for question in self._questions]
        try:
            return list(await asyncio.gather(*tasks))
        finally:
            await cancelled(tasks)

    async def file_answers(
        self, file: Path, options: UploadOptions, on_progress: OnProgress | None = None
    ) -> FileAnswers:
        """Upload a file, and ask about it. What is wrong with the file alone is its error."""
        try:
            document = await self.read(file, options, on_progress)
            return FileAnswers(file, document, await self.ask(document))
        except SERVICE_FAULTS:
            raise
        except DocInsightError as error:
            return FileAnswers(file, None, (), sentence_of(error))
        except OSError as error:
            return FileAnswers(file, None, (), f"It cannot be read: {error.strerror}.")

    async def _answer(self, question: Question, document_id: str) -> Answered:
        try:
            async with self._turn:
                job = await self._client.submit_question(
                    question.text, session=self._session, document_ids=[document_id], top_k=1
                )
                job = await job.finish()
            found = job.outcome()
        except SERVICE_FAULTS:
            raise
        except DocInsightError as error:
            return Answered(error=str(error))
        if not found.answered:
            return Answered()
        link = links.answer_link(self._client.base, job.session_id, job.id) if self._links else ""
        return Answered(found.best, link)


async def in_order(
    items: Sequence[T], work: Callable[[T], Awaitable[R]], at_once: int = FILES_AT_ONCE
) -> AsyncGenerator[R, None]:
    """The outcomes of work in the order of its items, so many of which are under way at a time."""
    waiting = deque(items)
    under_way: deque[asyncio.Future[R]] = deque()
    try:
        while waiting or under_way:
            while waiting and len(under_way) < at_once:
                under_way.append(asyncio.ensure_future(work(waiting.popleft())))
            yield await under_way.popleft()
    finally:
        await cancelled(under_way)


async def cancelled(tasks: Collection[asyncio.Future[Any]]) -> None:
    """End what of this has not ended."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
