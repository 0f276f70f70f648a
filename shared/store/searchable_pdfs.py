"""Searchable PDFs of documents, made by a worker when a client asks and kept for minutes, among the images of pages."""

from dataclasses import asdict

from shared.models.problem import Problem
from shared.models.searchable_pdf import SearchablePdf
from shared.store import images
from shared.store.images import Bounds
from shared.store.keys import Key
from shared.store.operation import Operation, Script
from shared.tasks import MAKE_PDF, DocumentPayload

FIELD = "pdf"
"""Its name among the images of a document's pages."""


def load(document_id: str) -> Operation[SearchablePdf | Problem | None]:
    """The searchable PDF, or why there is none; None when it is not there (yet)."""
    found = yield from images.load(document_id, FIELD)
    return SearchablePdf.unpack(found) if isinstance(found, bytes) else found


def is_being_made(document_id: str) -> Operation[bool]:
    """Whether a worker makes it, or is to make it."""
    return bool((yield ("EXISTS", Key.TASK.of(MAKE_PDF.id.format(document_id=document_id)))))


def request(document_id: str, request_id: str) -> Operation[bool]:
    """Have a worker make it, unless it has been asked to already. False where the document is gone."""
    arguments = {"payload": asdict(DocumentPayload(document_id)), "request_id": request_id}
    return bool((yield Script("request_pdf", arguments)))


def keep(document_id: str, outcome: SearchablePdf | Problem, bounds: Bounds) -> Operation[None]:
    """Store it, or why there is none, as `shared.store.images.keep` does."""
    kept = outcome.pack() if isinstance(outcome, SearchablePdf) else outcome
    yield from images.keep(document_id, FIELD, kept, bounds)
