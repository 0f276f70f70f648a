"""Single pages: their text, words and blocks, and their images."""

import hashlib
from functools import partial
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le
from fastapi import APIRouter, Header, Path, Query, Request, Response

from api.dependencies import DocumentId, FoundDocument, RequestId, ServiceOf, Space, check_parsed, find_document
from api.http.negotiation import preferred
from api.http.partial import DESCRIPTION, bytes_of, partial_response
from api.http.problems import problem_response
from api.http.rate_limits import count_image
from api.http.responses import error_responses, large_json_response
from api.notifications.page_images import MAX_WIDTH, MEDIA_TYPES
from api.schemas.requests import DIGITS
from api.schemas.responses import BlockAnswer, CellAnswer, PageAnswer, SpanAnswer
from shared.documents.continuation import continued
from shared.errors import (
    Conflict,
    NewerFormat,
    NotAcceptable,
    NotFound,
    RateLimited,
    StoreFull,
    Unauthorized,
    Unavailable,
)
from shared.models.blocks import Block, Span
from shared.models.page import Page
from shared.off_loop import off_loop
from shared.store import document_pages, documents, images

router = APIRouter(tags=["documents"])

PageNumber = Annotated[int, Ge(1), Le(1_000_000), DIGITS, Path(description="A page's number, from 1.")]


@router.get(
    "/documents/{document_id}/pages/{number}",
    response_model=PageAnswer,
    summary="Get a page",
    responses=error_responses(Unauthorized, NotFound, Conflict, NotAcceptable, NewerFormat, Unavailable),
)
async def get_page(document_id: DocumentId, number: PageNumber, service: ServiceOf, space: Space) -> Response:
    """A page's text, its words with their places, and the tree of its blocks."""
    status = await service.store.run(documents.status(space, document_id))
    if status is not None:
        try:
            found = await service.store.run(document_pages.load(document_id, [number - 1, number]))
        except NewerFormat:
            # It may be the page before, which only matters for what this one continues.
            found = await service.store.run(document_pages.load(document_id, [number]))
        answer = await off_loop(partial(_page, found, number))
        if answer is not None:
            return await large_json_response(answer)
    document = await find_document(document_id, service, space)
    if document.has_page(number):
        await check_parsed(service, space, document_id)
    raise NotFound("The document has no such page.")


@router.get(
    "/documents/{document_id}/pages/{number}/image",
    summary="Get an image of a page",
    response_class=Response,
    responses={
        200: {
            "description": "An image of the page as shown.",
            "content": {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in MEDIA_TYPES},
        },
        **DESCRIPTION,
        **error_responses(Unauthorized, NotFound, NotAcceptable, RateLimited, Unavailable, StoreFull),
    },
)
async def get_image(
    request: Request,
    document: FoundDocument,
    number: PageNumber,
    service: ServiceOf,
    space: Space,
    request_id: RequestId,
    width: Annotated[
        int,
        Ge(1),
        Le(MAX_WIDTH),
        DIGITS,
        Query(
            description="Width in pixels. The image has the next of the widths "
            f"{', '.join(map(str, images.WIDTHS[:3]))} … {', '.join(map(str, images.WIDTHS[-4:]))}.",
        ),
    ] = 1200,
    image_format: Annotated[
        Literal["png", "jpeg", "webp"] | None,
        Query(alias="format", description="The format; without it the one that `Accept` prefers, or PNG."),
    ] = None,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """A page as it is shown, rotation applied."""
    if not document.has_page(number):
        raise NotFound("The document has no such page.")
    chosen = image_format or preferred(accept, MEDIA_TYPES).removeprefix("image/")
    size = images.width_at_least(width)
    image = await service.images.find(document.id, images.field(number, size, chosen))
    if image is None:
        await count_image(service.store, service.settings, space, request.state.headers)
        image = await service.images.render(
            document.id, number, size, chosen, request_id, is_gone=request.is_disconnected
        )
    if not isinstance(image, bytes):
        return problem_response(image, request_id)
    headers = {"Cache-Control": "private, max-age=300", "Vary": "Accept, Authorization, X-Api-Key"}
    etag = f'"{hashlib.sha256(image).hexdigest()[:32]}"'
    return partial_response(
        request, bytes_of(image), size=len(image), etag=etag, media_type=f"image/{chosen}", headers=headers
    )


def _page(found: list[Page], number: int) -> PageAnswer | None:
    """One of the pages, as it continues the one before; None when it is not among them."""
    page = next((page for page in continued(found) if page.number == number), None)
    if page is None:
        return None
    text = page.text
    # An iterator: of a hundred thousand words only some are there at once, which spares the garbage collector.
    words: Any = (
        {"text": text[start:end], "box": box, "start": start, "confidence": confidence, "source": source}
        for start, end, box, confidence, _, source in page.words
    )
    return PageAnswer.model_construct(
        number=page.number,
        width=page.width,
        height=page.height,
        source=page.source,
        text=text,
        words=words,
        blocks=[_block(block) for block in page.blocks],
    )


def _block(block: Block) -> BlockAnswer:
    return BlockAnswer(
        type=block.type,
        parent=block.parent,
        start=block.start,
        end=block.end,
        box=block.box,
        level=block.level,
        cells=[CellAnswer(**cell._asdict()) for cell in block.cells] or None,
        label=_span(block.label),
        value=_span(block.value),
        checked=block.checked,
        continues=block.continues or None,
    )


def _span(span: Span | None) -> SpanAnswer | None:
    return None if span is None else SpanAnswer(start=span.start, end=span.end)
