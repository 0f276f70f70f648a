"""The tasks, the queues they wait in, and what each is given.

The gateway sends tasks by name and never imports their code. A message contains the id of a task record, never bytes.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import IntEnum, StrEnum
from typing import Generic, TypeVar

from pydantic import TypeAdapter


class Queue(StrEnum):
    """The queues, most urgent first."""

    QUESTIONS = "questions"
    DOCUMENTS = "documents"
    IMAGES = "images"
    OCR = "ocr"
    WEBHOOKS = "webhooks"


WAITING_QUEUES = (Queue.WEBHOOKS,)
"""Queues of tasks that only wait: for receivers, which may be slow. Threads do them."""


class Priority(IntEnum):
    """Priorities within a queue: 0 is the highest on Redis."""

    HIGH = 0
    NORMAL = 1


@dataclass(frozen=True, slots=True)
class DocumentPayload:
    """A document to be opened or finished."""

    document_id: str


@dataclass(frozen=True, slots=True)
class SlicePayload:
    """Pages of a document to be recognized, the last one included."""

    document_id: str
    first_page: int
    last_page: int

    @property
    def pages(self) -> range:
        """The numbers of the pages."""
        return range(self.first_page, self.last_page + 1)


@dataclass(frozen=True, slots=True)
class ImagePayload:
    """An image of a page to be rendered: its width in pixels, and ``png``, ``jpeg`` or ``webp``."""

    document_id: str
    page_number: int
    width: int
    format: str


@dataclass(frozen=True, slots=True)
class QuestionPayload:
    """A question to be answered."""

    job_id: str


@dataclass(frozen=True, slots=True)
class WebhookPayload:
    """A webhook to be delivered, in its nth attempt."""

    job_id: str
    attempt: int = 1


P = TypeVar("P", DocumentPayload, SlicePayload, ImagePayload, QuestionPayload, WebhookPayload)


@dataclass(frozen=True, slots=True)
class Task(Generic[P]):
    """A task. Its id is made of its payload, so that the same is never entered twice."""

    name: str
    queue: Queue
    id: str
    payload: type[P]

    def payload_of(self, task_id: str, record: Mapping[str, str]) -> P:
        """What a task record gives the task.

        Releases before 0.2 entered records whose payload is in their ids alone.
        """
        names = [field.name for field in fields(self.payload)]
        if names[0] not in record:
            record = dict(zip(names, re.split("[:-]", task_id)[1:], strict=False))
        return TypeAdapter(self.payload).validate_python(record)


OPEN_DOCUMENT = Task("docinsight.open_document", Queue.DOCUMENTS, "open:{document_id}", DocumentPayload)
READ_PAGE = Task("docinsight.read_page", Queue.OCR, "read:{document_id}:{first_page}-{last_page}", SlicePayload)
FINISH_DOCUMENT = Task("docinsight.finish_document", Queue.DOCUMENTS, "finish:{document_id}", DocumentPayload)
ANSWER_QUESTION = Task("docinsight.answer_question", Queue.QUESTIONS, "ask:{job_id}", QuestionPayload)
RENDER_PAGE = Task(
    "docinsight.render_page", Queue.IMAGES, "render:{document_id}:{page_number}:{width}:{format}", ImagePayload
)
MAKE_PDF = Task("docinsight.make_pdf", Queue.DOCUMENTS, "pdf:{document_id}", DocumentPayload)
NOTIFY = Task("docinsight.notify", Queue.WEBHOOKS, "notify:{job_id}:{attempt}", WebhookPayload)

TASKS = (OPEN_DOCUMENT, READ_PAGE, FINISH_DOCUMENT, ANSWER_QUESTION, RENDER_PAGE, MAKE_PDF, NOTIFY)


Revoker = Callable[[Sequence[str]], None]
"""Stops running tasks, given by their ids, or has them stopped; raises nothing."""
