"""The text of a file in one call that keeps nothing of it, for programs that load documents by such an engine."""

import contextlib
import math
import secrets
import time
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Literal

import anyio
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic_core import to_json
from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse

from api.dependencies import RateLimit, RequestId, ServiceOf, Space
from api.http.problems import problem_response
from api.http.responses import error_responses
from api.schemas.requests import UploadOptions
from api.schemas.responses import ProcessedMetadata, ProcessedPage
from api.service import Service
from api.upload.filenames import name_in_header
from api.upload.publishing import publish, upload_of
from api.upload.receiver import receive_file
from shared.documents.markdown import render
from shared.documents.structure import nodes_of
from shared.errors import (
    Conflict,
    EmptyFile,
    MalformedRequest,
    NotAcceptable,
    NotReadInTime,
    RateLimited,
    StoreFull,
    TooLarge,
    Unauthorized,
    Unavailable,
    UnsupportedMediaType,
)
from shared.models.document import Document
from shared.models.job import Job
from shared.models.page import Page
from shared.off_loop import off_loop
from shared.store import document_pages, sessions

router = APIRouter(tags=["documents"])

PAGES_AT_ONCE = 20
"""Pages that are loaded and written together."""
PRESENCE_CHECK_SECONDS = 2.0
"""Between two looks at whether the client is still there."""
DELETE_TIMEOUT_SECONDS = 5
KEPT_SECONDS = 60
"""What the gateway leaves behind where it dies itself is gone so long after the client's time is over."""

Format = Literal["markdown", "text"]


async def _session(service: ServiceOf, space: Space) -> AsyncIterator[str]:
    """A session of this request alone: it is deleted, with all in it, when the response was sent or nobody waits."""
    session = secrets.token_urlsafe(16)
    try:
        yield session
    finally:
        with (
            anyio.CancelScope(shield=True),
            anyio.move_on_after(DELETE_TIMEOUT_SECONDS),
            contextlib.suppress(Unavailable),
        ):
            await service.store.run(sessions.delete(space, session))


@router.put(
    "/process",
    response_model=list[ProcessedPage],
    summary="Extract a file's text",
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "The file itself.",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
    dependencies=[RateLimit],
    responses=error_responses(
        MalformedRequest,
        Unauthorized,
        Conflict,
        TooLarge,
        UnsupportedMediaType,
        NotAcceptable,
        EmptyFile,
        RateLimited,
        Unavailable,
        StoreFull,
        NotReadInTime,
    ),
)
async def process(
    request: Request,
    service: ServiceOf,
    space: Space,
    session: Annotated[str, Depends(_session)],
    request_id: RequestId,
    filename: Annotated[
        str,
        Header(alias="X-Filename", description="The file's name, percent-encoded.", examples=["annual%20report.pdf"]),
    ] = "",
    content_format: Annotated[
        Format | None, Query(alias="format", description="What the content is given as; a setting says without it.")
    ] = None,
    first_page: Annotated[
        Literal["0", "1"] | None, Query(description="The number of the first page; a setting says without it.")
    ] = None,
) -> Response:
    """Send a file as the request's body, and get the content of each of its pages. Nothing of it is kept."""
    settings = service.settings
    with service.uploads.one_more(space):
        async with receive_file(request, service.store, settings, name_in_header(filename)) as form:
            (file,) = form.files
            upload = upload_of(file, UploadOptions())
            ttl = math.ceil(settings.process_seconds) + KEPT_SECONDS
            await publish(service, space, session, form, [upload], ttl=ttl, request_id=request_id)
    job = await _ended(request, service, space, upload.job_id)
    if job.error is not None:
        return problem_response(job.error, request_id)
    if not isinstance(job.result, Document):
        raise Conflict("The reading was cancelled; send the file again.")
    pages = _pages(
        service,
        job.result,
        content_format or settings.process_format,
        first_page=settings.process_first_page if first_page is None else int(first_page),
    )
    return StreamingResponse(pages, media_type="application/json")


async def _ended(request: Request, service: Service, space: str, job_id: str) -> Job:
    """The job at its end. Raises NotReadInTime, Unavailable when the gateway stops, and ClientDisconnect."""
    deadline = time.monotonic() + service.settings.process_seconds
    while True:
        left = deadline - time.monotonic()
        job = (await service.snapshots.when_ended(space, job_id, min(left, PRESENCE_CHECK_SECONDS))).job
        if job.ended:
            return job
        if await request.is_disconnected():
            raise ClientDisconnect
        if service.changes.closing:
            raise Unavailable("The gateway stops; send the file again.")
        if left <= 0:
            raise NotReadInTime


async def _pages(
    service: Service, document: Document, content_format: Format, *, first_page: int
) -> AsyncIterator[bytes]:
    """A list of the pages in JSON, some of them at a time."""
    begin = b"["
    for first in range(0, len(document.pages), PAGES_AT_ONCE):
        some = document.pages[first : first + PAGES_AT_ONCE]
        found = await service.store.run(document_pages.load(document.id, [page.number for page in some]))
        contents = await off_loop(partial(_contents, found, content_format))
        entries = [
            ProcessedPage(
                page_content=contents.get(page.number, ""),
                metadata=ProcessedMetadata(
                    page=page.number - 1 + first_page,
                    filename=document.filename,
                    error=None if page.error is None else page.error.detail,
                ),
            )
            for page in some
        ]
        yield begin + to_json(entries, exclude_none=True)[1:-1]
        begin = b","
    yield b"]" if begin == b"," else b"[]"


def _contents(pages: list[Page], content_format: Format) -> dict[int, str]:
    """What pages hold, by their numbers."""
    texts = {
        page.number: page.text if content_format == "text" else "\n\n".join(render(nodes_of(page))) for page in pages
    }
    # Lone surrogates, which a page may have, are no UTF-8.
    return {number: text.encode("utf-8", "replace").decode() for number, text in texts.items()}
