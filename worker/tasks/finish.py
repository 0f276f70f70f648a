"""Finish a document all of whose pages are done: cut and index its passages, end its job.

Pages that are done may be gone again, with a primary that its replica had not followed to the end. The tasks that read
them are there again then, and the last one has the document finished once more.
"""

from shared.errors import NotFound
from shared.models.warnings import warnings_of
from shared.store import document_pages, jobs
from shared.tasks import FINISH_DOCUMENT, DocumentPayload
from worker.indices import build
from worker.runtime.process import store
from worker.stages import stage
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
    problems, warnings = store().run(document_pages.outcomes(document_id))
    count = len(opening.numbers(opening.page_count))
    if len(warnings) < count:
        return
    if len(problems) == count:
        store().run(jobs.fail(opening.job_id, next(iter(problems.values()))))
        return
    with stage("index"):
        try:
            index = build(store(), document_id, opening.page_count, at_least=count - len(problems))
        except NotFound:
            return
    found = warnings_of(warnings | {number: ["unreadable-pages"] for number in problems}, opening.warnings)
    found += opening.attachment_warnings
    store().run(jobs.succeed_document(opening.job_id, index=index, warnings=found, pages=count))
