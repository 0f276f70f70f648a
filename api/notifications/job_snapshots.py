"""Jobs as they are at one time, at once or when they have ended."""

import asyncio
import time
from dataclasses import dataclass

from api.http.responses import serialized
from api.notifications.change_feed import ChangeFeed
from shared.errors import NotFound, Unavailable
from shared.models.document import Document
from shared.models.job import Job
from shared.off_loop import off_loop
from shared.store import jobs
from shared.store.document_loading import LARGE_DOCUMENT_PAGES
from shared.store.driver import AsyncStore


@dataclass(frozen=True)
class JobSnapshot:
    """A job as it was at one time. ``body`` is the job as JSON, made once for all who share the snapshot.

    ``version`` grows at every change.
    """

    job: Job
    version: int
    body: str

    async def body_under(self, prefix: str) -> str:
        """The body with links under a path."""
        return await _body(self.job.under(prefix)) if prefix else self.body


class JobSnapshots:
    """Loads jobs. Requests at the same time share one snapshot: a job's end wakes all who wait for it at once."""

    def __init__(self, store: AsyncStore, changes: ChangeFeed) -> None:
        self._store, self._changes = store, changes
        self._pending: dict[tuple[str, str], asyncio.Task[JobSnapshot | None]] = {}

    async def load(self, space: str, job_id: str) -> JobSnapshot:
        """A job as it is after this was called. Raises NotFound."""
        key = (space, job_id)
        pending = self._pending.get(key)
        if pending is None:
            pending = self._pending[key] = asyncio.create_task(self._load(space, job_id))
        snapshot = await asyncio.shield(pending)
        if snapshot is None:
            raise NotFound("There is no such job, or it has expired.")
        return snapshot

    async def when_ended(self, space: str, job_id: str, timeout_seconds: float) -> JobSnapshot:
        """A job when it has ended, or as it is when the time is over. Raises NotFound."""
        if timeout_seconds <= 0:
            return await self.load(space, job_id)
        deadline = time.monotonic() + timeout_seconds
        with self._changes.listen(job_id, ends_only=True) as listener:
            snapshot: JobSnapshot | None = None
            while True:
                try:
                    snapshot = await self.load(space, job_id)
                    listener.seen = snapshot.version
                except Unavailable:
                    # A client that waits anyway waits for the store as well.
                    if snapshot is None:
                        raise
                left = deadline - time.monotonic()
                if snapshot.job.ended or left <= 0 or self._changes.closing:
                    return snapshot
                await listener.wait(left)

    async def when_all_ended(self, space: str, job_ids: list[str], timeout_seconds: float) -> list[Job]:
        """Jobs when all have ended, or as they are when the time is over."""
        deadline = time.monotonic() + timeout_seconds
        for job_id in job_ids:
            await self.when_ended(space, job_id, max(0.0, deadline - time.monotonic()))
        return await self._store.run(jobs.load(space, job_ids))

    async def _load(self, space: str, job_id: str) -> JobSnapshot | None:
        # From here on the snapshot may be too old for requests to come.
        del self._pending[space, job_id]
        found = await self._store.run(jobs.load_with_versions(space, [job_id]))
        if not found:
            return None
        job, version = found[0]
        return JobSnapshot(job, version, await _body(job))


async def _body(job: Job) -> str:
    large = isinstance(job.result, Document) and len(job.result.pages) > LARGE_DOCUMENT_PAGES
    return await off_loop(lambda: serialized(job).decode()) if large else job.model_dump_json()
