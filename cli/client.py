"""A client of the HTTP contract. Every failure is one of three errors, each one clear sentence."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from shared.models.job import Job
from shared.models.problem import Problem
from shared.net import is_loopback

M = TypeVar("M", bound=BaseModel)

CONNECT_TIMEOUT_SECONDS = 5
REQUEST_TIMEOUT_SECONDS = 90
MAX_ATTEMPTS = 4
"""Of a request to which the service answers 429 or 503."""
MAX_RETRY_AFTER_SECONDS = 30
MAX_OUTAGE_SECONDS = 30
"""How long a service may be unreachable, such as while it restarts, before a job is no longer followed."""
RECONNECT_DELAY_SECONDS = 0.5
EVENT_TIMEOUT_SECONDS = 45
"""A stream that is silent for longer is opened again; the service sends a comment every 15 s."""


class ClientError(Exception):
    """A request that did not succeed, and why, in one sentence for a person."""


class Unreachable(ClientError):
    """Nobody answers at the address."""

    def __init__(self, base: str) -> None:
        super().__init__(f"No service answers at {base}; start one with 'docinsight up', or say where by --base.")


class NotDocInsight(ClientError):
    """Something else than doc-insight answers."""

    def __init__(self, base: str) -> None:
        super().__init__(f"What answers at {base} is not doc-insight; say where it is by --base.")


class RequestRefused(ClientError):
    """The service refused the request, and said why."""

    def __init__(self, problem: Problem) -> None:
        sentences = [problem.detail]
        sentences += [f"{file.filename}: {file.detail}" for file in problem.files or []]
        sentences += [f"{error.field}: {error.message}" for error in problem.errors or []]
        if problem.status == 401:
            sentences.append("Give your key by --key or DOCINSIGHT_KEY.")
        super().__init__(" ".join(sentences))
        self.problem = problem


class Uploaded(BaseModel):
    """The outcome of an upload: a job a file, in their order."""

    session_id: str
    jobs: list[Job]


class JobsPage(BaseModel):
    """Jobs, newest first, and where the next page of them begins."""

    jobs: list[Job]
    next_cursor: str | None = None


class Limits(BaseModel):
    """The limits that a client needs to know beforehand."""

    max_files: int
    max_request_bytes: int


class Client:
    """The service at a base URL. Every call raises ClientError."""

    def __init__(self, base: str, key: str | None = None) -> None:
        self.base = base.rstrip("/")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        timeout = httpx.Timeout(REQUEST_TIMEOUT_SECONDS, connect=CONNECT_TIMEOUT_SECONDS)
        # A proxy of the environment is for other machines.
        remote = not is_loopback(httpx.URL(self.base).host)
        self._http = httpx.AsyncClient(base_url=self.base, headers=headers, timeout=timeout, trust_env=remote)

    async def __aenter__(self) -> "Client":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def alive(self) -> bool:
        """True when doc-insight answers here."""
        try:
            await self._send("GET", "/health/live")
        except ClientError:
            return False
        return True

    async def health(self) -> dict[str, Any]:
        """The service's report of its own state."""
        response = await self._send("GET", "/health", accept={503})
        body = response.json()
        if not isinstance(body, dict) or "workers" not in body:
            raise NotDocInsight(self.base)
        return body

    async def limits(self) -> Limits:
        """The limits of an upload."""
        return self._parsed(Limits, await self._send("GET", "/limits"))

    async def upload(self, paths: Sequence[Path], session: str | None = None, **fields: str | None) -> Uploaded:
        """Send files into a session, a new one when None; ``fields`` are the upload's form fields."""
        # One key for all attempts: one whose answer got lost has not uploaded twice.
        headers = {"Idempotency-Key": secrets.token_urlsafe(16)} | ({"X-Session-ID": session} if session else {})
        data = {name: value for name, value in fields.items() if value is not None}

        @asynccontextmanager
        async def files() -> AsyncIterator[dict[str, Any]]:
            async with AsyncExitStack() as stack:
                opened = [(path.name, stack.enter_context(path.open("rb"))) for path in paths]
                yield {"files": [("files", file) for file in opened], "data": data, "headers": headers}

        return self._parsed(Uploaded, await self._send("POST", "/upload", body=files))

    async def ask(self, question: str, session: str, top_k: int) -> Job:
        """Ask a question about a session."""
        body = {"question": question, "session_id": session, "top_k": top_k}
        response = await self._send("POST", "/ask", json=body)
        return self._parsed(_Asked, response).job

    async def job(self, job_id: str) -> Job:
        """A job as it is now."""
        return self._parsed(Job, await self._send("GET", f"/jobs/{job_id}"))

    async def jobs(self, session: str, limit: int) -> list[Job]:
        """The newest jobs of a session."""
        response = await self._send("GET", "/jobs", params={"session_id": session, "limit": limit})
        return self._parsed(JobsPage, response).jobs

    async def cancel(self, job_id: str) -> Job:
        """End a job that has not ended."""
        return self._parsed(Job, await self._send("POST", f"/jobs/{job_id}/cancel"))

    async def follow(self, job: Job) -> AsyncIterator[Job]:
        """The job at every change, until it ends. A broken stream is opened again, a short outage waited out."""
        last = ""
        unreachable_since: float | None = None
        while not job.ended:
            headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last} if last else {})
            timeout = httpx.Timeout(EVENT_TIMEOUT_SECONDS, connect=CONNECT_TIMEOUT_SECONDS)
            try:
                async with self._http.stream("GET", job.links.events, headers=headers, timeout=timeout) as response:
                    await self._check(response)
                    async for event, data in _events(response):
                        last = event
                        job = Job.model_validate_json(data)
                        yield job
            except (httpx.TransportError, ValidationError):
                pass
            if job.ended:
                return
            await asyncio.sleep(RECONNECT_DELAY_SECONDS)
            try:
                job = await self.job(job.id)
                unreachable_since = None
            except Unreachable:
                unreachable_since = unreachable_since or time.monotonic()
                if time.monotonic() - unreachable_since > MAX_OUTAGE_SECONDS:
                    raise
                continue
            yield job

    # ---- sending

    async def _send(
        self, method: str, path: str, *, accept: frozenset[int] | set[int] = frozenset(), body: Any = None, **kind: Any
    ) -> httpx.Response:
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                if body is None:
                    response = await self._http.request(method, path, **kind)
                else:
                    async with body() as content:
                        response = await self._http.request(method, path, **content, **kind)
            except httpx.TransportError:
                raise Unreachable(self.base) from None
            wait = response.headers.get("Retry-After", "")
            again = response.status_code in (429, 503) and response.status_code not in accept
            if not again or attempt == MAX_ATTEMPTS or not wait.isdecimal() or int(wait) > MAX_RETRY_AFTER_SECONDS:
                break
            await asyncio.sleep(int(wait))
        if response.status_code not in accept:
            await self._check(response)
        return response

    async def _check(self, response: httpx.Response) -> None:
        if response.is_success:
            return
        try:
            problem = _AnyProblem.model_validate_json(await response.aread())
        except ValidationError:
            raise NotDocInsight(self.base) from None
        raise RequestRefused(problem)

    def _parsed(self, model: type[M], response: httpx.Response) -> M:
        try:
            return model.model_validate_json(response.content)
        except ValidationError:
            raise NotDocInsight(self.base) from None


class _Asked(BaseModel):
    job: Job


class _AnyProblem(Problem):
    """A problem, also of a newer service, which may have more fields."""

    model_config = ConfigDict(extra="ignore")


async def _events(response: httpx.Response) -> AsyncIterator[tuple[str, str]]:
    """The id and data of each event of a stream."""
    last, data = "", []
    async for line in response.aiter_lines():
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "id":
            last = value
        elif name == "data":
            data.append(value)
        elif not line and data:
            yield last, "\n".join(data)
            data = []
