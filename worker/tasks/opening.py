"""Open a document: count its pages, extract the text of those that have one, and queue the others for OCR."""

from shared.errors import NotFound, UnsupportedLanguage
from shared.models.document import OcrUsed
from shared.settings import settings
from shared.store import documents, presence
from shared.store.documents import Opening
from shared.tasks import OPEN_DOCUMENT, DocumentPayload, Queue
from worker.extraction.page import extract_text
from worker.formats.page_source import DocumentSource
from worker.ocr.registry import engine_for
from worker.runtime.process import store
from worker.stages import stage
from worker.tasks.documents import finish_page, give_up_document, opening_attempt, opening_of, page_attempt
from worker.tasks.ledger import ledger_task


# Opening, and each page, counts its own attempts.
@ledger_task(OPEN_DOCUMENT, give_up=give_up_document, bounded=False)
def open_document(payload: DocumentPayload) -> None:
    """Open a document."""
    document_id = payload.document_id
    try:
        opening = opening_of(document_id)
    except NotFound:
        return
    with opening_attempt(opening) as source:
        engine = _engine(opening.languages)
        total = source.page_count
        chosen = opening.numbers(total)
        # Before the first page is written: the last one may end the job.
        warnings = {"source_warnings": ",".join(sorted(source.warnings))}
        store().run(documents.opened(document_id, total, [], warnings, chosen=len(chosen)))
        unread = [number for number in chosen if not _extract_text(opening, source, number)]
        fields = {"ocr_used": engine.model_dump_json()} if engine is not None and unread else {}
        store().run(documents.opened(document_id, total, _slices(unread), fields, chosen=len(chosen)))


def _extract_text(opening: Opening, source: DocumentSource, number: int) -> bool:
    """Extract the page from its own text. False where it needs OCR."""
    with page_attempt(opening.document_id, number) as wanted:
        if not wanted:
            return True
        with stage("extract"):
            page = extract_text(source.page(number), opening.ocr)
        if page is None:
            return False
        finish_page(opening.document_id, page)
    return True


def _slices(numbers: list[int]) -> list[tuple[int, int]]:
    """Runs of at most a few neighboring pages."""
    slices: list[tuple[int, int]] = []
    for number in numbers:
        if slices and slices[-1][1] == number - 1 and number - slices[-1][0] < settings().slice_pages:
            slices[-1] = (slices[-1][0], number)
        else:
            slices.append((number, number))
    return slices


def _engine(asked: tuple[str, ...]) -> OcrUsed | None:
    """The engine that will recognize all of this document, chosen among those of the living workers.

    None when no worker with an engine is alive: then the first to come chooses. Raises UnsupportedLanguage.
    """
    languages = asked or settings().ocr_languages
    workers = [one for one in store().run(presence.living()) if Queue.OCR in one.queues and one.engine]
    able = [one for one in workers if set(languages) <= set(one.languages)]
    if not able:
        if workers and asked:
            raise UnsupportedLanguage
        return None
    # A GPU is faster whatever the engine.
    chosen = min(able, key=lambda one: one.device == "cpu")
    return OcrUsed(engine=engine_for(chosen.engine, languages), languages=list(languages), device=chosen.device)
