"""The ledger of works: what is to be done, who is at it, and what must be done again.

A work is entered in the same step as the state change that calls for it, and struck when it is done. Celery
carries its message; the ledger decides. A message that is lost or whose worker falls silent is published again
by `sweep`, one that comes twice finds nothing to do in `begin`. So a work is done at least once and its outcome,
written once, is the same whoever does it.
"""

from dataclasses import dataclass
from typing import Any

from shared.store.operation import Operation, Script
from shared.tasks import Queue, lists

STOP = "di:stop"
"""Where it is told that a work at hand is wanted no more: a message is its id."""
LEASE = 12
"""Seconds that a worker's word for a work holds. It renews its word every quarter of that."""
GRACE = 15
"""Seconds after its publication before a work that nobody began may count as lost: a worker that has just
taken the message may be starting a process for it."""
SWEEP_EVERY = 5
"""Seconds between sweeps. Silence is found after LEASE + SWEEP_EVERY, a lost message after GRACE + SWEEP_EVERY."""


@dataclass(frozen=True, slots=True)
class Work:
    """One task to be published. Its id is also its Celery task id and its only argument.

    ``again``: it, or what it ends, had its turn, and goes ahead of those that had not.
    """

    id: str
    task: str
    queue: str
    request_id: str
    again: bool = False


def works_of(rows: Any) -> list[Work]:
    """The works in a script's reply."""
    works = []
    for row in rows or ():
        work, task, queue, request_id = (cell.decode() for cell in row[:4])
        works.append(Work(work, task, queue, request_id, again=len(row) > 4))
    return works


def begin(work: str, worker: str, process: int = 0) -> Operation[int]:
    """Take a work up in a process of a worker. Its tries so far, this one included; 0 when there is nothing to do."""
    arguments = {"work": work, "worker": worker, "process": str(process), "lease": LEASE}
    return int((yield Script("begin_work", arguments)))


def complete(work: str) -> Operation[None]:
    """Strike a work that is done."""
    yield Script("complete_work", {"work": work})


def release(work: str, worker: str, *, forgive: bool) -> Operation[list[Work]]:
    """Give a work back, if this worker still holds it. ``forgive``: the try, and that of the page at hand, do
    not count. Otherwise its process ended at it, and a page that had its time then is not read again."""
    return works_of((yield Script("release_work", {"work": work, "worker": worker, "forgive": forgive})))


def abandon(worker: str) -> Operation[list[Work]]:
    """Give back all that a worker held, which is gone with all of its processes. Its works are not to blame."""
    return works_of((yield Script("abandon_works", {"worker": worker})))


def renew(works: list[str], worker: str) -> Operation[None]:
    """Say that these works are still being done."""
    yield Script("renew_works", {"works": works, "worker": worker, "lease": LEASE})


def sweep(most: int = 200) -> Operation[list[Work]]:
    """The works that nobody will do unless they are published again."""
    queues = {queue.value: lists(queue) for queue in Queue}
    arguments = {"queues": queues, "grace": GRACE, "lease": LEASE, "most": most}
    return works_of((yield Script("sweep_works", arguments)))


def may_sweep() -> Operation[bool]:
    """True for one caller every few seconds."""
    return bool((yield ("SET", "di:sweeping", "1", "NX", "EX", SWEEP_EVERY - 1)))
