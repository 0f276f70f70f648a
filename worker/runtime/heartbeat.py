"""The heart of a worker: a thread of its main process that beats as long as that process lives.

At each beat it renews the worker's word for the works its processes are at, says that the worker is there and
what it can do, and touches the file by which a container is judged. Now and then one of all hearts sweeps the
ledger for works that nobody will do. Processes that grew too large are killed; their work is given back.
"""

import contextlib
import logging
import os
import signal
import threading
import time
from typing import Any

import psutil
from billiard.exceptions import WorkerLostError
from celery import bootsteps, signals
from celery.exceptions import TimeLimitExceeded
from celery.worker import state

from shared import __version__
from shared.errors import Unavailable
from shared.queue import publisher
from shared.settings import settings
from shared.store import ledger, presence
from shared.store.driver import Store
from worker.runtime import files
from worker.runtime.capabilities import Capabilities
from worker.runtime.identity import worker_name, worker_queues

log = logging.getLogger(__name__)

BEAT = ledger.LEASE_SECONDS / 4
"""Seconds between beats."""
LOOK = 0.2
"""Seconds between looks at the processes' memory, and between beats while the models are not warm."""
SOON = 1.0
"""Seconds until a beat that failed comes again."""
LOOK_AFTER = 0.5
"""Seconds between looks for processes that died, whose work is given back: Celery's own are 5 s apart."""


class Heart(bootsteps.StartStopStep):  # type: ignore[misc]
    """Beats from the start of a worker to its end."""

    requires = {"celery.worker.components:Pool"}  # noqa: RUF012

    def __init__(self, worker: Any, **_: Any) -> None:
        self._worker = worker
        self._name = worker_name()
        # Short waits: a beat that cannot reach the store is followed by another.
        self._store = Store(
            settings().redis_url.get_secret_value(), timeout=2, retries=0, publish=publisher(worker.app)
        )
        self._claim = files.claim_folder(self._name)

    def start(self, _worker: Any) -> None:
        """Begin to beat. It never ends: work at hand is done to the last, and what is not, the group gives back."""
        signals.task_failure.connect(self._on_lost, weak=False)
        threading.Thread(target=self._run, name="heart", daemon=True).start()

    def register_with_event_loop(self, worker: Any, hub: Any) -> None:
        """Have Celery look for processes that died more often than it would."""
        hub.call_repeatedly(LOOK_AFTER, worker.pool.maintain_pool)

    # ---- beating

    def _run(self) -> None:
        beat_at, away = 0.0, False
        while True:
            time.sleep(LOOK)
            self._check_memory()
            if time.monotonic() < beat_at:
                continue
            try:
                beat_at = time.monotonic() + (BEAT if self._beat() else LOOK)
                self._sweep()
                away = False
            except Unavailable:
                if not away:
                    log.warning("the store is away or full")
                away, beat_at = True, time.monotonic() + SOON
            except Exception:
                log.exception("a beat failed")
                beat_at = time.monotonic() + SOON

    def _beat(self) -> bool:
        """Beat once. False while models are not warm: until then the worker is neither there nor alive."""
        seen = Capabilities.load(files.folder_of(self._name))
        alive = settings().alive_file
        if seen is not None and alive is not None:
            # It lives whether the store does or not.
            alive.touch()
        at_hand = self._at_hand()
        if at_hand:
            self._store.run(ledger.renew_leases(at_hand, self._name))
        if seen is None:
            return False
        self._store.run(
            presence.announce(
                presence.Presence(
                    name=self._name,
                    queues=worker_queues(),
                    processes=self._worker.pool.num_processes,
                    version=__version__,
                    languages=seen.languages,
                    models=seen.models,
                    engine=seen.engine,
                    device=seen.device,
                )
            )
        )
        return True

    def _at_hand(self) -> list[str]:
        while True:
            # Sets of the main thread's, which may add to them meanwhile.
            with contextlib.suppress(RuntimeError):
                return [request.id for request in [*state.active_requests, *state.reserved_requests]]

    def _check_memory(self) -> None:
        """Kill processes that are over the limit although their own guard should have ended them."""
        for child in psutil.Process().children():
            with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
                size = child.memory_info().rss
                if size > settings().worker_memory:
                    log.error("killing process %d: %d MiB are over the limit", child.pid, size >> 20)
                    # It leads a group of its own, with whatever it started.
                    os.killpg(child.pid, signal.SIGKILL)

    # ---- giving back

    def _sweep(self) -> None:
        # One sweep at a time over all workers is enough.
        if not self._store.run(ledger.claim_sweep()):
            return
        again = self._store.run(ledger.sweep())
        if again:
            log.warning("publishing %d works again: %s", len(again), ", ".join(one.id for one in again[:5]))

    def _on_lost(self, task_id: str, exception: BaseException, **_: Any) -> None:
        """A process died at a work, or was killed for the time it took: the work is given back at once."""
        if not isinstance(exception, WorkerLostError | TimeLimitExceeded):
            return
        try:
            self._store.run(ledger.requeue(task_id, self._name, refund_attempt=False))
        except Exception as error:  # whatever the broker's library raises
            log.warning("work at hand is left to the sweep: %s", type(error).__name__)
