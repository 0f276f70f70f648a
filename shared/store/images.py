"""Images of pages, rendered by a worker while a client waits and kept for minutes within a bound of bytes.

Searchable PDFs are kept among them (`shared.store.searchable_pdfs`).
"""

from dataclasses import asdict, dataclass

from shared.errors import StoreFull
from shared.models.problem import Problem
from shared.store.operation import Operation, Script
from shared.tasks import ImagePayload

WIDTHS: tuple[int, ...] = (*range(100, 1300, 100), 1600, 2000, 2400)
"""The widths of images in pixels. Few, so that what one client looks at serves others."""
WAIT_LEASE_SECONDS = 5
"""How long a client counts as waiting for an image after it last said so. An image that nobody waits for any more is
not rendered."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Most bytes of the images that are kept of one document, and for one space; the store's fill limit."""

    document_bytes: int
    space_bytes: int
    fill: float


def width_at_least(pixels: int) -> int:
    """The least of the widths that has so many pixels; the largest where none has."""
    return next((width for width in WIDTHS if width >= pixels), WIDTHS[-1])


def field(number: int, width: int, kind: str) -> str:
    """The name of one image: page number, width in pixels, ``png``, ``jpeg`` or ``webp``."""
    return f"{number}:{width}:{kind}"


def request(document_id: str, number: int, width: int, kind: str, request_id: str, *, most: int = 0) -> Operation[bool]:
    """Have a worker render an image, unless it has been asked to already; repeated while the client waits.

    False where clients of its space wait for ``most`` others; 0: any number.
    """
    payload = ImagePayload(document_id, number, width, kind)
    arguments = {
        "payload": asdict(payload),
        "request_id": request_id,
        "seconds": WAIT_LEASE_SECONDS,
        "most": most,
    }
    waits = yield Script("request_image", arguments)
    return bool(waits)


def load(document_id: str, name: str) -> Operation[bytes | Problem | None]:
    """The image, or why it could not be rendered, be it at another width; None when it is not there (yet)."""
    number = name.partition(":")[0]
    reply: bytes | None = yield Script("load_image", {"document": document_id, "fields": [name, number]})
    if reply == b"":
        return StoreFull().problem()
    if reply is not None and reply.startswith(b"{"):
        return Problem.model_validate_json(reply)
    return reply


def is_full(problem: Problem) -> bool:
    """Whether the store had no room for an image when it was rendered."""
    return problem.type == StoreFull().type


def keep(document_id: str, name: str, outcome: bytes | Problem, bounds: Bounds) -> Operation[None]:
    """Store an image, or why there is none, and wake those who wait for it.

    Those that were used least recently make room for it. Where the store has none, it is not kept.
    """
    body = outcome if isinstance(outcome, bytes) else outcome.model_dump_json(exclude_none=True).encode()
    yield Script("keep_image", {"document": document_id, "field": name, **asdict(bounds)}, (body,))


def fail(document_id: str, name: str, problem: Problem, bounds: Bounds) -> Operation[None]:
    """Store why a page cannot be rendered, at this width or any other, and wake those who wait for this image."""
    yield from keep(document_id, name.partition(":")[0], problem, bounds)
    yield from keep(document_id, name, problem, bounds)


def make_room(more: int, fill: float) -> Operation[None]:
    """Remove the images that were used least recently, until so many more bytes fit below the store's fill limit."""
    yield Script("make_room", {"bytes": more, "fill": fill})
