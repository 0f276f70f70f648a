"""Answers and passages, and where each was found."""

from pydantic import Field

from docinsight_client.models.base import Box, Model


class AnswerPart(Model):
    """The part on one page of an answer that runs over the end of a page."""

    page_number: int = Field(alias="page")
    start: int
    end: int
    boxes: list[Box]
    text: str


class Place(Model):
    """A run of a page's text, ``page_text[start:end] == text``, with one box a line."""

    text: str
    score: float
    document_id: str
    filename: str
    page_number: int = Field(alias="page")
    start: int
    end: int
    boxes: list[Box]


class AnswerFields(Place):
    """One answer; ``score`` is the probability that it is right. The context begins at ``context_start``.

    ``parts`` are those of an answer that runs over the end of a page; its own place is then that of the first part.
    ``place`` names the place in the file's own terms, such as a cell of a sheet.
    """

    context: str
    context_start: int
    source: str
    parts: list[AnswerPart] | None = None
    place: str | None = None


class PassageFields(Place):
    """One passage; ``score`` is the probability that it holds what was sought, ``headings`` are those above it."""

    headings: list[str] = []
    source: str | None = None
    place: str | None = None


class SkippedDocument(Model):
    """A document of the session that could not be searched."""

    document_id: str
    filename: str
    status: str


class Searched(Model):
    """What was searched."""

    documents: int
    pages: int
    passages: int
    skipped: list[SkippedDocument] = []
