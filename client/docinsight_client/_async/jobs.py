"""Jobs, and following them to their end."""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from http import HTTPStatus
from typing import Generic, Self, TypeVar

import anyio
import httpx
from httpx_sse import SSEError

from docinsight_client import requests
from docinsight_client._async.answers import AsyncAnswers, AsyncPassages
from docinsight_client._async.bound import AsyncBound
from docinsight_client._async.documents import AsyncDocument
from docinsight_client.deadline import Deadline
from docinsight_client.errors import (
    JobCancelled,
    NotDocInsight,
    RateLimited,
    Unavailable,
    Unreachable,
    WaitTimeout,
    error_of,
)
from docinsight_client.models.job import JobFields

R = TypeVar("R")
AsyncResult = AsyncDocument | AsyncAnswers | AsyncPassages

SILENCE_SECONDS = 45.0
"""A stream of events that is silent for longer is opened again; the service sends a comment every 15 s."""
TIMED_SILENCE_SECONDS = 10.0
"""The same where there is a deadline: shorter than the pause between comments, so that none puts it off."""
MIN_POLL_SECONDS = 0.2
"""Between two requests for a job that has not ended, though the service held none of them."""


class AsyncJob(JobFields, AsyncBound, Generic[R]):
    """A job as it was when the service sent it; `refresh`, `follow`, `finish` and `wait` give what became of it."""

    result: R | None = None

    async def refresh(self) -> Self:
        """The job as it is now."""
        return await self._connection.fetch(type(self), requests.job(self.id))

    async def cancel(self) -> Self:
        """End it, unless it has ended: the job as it is then."""
        return await self._connection.fetch(type(self), requests.cancel(self.id))

    def outcome(self) -> R:
        """The result of a job that has succeeded.

        Raises the problem's exception for one that has failed, JobCancelled, or RuntimeError before its end.
        """
        if self.status == "cancelled":
            raise JobCancelled(self)
        if self.error is not None:
            raise error_of(self.error, job=self)
        if self.result is None:
            raise RuntimeError(f"Job {self.id} is {self.status}, and came without a result.")
        return self.result

    async def wait(self, *, timeout: float | None = None, on_progress: Callable[[Self], object] | None = None) -> R:
        """Wait for the end; the result as `outcome` gives it. Raises WaitTimeout after so many seconds."""
        return (await self.finish(timeout=timeout, on_progress=on_progress)).outcome()

    async def finish(
        self, *, timeout: float | None = None, on_progress: Callable[[Self], object] | None = None
    ) -> Self:
        """The job at its end, whichever that is. ``on_progress`` is called with each of its states.

        Raises WaitTimeout when it has not ended after so many seconds.
        """
        if on_progress is None:
            return await self._polled(timeout)
        job = self
        async with aclosing(self.follow(timeout=timeout)) as states:
            async for job in states:
                on_progress(job)
        return job

    async def follow(self, *, timeout: float | None = None) -> AsyncGenerator[Self, None]:
        """The job at each of its changes, the last one being its end, by the service's events.

        A stream that breaks is taken up after the last event that was seen, also when the gateway restarts meanwhile.
        Raises WaitTimeout when the job has not ended after so many seconds.
        """
        connection, retries, deadline = self._connection, self._connection.retries, Deadline(timeout)
        job, last, failures = self, "", 0
        if job.ended:
            yield job
        while not job.ended:
            if deadline.reached:
                raise WaitTimeout(job, timeout or 0)
            silence = min(deadline.remaining, TIMED_SILENCE_SECONDS) if deadline.exists else SILENCE_SECONDS
            cause: Exception | None = None
            try:
                async with connection.events(requests.events(self.id, last), silence) as source:
                    async for event in source.aiter_sse():
                        # A comment after an event with an id is given as an event too, one without data.
                        if event.event == "job":
                            job, last, failures = connection.parsed(type(self), event.data), event.id or last, 0
                            yield job
            except httpx.ReadTimeout:
                # Nothing has changed.
                continue
            except SSEError:
                raise NotDocInsight(connection.base, HTTPStatus.OK) from None
            except (httpx.TransportError, RateLimited, Unavailable) as error:
                cause = error
            if not job.ended:
                failures += 1
                if failures >= retries.attempts:
                    if isinstance(cause, RateLimited | Unavailable):
                        raise cause
                    raise Unreachable(connection.base, str(cause or "its streams of events end at once")) from cause
                await anyio.sleep(min(retries.delay(failures), deadline.remaining))

    async def _polled(self, timeout: float | None) -> Self:
        """The job at its end, by requests that the service holds until then."""
        deadline = Deadline(timeout)
        job = self
        while not job.ended:
            if deadline.reached:
                raise WaitTimeout(job, timeout or 0)
            begun = time.monotonic()
            wait = deadline.whole_seconds(requests.MAX_WAIT_SECONDS)
            job = await self._connection.fetch(type(self), requests.job(self.id, wait))
            if not job.ended:
                await anyio.sleep(max(0.0, min(begun + MIN_POLL_SECONDS - time.monotonic(), deadline.remaining)))
        return job


class AsyncJobsPage(AsyncBound):
    """Jobs, newest first, and where the next page of them begins."""

    jobs: list[AsyncJob[AsyncResult]]
    next_cursor: str | None = None
