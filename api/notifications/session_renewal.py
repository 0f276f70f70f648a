"""Sessions live on while they are used."""

import time

from shared.store import sessions
from shared.store.driver import AsyncStore


class Touches:
    """Renews sessions, each at most once in a fraction of its time to live."""

    def __init__(self, store: AsyncStore, ttl: int) -> None:
        self._store, self._ttl = store, ttl
        self._pause = min(30.0, ttl / 40)
        self._last: dict[tuple[str, str], float] = {}

    async def touch(self, space: str, session: str) -> None:
        """A session is used: it and all in it live their full time from about now."""
        now = time.monotonic()
        if now - self._last.get((space, session), -self._pause) < self._pause:
            return
        if len(self._last) >= 10_000:
            self._last = {key: at for key, at in self._last.items() if now - at < self._pause}
        self._last[space, session] = now
        await self._store.run(sessions.renew(space, session, self._ttl))
