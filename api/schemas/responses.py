"""Bodies of responses."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from shared.models.blocks import BlockType
from shared.models.document import DocumentSummary
from shared.models.job import Job, JobSummary
from shared.models.page import Box, PageSource, WordSource


def _is_none(value: object) -> bool:
    return value is None


class UploadAnswer(BaseModel):
    """One job a file, in their order."""

    session_id: str
    jobs: list[Job]


class AskAnswer(BaseModel):
    """The job of a question or a search."""

    job: Job


class ProcessedMetadata(BaseModel):
    """Where a page's content is from."""

    page: int = Field(description="The page's number; the first is that of `first_page`.")
    filename: str
    error: str | None = Field(None, description="Why the page could not be read, where it could not.")


class ProcessedPage(BaseModel):
    """The content of one page."""

    page_content: str = Field(description="Markdown or text; empty where the page has none, or could not be read.")
    metadata: ProcessedMetadata


class JobsAnswer(BaseModel):
    """A page of jobs, newest first."""

    jobs: list[JobSummary]
    next_cursor: str | None


class SessionAnswer(BaseModel):
    """A session and a page of its documents, oldest first."""

    session_id: str
    document_count: int = Field(description="How many documents the session has in all.")
    documents: list[DocumentSummary]
    next_cursor: str | None
    expires_at: datetime


class KeptAnswer(BaseModel):
    """How long a session is kept."""

    session_id: str
    ttl: int = Field(description="Seconds that it lives after its last use.")
    expires_at: datetime


class WordAnswer(TypedDict):
    """A word of a page: ``page_text[start:start + len(text)] == text``."""

    # No model, of which a page would need up to a hundred thousand.

    text: str
    box: Box
    start: int
    confidence: float | None
    source: WordSource


class SpanAnswer(BaseModel):
    """``page_text[start:end]``."""

    start: int
    end: int


class CellAnswer(BaseModel):
    """A cell of a table; an empty one has ``start == end``. Rows and columns count from 0."""

    row: int
    column: int
    row_span: int
    column_span: int
    header: bool
    start: int
    end: int
    box: Box


class BlockAnswer(BaseModel):
    """A block of a page's tree: ``page_text[start:end]`` and what it is. What it does not have is left out."""

    type: BlockType
    parent: int | None = Field(description="Index of the block that contains this one.")
    start: int
    end: int
    box: Box
    level: int | None = Field(None, exclude_if=_is_none, description="Of a heading; 1 is the highest.")
    cells: list[CellAnswer] | None = Field(None, exclude_if=_is_none, description="Of a table.")
    label: SpanAnswer | None = Field(None, exclude_if=_is_none, description="Of a form field.")
    value: SpanAnswer | None = Field(None, exclude_if=_is_none, description="Of a form field.")
    checked: bool | None = Field(None, exclude_if=_is_none, description="Of a check box.")
    continues: Literal[True] | None = Field(
        None, exclude_if=_is_none, description="Whether the block continues one of the page before."
    )


class PageAnswer(BaseModel):
    """A page with the place of every word, and the tree of its blocks: flat, in reading order."""

    number: int
    width: float
    height: float
    source: PageSource
    text: str
    words: list[WordAnswer]
    blocks: list[BlockAnswer]


class TableAnswer(BaseModel):
    """A table, joined where it continues over pages; ``page`` and ``box`` are those of its first part.

    Rows are of equal length; the text of a cell that spans several rows or columns is repeated in each of them.
    """

    number: int = Field(description="Counted over the document, from 1.")
    page: int
    box: Box
    rows: list[list[str]]
    header_rows: int = Field(description="How many rows from the first are column headers.")


class TablesAnswer(BaseModel):
    """The tables of a document, in reading order."""

    tables: list[TableAnswer]


class WebhookAnswer(BaseModel):
    """A webhook that has not been delivered: it is tried again, or was abandoned."""

    job_id: str
    state: Literal["pending", "given-up"]
    attempts: int
    next_attempt_at: datetime | None
    cause: str | None


class WebhooksAnswer(BaseModel):
    """Webhooks that have not been delivered, newest first."""

    webhooks: list[WebhookAnswer]


class WebhookSecretAnswer(BaseModel):
    """What the signatures of webhooks are verified with (Standard Webhooks)."""

    secret: str


class Health(BaseModel):
    """The state of the service."""

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
    """What the service accepts."""

    max_file_bytes: int
    max_request_bytes: int
    max_files: int
    max_pages: int
    max_page_pixels: int
    max_page_words: int
    max_question_chars: int
    page_seconds: float
    session_seconds: int
    max_session_seconds: int
    max_wait_seconds: int
    max_image_width: int
    media_types: list[str]
