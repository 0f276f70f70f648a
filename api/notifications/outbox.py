"""Messages to the workers, sent behind the requests' backs.

A request does not wait for the broker: what it wants done is in the ledger already, and a message that cannot be
sent is sent by a worker's next sweep.
"""

import asyncio
from collections.abc import Iterable

import anyio
import structlog
from celery import Celery

from shared.queue import publish
from shared.tasks import TaskRecord

log = structlog.get_logger(__name__)

GRACE = 1.2
"""Seconds that a work which was asked to stop has to do so before its process is killed, models and all."""

_Batch = tuple[list[TaskRecord], list[str]]


class Outbox:
    """Messages on their way. All are sent in their order by one thread, many at once."""

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._records: list[TaskRecord] = []
        self._revoked: list[str] = []
        self._late: list[str] = []
        self._filled = anyio.Event()
        self._sending = False

    def publish(self, records: Iterable[TaskRecord]) -> None:
        """Have tasks done."""
        self._records += records
        self._filled.set()

    def revoke(self, works: Iterable[str]) -> None:
        """Have works at hand stopped. The store has asked for it; what goes on after `GRACE` is killed."""
        late = list(works)
        if late:
            self._late += late
            asyncio.get_running_loop().call_later(GRACE, self._kill, late)

    def _kill(self, works: list[str]) -> None:
        self._late = [one for one in self._late if one not in works]
        self._revoked += works
        self._filled.set()

    async def run(self) -> None:
        """Send, for ever."""
        while True:
            await self._filled.wait()
            self._filled = anyio.Event()
            batch, self._records, self._revoked = (self._records, self._revoked), [], []
            self._sending = True
            try:
                await anyio.to_thread.run_sync(self._send, batch, abandon_on_cancel=True)
            except Exception as error:  # whatever the broker's library raises
                log.warning("messages could not be sent and are left to the sweep", cause=type(error).__name__)
            finally:
                self._sending = False

    async def drain(self, seconds: float) -> None:
        """Send all now and wait until it is sent, but not for ever."""
        self._kill(self._late)
        with anyio.move_on_after(seconds):
            while self._records or self._revoked or self._sending:  # noqa: ASYNC110
                await anyio.sleep(0.02)

    def _send(self, batch: _Batch) -> None:
        works, revoked = batch
        if revoked:
            # The work's id is its task's. Its process is at native code most of the time: nothing milder ends it.
            self._app.control.revoke(revoked, terminate=True, signal="SIGKILL")
        publish(self._app, works)
