"""Read a slice of a document's pages by OCR."""

from shared.errors import DocInsightError, NotFound
from shared.store import documents
from shared.tasks import TaskName
from worker.extraction.page import read_page
from worker.runtime import process, stopping
from worker.runtime.process import store
from worker.tasks.documents import fail_page, opening_of, page_at_hand, source_of
from worker.tasks.ledger import ledger_task


def _pages(subject: str) -> tuple[str, range]:
    document_id, _, pages = subject.rpartition(":")
    first, _, last = pages.partition("-")
    return document_id, range(int(first), int(last) + 1)


def _fail_pages(subject: str, error: DocInsightError) -> None:
    document_id, numbers = _pages(subject)
    store().run(documents.enqueue_slice(document_id))
    for number in numbers:
        fail_page(document_id, number, error)


# Each page counts its own tries.
@ledger_task(TaskName.READ_PAGE, give_up=_fail_pages, bounded=False)
def read_pages(subject: str) -> None:
    """Read the slice ``DOCUMENT:FIRST-LAST``."""
    document_id, numbers = _pages(subject)
    try:
        opening = opening_of(document_id)
    except NotFound:
        return
    store().run(documents.enqueue_slice(document_id))
    path = process.files().fetch(document_id)
    used = store().run(documents.fix_engine(document_id, process.ocr_here(opening.languages)))
    recognizer = process.recognizer(used)
    for number in numbers:
        with page_at_hand(document_id, number) as wanted:
            if wanted:
                with stopping.stoppable():
                    page = read_page(source_of(opening, path), number, opening.ocr, recognizer)
                store().run(documents.finish_page(document_id, page))
