"""Looking at jobs, at once or when they have ended."""

import asyncio
import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from shared.errors import NotFound, Unavailable
from shared.models.job import Job
from shared.store import jobs
from shared.store.driver import AsyncStore

if TYPE_CHECKING:
    from api.service import Service


@dataclass(frozen=True)
class Look:
    """A job as it was at one time."""

    job: Job
    version: int

    @cached_property
    def body(self) -> str:
        """The job as JSON, made once for all who look."""
        return self.job.model_dump_json()


class Looks:
    """Looks at jobs. Those who ask at the same time share one: a job's end wakes all who wait for it at once."""

    def __init__(self, store: AsyncStore) -> None:
        self._store = store
        self._coming: dict[tuple[str, str], asyncio.Task[Look | None]] = {}

    async def at(self, space: str, job_id: str) -> Look:
        """A job as it is after this was called. Raises NotFound."""
        key = (space, job_id)
        coming = self._coming.get(key)
        if coming is None:
            coming = self._coming[key] = asyncio.create_task(self._look(space, job_id))
        look = await asyncio.shield(coming)
        if look is None:
            raise NotFound("There is no such job, or it has expired.")
        return look

    async def _look(self, space: str, job_id: str) -> Look | None:
        # From here on the look may be too old for those who come.
        del self._coming[space, job_id]
        found = await self._store.run(jobs.load_with_versions(space, [job_id]))
        return Look(*found[0]) if found else None


async def when_ended(service: "Service", space: str, job_id: str, seconds: float) -> Look:
    """A job when it has ended, or as it is when the time is over. Raises NotFound."""
    if seconds <= 0:
        return await service.looks.at(space, job_id)
    end = time.monotonic() + seconds
    with service.changes.listen(job_id, ends_only=True) as listener:
        look: Look | None = None
        while True:
            try:
                look = await service.looks.at(space, job_id)
                listener.seen = look.version
            except Unavailable:
                # Whoever waits anyway waits for the store as well.
                if look is None:
                    raise
            left = end - time.monotonic()
            if look.job.ended or left <= 0 or service.changes.closing:
                return look
            await listener.wait(left)


async def when_all_ended(service: "Service", space: str, job_ids: list[str], seconds: float) -> list[Job]:
    """Jobs when all have ended, or as they are when the time is over."""
    end = time.monotonic() + seconds
    for job_id in job_ids:
        await when_ended(service, space, job_id, max(0.0, end - time.monotonic()))
    return await service.store.run(jobs.load(space, job_ids))
