"""Running tasks that are no longer wanted, stopped in the background.

The store asks them to stop; one that has not done so within moments is killed through Celery.
"""

import asyncio
from collections.abc import Iterable

import anyio
import structlog
from celery import Celery

log = structlog.get_logger(__name__)

CANCEL_GRACE_SECONDS = 1.2
"""Time that a task which was asked to stop has until its process is killed, with the models that it has loaded."""
DRAIN_POLL_INTERVAL_SECONDS = 0.02


class Revocations:
    """Tasks to be killed, sent to the workers in batches by one thread."""

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._revoked: list[str] = []
        self._in_grace: list[str] = []
        self._filled = anyio.Event()
        self._sending = False

    def revoke(self, task_ids: Iterable[str]) -> None:
        """Stop running tasks. The store has asked them to; those that still run after the grace period are killed."""
        ids = list(task_ids)
        if ids:
            self._in_grace += ids
            asyncio.get_running_loop().call_later(CANCEL_GRACE_SECONDS, self._kill, ids)

    def _kill(self, task_ids: list[str]) -> None:
        self._in_grace = [one for one in self._in_grace if one not in task_ids]
        self._revoked += task_ids
        self._filled.set()

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            await self._filled.wait()
            self._filled = anyio.Event()
            revoked, self._revoked = self._revoked, []
            self._sending = True
            try:
                await anyio.to_thread.run_sync(self._send, revoked, abandon_on_cancel=True)
            except Exception as error:  # whatever the broker's library raises
                log.warning("tasks could not be stopped and run to their end", cause=type(error).__name__)
            finally:
                self._sending = False

    async def drain(self, timeout_seconds: float) -> None:
        """Send everything now; wait until it is sent or the timeout has passed."""
        self._kill(self._in_grace)
        with anyio.move_on_after(timeout_seconds):
            while self._revoked or self._sending:  # noqa: ASYNC110
                await anyio.sleep(DRAIN_POLL_INTERVAL_SECONDS)

    def _send(self, revoked: list[str]) -> None:
        if revoked:
            # The ledger's ids are the tasks'. Their processes run native code most of the time: nothing milder ends it.
            self._app.control.revoke(revoked, terminate=True, signal="SIGKILL")
