"""Finish a document all of whose pages are done: cut and index its passages, end its job."""

from shared.errors import NotFound
from shared.models.document import DocumentWarning
from shared.models.problem import Problem
from shared.store import document_pages, jobs
from shared.tasks import FINISH_DOCUMENT, DocumentPayload
from worker.indices import build
from worker.runtime.process import store
from worker.tasks.documents import give_up_document, opening_of
from worker.tasks.ledger import ledger_task


@ledger_task(FINISH_DOCUMENT, give_up=give_up_document)
def finish_document(payload: DocumentPayload) -> None:
    """Finish a document."""
    document_id = payload.document_id
    try:
        opening = opening_of(document_id)
    except NotFound:
        return
    problems = store().run(document_pages.problems(document_id))
    if len(problems) == opening.page_count:
        store().run(jobs.fail(opening.job_id, next(iter(problems.values()))))
        return
    index = build(store(), document_id, opening.page_count)
    store().run(jobs.succeed_document(opening.job_id, index=index, warnings=_warnings(problems)))


def _warnings(problems: dict[int, Problem]) -> list[DocumentWarning]:
    """What was left out of the document, one warning for each cause."""
    found = [_unreadable_pages(problems)]
    return [warning for warning in found if warning is not None]


def _unreadable_pages(problems: dict[int, Problem]) -> DocumentWarning | None:
    if not problems:
        return None
    message = f"{len(problems)} page(s) could not be read."
    return DocumentWarning(code="unreadable-pages", message=message, pages=list(problems))
