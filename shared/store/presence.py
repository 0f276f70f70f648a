"""Which workers are alive, and what they can do."""

import json
import time
from dataclasses import asdict, dataclass, field

from shared.store.keys import Key
from shared.store.ledger import SWEEP_INTERVAL_SECONDS
from shared.store.operation import Command, Operation
from shared.tasks import WAITING_QUEUES

PRESENCE_TTL_SECONDS = 15
"""How long a worker counts as alive after its last heartbeat."""


@dataclass(frozen=True, slots=True)
class Presence:
    """What a worker says of itself. ``languages`` only where it recognizes text."""

    name: str
    queues: tuple[str, ...]
    processes: int
    version: str
    languages: tuple[str, ...] = ()
    models: dict[str, str] = field(default_factory=dict)
    engine: str = ""
    device: str = "cpu"


def announce(worker: Presence) -> Operation[bool]:
    """Say that a worker is alive, and what it can do.

    True for one caller every few seconds, who is to sweep the ledger: asking for that apart would cost the store as
    much again for every worker there is.
    """
    body = json.dumps(asdict(worker))
    replies = yield [
        ("SET", Key.WORKER.of(worker.name), body, "EX", PRESENCE_TTL_SECONDS),
        *_listed(Key.TURN_TAKERS, worker.name),
        *_listed(Key.WORKERS, worker.name),
        *(
            one
            for queue in WAITING_QUEUES
            if queue in worker.queues
            for one in _listed(Key.THREADS, f"{worker.processes} {worker.name}", queue)
        ),
        ("SET", Key.SWEEPING.of(), "1", "NX", "EX", SWEEP_INTERVAL_SECONDS - 1),
    ]
    return bool(replies[-1])


def _listed(workers: Key, name: str, *parts: str) -> list[Command]:
    until = time.time() + PRESENCE_TTL_SECONDS
    return [("ZADD", workers.of(*parts), until, name), ("EXPIRE", workers.of(*parts), PRESENCE_TTL_SECONDS * 4)]


def withdraw(name: str) -> Operation[None]:
    """Say that a worker ends."""
    listed = [("ZREM", workers.of(), name) for workers in (Key.WORKERS, Key.TURN_TAKERS)]
    yield [("UNLINK", Key.WORKER.of(name)), *listed]


def living() -> Operation[list[Presence]]:
    """The workers that are alive."""
    names = yield ("ZRANGE", Key.WORKERS.of(), 0, -1)
    if not names:
        return []
    bodies = yield ("MGET", *(Key.WORKER.of(name.decode()) for name in names))
    found = []
    for body in bodies:
        if body is not None:
            row = json.loads(body)
            found.append(Presence(**{**row, "queues": tuple(row["queues"]), "languages": tuple(row["languages"])}))
    return found
