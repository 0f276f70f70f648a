"""A document as a searchable PDF, which a worker makes."""

import hashlib
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request, Response

from api.dependencies import ParsedDocument, RequestId, ServiceOf, Space, document_not_found
from api.http.partial import DESCRIPTION, Content, partial_response
from api.http.problems import problem_response
from api.http.rate_limits import count_image
from api.http.responses import error_responses
from api.routes.documents import file_bytes
from api.service import Service
from api.upload.filenames import attachment
from shared.errors import (
    Conflict,
    Corrupt,
    Encrypted,
    NotAcceptable,
    NotFound,
    PdfTooLarge,
    RateLimited,
    StoreFull,
    Unauthorized,
    Unavailable,
)
from shared.models.document import Document
from shared.models.problem import Problem
from shared.models.searchable_pdf import SearchablePdf
from shared.store import images, searchable_pdfs

router = APIRouter(tags=["documents"])

PDF = "application/pdf"
POLL_AFTER_SECONDS = 1


@router.get(
    "/documents/{document_id}/pdf",
    summary="Get a document as a searchable PDF",
    response_class=Response,
    responses={
        200: {
            "description": "The PDF, as an attachment.",
            "content": {PDF: {"schema": {"type": "string", "format": "binary"}}},
        },
        202: {"description": "A worker makes it; `Location` is where it will be, `Retry-After` when to ask again."},
        **DESCRIPTION,
        **error_responses(
            *(Unauthorized, NotFound, Conflict, NotAcceptable, RateLimited, Unavailable, StoreFull),
            *(Encrypted, Corrupt, PdfTooLarge),
        ),
    },
)
async def get_pdf(
    request: Request, document: ParsedDocument, service: ServiceOf, space: Space, request_id: RequestId
) -> Response:
    """The document's pages as they are, with the text that OCR recognized laid invisibly over them.

    A document that is no PDF becomes one, of the images of its pages. Text that a PDF has of its own stays as it is.
    """
    found = await _find(service, document)
    if found is None:
        if not await service.store.run(searchable_pdfs.is_being_made(document.id)):
            await count_image(service.store, service.settings, space, request.state.headers)
        if not await service.store.run(searchable_pdfs.request(document.id, request_id)):
            raise document_not_found()
        location = f"/documents/{document.id}/pdf"
        return Response(status_code=202, headers={"Location": location, "Retry-After": str(POLL_AFTER_SECONDS)})
    if not isinstance(found, SearchablePdf):
        return problem_response(found, request_id)
    headers = {
        "Content-Disposition": attachment(_filename(document)),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-cache",
    }
    etag = f'"{hashlib.sha256(document.sha256.encode() + found.rest).hexdigest()[:32]}"'
    content = _content(service, document, found)
    return partial_response(request, content, size=found.size, etag=etag, media_type=PDF, headers=headers)


async def _find(service: Service, document: Document) -> SearchablePdf | Problem | None:
    """The PDF, or why there is none. None: a worker has to make it."""
    recognized = any(page.source in ("ocr", "mixed") for page in document.pages)
    if document.media_type == PDF and not recognized:
        return SearchablePdf(document.bytes, b"")
    found = await service.store.run(searchable_pdfs.load(document.id))
    return None if isinstance(found, Problem) and images.is_full(found) else found


def _filename(document: Document) -> str:
    stem, dot, _ = document.filename.rpartition(".")
    return f"{stem if dot else document.filename}.pdf"


def _content(service: Service, document: Document, pdf: SearchablePdf) -> Content:
    async def content(first: int, last: int) -> AsyncIterator[bytes]:
        if first < pdf.file_bytes:
            async for part in file_bytes(service, document.id, first, min(last, pdf.file_bytes)):
                yield part
        if last > pdf.file_bytes:
            yield pdf.rest[max(0, first - pdf.file_bytes) : last - pdf.file_bytes]

    return content
