"""Pictures of pages, which a worker draws while the client waits."""

import time

from api.service import Service
from shared.errors import Unavailable
from shared.models.problem import Problem
from shared.store import images

FORMATS = ("image/png", "image/jpeg", "image/webp")
MAX_WIDTH = 2400
_LOOK_AGAIN = 2.0


async def drawn(
    service: Service, document_id: str, number: int, width: int, kind: str, request_id: str
) -> bytes | Problem:
    """The picture of a page, or why there is none. Raises Unavailable when it is late."""
    name = images.field(number, width, kind)
    end = time.monotonic() + service.settings.image_seconds
    asked = False
    with service.changes.listen(f"{document_id}:{name}") as listener:
        while True:
            found = await service.store.run(images.load(document_id, name))
            if found is not None:
                return found
            if not asked:
                await service.store.run(images.request(document_id, number, width, kind, request_id))
                asked = True
            left = end - time.monotonic()
            if left <= 0 or service.changes.closing:
                raise Unavailable("The picture is not drawn yet; ask again shortly.", retry_after=2)
            await listener.wait(min(left, _LOOK_AGAIN))
