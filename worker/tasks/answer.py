"""Answer a question from the documents of its session."""

from shared.errors import DocInsightError, NoReadableDocument
from shared.models.answer import SkippedDocument
from shared.settings import settings
from shared.store import documents, jobs, questions
from shared.tasks import ANSWER_QUESTION, QuestionPayload
from worker.answering.session import answer
from worker.runtime import process, stopping
from worker.runtime.process import store
from worker.tasks.ledger import fail_job, ledger_task


def _fail(payload: QuestionPayload, error: DocInsightError) -> None:
    fail_job(payload.job_id, error)


@ledger_task(ANSWER_QUESTION, give_up=_fail)
def answer_question(payload: QuestionPayload) -> None:
    """Answer the question of a job."""
    job_id = payload.job_id
    question = store().run(questions.load(job_id))
    if question is None:
        return
    found, skipped = [], []
    statuses = store().run(documents.statuses(question.document_ids))
    for document_id, (filename, status, pages) in zip(question.document_ids, statuses, strict=True):
        searchable = process.indices().searchable(document_id, filename, pages) if status == "succeeded" else None
        if searchable is not None:
            found.append(searchable)
        elif status:
            skipped.append(SkippedDocument(document_id=document_id, filename=filename, status=status))
    if not found:
        raise NoReadableDocument
    with stopping.stoppable():
        answers = answer(
            question.text,
            found,
            process.reader(),
            question.top_k,
            windows=settings().read_windows,
            cache=process.search_cache(),
        )
    answers.searched.skipped = skipped
    store().run(jobs.succeed(job_id, result=answers))
