"""What a worker knows of Celery's inside, which no release of it promises to keep.

tests/worker/runtime/test_celery_internals.py fails when Celery changes it.
"""

import contextlib
import logging
from collections.abc import Callable
from typing import Any

from billiard import process
from billiard.exceptions import WorkerLostError
from celery import signals
from celery.concurrency.thread import TaskPool as ThreadPool
from celery.exceptions import TimeLimitExceeded
from celery.worker import state

POOL_STEP = "celery.worker.components:Pool"
"""The boot step that makes the pool of processes."""

_LOGGERS_OF_EVERY_TASK = ("celery.worker.strategy", "celery.app.trace", "celery.worker.control")


def unfinished_task_ids() -> list[str]:
    """The ids of the tasks that this worker received and has not finished. For any thread."""
    while True:
        # Sets of the main thread, which may change while they are copied.
        with contextlib.suppress(RuntimeError):
            return sorted({request.id for request in [*state.active_requests, *state.reserved_requests]})


def process_count(worker: Any) -> int:
    """How many processes, or threads, execute tasks."""
    return int(worker.pool.num_processes)


def process_index() -> int:
    """Which of the processes of its pool this one is; one that replaces it has the same number."""
    return int(process.current_process().index)


def executes_in_threads(worker: Any) -> bool:
    """True where no processes are started to execute tasks."""
    return isinstance(worker.pool, ThreadPool)


def check_processes_every(seconds: float, worker: Any, hub: Any) -> None:
    """Have the event loop look for processes that died so often; by itself it does so every 5 s."""
    hub.call_repeatedly(seconds, worker.pool.maintain_pool)


def on_task_lost(callback: Callable[[str], None]) -> None:
    """Call back with the id of each task whose process died, or was killed at the hard time limit."""

    def failed(task_id: str, exception: BaseException, **_: Any) -> None:
        if isinstance(exception, WorkerLostError | TimeLimitExceeded):
            callback(task_id)

    signals.task_failure.connect(failed, weak=False)


def request_id(request: Any) -> str | None:
    """The header ``request_id`` of the message of a running task."""
    return (request.headers or {}).get("request_id") or getattr(request, "request_id", None)


def log_every_task(level: int) -> None:
    """The level of what Celery logs for every task that it receives and finishes."""
    for name in _LOGGERS_OF_EVERY_TASK:
        logging.getLogger(name).setLevel(level)
