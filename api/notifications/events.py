"""A job's changes as server-sent events."""

from collections.abc import AsyncGenerator

from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

from api.notifications.change_feed import ChangeFeed
from api.notifications.job_snapshots import JobSnapshots
from shared.errors import NotFound, Unavailable

EVENT_SCHEMA = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "event": {"const": "job"},
        "id": {"type": "string", "pattern": r"^[0-9]+$"},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {"$ref": "#/components/schemas/Job"},
        },
    },
}
"""An event, as OpenAPI describes it."""
KEEPALIVE_INTERVAL_SECONDS = 15.0
QUEUE_POLL_INTERVAL_SECONDS = 1.5
"""While a job is queued: its position changes without a change of the job."""


async def job_events(
    snapshots: JobSnapshots, changes: ChangeFeed, space: str, job_id: str, seen: int, prefix: str = ""
) -> AsyncGenerator[bytes, None]:
    """Each state of the job after version ``seen``, and comments, until the job has ended or is gone.

    An event's id is the job's version, so that a client that resumes after the last one misses nothing that still
    holds: states that were passed over on the way are not sent again. ``prefix``: the path that links are under.
    """
    position: int | None = None
    silence = 0.0
    with changes.listen(job_id) as listener:
        # Something at once, so that proxies pass the response's head on.
        yield b": hello\n\n"
        while not changes.closing:
            try:
                snapshot = await snapshots.load(space, job_id)
            except NotFound:
                return
            except Unavailable:
                pass
            else:
                job, version = snapshot.job, snapshot.version
                listener.seen = version
                if version > seen or job.queue_position != position:
                    yield format_sse_event(data_str=await snapshot.body_under(prefix), event="job", id=str(version))
                    seen, position, silence = version, job.queue_position, 0.0
                if job.ended:
                    return
            pause = QUEUE_POLL_INTERVAL_SECONDS if position is not None else KEEPALIVE_INTERVAL_SECONDS
            if not await listener.wait(pause):
                silence += pause
            if silence >= KEEPALIVE_INTERVAL_SECONDS:
                silence = 0.0
                yield KEEPALIVE_COMMENT
