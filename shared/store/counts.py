"""What is counted in the store for all processes: jobs that ended."""

from typing import NamedTuple

from shared.store.keys import Key
from shared.store.operation import Operation


class End(NamedTuple):
    """How jobs ended: kind, status, and the slug of the problem by which they failed, or nothing."""

    kind: str
    status: str
    cause: str


def ended_jobs() -> Operation[dict[End, int]]:
    """How many jobs have ended, each once, by how they did."""
    rows = yield ("HGETALL", Key.ENDED_JOBS.of())
    return {End(*field.decode().split(" ")): int(count) for field, count in rows.items()}
