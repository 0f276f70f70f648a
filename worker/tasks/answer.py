"""Answer a question from the documents of its session, or find the passages that a search seeks."""

from collections.abc import Sequence

from shared.errors import DocInsightError, NoReadableDocument
from shared.models.answer import Answers, SkippedDocument
from shared.models.passages import Passages
from shared.settings import settings
from shared.store import documents, jobs, questions
from shared.store.questions import Question
from shared.tasks import ANSWER_QUESTION, QuestionPayload
from worker.answering.search import search
from worker.answering.session import Searchable, answer
from worker.runtime import process, stopping
from worker.runtime.process import store
from worker.stages import stage
from worker.tasks.ledger import fail_job, ledger_task


def _fail(payload: QuestionPayload, error: DocInsightError) -> None:
    fail_job(payload.job_id, error)


@ledger_task(ANSWER_QUESTION, give_up=_fail)
def answer_question(payload: QuestionPayload) -> None:
    """Answer the question of a job; a search is a question that asks for passages."""
    job_id = payload.job_id
    question = store().run(questions.load(job_id))
    if question is None:
        return
    found, skipped = _searchable(question)
    if not found:
        raise NoReadableDocument
    with stopping.stoppable():
        result = _result(question, found)
    result.searched.skipped = skipped
    store().run(jobs.succeed(job_id, result=result))


def _searchable(question: Question) -> tuple[list[Searchable], list[SkippedDocument]]:
    """The documents that are asked about, and those that cannot be."""
    found, skipped = [], []
    statuses = store().run(documents.statuses(question.document_ids))
    with stage("load"):
        for document_id, (filename, status, pages) in zip(question.document_ids, statuses, strict=True):
            searchable = process.indices().searchable(document_id, filename, pages) if status == "succeeded" else None
            if searchable is not None:
                found.append(searchable)
            elif status:
                skipped.append(SkippedDocument(document_id=document_id, filename=filename, status=status))
    return found, skipped


def _result(question: Question, documents: Sequence[Searchable]) -> Answers | Passages:
    if question.search:
        return search(question.text, documents, question.top_k, cache=process.search_cache())
    return answer(
        question.text,
        documents,
        process.reader(),
        question.top_k,
        windows=settings().windows(len(documents)),
        cache=process.search_cache(),
    )
