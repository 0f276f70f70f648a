"""Asking questions, and searching for passages."""

import itertools
from typing import Annotated, TypeVar

from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult
from pydantic import Field

from cli.mcp_server.access import Access, Caller
from cli.mcp_server.problems import told_to_models
from cli.mcp_server.results import Answered, Found, FoundAnswer, FoundPassage, Searched, given
from docinsight_client import AsyncAnswer, AsyncAnswers, AsyncJob, AsyncPassage
from docinsight_client.deadline import Deadline
from docinsight_client.errors import WaitTimeout
from docinsight_client.models.answer import Searched as SearchedFields
from docinsight_client.requests import QueryOptions

R = TypeVar("R")
PROGRESS_SECONDS = 5.0
"""Between two reports that a question still waits."""
MAX_CHARS = 24_000
"""Of the passages of one result; what is beyond is left out, and the result says so."""
WEAK = (
    "The documents do not seem to contain an answer. The candidates are weak: do not state them as facts. "
    "search finds passages that may help; other words may find an answer."
)
SURE = "Quote answers exactly and name file and page. see_page shows the page with the quote framed."

SessionId = Annotated[
    str | None, Field(description="The session whose documents are meant; the one used last without it.")
]
DocumentIds = Annotated[list[str] | None, Field(description="Only these documents of the session.", min_length=1)]


class Asking:
    """Tools that ask and search."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def ask(
        self,
        question: Annotated[str, Field(description="A whole question in plain words, about one thing.", min_length=1)],
        context: Caller,
        session_id: SessionId = None,
        document_ids: DocumentIds = None,
        top_k: Annotated[int, Field(description="Most answers to give.", ge=1, le=20)] = 3,
    ) -> Annotated[CallToolResult, Answered]:
        """Ask a question about uploaded documents: exact quotes with page, place, probability and context.

        Use it for facts: who, when, how much, which. An answer is a quote, not a summary; 'answered' is false where the
        documents do not say. It waits for documents that are still being read.
        """
        options: QueryOptions = {"session": session_id, "document_ids": document_ids, "top_k": top_k}
        client = self._access.client(context)
        with told_to_models():
            job = await _ended(await client.submit_question(question, **options), context, self._access.wait_seconds)
            found = job.outcome()
        return given(
            Answered(
                question=found.question,
                answered=found.answered,
                answers=[self._answer(job, rank, answer) for rank, answer in enumerate(found.answers, 1)],
                searched=_searched(found.searched),
                note=SURE if found.answered else WEAK,
            )
        )

    async def search(
        self,
        query: Annotated[str, Field(description="A question, or some words.", min_length=1)],
        context: Caller,
        session_id: SessionId = None,
        document_ids: DocumentIds = None,
        top_k: Annotated[int, Field(description="Most passages to give.", ge=1, le=50)] = 8,
    ) -> Annotated[CallToolResult, Found]:
        """Find the passages of uploaded documents that hold what is sought, to read and summarize them yourself.

        Use it where an answer needs more than a quote. It waits for documents that are still being read.
        """
        options: QueryOptions = {"session": session_id, "document_ids": document_ids, "top_k": top_k}
        client = self._access.client(context)
        with told_to_models():
            job = await _ended(await client.submit_search(query, **options), context, self._access.wait_seconds)
            found = job.outcome()
        passages = _within(found.passages)
        left_out = len(found.passages) - len(passages)
        return given(
            Found(
                query=found.query,
                passages=[_passage(passage) for passage in passages],
                searched=_searched(found.searched),
                note=f"{left_out} passages were left out; ask for fewer, or search again." if left_out else None,
            )
        )

    def _answer(self, job: AsyncJob[AsyncAnswers], rank: int, answer: AsyncAnswer) -> FoundAnswer:
        return FoundAnswer(
            document_id=answer.document_id,
            filename=answer.filename,
            page=answer.page_number,
            place=answer.place,
            boxes=answer.boxes,
            source=answer.source,
            text=answer.text,
            score=round(answer.score, 3),
            context=answer.context.strip(),
            continues_on=[part.page_number for part in (answer.parts or ())[1:]],
            link=self._access.answer_link(job.session_id, job.id, rank),
        )


async def _ended(job: AsyncJob[R], caller: Caller, seconds: float) -> AsyncJob[R]:
    """The job at its end. Raises ToolError when the time is over; it is cancelled then."""
    deadline = Deadline(seconds)
    while True:
        try:
            return await job.finish(timeout=min(PROGRESS_SECONDS, deadline.remaining))
        except WaitTimeout:
            if deadline.reached:
                await job.cancel()
                raise ToolError(
                    "The documents are still being read. Wait with wait_for_document, or ask again in a minute."
                ) from None
        await caller.report_progress(seconds - deadline.remaining, seconds, "The documents are still being read.")


def _passage(passage: AsyncPassage) -> FoundPassage:
    return FoundPassage(
        document_id=passage.document_id,
        filename=passage.filename,
        page=passage.page_number,
        place=passage.place,
        boxes=passage.boxes,
        source=passage.source,
        text=passage.text,
        score=round(passage.score, 3),
        headings=passage.headings,
    )


def _within(passages: list[AsyncPassage]) -> list[AsyncPassage]:
    """The best passages, as many as a result may hold."""
    lengths = itertools.accumulate(len(passage.text) for passage in passages)
    return [passage for passage, length in zip(passages, lengths, strict=True) if length <= MAX_CHARS]


def _searched(searched: SearchedFields) -> Searched:
    return Searched(
        documents=searched.documents,
        pages=searched.pages,
        not_searched=[f"{skipped.filename} ({skipped.status})" for skipped in searched.skipped],
    )
