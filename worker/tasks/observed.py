"""What is recorded of each task that is executed: log lines with its ids, and metrics."""

import contextlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import structlog

from shared import tracing
from shared.errors import Unavailable
from shared.store import jobs
from shared.store.ledger import Lease
from worker import metrics
from worker.runtime.identity import worker_name
from worker.runtime.process import store

log = structlog.stdlib.get_logger(__name__)

Outcome = Literal["done", "failed", "gave-up", "stopped", "requeued"]


@dataclass(slots=True)
class Execution:
    """How a task ends: it is done, its job failed by a problem, it is given up, stopped, or tried again."""

    outcome: Outcome = "done"


@contextmanager
def observed(task: str, task_id: str, lease: Lease, payload: Any, request_id: str | None) -> Iterator[Execution]:
    """The block executes this task. Its log lines have the ids of the request, the job, the document and the worker."""
    label, execution = metrics.task_label(task), Execution()
    document = getattr(payload, "document_id", None)
    structlog.contextvars.bind_contextvars(
        task=task_id,
        request_id=request_id,
        job=lease.record.get("job"),
        worker=worker_name(),
        **({} if document is None else {"document": document}),
    )
    if lease.waited is not None:
        metrics.TASK_WAIT_SECONDS.labels(label).observe(lease.waited)
    started = time.perf_counter()
    try:
        with _span(label, lease, execution):
            yield execution
    finally:
        seconds = time.perf_counter() - started
        metrics.TASK_SECONDS.labels(label).observe(seconds)
        metrics.TASKS.labels(label, execution.outcome).inc()
        waited = None if lease.waited is None else round(lease.waited, 3)
        log.info("task", outcome=execution.outcome, seconds=round(seconds, 4), waited=waited, attempt=lease.attempts)
        structlog.contextvars.clear_contextvars()


@contextmanager
def _span(label: str, lease: Lease, execution: Execution) -> Iterator[None]:
    """The block is a span of the trace in which the task's job was asked for."""
    if not tracing.is_on():
        yield
        return
    job = lease.record.get("job", "")
    parent = None
    # A trace is never worth a task.
    with contextlib.suppress(Unavailable):
        parent = store().run(jobs.traceparent(job))
    attributes: dict[str, tracing.Value] = {
        "docinsight.job": job,
        "docinsight.worker": worker_name(),
        "docinsight.attempt": lease.attempts,
        "docinsight.queue_seconds": lease.waited or 0.0,
    }
    with tracing.span(label, parent=parent, kind="CONSUMER", attributes=attributes) as span:
        try:
            yield
        finally:
            if span is not None:
                span.set_attribute("docinsight.outcome", execution.outcome)
            if execution.outcome in ("failed", "gave-up"):
                tracing.failed(span)
