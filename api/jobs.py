"""Looking at jobs, at once or when they have ended."""

import time

from api.service import Service
from shared.errors import NotFound
from shared.models.job import Job
from shared.store import jobs


async def load(service: Service, space: str, job_id: str) -> tuple[Job, int]:
    """A job and its version. Raises NotFound."""
    found = await service.store.run(jobs.load_with_versions(space, [job_id]))
    if not found:
        raise NotFound("There is no such job, or it has expired.")
    return found[0]


async def when_ended(service: Service, space: str, job_id: str, seconds: float) -> Job:
    """A job when it has ended, or as it is when the time is over. Raises NotFound."""
    if seconds <= 0:
        return (await load(service, space, job_id))[0]
    end = time.monotonic() + seconds
    with service.changes.listen(job_id, ends_only=True) as listener:
        while True:
            job, listener.seen = await load(service, space, job_id)
            left = end - time.monotonic()
            if job.ended or left <= 0 or service.changes.closing:
                return job
            await listener.wait(left)


async def when_all_ended(service: Service, space: str, job_ids: list[str], seconds: float) -> list[Job]:
    """Jobs when all have ended, or as they are when the time is over."""
    end = time.monotonic() + seconds
    for job_id in job_ids:
        await when_ended(service, space, job_id, max(0.0, end - time.monotonic()))
    return await service.store.run(jobs.load(space, job_ids))
