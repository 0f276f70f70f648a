"""A worker's heartbeat: a thread of its main process that continues for as long as that process lives.

Each heartbeat renews the leases of the tasks that the worker's processes execute, announces the worker and what it can
do, removes its copies of documents that were deleted, and updates the file by which a container counts as alive. Every
few seconds one of all workers also sweeps the ledger for tasks that nobody executes. Processes that grew too large are
killed, and their tasks are requeued.
"""

import contextlib
import logging
import os
import signal
import threading
import time
from typing import Any

import psutil
from celery import bootsteps

from shared import __version__
from shared.errors import Unavailable
from shared.settings import settings
from shared.store import ledger, presence
from shared.store.driver import Store
from worker import metrics
from worker.runtime import celery_internals, files
from worker.runtime.capabilities import Capabilities
from worker.runtime.identity import worker_name, worker_queues

log = logging.getLogger(__name__)

HEARTBEAT_INTERVAL_SECONDS = ledger.LEASE_SECONDS / 4
POLL_INTERVAL_SECONDS = 0.2
"""Between checks of the memory of the processes, and between heartbeats until the models are warm."""
RETRY_DELAY_SECONDS = 1.0
"""After a heartbeat that failed."""
DEAD_PROCESS_POLL_INTERVAL_SECONDS = 0.5
STORE_TIMEOUT_SECONDS = 2.0
"""Short, since a heartbeat that cannot reach the store is followed by another."""


class Heartbeat(bootsteps.StartStopStep):  # type: ignore[misc]
    """Runs from the start of a worker to the end of its process."""

    requires = {celery_internals.POOL_STEP}  # noqa: RUF012

    def __init__(self, worker: Any, **_: Any) -> None:
        self._worker = worker
        self._name = worker_name()
        url = settings().redis_url.get_secret_value()
        self._store = Store(url, timeout=STORE_TIMEOUT_SECONDS, retries=0)
        self._claim = files.claim_folder(self._name)

    def start(self, _worker: Any) -> None:
        """Start the thread. A shutdown does not end it: running tasks are finished meanwhile, under their leases."""
        celery_internals.on_task_lost(self._requeue)
        threading.Thread(target=self._run, name="heartbeat", daemon=True).start()

    def register_with_event_loop(self, worker: Any, hub: Any) -> None:
        """Notice soon that a process died, so that its task is requeued soon."""
        celery_internals.check_processes_every(DEAD_PROCESS_POLL_INTERVAL_SECONDS, worker, hub)

    def _run(self) -> None:
        due, away = 0.0, False
        while True:
            time.sleep(POLL_INTERVAL_SECONDS)
            self._check_memory()
            if time.monotonic() < due:
                continue
            try:
                sweeps = self._beat()
                due = time.monotonic() + (POLL_INTERVAL_SECONDS if sweeps is None else HEARTBEAT_INTERVAL_SECONDS)
                files.remove_deleted(self._name, self._store)
                if sweeps:
                    self._sweep()
                away = False
            except Unavailable:
                if not away:
                    log.warning("the store is unavailable or full")
                away, due = True, time.monotonic() + RETRY_DELAY_SECONDS
            except Exception:
                log.exception("a heartbeat failed")
                due = time.monotonic() + RETRY_DELAY_SECONDS

    def _beat(self) -> bool | None:
        """One heartbeat. True where this worker is to sweep the ledger.

        None while the models are not warm: until then the worker is neither announced nor alive, and does not sweep.
        """
        seen = Capabilities.load(files.folder_of(self._name))
        alive_file = settings().alive_file
        if seen is not None and alive_file is not None:
            # It is alive whether the store is or not.
            alive_file.touch()
        unfinished = celery_internals.unfinished_task_ids()
        if unfinished:
            self._store.run(ledger.renew_leases(unfinished, self._name))
        if seen is None:
            return None
        return self._store.run(
            presence.announce(
                presence.Presence(
                    name=self._name,
                    queues=worker_queues(),
                    processes=celery_internals.process_count(self._worker),
                    version=__version__,
                    languages=seen.languages,
                    models=seen.models,
                    engine=seen.engine,
                    device=seen.device,
                )
            )
        )

    def _check_memory(self) -> None:
        """Kill processes that are over the limit although their own limits should have ended them."""
        for child in psutil.Process().children():
            with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
                size = child.memory_info().rss
                if size > settings().worker_memory:
                    with metrics.beside_forks():
                        metrics.KILLED_PROCESSES.inc()
                    log.error("killing process %d: %d MiB are over the limit", child.pid, size >> 20)
                    # It leads a group of its own, with whatever it started.
                    os.killpg(child.pid, signal.SIGKILL)

    def _sweep(self) -> None:
        found = self._store.run(ledger.sweep())
        with metrics.beside_forks():
            metrics.SWEEPS.inc()
            for name in found.values():
                metrics.SWEPT_TASKS.labels(metrics.task_label(name)).inc()
        if found:
            log.warning("sending %d tasks again: %s", len(found), ", ".join([*found][:5]))

    def _requeue(self, task_id: str) -> None:
        with metrics.beside_forks():
            metrics.LOST_TASKS.inc()
        try:
            self._store.run(ledger.requeue(task_id, self._name, refund_attempt=False))
        except Exception as error:  # Celery's event loop, which calls this, is not to end.
            log.warning("a lost task is left to the sweep: %s", type(error).__name__)
