"""Finish a document all of whose pages are done: cut and index its passages, end its job."""

from shared.errors import NotFound
from shared.models.problem import Problem
from shared.store import documents, jobs
from shared.tasks import TaskName
from worker.answering.index import index_document
from worker.process import store
from worker.tasks.documents import fail_document, opening_of
from worker.tasks.ledger import ledger_task, send

PAGES_AT_ONCE = 50


@ledger_task(TaskName.FINISH_DOCUMENT, give_up=fail_document)
def finish_document(document_id: str) -> None:
    """Finish ``document_id``."""
    try:
        opening = opening_of(document_id)
    except NotFound:
        return
    problems = store().run(documents.problems(document_id))
    if len(problems) == opening.page_count:
        send(store().run(jobs.fail(opening.job_id, problems[0])))
        return
    numbers = range(1, opening.page_count + 1)
    pages = (
        page
        for first in range(0, opening.page_count, PAGES_AT_ONCE)
        for page in store().run(documents.pages(document_id, numbers[first : first + PAGES_AT_ONCE]))
    )
    index = index_document(pages)
    send(store().run(jobs.succeed_document(opening.job_id, index=index, warnings=_warnings(problems))))


def _warnings(problems: list[Problem]) -> list[str]:
    return [f"{len(problems)} page(s) could not be read."] if problems else []
