"""Renewal of sessions: they live on while they are used."""

import time

from shared.store import sessions
from shared.store.driver import AsyncStore

MAX_INTERVAL_SECONDS = 30.0
MAX_REMEMBERED_SESSIONS = 10_000


class SessionRenewal:
    """Renews sessions, each at most once in a fraction of its time to live."""

    def __init__(self, store: AsyncStore, ttl: int) -> None:
        self._store, self._ttl = store, ttl
        self._interval = min(MAX_INTERVAL_SECONDS, ttl / 40)
        self._last: dict[tuple[str, str], float] = {}

    async def renew(self, space: str, session: str) -> None:
        """A session is used: it and all in it live their full time from about now."""
        now = time.monotonic()
        if now - self._last.get((space, session), -self._interval) < self._interval:
            return
        if len(self._last) >= MAX_REMEMBERED_SESSIONS:
            self._last = {key: at for key, at in self._last.items() if now - at < self._interval}
        self._last[space, session] = now
        await self._store.run(sessions.renew(space, session, self._ttl))
