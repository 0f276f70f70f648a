"""A job's changes as server-sent events."""

from collections.abc import AsyncGenerator

from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

from api.service import Service
from shared.errors import NotFound, Unavailable

EVENT = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "event": {"const": "job"},
        "id": {"type": "string", "pattern": r"^\d+$"},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {"$ref": "#/components/schemas/Job"},
        },
    },
}
"""An event, as OpenAPI describes it."""
HEARTBEAT = 15.0
"""Seconds between comments while nothing happens."""
QUEUE_LOOK = 1.5
"""Seconds between looks at a waiting job's position, which moves without a change of the job."""


async def follow(service: Service, space: str, job_id: str, seen: int) -> AsyncGenerator[bytes, None]:
    """Each state of the job after version ``seen``, and comments, until the job has ended or is gone.

    An event's id is the job's version, so that whoever comes back with the last one misses nothing that still
    holds: states that were passed over on the way are not told again.
    """
    position: int | None = None
    silence = 0.0
    with service.changes.listen(job_id) as listener:
        # Something at once, so that whoever is in between passes the head on.
        yield b": hello\n\n"
        while not service.changes.closing:
            try:
                look = await service.looks.at(space, job_id)
            except NotFound:
                return
            except Unavailable:
                pass
            else:
                job, version = look.job, look.version
                listener.seen = version
                if version > seen or job.queue_position != position:
                    yield format_sse_event(data_str=look.body, event="job", id=str(version))
                    seen, position, silence = version, job.queue_position, 0.0
                if job.ended:
                    return
            pause = QUEUE_LOOK if position is not None else HEARTBEAT
            if not await listener.wait(pause):
                silence += pause
            if silence >= HEARTBEAT:
                silence = 0.0
                yield KEEPALIVE_COMMENT
