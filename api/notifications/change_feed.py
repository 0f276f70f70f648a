"""Wait for jobs and page images without polling per client.

One subscription and one task serve all clients that wait in this process; a waiting client costs an event, not a thread
or a connection. A message that is missed costs seconds: everything that is waited for is polled now and then.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import anyio
import structlog
from redis.exceptions import RedisError

from shared.errors import Unavailable
from shared.models.job import ENDED
from shared.store import jobs
from shared.store.driver import AsyncStore

log = structlog.get_logger(__name__)

POLL_INTERVAL_SECONDS = 5.0
POLL_BATCH = 500
RESUBSCRIBE_DELAY_SECONDS = 0.5


class Listener:
    """Waits for changes of one subject. ``seen`` is the version it knows."""

    def __init__(self, *, ends_only: bool) -> None:
        self.seen = 0
        self._ends_only = ends_only
        self._event = anyio.Event()

    def notify(self, status: str = "") -> None:
        """The subject changed; ``status`` is the job's status now, empty where that is not known."""
        if not self._ends_only or not status or status in ENDED:
            self._event.set()

    async def wait(self, seconds: float) -> bool:
        """True when the subject changed since the last call, False when the time is over."""
        with anyio.move_on_after(seconds) as scope:
            await self._event.wait()
        self._event = anyio.Event()
        return not scope.cancelled_caught


class ChangeFeed:
    """Tells all listeners of this process about changes. Subjects are job ids and names of page images."""

    def __init__(self, store: AsyncStore) -> None:
        self._store = store
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)
        self.closing = False

    @property
    def listeners(self) -> int:
        """How many clients wait."""
        return sum(map(len, self._listeners.values()))

    @contextmanager
    def listen(self, subject: str, *, ends_only: bool = False) -> Iterator[Listener]:
        """Listen to a subject. ``ends_only``: of a job, only its end is of interest."""
        listener = Listener(ends_only=ends_only)
        self._listeners[subject].add(listener)
        try:
            yield listener
        finally:
            self._listeners[subject].discard(listener)
            if not self._listeners[subject]:
                del self._listeners[subject]

    def close(self) -> None:
        """Wake every listener: the gateway stops, and nobody is to wait any longer."""
        self.closing = True
        self._notify_all()

    async def run(self) -> None:
        """Subscribe and poll until cancelled."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._subscribe)
            tasks.start_soon(self._poll)

    async def _subscribe(self) -> None:
        while True:
            try:
                async with self._store.client.pubsub() as subscription:
                    await subscription.psubscribe(jobs.channel("*"))
                    # Whatever was published before the subscription.
                    self._notify_all()
                    async for message in subscription.listen():
                        if message["type"] == "pmessage":
                            self._dispatch(message["channel"], message["data"])
            except (RedisError, OSError) as error:
                log.warning("the subscription was lost", cause=type(error).__name__)
                await anyio.sleep(RESUBSCRIBE_DELAY_SECONDS)

    def _dispatch(self, channel: bytes, data: bytes) -> None:
        listeners = self._listeners.get(channel.decode().removeprefix(jobs.channel("")))
        if listeners:
            status = data.decode().partition(" ")[2]
            for listener in listeners:
                listener.notify(status)

    async def _poll(self) -> None:
        while True:
            await anyio.sleep(POLL_INTERVAL_SECONDS)
            subjects = list(self._listeners)
            try:
                for start in range(0, len(subjects), POLL_BATCH):
                    await self._poll_some(subjects[start : start + POLL_BATCH])
            except Unavailable:
                self._notify_all()

    async def _poll_some(self, subjects: list[str]) -> None:
        versions = await self._store.run(jobs.versions(subjects))
        for subject, (version, status) in zip(subjects, versions, strict=True):
            for listener in self._listeners.get(subject, ()):
                if listener.seen != version:
                    listener.notify(status)

    def _notify_all(self) -> None:
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.notify()
