"""What the tools give. The descriptions are part of the tools' schemas, for the models that read the results."""

from typing import Annotated

from mcp_types import CallToolResult, TextContent
from pydantic import BaseModel, Field, PlainSerializer

from docinsight_client.models.base import Box
from docinsight_client.models.job import JobStatus


def _rounded(box: Box) -> list[float]:
    # A ten-thousandth of a page is a fifth of a line's height at most, and models read every digit.
    return [round(edge, 4) for edge in box]


def given(result: BaseModel) -> CallToolResult:
    """A result as it is sent: JSON without spaces and what is not set, since models pay for every character."""
    fields = result.model_dump(mode="json", exclude_none=True)
    text = result.model_dump_json(exclude_none=True)
    return CallToolResult(content=[TextContent(text=text)], structured_content=fields)


RoundedBox = Annotated[Box, PlainSerializer(_rounded, return_type=list[float])]


class UnreadPage(BaseModel):
    """A page that could not be read."""

    page: int
    reason: str


class Reading(BaseModel):
    """An uploaded document, and how far it is read."""

    document_id: str
    session_id: str = Field(description="Give it to ask and search.")
    job_id: str = Field(description="Give it to wait_for_document.")
    filename: str
    status: JobStatus
    pages_read: int = Field(description="Of the pages that are to be read.")
    page_count: int
    language: str | None = None
    characters: int = 0
    warnings: list[str] = Field([], description="What a reader should know, such as hidden text.")
    unread_pages: list[UnreadPage] = []
    attachments: list[str] = Field([], description="Ids of what is attached to it, as it is a mail; read likewise.")
    note: str = Field(description="What can be done next.")


class Place(BaseModel):
    """Where something was found."""

    document_id: str
    filename: str
    page: int
    place: str | None = Field(None, description="In the file's own terms, such as a cell of a sheet.")
    boxes: list[RoundedBox] = Field(description="Give them to see_page, which frames them.")
    source: str | None = Field(None, description="'ocr' where the text was recognized on a scan, and may have errors.")


class FoundAnswer(Place):
    """An exact quote from a page."""

    text: str
    score: float = Field(description="The probability that the answer is right, from 0 to 1.")
    context: str = Field(description="The words around it on the page.")
    continues_on: list[int] = Field([], description="Further pages that it runs over.")
    link: str = Field(description="Where a person sees it framed on its page.")


class Searched(BaseModel):
    """What was searched."""

    documents: int
    pages: int
    not_searched: list[str] = Field([], description="Documents that could not be searched, and why.")


class Answered(BaseModel):
    """The answers to a question, best first."""

    question: str
    answered: bool = Field(description="False where the documents do not seem to contain an answer.")
    answers: list[FoundAnswer] = Field(description="Weak candidates where 'answered' is false.")
    searched: Searched
    note: str | None = None


class FoundPassage(Place):
    """A passage of a page."""

    text: str
    score: float = Field(description="The probability that it holds what is sought, from 0 to 1.")
    headings: list[str] = []


class Found(BaseModel):
    """Passages, best first."""

    query: str
    passages: list[FoundPassage]
    searched: Searched
    note: str | None = None


class ListedDocument(BaseModel):
    """A document of a session."""

    document_id: str
    filename: str
    media_type: str
    page_count: int
    characters: int
    language: str | None = None
    status: JobStatus | None = Field(None, description="How its reading stands; null where that is long ago.")
    problem: str | None = Field(None, description="Why it could not be read.")
    resource: str


class Listing(BaseModel):
    """Some of the documents of a session, oldest first."""

    session_id: str
    document_count: int
    documents: list[ListedDocument]
    next_cursor: str | None = Field(None, description="Give it as cursor to see more.")
    expires_at: str = Field(description="When the session and all in it are deleted, unless it is used.")


class BlockOfText(BaseModel):
    """A block of a page: what it is, and its text."""

    type: str
    level: int | None = None
    text: str
    box: RoundedBox


class TableOfPage(BaseModel):
    """A table that begins on the page."""

    number: int
    header_rows: int
    rows: list[list[str]]
    rows_left_out: int = 0


class PageReading(BaseModel):
    """What is on a page, in the form that was asked for."""

    document_id: str
    page: int
    content: str | None = None
    tables: list[TableOfPage] | None = None
    blocks: list[BlockOfText] | None = None
    next_start: int | None = Field(None, description="More follows: call again with it as start.")
    note: str | None = None


class Deleted(BaseModel):
    """What was deleted."""

    deleted: str


class ServiceInfo(BaseModel):
    """What the service accepts."""

    version: str
    status: str = Field(description="'degraded' where nothing reads documents at present.")
    max_file_bytes: int
    max_pages: int
    max_question_chars: int
    media_types: list[str]
    ocr_languages: list[str]
    session_seconds: int = Field(description="Documents are deleted so long after their session's last use.")
