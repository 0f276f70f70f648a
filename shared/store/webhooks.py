"""Webhooks: what is to be delivered, and what has become of it."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from shared.models.job import Job
from shared.store import jobs
from shared.store.hashes import texts
from shared.store.keys import Key
from shared.store.operation import Operation, Script


@dataclass(frozen=True, slots=True)
class Delivery:
    """An ended job to be POSTed, of a space."""

    space: str
    url: str
    job: Job


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A webhook that has not been delivered (yet)."""

    job_id: str
    state: Literal["pending", "given-up"]
    attempts: int
    next_attempt_at: datetime | None
    cause: str | None


def load(job_id: str) -> Operation[Delivery | None]:
    """What to deliver for a job, None when it is gone."""
    space, url = yield ("HMGET", Key.JOB.of(job_id), "space", "callback")
    if not space or not url:
        return None
    found = yield from jobs.load(space.decode(), [job_id])
    return Delivery(space.decode(), url.decode(), found[0]) if found else None


def delivered(job_id: str, attempt: int) -> Operation[None]:
    """A delivery succeeded."""
    yield Script("webhook_delivered", {"job": job_id, "attempt": attempt})


def put_off(job_id: str, attempt: int, cause: str, delay: float | None) -> Operation[None]:
    """A delivery failed: try again after ``delay`` seconds, or never. The sweep publishes what is due."""
    arguments: dict[str, object] = {"job": job_id, "attempt": attempt, "cause": cause}
    if delay is not None:
        arguments["delay"] = delay
    yield Script("put_off_webhook", arguments)


def undelivered(space: str, most: int = 200) -> Operation[list[Undelivered]]:
    """The webhooks of a space that are still to be delivered, or were abandoned; newest first."""
    ids = [one.decode() for one in (yield ("ZRANGE", Key.UNDELIVERED.of(space), 0, most - 1, "REV"))]
    if not ids:
        return []
    rows = yield [("HGETALL", Key.WEBHOOK.of(one)) for one in ids]
    found = []
    for job_id, row in zip(ids, map(texts, rows), strict=True):
        if row:
            due = datetime.fromtimestamp(float(row["next"]), UTC) if "next" in row else None
            state: Literal["pending", "given-up"] = "given-up" if row["state"] == "given-up" else "pending"
            found.append(Undelivered(job_id, state, int(row["attempts"]), due, row.get("cause")))
    return found


def given_up() -> Operation[int]:
    """How many webhooks of all spaces were abandoned and are still on record."""
    return int((yield ("ZCOUNT", Key.ABANDONED_WEBHOOKS.of(), time.time(), "+inf")))
