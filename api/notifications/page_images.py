"""Images of pages, which a worker renders while the client waits."""

import time
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect

from api.notifications.change_feed import ChangeFeed
from shared.errors import RateLimited, StoreFull, Unavailable
from shared.models.problem import Problem
from shared.settings import Settings
from shared.store import images
from shared.store.driver import AsyncStore

MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp")
MAX_WIDTH = images.WIDTHS[-1]
"""Pixels."""
POLL_INTERVAL_SECONDS = 2.0
"""Well within the time for which a client counts as waiting."""
RETRY_AFTER_SECONDS = 2


class PageImages:
    """Finds images, and has those rendered that are not there while their clients wait."""

    def __init__(self, store: AsyncStore, changes: ChangeFeed, settings: Settings) -> None:
        self._store, self._changes = store, changes
        self._timeout_seconds, self._most = settings.image_seconds, settings.max_images

    async def find(self, document_id: str, name: str) -> bytes | Problem | None:
        """The image of this name, or why there is none. None: it is to be rendered."""
        found = await self._store.run(images.load(document_id, name))
        return None if isinstance(found, Problem) and images.is_full(found) else found

    async def render(
        self,
        document_id: str,
        number: int,
        width: int,
        image_format: str,
        request_id: str,
        is_gone: Callable[[], Awaitable[bool]],
    ) -> bytes | Problem:
        """Have an image rendered, and wait for it. What comes of it: the image, or why there is none.

        ``is_gone``: whether the client has closed its connection; nothing is rendered for it then. Raises Unavailable
        when the image is late, RateLimited when too many are waited for, StoreFull and ClientDisconnect.
        """
        name = images.field(number, width, image_format)
        deadline = time.monotonic() + self._timeout_seconds
        with self._changes.listen(f"{document_id}:{name}") as listener:
            while True:
                # Said again and again: it is how a worker knows that somebody still waits.
                request = images.request(document_id, number, width, image_format, request_id, most=self._most)
                if not await self._store.run(request):
                    raise RateLimited("Too many images of pages are waited for.", retry_after=RETRY_AFTER_SECONDS)
                left = deadline - time.monotonic()
                if left <= 0 or self._changes.closing:
                    raise Unavailable(
                        "The image is not rendered yet; ask again shortly.", retry_after=RETRY_AFTER_SECONDS
                    )
                await listener.wait(min(left, POLL_INTERVAL_SECONDS))
                found = await self._store.run(images.load(document_id, name))
                if isinstance(found, Problem) and images.is_full(found):
                    raise StoreFull("The store is too full for images of pages; try again later.", retry_after=60)
                if found is not None:
                    return found
                if await is_gone():
                    raise ClientDisconnect
