"""Extract a slice of a document's pages that need OCR."""

from shared.errors import DocInsightError, NotFound
from shared.store import documents
from shared.tasks import READ_PAGE, SlicePayload
from worker.extraction.page import extract_page
from worker.runtime import process, stopping
from worker.runtime.process import store
from worker.stages import stage
from worker.tasks.documents import fail_page, finish_page, opening_of, page_attempt, source_of
from worker.tasks.ledger import ledger_task


def _fail_pages(payload: SlicePayload, error: DocInsightError) -> None:
    store().run(documents.enqueue_slice(payload.document_id))
    for number in payload.pages:
        fail_page(payload.document_id, number, error)


# Each page counts its own attempts.
@ledger_task(READ_PAGE, give_up=_fail_pages, bounded=False)
def read_pages(payload: SlicePayload) -> None:
    """Extract a slice of a document."""
    document_id = payload.document_id
    try:
        opening = opening_of(document_id)
    except NotFound:
        return
    store().run(documents.enqueue_slice(document_id))
    path = process.files().fetch(document_id)
    used = store().run(documents.fix_engine(document_id, process.ocr_here(opening.languages)))
    recognizer = process.recognizer(used)
    for number in payload.pages:
        with page_attempt(document_id, number) as wanted:
            if wanted:
                with stopping.stoppable(), stage("extract"):
                    page = extract_page(source_of(opening, path).page(number), opening.ocr, recognizer)
                finish_page(document_id, page, used.engine)
