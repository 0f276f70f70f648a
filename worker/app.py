"""The workers' Celery application."""

import logging
import os
import signal
from typing import Any

from celery import signals

from shared import child_process, tracing
from shared.errors import DocInsightError
from shared.logs import configure_logging
from shared.queue import make_celery
from shared.settings import settings
from shared.tasks import Queue
from worker import metrics
from worker.runtime import celery_internals, heartbeat, priority, process, stopping
from worker.runtime.identity import worker_queues

log = logging.getLogger(__name__)

app = make_celery(settings())
app.conf.update(
    # A message is acknowledged when its task is done; what was not is done again by the ledger's rules, so that
    # Celery itself neither retries nor requeues.
    task_acks_late=True,
    task_acks_on_failure_or_timeout=True,
    task_reject_on_worker_lost=False,
    worker_prefetch_multiplier=1,
    task_time_limit=settings().task_seconds,
    worker_proc_alive_timeout=180,
    # A process that died sends no result any more: the ledger knows what it had done. Celery would wait 10 s for one.
    worker_lost_wait=0.5,
    worker_max_tasks_per_child=settings().tasks_per_process,
    worker_max_memory_per_child=settings().worker_memory // 1024,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    worker_send_task_events=True,
    worker_enable_remote_control=True,
    imports=["worker.tasks"],
)
# CUDA does not survive a fork.
app.conf.worker_pool_start_method = "spawn" if settings().device == "cuda" else "fork"
app.steps["worker"].add(heartbeat.Heartbeat)


@signals.setup_logging.connect
def _logging(**_: Any) -> None:
    configure_logging(settings())
    # A line for every task received and done is for debugging; what matters is logged by the tasks themselves.
    celery_internals.log_every_task(logging.DEBUG if settings().log_level == "DEBUG" else logging.WARNING)


@signals.worker_process_init.connect
def _process_started(**_: Any) -> None:
    metrics.set_slot(celery_internals.process_index())
    child_process.lead_process_group()
    child_process.die_with_parent(os.getppid())
    # The alarm of `Limits` kills the process, whatever it executes.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    # Answers come before documents: a person waits for an answer, but can watch an upload's progress.
    if Queue.QUESTIONS not in worker_queues():
        images = Queue.IMAGES in worker_queues()
        priority.lower(priority.IMAGES if images else priority.READING, session=images)
    try:
        process.warm(set(worker_queues()))
    except DocInsightError as error:
        # Celery only logs what a signal's receiver raises, and would execute tasks without the model.
        log.error("the worker ends: %s", error.detail)
        os.kill(os.getppid(), signal.SIGKILL)
    tracing.start(settings(), "docinsight-worker")
    stopping.listen(settings().redis_url.get_secret_value())


@signals.worker_process_shutdown.connect
def _process_stops(**_: Any) -> None:
    tracing.stop()


@signals.worker_shutdown.connect
def _worker_stops(**_: Any) -> None:
    tracing.stop()


@signals.worker_ready.connect
def _worker_ready(sender: Any, **_: Any) -> None:
    if celery_internals.executes_in_threads(sender):
        # No process starts that would warm the models.
        process.warm(set(worker_queues()))
        tracing.start(settings(), "docinsight-worker")
