"""Documents: what came of them, their text, their pages, their pictures, their bytes."""

from collections.abc import AsyncIterator
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Path, Query, Request, Response
from starlette.responses import StreamingResponse

from api.dependencies import DocumentId, RequestId, ServiceOf, Space
from api.http.problems import problem_response
from api.http.responses import answer, errors
from api.notifications.page_images import FORMATS, MAX_WIDTH, drawn
from api.schemas import PageAnswer, WordAnswer
from api.service import Service
from api.upload.content import MEDIA_TYPES
from api.upload.filenames import attachment
from shared.errors import Conflict, NewerFormat, NotAcceptable, NotFound, Unauthorized, Unavailable
from shared.models.document import Document
from shared.models.job import ENDED
from shared.models.page import Page
from shared.settings import MiB
from shared.store import documents

router = APIRouter(tags=["documents"])
_ERRORS = errors(Unauthorized, NotFound, NotAcceptable, Unavailable)
_UNREAD = errors(Unauthorized, NotFound, Conflict, NotAcceptable, NewerFormat, Unavailable)

PageNumber = Annotated[int, Path(ge=1, le=1_000_000, description="A page's number, from 1.")]


@router.get("/documents/{document_id}", response_model=Document, summary="Look at a document", responses=_ERRORS)
async def get_document(document_id: DocumentId, service: ServiceOf, space: Space) -> Response:
    """A document and what has come of its pages so far."""
    return answer(await _document(service, space, document_id))


@router.delete("/documents/{document_id}", status_code=204, summary="Delete a document", responses=_ERRORS)
async def delete_document(document_id: DocumentId, service: ServiceOf, space: Space) -> Response:
    """Delete a document: its bytes, its text and its job are gone."""
    found, running = await service.store.run(documents.delete(space, document_id))
    if not found:
        raise _gone()
    service.outbox.revoke(running)
    return Response(status_code=204)


@router.get(
    "/documents/{document_id}/text",
    summary="Read a document's text",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **_UNREAD},
)
async def get_text(document_id: DocumentId, service: ServiceOf, space: Space) -> Response:
    """The text of all pages, parted by form feeds."""
    document = await _document(service, space, document_id)
    await _check_read(service, space, document_id)
    return StreamingResponse(_text(service, document), media_type="text/plain; charset=utf-8")


@router.get(
    "/documents/{document_id}/pages/{number}",
    response_model=PageAnswer,
    summary="Read a page",
    responses=_UNREAD,
)
async def get_page(document_id: DocumentId, number: PageNumber, service: ServiceOf, space: Space) -> Response:
    """A page's text and its words with their places."""
    page = (
        await service.store.run(documents.page(document_id, number))
        if await _mine(service, space, document_id)
        else None
    )
    if page is not None:
        return answer(_page(page))
    document = await _document(service, space, document_id)
    if document.page_count == 0 or number <= document.page_count:
        await _check_read(service, space, document_id)
    raise NotFound("The document has no such page.")


@router.get(
    "/documents/{document_id}/pages/{number}/image",
    summary="Look at a page",
    response_class=Response,
    responses={
        200: {
            "description": "A picture of the page as shown.",
            "content": {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in FORMATS},
        },
        **_ERRORS,
    },
)
async def get_image(
    document_id: DocumentId,
    number: PageNumber,
    service: ServiceOf,
    space: Space,
    request_id: RequestId,
    width: Annotated[int, Query(ge=1, le=MAX_WIDTH, description="Width in pixels.")] = 1200,
    kind: Annotated[
        Literal["png", "jpeg", "webp"] | None,
        Query(alias="format", description="The format; without it the first of `Accept` that is known, or PNG."),
    ] = None,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """A page as it is shown, rotation applied."""
    document = await _document(service, space, document_id)
    if document.page_count and number > document.page_count:
        raise NotFound("The document has no such page.")
    chosen = kind or _accepted(accept or "")
    picture = await drawn(service, document_id, number, width, chosen, request_id)
    if not isinstance(picture, bytes):
        return problem_response(picture, request_id)
    return Response(picture, media_type=f"image/{chosen}", headers={"Cache-Control": "private, max-age=300"})


@router.get(
    "/documents/{document_id}/file",
    summary="Download a document",
    response_class=Response,
    responses={
        200: {
            "description": "The bytes as they were uploaded, as an attachment.",
            "content": {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in MEDIA_TYPES},
        },
        **_ERRORS,
    },
)
async def get_file(request: Request, document_id: DocumentId, service: ServiceOf, space: Space) -> Response:
    """The document's own bytes."""
    document = await _document(service, space, document_id)
    headers = {
        "Content-Disposition": attachment(document.filename),
        "Content-Length": str(document.bytes),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "ETag": f'"{document.sha256}"',
    }
    media_type = document.media_type + ("; charset=utf-8" if document.media_type.startswith("text/") else "")
    if request.state.head:
        return Response(headers=headers, media_type=media_type)
    return StreamingResponse(_bytes(service, document), headers=headers, media_type=media_type)


# ----


def _gone() -> NotFound:
    return NotFound("There is no such document, or it has expired.")


async def _mine(service: Service, space: str, document_id: str) -> bool:
    return await service.store.run(documents.status(space, document_id)) is not None


async def _document(service: Service, space: str, document_id: str) -> Document:
    found = await service.store.run(documents.load(space, [document_id]))
    if not found:
        raise _gone()
    await service.touches.touch(space, found[0].session_id)
    return found[0]


async def _check_read(service: Service, space: str, document_id: str) -> None:
    """Raises Conflict while a document is being read, and when it could not be."""
    status = await service.store.run(documents.status(space, document_id))
    if status is None:
        raise _gone()
    if status not in ENDED:
        raise Conflict("The document is still being read; wait for its job to end.", retry_after=2)
    if status != "succeeded":
        raise Conflict("The document was not read to its end; its job says why.")


def _page(page: Page) -> PageAnswer:
    words = [
        WordAnswer(
            text=page.text[word.start : word.end],
            box=word.box,
            start=word.start,
            confidence=word.confidence,
            source=word.source,
        )
        for word in page.words
    ]
    return PageAnswer(
        number=page.number, width=page.width, height=page.height, source=page.source, text=page.text, words=words
    )


async def _text(service: Service, document: Document) -> AsyncIterator[bytes]:
    step = 50
    for first in range(1, document.page_count + 1, step):
        numbers = range(first, min(first + step, document.page_count + 1))
        found = {page.number: page.text for page in await service.store.run(documents.pages(document.id, numbers))}
        lead = "" if first == 1 else "\f"
        yield (lead + "\f".join(found.get(number, "") for number in numbers)).encode("utf-8", "replace")


async def _bytes(service: Service, document: Document) -> AsyncIterator[bytes]:
    for at in range(0, document.bytes, MiB):
        yield await service.store.run(documents.read_file(document.id, at, min(at + MiB, document.bytes)))


def _accepted(accept: str) -> str:
    """The first format that an Accept header names."""
    for part in accept.lower().split(","):
        media_type = part.partition(";")[0].strip()
        if media_type in FORMATS:
            return media_type.removeprefix("image/")
    return "png"
