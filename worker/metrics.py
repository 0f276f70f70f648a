"""What the processes of a worker count and time, for Prometheus.

Where the environment names a folder (`FOLDER_VARIABLE`), every process writes its values to files there, which the
worker's own process reads: see `worker.runtime.exposition`. A process that ends leaves its files to the one that takes
its place, so that counts go on and files do not become more. Elsewhere values are this process' alone.

Labels are of few values: names of tasks, stages, engines and problems, and never an id.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram, values

import shared.tasks

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""As the library has it."""

_slot = "main"


def set_slot(index: int) -> None:
    """Say which of the processes of its pool this one is. The next process in this place goes on with its values."""
    global _slot
    _slot = str(index)


if FOLDER_VARIABLE in os.environ:
    values.ValueClass = values.MultiProcessValue(lambda: _slot)  # type: ignore[no-untyped-call]

_forking = threading.RLock()
os.register_at_fork(before=_forking.acquire, after_in_parent=_forking.release, after_in_child=_forking.release)


@contextmanager
def beside_forks() -> Iterator[None]:
    """For the threads of a process that forks: a child made meanwhile would wait forever for the library's lock."""
    with _forking:
        yield


registry = CollectorRegistry()

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_WAIT_SECONDS = (0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600)

TASKS = Counter("docinsight_tasks", "Tasks that ended here, by how.", ("task", "outcome"), registry=registry)
TASK_SECONDS = Histogram(
    "docinsight_task_seconds",
    "Seconds that a task took, its wait apart.",
    ("task",),
    buckets=(*_SECONDS, 300),
    registry=registry,
)
TASK_WAIT_SECONDS = Histogram(
    "docinsight_task_wait_seconds",
    "Seconds that a task waited in its queue.",
    ("task",),
    buckets=_WAIT_SECONDS,
    registry=registry,
)
STAGE_SECONDS = Histogram(
    "docinsight_stage_seconds",
    "Seconds of a stage of a task, those of the stages within it apart.",
    ("stage",),
    buckets=_SECONDS,
    registry=registry,
)
PAGES = Counter(
    "docinsight_pages",
    "Pages that were read here, by where their words come from.",
    ("source", "engine"),
    registry=registry,
)
PAGE_FAILURES = Counter(
    "docinsight_page_failures", "Pages that could not be read, by the problem.", ("cause",), registry=registry
)
WEBHOOKS = Counter(
    "docinsight_webhook_deliveries",
    "Attempts to deliver a webhook, by what came of them.",
    ("outcome",),
    registry=registry,
)
SWEEPS = Counter("docinsight_sweeps", "Looks for tasks that nobody does, by this worker.", registry=registry)
SWEPT_TASKS = Counter(
    "docinsight_swept_tasks",
    "Tasks that a sweep sent again: their message or their worker was lost.",
    ("task",),
    registry=registry,
)
LOST_TASKS = Counter("docinsight_lost_tasks", "Tasks whose process ended during them.", registry=registry)
KILLED_PROCESSES = Counter(
    "docinsight_killed_processes", "Processes that were killed since they were too large.", registry=registry
)


def task_label(name: str) -> str:
    """A task's name as a label."""
    return name.rpartition(".")[2]


# There from the start, at 0: the first of them is an increase as well.
for _source in ("text", "failed"):
    PAGES.labels(_source, "")
for _task in shared.tasks.TASKS:
    SWEPT_TASKS.labels(task_label(_task.name))
for _outcome in ("delivered", "put-off", "abandoned"):
    WEBHOOKS.labels(_outcome)
