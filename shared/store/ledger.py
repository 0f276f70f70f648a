"""The ledger of tasks: what is to be done, which worker does it, and what must be done again.

A task record is entered in the same step as the state change that calls for it, and removed when the task is done.
Celery carries its message; the ledger decides whose turn it is, and its scripts put the message in Celery's list. That
of a record whose message is lost, or whose worker no longer renews its lease, is sent again by `sweep`; a message that
comes twice finds nothing to do in `begin`. So a task is done at least once, and its outcome, written once, is the same
whichever process does it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.store.keys import Channel
from shared.store.operation import Operation, Revoke, Script

STOP_CHANNEL = Channel.STOP.of()
"""Where running tasks are asked to stop: a message is the id of one."""
LEASE_SECONDS = 12
"""How long a task belongs to a worker that does not renew its lease. It renews it every quarter of that."""
MESSAGE_GRACE_SECONDS = 15
"""Time after it was sent before the message of a task that nobody began may count as lost: a worker that has just
taken the message may be starting a process for it."""
SWEEP_INTERVAL_SECONDS = 5
"""Time between sweeps. A silent worker is found after LEASE_SECONDS + SWEEP_INTERVAL_SECONDS, a lost message after
MESSAGE_GRACE_SECONDS + SWEEP_INTERVAL_SECONDS."""


def revoked(rows: Any) -> Operation[None]:
    """Have the driver stop the running tasks whose ids are in a script's reply."""
    task_ids = [row.decode() for row in rows]
    if task_ids:
        yield Revoke(task_ids)


@dataclass(frozen=True, slots=True)
class Lease:
    """A task that a process has leased: its attempts so far, this one included, the fields of its record, and the
    seconds that it waited in its queue, None where the call was repeated."""

    attempts: int
    record: Mapping[str, str]
    waited: float | None


def begin(task_id: str, worker: str, process: int = 0, queue: str | None = None) -> Operation[Lease | None]:
    """Lease a task to a process of a worker. None when there is nothing to do.

    It has ended, nobody waits for it any more, or another process has leased it. One that a release before entered in
    another queue than ``queue`` is put there.
    """
    arguments = {"task": task_id, "worker": worker, "process": str(process), "lease": LEASE_SECONDS}
    if queue is not None:
        arguments["queue"] = queue
    reply = yield Script("begin_task", arguments)
    if reply is None:
        return None
    attempts, found = int(reply[0]), reply[1]
    cells = [cell.decode() for cell in found]
    waited = float(reply[2]) if len(reply) > 2 else None
    return Lease(attempts, dict(zip(cells[::2], cells[1::2], strict=True)), waited)


def complete(task_id: str, *, resume: bool = False) -> Operation[None]:
    """Remove the record of a task that is done.

    ``resume``: its job is begun anew where it has not ended and has no other task. So it is where what this task, or
    one before it, came to was lost with a primary that its replica had not followed to the end.
    """
    yield Script("complete_task", {"task": task_id, "resume": resume})


def requeue(task_id: str, worker: str, *, refund_attempt: bool) -> Operation[None]:
    """Put a task back in its queue, if it is still leased to this worker.

    ``refund_attempt``: the attempt, and that at the current page, do not count. Otherwise the process ended during
    the task, and a page that had its time then is not read again.
    """
    arguments = {"task": task_id, "worker": worker, "refund_attempt": refund_attempt}
    yield Script("requeue_task", arguments)


def requeue_all(worker: str) -> Operation[None]:
    """Requeue all tasks of a worker that is gone with all of its processes; their attempts are refunded."""
    yield Script("requeue_tasks_of_worker", {"worker": worker})


def renew_leases(task_ids: list[str], worker: str) -> Operation[None]:
    """Say that these tasks are still being done."""
    yield Script("renew_leases", {"tasks": task_ids, "worker": worker, "lease": LEASE_SECONDS})


def sweep(most: int = 200) -> Operation[dict[str, str]]:
    """Send the messages of tasks that nobody would do otherwise, or that were put off until now.

    Id and name of those that nobody would have done.
    """
    arguments = {"grace": MESSAGE_GRACE_SECONDS, "lease": LEASE_SECONDS, "most": most}
    return {task.decode(): name.decode() for task, name in (yield Script("sweep", arguments))}
