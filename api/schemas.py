"""What requests and answers look like beyond the records that all rooms share."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from api.dependencies import SESSION
from api.upload import callbacks
from shared.models.document import Document
from shared.models.job import Job
from shared.models.page import Box, PageSource, WordSource
from shared.settings import settings


class AskRequest(BaseModel):
    """A question to the documents of a session."""

    question: Annotated[str, StringConstraints(pattern=r"\S", max_length=settings().max_question_chars)] = Field(
        description="The question, in plain words.", examples=["Who signed it?"]
    )
    session_id: str = Field(pattern=SESSION, description="The session whose documents are asked.", examples=["d1"])
    document_ids: list[Annotated[str, StringConstraints(min_length=1, max_length=64)]] | None = Field(
        None, max_length=1000, description="Only these documents of the session; all of them without it."
    )
    top_k: int = Field(3, ge=1, le=20, description="Most answers to give.")
    callback_url: str | None = Field(
        None,
        max_length=2000,
        json_schema_extra={"pattern": callbacks.PATTERN},
        description="Where the ended job is POSTed, if webhooks are configured.",
    )


class UploadAnswer(BaseModel):
    """One job a file, in their order."""

    session_id: str
    jobs: list[Job]


class AskAnswer(BaseModel):
    """The question's job."""

    job: Job


class JobsAnswer(BaseModel):
    """A page of jobs, newest first."""

    jobs: list[Job]
    next_cursor: str | None


class SessionAnswer(BaseModel):
    """A session and its documents, oldest first."""

    session_id: str
    documents: list[Document]
    expires_at: datetime


class WordAnswer(BaseModel):
    """A word of a page: ``page_text[start:start + len(text)] == text``."""

    text: str
    box: Box
    start: int
    confidence: float | None
    source: WordSource


class PageAnswer(BaseModel):
    """A page as read, with the place of every word."""

    number: int
    width: float
    height: float
    source: PageSource
    text: str
    words: list[WordAnswer]


class WebhookAnswer(BaseModel):
    """A webhook that has not been delivered: it is tried again, or was given up."""

    job_id: str
    state: Literal["pending", "given-up"]
    attempts: int
    next_attempt_at: datetime | None
    cause: str | None


class WebhooksAnswer(BaseModel):
    """Webhooks that have not been delivered, newest first."""

    webhooks: list[WebhookAnswer]


class Health(BaseModel):
    """How the service is."""

    status: Literal["ok", "degraded", "unavailable"]
    version: str
    redis: Literal["ok", "unavailable"]
    workers: int
    queues: dict[str, int]
    models: dict[str, str]
    languages: list[str]


class Alive(BaseModel):
    """The process runs."""

    status: Literal["ok"]


class Limits(BaseModel):
    """What the service takes."""

    max_file_bytes: int
    max_request_bytes: int
    max_files: int
    max_pages: int
    max_page_pixels: int
    max_page_words: int
    max_question_chars: int
    page_seconds: float
    session_seconds: int
    max_wait_seconds: int
    max_image_width: int
    media_types: list[str]
