"""What all tasks have in common: each leases its record in the ledger, and has it removed when it is done."""

import contextlib
import logging
import os
from collections.abc import Callable
from typing import Any

from shared.errors import DocInsightError, GaveUp, Unavailable
from shared.settings import settings
from shared.store import jobs, ledger
from shared.tasks import P, Task
from worker.app import app
from worker.runtime import celery_internals, stopping
from worker.runtime.identity import worker_name
from worker.runtime.process import store
from worker.tasks.observed import observed

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 200
"""Of a task that bounds its attempts page by page: it ends even so."""


def fail_job(job_id: str, error: DocInsightError) -> None:
    """End a job with its cause."""
    store().run(jobs.fail(job_id, error.problem()))


def ledger_task(
    task: Task[P], *, give_up: Callable[[P, DocInsightError], None], bounded: bool = True
) -> Callable[[Callable[[P], None]], Any]:
    """Register a task: a function of its payload.

    ``give_up`` ends the task's job with an error: one that the function raises, or that its attempts are used up.
    A task that bounds its attempts itself is not ``bounded``.
    """

    def register(function: Callable[[P], None]) -> Any:
        def run(self: Any, task_id: str) -> None:
            try:
                lease = store().run(ledger.begin(task_id, worker_name(), os.getpid(), task.queue))
            except Unavailable:
                log.warning("the store is unavailable or full: a task is left to the sweep")
                return
            if lease is None:
                return
            attempts, payload = lease.attempts, task.payload_of(task_id, lease.record)
            request_id = celery_internals.request_id(self.request)
            with observed(task.name, task_id, lease, payload, request_id) as execution:
                try:
                    if attempts > (settings().page_tries if bounded else MAX_ATTEMPTS):
                        raise GaveUp
                    with stopping.running(task_id):
                        function(payload)
                except stopping.Stopped:
                    # The job has ended, and the records of its tasks are removed.
                    execution.outcome = "stopped"
                    return
                except Unavailable:
                    # Whatever is not written is done again, when the sweep finds it: the store gets some time.
                    execution.outcome = "requeued"
                    log.warning("the store is unavailable or full during a task")
                    with contextlib.suppress(Unavailable):
                        store().run(ledger.requeue(task_id, worker_name(), refund_attempt=True))
                    return
                except DocInsightError as error:
                    execution.outcome = "gave-up" if isinstance(error, GaveUp) else "failed"
                    give_up(payload, error)
                except Exception:
                    log.exception("a task failed in attempt %d", attempts)
                    if attempts < settings().page_tries:
                        execution.outcome = "requeued"
                        store().run(ledger.requeue(task_id, worker_name(), refund_attempt=False))
                        return
                    execution.outcome = "gave-up"
                    give_up(payload, GaveUp("The task failed several times and was given up."))
            store().run(ledger.complete(task_id, resume=True))

        return app.task(bind=True, name=task.name, ignore_result=True)(run)

    return register
