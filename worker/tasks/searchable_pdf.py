"""Make a searchable PDF of a document for a client."""

from pathlib import Path

from shared.errors import DocInsightError, NotFound, PdfTooLarge
from shared.models.page import Page
from shared.models.searchable_pdf import SearchablePdf
from shared.settings import settings
from shared.store import document_pages, searchable_pdfs
from shared.store.documents import Opening
from shared.store.images import Bounds
from shared.tasks import MAKE_PDF, DocumentPayload
from worker.runtime import stopping
from worker.runtime.limits import Limits
from worker.runtime.process import files, store
from worker.stages import stage
from worker.tasks.documents import opening_of, source_of
from worker.tasks.ledger import ledger_task

MAKE_TIMEOUT_SECONDS = 300
"""Of processor time, for a document of any length."""
PAGES_PER_READ = 50
PDF = "application/pdf"


def bounds() -> Bounds:
    """Those of images of pages, which share the room with PDFs."""
    chosen = settings()
    return Bounds(chosen.document_image_bytes, chosen.image_bytes, chosen.store_fill_limit)


def _fail(payload: DocumentPayload, error: DocInsightError) -> None:
    store().run(searchable_pdfs.keep(payload.document_id, error.problem(), bounds()))


@ledger_task(MAKE_PDF, give_up=_fail)
def make_pdf(payload: DocumentPayload) -> None:
    """Make the searchable PDF of a document that was read."""
    document_id = payload.document_id
    try:
        opening = opening_of(document_id)
        path = files().fetch(document_id)
    except NotFound:
        return
    pages = _pages(opening)
    most = settings().document_image_bytes
    with (
        Limits(MAKE_TIMEOUT_SECONDS, settings().page_memory, lambda error: _fail(payload, error)),
        stopping.stoppable(),
        stage("pdf"),
    ):
        made = _made(opening, pages, path, most)
    if len(made.rest) > most:
        raise PdfTooLarge
    store().run(searchable_pdfs.keep(document_id, made, bounds()))


def _pages(opening: Opening) -> dict[int, Page]:
    """The pages with text that is laid over them, by their numbers.

    A PDF has the text that it brought along; only what OCR recognized is added.
    """
    numbers = opening.numbers(opening.page_count)
    pages: dict[int, Page] = {}
    for first in range(0, len(numbers), PAGES_PER_READ):
        found = store().run(document_pages.load(opening.document_id, numbers[first : first + PAGES_PER_READ]))
        wanted = ("ocr", "mixed") if opening.media_type == PDF else ("text", "ocr", "mixed")
        pages |= {page.number: page for page in found if page.source in wanted}
    return pages


def _made(opening: Opening, pages: dict[int, Page], path: Path, most: int) -> SearchablePdf:
    # Late: most processes never make a PDF.
    if opening.media_type != PDF:
        from worker.searchable.from_pages import of_pages

        return of_pages(source_of(opening, path), path, opening.media_type, pages, most)
    if not pages:
        return SearchablePdf(opening.bytes, b"")
    from worker.searchable.from_pdf import with_text

    return with_text(path, list(pages.values()))
