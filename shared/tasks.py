"""Names of the tasks and of the queues they wait in.

The gateway sends tasks by these names and never imports their code. A message holds ids, never bytes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Queue(StrEnum):
    """The queues, most urgent first."""

    QUESTIONS = "questions"
    DOCUMENTS = "documents"
    OCR = "ocr"
    WEBHOOKS = "webhooks"


class Priority(IntEnum):
    """Who goes first in a queue: 0 is the highest there is on Redis."""

    HIGH = 0
    NORMAL = 1


class TaskName(StrEnum):
    """The tasks. Each takes one argument: the id of its record in the ledger."""

    OPEN_DOCUMENT = "docinsight.open_document"
    READ_PAGE = "docinsight.read_page"
    FINISH_DOCUMENT = "docinsight.finish_document"
    ANSWER_QUESTION = "docinsight.answer_question"
    RENDER_PAGE = "docinsight.render_page"
    NOTIFY = "docinsight.notify"


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """One task to be published. Its id is also its Celery task id and its only argument.

    ``ahead``: it, or what it ends, was begun before, and goes ahead of those that were not.
    """

    id: str
    task: str
    queue: str
    request_id: str
    ahead: bool = False


Publisher = Callable[[Sequence[TaskRecord]], None]
"""Sends the messages of task records, or has them sent; raises nothing."""
