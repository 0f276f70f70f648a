"""Images of pages, which a worker renders while the client waits."""

import time

from api.notifications.change_feed import ChangeFeed
from shared.errors import Unavailable
from shared.models.problem import Problem
from shared.store import images
from shared.store.driver import AsyncStore

MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp")
MAX_WIDTH = 2400
"""Pixels."""
POLL_INTERVAL_SECONDS = 2.0


class PageImages:
    """Requests images and waits for each at most ``timeout_seconds``."""

    def __init__(self, store: AsyncStore, changes: ChangeFeed, timeout_seconds: float) -> None:
        self._store, self._changes, self._timeout_seconds = store, changes, timeout_seconds

    async def load(
        self, document_id: str, number: int, width: int, image_format: str, request_id: str
    ) -> bytes | Problem:
        """The image of a page, or why there is none. Raises Unavailable when it is late."""
        name = images.field(number, width, image_format)
        deadline = time.monotonic() + self._timeout_seconds
        requested = False
        with self._changes.listen(f"{document_id}:{name}") as listener:
            while True:
                found = await self._store.run(images.load(document_id, name))
                if found is not None:
                    return found
                if not requested:
                    await self._store.run(images.request(document_id, number, width, image_format, request_id))
                    requested = True
                left = deadline - time.monotonic()
                if left <= 0 or self._changes.closing:
                    raise Unavailable("The image is not rendered yet; ask again shortly.", retry_after=2)
                await listener.wait(min(left, POLL_INTERVAL_SECONDS))
