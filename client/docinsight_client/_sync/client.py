"""The client: a service at a base URL, and the session that is used with it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import Self, TypeVar, Unpack

import httpx
from pydantic import TypeAdapter

from docinsight_client import addresses, requests, responses
from docinsight_client._sync.answers import Answers, Passages
from docinsight_client._sync.bound import Bound
from docinsight_client._sync.documents import Document, Session
from docinsight_client._sync.jobs import Job, JobsPage, Result
from docinsight_client._sync.pages import Page
from docinsight_client._sync.transport import Transport
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


class DocInsight:
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
        http: httpx.Client | None = None,
    ) -> None:
        self.session_id = session_id
        self._transport = Transport(addresses.base_of(base), addresses.key_of(key), retries or Retries(), http)

    @property
    def base(self) -> str:
        """The service's URL."""
        return self._transport.base

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    # ---- uploading

    def upload(self, file: File, **options: Unpack[UploadOptions]) -> Job[Document]:
        """Upload one file: a path, bytes, an open file, or ``(name, one of these)``. See `UploadOptions`."""
        (job,) = self._upload([source(file)], options)
        return job

    def upload_many(self, files: Iterable[File], **options: Unpack[UploadOptions]) -> list[Job[Document]]:
        """Upload files into one session, in as many requests as the service's limits call for: a job a file, in order.

        One bad file rejects the request it is in, of which nothing is kept; requests before it stay.
        """
        sources = [source(file) for file in files]
        jobs: list[Job[Document]] = []
        for batch in batches(sources, self.limits()):
            jobs += self._upload(batch, options)
            options["session"] = jobs[0].session_id
        return jobs

    def finish_all(
        self,
        jobs: Iterable[Job[R]],
        *,
        timeout: float | None = None,
        on_progress: Callable[[Job[R]], object] | None = None,
    ) -> list[Job[R]]:
        """The jobs at their ends, whichever those are, in order. ``on_progress`` is called with each state of each.

        Raises WaitTimeout when one has not ended after so many seconds.
        """
        deadline = Deadline(timeout)
        return [job.finish(timeout=deadline.seconds, on_progress=on_progress) for job in jobs]

    def _upload(self, sources: Sequence[Source], options: UploadOptions) -> list[Job[Document]]:
        session = options.get("session") or self.session_id
        uploaded = self._transport.fetch(Uploaded, requests.upload(sources, session, options))
        self.session_id = self.session_id or uploaded.session_id
        return uploaded.jobs

    # ---- asking

    def ask(
        self,
        question: str,
        *,
        timeout: float | None = None,
        on_progress: Callable[[Job[Answers]], object] | None = None,
        **options: Unpack[QueryOptions],
    ) -> Answers:
        """Ask a question about a session's documents, and wait for its end. See `QueryOptions`.

        It waits by itself for the documents that are still being read. Raises WaitTimeout after so many seconds.
        """
        deadline = Deadline(timeout)
        wait = 0 if on_progress else deadline.whole_seconds(requests.MAX_WAIT_SECONDS)
        call = requests.ask(question, self._session(options.get("session")), options, wait)
        job = (self._transport.fetch(Asked, call)).job
        return job.wait(timeout=deadline.seconds, on_progress=on_progress)

    def submit_question(self, question: str, **options: Unpack[QueryOptions]) -> Job[Answers]:
        """Ask a question without waiting for its answers."""
        call = requests.ask(question, self._session(options.get("session")), options, 0)
        return (self._transport.fetch(Asked, call)).job

    def search(
        self,
        query: str,
        *,
        timeout: float | None = None,
        on_progress: Callable[[Job[Passages]], object] | None = None,
        **options: Unpack[QueryOptions],
    ) -> Passages:
        """The passages of a session's documents that hold what is sought, best first. As `ask` otherwise."""
        deadline = Deadline(timeout)
        wait = 0 if on_progress else deadline.whole_seconds(requests.MAX_WAIT_SECONDS)
        call = requests.search(query, self._session(options.get("session")), options, wait)
        job = (self._transport.fetch(Sought, call)).job
        return job.wait(timeout=deadline.seconds, on_progress=on_progress)

    def submit_search(self, query: str, **options: Unpack[QueryOptions]) -> Job[Passages]:
        """Search without waiting for the passages."""
        call = requests.search(query, self._session(options.get("session")), options, 0)
        return (self._transport.fetch(Sought, call)).job

    # ---- jobs

    def job(self, job_id: str) -> Job[Result]:
        """A job as it is now."""
        return self._transport.fetch(Job[Result], requests.job(job_id))

    def jobs(self, session: str | None = None) -> Iterator[Job[Result]]:
        """All jobs of a session, newest first."""
        cursor: str | None = None
        while True:
            page = self.jobs_page(session, limit=MAX_JOBS_A_PAGE, cursor=cursor)
            for job in page.jobs:
                yield job
            if (cursor := page.next_cursor) is None:
                return

    def jobs_page(self, session: str | None = None, *, limit: int = 50, cursor: str | None = None) -> JobsPage:
        """The newest jobs of a session, or those after a cursor."""
        return self._transport.fetch(JobsPage, requests.jobs(self._session(session), limit, cursor))

    def cancel(self, job_id: str) -> Job[Result]:
        """End a job, unless it has ended: the job as it is then."""
        return self._transport.fetch(Job[Result], requests.cancel(job_id))

    # ---- documents and sessions

    def document(self, document_id: str) -> Document:
        """A document, and what came of its pages so far."""
        return self._transport.fetch(Document, requests.document(document_id))

    def attachment_jobs(self, document: Document) -> list[Job[Document]]:
        """The jobs of what is attached to a mail, in its order. Questions wait for them by themselves."""
        if not document.children:
            return []
        job_of = {job.document_id: job.id for job in self.jobs(document.session_id)}
        wanted = [job_of[child] for child in document.children if child in job_of]
        return [self._transport.fetch(Job[Document], requests.job(job_id)) for job_id in wanted]

    def page(self, document_id: str, number: int, boxes: Sequence[Box] = ()) -> Page:
        """A page of a document, from 1; ``boxes`` are framed on its image."""
        return Page(self._transport, document_id, number, boxes)

    def delete_document(self, document_id: str) -> None:
        """Delete a document and what is attached to it: its bytes, its text and its job are gone."""
        self._transport.send(requests.delete_document(document_id))

    def documents(self, session: str | None = None) -> Iterator[Document]:
        """All documents of a session, oldest first, without their pages."""
        cursor: str | None = None
        while True:
            page = self.session(session, cursor=cursor)
            for document in page.documents:
                yield document
            if (cursor := page.next_cursor) is None:
                return

    def session(self, session: str | None = None, *, limit: int | None = None, cursor: str | None = None) -> Session:
        """A session with the first of its documents, or those after a cursor."""
        return self._transport.fetch(Session, requests.session(self._session(session), limit, cursor))

    def keep_session(self, seconds: int, session: str | None = None) -> KeptSession:
        """Keep a session and all in it for so many seconds after its last use, up to a limit of the service."""
        return self._transport.fetch(KeptSession, requests.keep_session(self._session(session), seconds))

    def delete_session(self, session: str | None = None) -> None:
        """Delete a session and all in it; its jobs are cancelled."""
        gone = self._session(session)
        self._transport.send(requests.delete_session(gone))
        if gone == self.session_id:
            self.session_id = None

    def _session(self, named: str | None) -> str:
        session = named or self.session_id
        if session is None:
            raise NoSession
        return session

    # ---- the service

    def alive(self) -> bool:
        """True when doc-insight answers. It is asked once."""
        try:
            self.ping()
        except DocInsightError:
            return False
        return True

    def ping(self) -> None:
        """Ask once whether doc-insight answers. Raises Unreachable or NotDocInsight."""
        self._transport.once().fetch(Alive, requests.live())

    def health(self) -> Health:
        """The state of the service, also where it is unavailable."""
        return self._transport.fetch(Health, requests.health())

    def limits(self) -> Limits:
        """What the service accepts."""
        return self._transport.fetch(Limits, requests.limits())

    def webhooks(self) -> list[Webhook]:
        """The webhooks that are still to be delivered, or were abandoned, newest first."""
        return (self._transport.fetch(Webhooks, requests.webhooks())).webhooks

    def webhook_secret(self) -> str:
        """What the signatures of this key's webhooks are verified with (Standard Webhooks)."""
        return (self._transport.fetch(WebhookSecret, requests.webhook_secret())).secret

    def metrics(self) -> str:
        """Counts and times in the text format of Prometheus."""
        return (self._transport.send(requests.metrics())).text

    def process(self, file: File, *, timeout: float = PROCESS_TIMEOUT_SECONDS) -> list[ProcessedPage]:
        """The text of a file's pages in one call, which waits for the reading and keeps no document."""
        response = self._transport.send(requests.process(source(file), timeout))
        return responses.parsed_as(_PROCESSED, response.content, self.base)


class Uploaded(Bound):
    """The outcome of an upload: a job a file, in their order."""

    session_id: str
    jobs: list[Job[Document]]


class Asked(Bound):
    """The outcome of a question."""

    job: Job[Answers]


class Sought(Bound):
    """The outcome of a search."""

    job: Job[Passages]
