"""Waiting for jobs and pictures without asking again and again.

One subscription and one task serve all who wait in this process; a waiter costs an event, not a thread or a
connection. A message that is missed costs seconds: what is waited for is looked at again now and then.
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

LOOK_AGAIN = 5.0
"""Seconds between looks at all that is waited for."""


class Listener:
    """One who waits for changes of one thing. ``seen`` is the version it knows."""

    def __init__(self, *, ends_only: bool) -> None:
        self.seen = 0
        self._ends_only = ends_only
        self._event = anyio.Event()

    def hear(self, status: str = "") -> None:
        """Something changed; ``status`` is what a job is now, empty where that is not known."""
        if not self._ends_only or not status or status in ENDED:
            self._event.set()

    async def wait(self, seconds: float) -> bool:
        """True when something changed since the last call, False when the time is over."""
        with anyio.move_on_after(seconds) as scope:
            await self._event.wait()
        self._event = anyio.Event()
        return not scope.cancelled_caught


class Changes:
    """All waiters of this process."""

    def __init__(self, store: AsyncStore) -> None:
        self._store = store
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)
        self.closing = False

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._listeners.values()))

    @contextmanager
    def listen(self, subject: str, *, ends_only: bool = False) -> Iterator[Listener]:
        """Listen to a job's id, or to a picture's name. ``ends_only``: only the job's end is of interest."""
        listener = Listener(ends_only=ends_only)
        self._listeners[subject].add(listener)
        try:
            yield listener
        finally:
            self._listeners[subject].discard(listener)
            if not self._listeners[subject]:
                del self._listeners[subject]

    def close(self) -> None:
        """Wake everyone: the gateway stops, and nobody is to wait any more."""
        self.closing = True
        self._wake_all()

    async def run(self) -> None:
        """Listen and look again, for ever."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._listen)
            tasks.start_soon(self._look_again)

    async def _listen(self) -> None:
        while True:
            try:
                async with self._store.client.pubsub() as subscription:
                    await subscription.psubscribe(jobs.channel("*"))
                    # Whatever was told while nobody listened.
                    self._wake_all()
                    async for message in subscription.listen():
                        if message["type"] == "pmessage":
                            self._told(message["channel"], message["data"])
            except (RedisError, OSError) as error:
                log.warning("the subscription was lost", cause=type(error).__name__)
                await anyio.sleep(0.5)

    def _told(self, channel: bytes, data: bytes) -> None:
        listeners = self._listeners.get(channel.decode().removeprefix(jobs.channel("")))
        if listeners:
            status = data.decode().partition(" ")[2]
            for listener in listeners:
                listener.hear(status)

    async def _look_again(self) -> None:
        while True:
            await anyio.sleep(LOOK_AGAIN)
            subjects = list(self._listeners)
            try:
                for i in range(0, len(subjects), 500):
                    some = subjects[i : i + 500]
                    for subject, (version, status) in zip(
                        some, await self._store.run(jobs.versions(some)), strict=True
                    ):
                        for listener in self._listeners.get(subject, ()):
                            if listener.seen != version:
                                listener.hear(status)
            except Unavailable:
                self._wake_all()

    def _wake_all(self) -> None:
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.hear()
