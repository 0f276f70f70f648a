"""Documents: their records and their files."""

from collections.abc import AsyncIterator
from functools import partial

from fastapi import APIRouter, Request, Response

from api.dependencies import DocumentId, FoundDocument, ServiceOf, Space, document_not_found
from api.http.partial import DESCRIPTION, partial_response
from api.http.responses import error_responses, large_json_response
from api.service import Service
from api.upload.filenames import attachment
from shared.errors import NotAcceptable, NotFound, Unauthorized, Unavailable
from shared.files.content import MEDIA_TYPES
from shared.files.markup import HTML
from shared.models.document import Document
from shared.settings import MiB
from shared.store import documents

router = APIRouter(tags=["documents"])
_ERRORS = error_responses(Unauthorized, NotFound, NotAcceptable, Unavailable)


@router.get("/documents/{document_id}", response_model=Document, summary="Get a document", responses=_ERRORS)
async def get_document(document: FoundDocument) -> Response:
    """A document, and the outcome of its pages so far."""
    return await large_json_response(document)


@router.delete("/documents/{document_id}", status_code=204, summary="Delete a document", responses=_ERRORS)
async def delete_document(document_id: DocumentId, service: ServiceOf, space: Space) -> Response:
    """Delete a document: its bytes, its text and its job are gone, and so is what is attached to it."""
    if not await service.store.run(documents.delete(space, document_id)):
        raise document_not_found()
    return Response(status_code=204)


@router.get(
    "/documents/{document_id}/file",
    summary="Download a document",
    response_class=Response,
    responses={
        200: {
            "description": "The bytes as they were uploaded, as an attachment.",
            "content": {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in MEDIA_TYPES},
        },
        **DESCRIPTION,
        **_ERRORS,
    },
)
async def get_file(request: Request, document: FoundDocument, service: ServiceOf) -> Response:
    """The document's own bytes."""
    headers = {
        "Content-Disposition": attachment(document.filename),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-cache",
    }
    # A web page says itself how it is encoded.
    is_utf8 = document.media_type.startswith("text/") and document.media_type != HTML
    media_type = document.media_type + ("; charset=utf-8" if is_utf8 else "")
    content = partial(file_bytes, service, document.id)
    etag = f'"{document.sha256}"'
    return partial_response(request, content, size=document.bytes, etag=etag, media_type=media_type, headers=headers)


async def file_bytes(service: Service, document_id: str, first: int, last: int) -> AsyncIterator[bytes]:
    """Bytes of a document's file from the first position to the last, which is exclusive."""
    for start in range(first, last, MiB):
        yield await service.store.run(documents.read_file(document_id, start, min(start + MiB, last)))
