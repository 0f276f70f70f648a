"""Images of pages, rendered by a worker on request and kept for minutes."""

from dataclasses import asdict

from shared.models.problem import Problem
from shared.store.keys import Key
from shared.store.ledger import published
from shared.store.operation import Operation, Script
from shared.tasks import ImagePayload

IMAGE_TTL_SECONDS = 300
"""How long the images of a document are kept after the last was rendered."""


def field(number: int, width: int, kind: str) -> str:
    """The name of one image: page number, width in pixels, ``png``, ``jpeg`` or ``webp``."""
    return f"{number}:{width}:{kind}"


def request(document_id: str, number: int, width: int, kind: str, request_id: str) -> Operation[None]:
    """Have a worker render an image, unless it has been asked for already."""
    payload = ImagePayload(document_id, number, width, kind)
    arguments = {"payload": asdict(payload), "request_id": request_id}
    yield from published((yield Script("request_image", arguments)))


def load(document_id: str, name: str) -> Operation[bytes | Problem | None]:
    """The image, or why it could not be rendered; None when it is not there (yet)."""
    reply: bytes | None = yield ("HGET", Key.DOCUMENT_IMAGES.of(document_id), name)
    if reply is not None and reply.startswith(b"{"):
        return Problem.model_validate_json(reply)
    return reply


def keep(document_id: str, name: str, outcome: bytes | Problem) -> Operation[None]:
    """Store an image, or why there is none, and wake those who wait for it."""
    body = outcome if isinstance(outcome, bytes) else outcome.model_dump_json(exclude_none=True).encode()
    yield Script("keep_image", {"document": document_id, "field": name, "ttl": IMAGE_TTL_SECONDS}, (body,))
