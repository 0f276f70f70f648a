"""The client: a service at a base URL, and the session that is used with it."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from types import TracebackType
from typing import Self, TypeVar, Unpack

import httpx
from pydantic import TypeAdapter

from docinsight_client import addresses, requests, responses
from docinsight_client._async.answers import AsyncAnswers, AsyncPassages
from docinsight_client._async.bound import AsyncBound
from docinsight_client._async.documents import AsyncDocument, AsyncSession
from docinsight_client._async.jobs import AsyncJob, AsyncJobsPage, AsyncResult
from docinsight_client._async.pages import AsyncPage
from docinsight_client._async.transport import AsyncTransport
from docinsight_client.batches import batches
from docinsight_client.deadline import Deadline
from docinsight_client.errors import DocInsightError, NoSession
from docinsight_client.files import File, Source, source
from docinsight_client.models.base import Box
from docinsight_client.models.operation import (
    Alive,
    Health,
    KeptSession,
    Limits,
    ProcessedPage,
    Webhook,
    Webhooks,
    WebhookSecret,
)
from docinsight_client.requests import QueryOptions, UploadOptions
from docinsight_client.retries import Retries

R = TypeVar("R")
_PROCESSED = TypeAdapter(list[ProcessedPage])
MAX_JOBS_A_PAGE = 200
PROCESS_TIMEOUT_SECONDS = 300.0


class AsyncDocInsight:
    """A doc-insight service.

    ``base`` is its URL (DOCINSIGHT_BASE, or http://localhost:8000), ``key`` an API key (DOCINSIGHT_KEY). ``session_id``
    names the session that calls are about which name none; without it, the first upload begins one. ``http`` is a
    client of httpx to send by, with settings of your own; it is not closed.

    Every call raises a DocInsightError where it comes to nothing: Unreachable, NotDocInsight, or the exception of the
    problem that the service responds with. What is safe to send again is sent again, as ``retries`` says.
    """

    def __init__(
        self,
        base: str | None = None,
        *,
        key: str | None = None,
        session_id: str | None = None,
        retries: Retries | None = None,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self.session_id = session_id
        self._transport = AsyncTransport(addresses.base_of(base), addresses.key_of(key), retries or Retries(), http)

    @property
    def base(self) -> str:
        """The service's URL."""
        return self._transport.base

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    # ---- uploading

    async def upload(self, file: File, **options: Unpack[UploadOptions]) -> AsyncJob[AsyncDocument]:
        """Upload one file: a path, bytes, an open file, or ``(name, one of these)``. See `UploadOptions`."""
        (job,) = await self._upload([source(file)], options)
        return job

    async def upload_many(
        self, files: Iterable[File], **options: Unpack[UploadOptions]
    ) -> list[AsyncJob[AsyncDocument]]:
        """Upload files into one session, in as many requests as the service's limits call for: a job a file, in order.

        One bad file rejects the request it is in, of which nothing is kept; requests before it stay.
        """
        sources = [source(file) for file in files]
        jobs: list[AsyncJob[AsyncDocument]] = []
        for batch in batches(sources, await self.limits()):
            jobs += await self._upload(batch, options)
            options["session"] = jobs[0].session_id
        return jobs

    async def finish_all(
        self,
        jobs: Iterable[AsyncJob[R]],
        *,
        timeout: float | None = None,
        on_progress: Callable[[AsyncJob[R]], object] | None = None,
    ) -> list[AsyncJob[R]]:
        """The jobs at their ends, whichever those are, in order. ``on_progress`` is called with each state of each.

        Raises WaitTimeout when one has not ended after so many seconds.
        """
        deadline = Deadline(timeout)
        return [await job.finish(timeout=deadline.seconds, on_progress=on_progress) for job in jobs]

    async def _upload(self, sources: Sequence[Source], options: UploadOptions) -> list[AsyncJob[AsyncDocument]]:
        session = options.get("session") or self.session_id
        uploaded = await self._transport.fetch(AsyncUploaded, requests.upload(sources, session, options))
        self.session_id = self.session_id or uploaded.session_id
        return uploaded.jobs

    # ---- asking

    async def ask(
        self,
        question: str,
        *,
        timeout: float | None = None,
        on_progress: Callable[[AsyncJob[AsyncAnswers]], object] | None = None,
        **options: Unpack[QueryOptions],
    ) -> AsyncAnswers:
        """Ask a question about a session's documents, and wait for its end. See `QueryOptions`.

        It waits by itself for the documents that are still being read. Raises WaitTimeout after so many seconds.
        """
        deadline = Deadline(timeout)
        wait = 0 if on_progress else deadline.whole_seconds(requests.MAX_WAIT_SECONDS)
        call = requests.ask(question, self._session(options.get("session")), options, wait)
        job = (await self._transport.fetch(AsyncAsked, call)).job
        return await job.wait(timeout=deadline.seconds, on_progress=on_progress)

    async def submit_question(self, question: str, **options: Unpack[QueryOptions]) -> AsyncJob[AsyncAnswers]:
        """Ask a question without waiting for its answers."""
        call = requests.ask(question, self._session(options.get("session")), options, 0)
        return (await self._transport.fetch(AsyncAsked, call)).job

    async def search(
        self,
        query: str,
        *,
        timeout: float | None = None,
        on_progress: Callable[[AsyncJob[AsyncPassages]], object] | None = None,
        **options: Unpack[QueryOptions],
    ) -> AsyncPassages:
        """The passages of a session's documents that hold what is sought, best first. As `ask` otherwise."""
        deadline = Deadline(timeout)
        wait = 0 if on_progress else deadline.whole_seconds(requests.MAX_WAIT_SECONDS)
        call = requests.search(query, self._session(options.get("session")), options, wait)
        job = (await self._transport.fetch(AsyncSought, call)).job
        return await job.wait(timeout=deadline.seconds, on_progress=on_progress)

    async def submit_search(self, query: str, **options: Unpack[QueryOptions]) -> AsyncJob[AsyncPassages]:
        """Search without waiting for the passages."""
        call = requests.search(query, self._session(options.get("session")), options, 0)
        return (await self._transport.fetch(AsyncSought, call)).job

    # ---- jobs

    async def job(self, job_id: str) -> AsyncJob[AsyncResult]:
        """A job as it is now."""
        return await self._transport.fetch(AsyncJob[AsyncResult], requests.job(job_id))

    async def jobs(self, session: str | None = None) -> AsyncIterator[AsyncJob[AsyncResult]]:
        """All jobs of a session, newest first."""
        cursor: str | None = None
        while True:
            page = await self.jobs_page(session, limit=MAX_JOBS_A_PAGE, cursor=cursor)
            for job in page.jobs:
                yield job
            if (cursor := page.next_cursor) is None:
                return

    async def jobs_page(
        self, session: str | None = None, *, limit: int = 50, cursor: str | None = None
    ) -> AsyncJobsPage:
        """The newest jobs of a session, or those after a cursor."""
        return await self._transport.fetch(AsyncJobsPage, requests.jobs(self._session(session), limit, cursor))

    async def cancel(self, job_id: str) -> AsyncJob[AsyncResult]:
        """End a job, unless it has ended: the job as it is then."""
        return await self._transport.fetch(AsyncJob[AsyncResult], requests.cancel(job_id))

    # ---- documents and sessions

    async def document(self, document_id: str) -> AsyncDocument:
        """A document, and what came of its pages so far."""
        return await self._transport.fetch(AsyncDocument, requests.document(document_id))

    async def attachment_jobs(self, document: AsyncDocument) -> list[AsyncJob[AsyncDocument]]:
        """The jobs of what is attached to a mail, in its order. Questions wait for them by themselves."""
        if not document.children:
            return []
        job_of = {job.document_id: job.id async for job in self.jobs(document.session_id)}
        wanted = [job_of[child] for child in document.children if child in job_of]
        return [await self._transport.fetch(AsyncJob[AsyncDocument], requests.job(job_id)) for job_id in wanted]

    def page(self, document_id: str, number: int, boxes: Sequence[Box] = ()) -> AsyncPage:
        """A page of a document, from 1; ``boxes`` are framed on its image."""
        return AsyncPage(self._transport, document_id, number, boxes)

    async def delete_document(self, document_id: str) -> None:
        """Delete a document and what is attached to it: its bytes, its text and its job are gone."""
        await self._transport.send(requests.delete_document(document_id))

    async def documents(self, session: str | None = None) -> AsyncIterator[AsyncDocument]:
        """All documents of a session, oldest first, without their pages."""
        cursor: str | None = None
        while True:
            page = await self.session(session, cursor=cursor)
            for document in page.documents:
                yield document
            if (cursor := page.next_cursor) is None:
                return

    async def session(
        self, session: str | None = None, *, limit: int | None = None, cursor: str | None = None
    ) -> AsyncSession:
        """A session with the first of its documents, or those after a cursor."""
        return await self._transport.fetch(AsyncSession, requests.session(self._session(session), limit, cursor))

    async def keep_session(self, seconds: int, session: str | None = None) -> KeptSession:
        """Keep a session and all in it for so many seconds after its last use, up to a limit of the service."""
        return await self._transport.fetch(KeptSession, requests.keep_session(self._session(session), seconds))

    async def delete_session(self, session: str | None = None) -> None:
        """Delete a session and all in it; its jobs are cancelled."""
        gone = self._session(session)
        await self._transport.send(requests.delete_session(gone))
        if gone == self.session_id:
            self.session_id = None

    def _session(self, named: str | None) -> str:
        session = named or self.session_id
        if session is None:
            raise NoSession
        return session

    # ---- the service

    async def alive(self) -> bool:
        """True when doc-insight answers. It is asked once."""
        try:
            await self.ping()
        except DocInsightError:
            return False
        return True

    async def ping(self) -> None:
        """Ask once whether doc-insight answers. Raises Unreachable or NotDocInsight."""
        await self._transport.once().fetch(Alive, requests.live())

    async def health(self) -> Health:
        """The state of the service, also where it is unavailable."""
        return await self._transport.fetch(Health, requests.health())

    async def limits(self) -> Limits:
        """What the service accepts."""
        return await self._transport.fetch(Limits, requests.limits())

    async def webhooks(self) -> list[Webhook]:
        """The webhooks that are still to be delivered, or were abandoned, newest first."""
        return (await self._transport.fetch(Webhooks, requests.webhooks())).webhooks

    async def webhook_secret(self) -> str:
        """What the signatures of this key's webhooks are verified with (Standard Webhooks)."""
        return (await self._transport.fetch(WebhookSecret, requests.webhook_secret())).secret

    async def metrics(self) -> str:
        """Counts and times in the text format of Prometheus."""
        return (await self._transport.send(requests.metrics())).text

    async def process(self, file: File, *, timeout: float = PROCESS_TIMEOUT_SECONDS) -> list[ProcessedPage]:
        """The text of a file's pages in one call, which waits for the reading and keeps no document."""
        response = await self._transport.send(requests.process(source(file), timeout))
        return responses.parsed_as(_PROCESSED, response.content, self.base)


class AsyncUploaded(AsyncBound):
    """The outcome of an upload: a job a file, in their order."""

    session_id: str
    jobs: list[AsyncJob[AsyncDocument]]


class AsyncAsked(AsyncBound):
    """The outcome of a question."""

    job: AsyncJob[AsyncAnswers]


class AsyncSought(AsyncBound):
    """The outcome of a search."""

    job: AsyncJob[AsyncPassages]
