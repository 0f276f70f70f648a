"""The state of the service, and its limits."""

import asyncio

from fastapi import APIRouter, Response

from api.dependencies import MAX_WAIT_SECONDS, ServiceOf, Space
from api.http.responses import error_responses, json_response
from api.notifications.page_images import MAX_WIDTH
from api.schemas.responses import Alive, Health, Limits
from shared import __version__
from shared.errors import Unauthorized, Unavailable
from shared.files import office97
from shared.files.content import MEDIA_TYPES
from shared.store import presence, waiting
from shared.tasks import Queue

router = APIRouter(tags=["operations"])
STORE_TIMEOUT_SECONDS = 0.9
"""Time that the store has to respond to a health check."""


@router.get(
    "/health",
    response_model=Health,
    summary="The state of the service",
    responses={503: {"model": Health, "description": "Redis is unavailable."}},
)
async def health(service: ServiceOf) -> Response:
    """`ok`, `degraded` when no worker takes one of the queues, or `unavailable` when Redis is unavailable."""
    try:
        async with asyncio.timeout(STORE_TIMEOUT_SECONDS):
            living = await service.store.run(presence.living())
            depths = await service.store.run(waiting.depths())
    except (Unavailable, TimeoutError):
        gone = Health(
            status="unavailable",
            version=__version__,
            redis="unavailable",
            workers=0,
            queues={},
            models={},
            languages=[],
        )
        return json_response(gone, 503, {"Retry-After": "5"})
    served = {queue for worker in living for queue in worker.queues}
    needed = {Queue.QUESTIONS, Queue.DOCUMENTS, Queue.OCR}
    body = Health(
        status="ok" if served >= needed else "degraded",
        version=__version__,
        redis="ok",
        workers=len(living),
        queues=depths,
        models={use: model for worker in living for use, model in worker.models.items()},
        languages=sorted({language for worker in living for language in worker.languages}),
    )
    return json_response(body)


@router.get("/health/live", response_model=Alive, summary="Whether the process runs")
async def live() -> Response:
    """Responds while the process runs, whatever else is unavailable."""
    return json_response(Alive(status="ok"))


@router.get(
    "/limits", response_model=Limits, summary="The limits of the service", responses=error_responses(Unauthorized)
)
async def limits(service: ServiceOf, space: Space) -> Response:  # noqa: ARG001
    """The limits of sizes, counts and times, and the supported types."""
    settings = service.settings
    body = Limits(
        max_file_bytes=settings.max_file_bytes,
        max_request_bytes=settings.max_request_bytes,
        max_files=settings.max_files,
        max_pages=settings.max_pages,
        max_page_pixels=settings.max_page_pixels,
        max_page_words=settings.max_page_words,
        max_question_chars=settings.max_question_chars,
        page_seconds=settings.page_seconds,
        session_seconds=settings.ttl,
        max_session_seconds=max(settings.ttl, settings.max_ttl),
        max_wait_seconds=MAX_WAIT_SECONDS,
        max_image_width=MAX_WIDTH,
        media_types=[*MEDIA_TYPES, *(office97.MEDIA_TYPES if office97.are_read(settings) else ())],
    )
    return json_response(body)
