"""The state of the store and of what waits in it, at a cost that does not grow with the number of its keys."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.store import counts, presence, waiting, webhooks
from shared.store.counts import End
from shared.store.keys import Key
from shared.store.operation import Operation
from shared.store.presence import Presence


@dataclass(frozen=True, slots=True)
class State:
    """What metrics say of the store. Memory in bytes, ``max_memory`` 0 without a limit; ages in seconds."""

    memory: int
    max_memory: int
    keys: int
    running: int
    put_off: int
    workers: list[Presence]
    depths: Mapping[str, int]
    ages: Mapping[str, float]
    abandoned_webhooks: int
    ended_jobs: Mapping[End, int]


def load() -> Operation[State]:
    """The present state."""
    memory, keys, running, put_off = yield [
        ("INFO", "memory"),
        ("DBSIZE",),
        ("ZCARD", Key.RUNNING.of()),
        ("ZCARD", Key.LATER.of()),
    ]
    return State(
        memory=int(memory["used_memory"]),
        max_memory=int(memory.get("maxmemory", 0)),
        keys=int(keys),
        running=int(running),
        put_off=int(put_off),
        workers=(yield from presence.living()),
        depths=(yield from waiting.depths()),
        ages=(yield from waiting.ages()),
        abandoned_webhooks=(yield from webhooks.given_up()),
        ended_jobs=(yield from counts.ended_jobs()),
    )
