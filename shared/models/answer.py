"""Answers, and where each was found."""

from typing import Literal

from pydantic import BaseModel, Field


class AnswerPart(BaseModel):
    """The part on one page of an answer that runs over the end of a page. ``page_text[start:end] == text``."""

    page: int
    start: int
    end: int
    boxes: list[tuple[float, float, float, float]]
    text: str


class Answer(BaseModel):
    """One answer. ``page_text[start:end] == text``, and the context likewise from ``context_start``.

    One that runs over the end of a page has ``parts``. Its text is then the whole, its place that of the first part.
    """

    text: str
    score: float = Field(ge=0, le=1)
    document_id: str
    filename: str
    page: int
    start: int
    end: int
    boxes: list[tuple[float, float, float, float]]
    context: str
    context_start: int
    source: Literal["text", "ocr"]
    parts: list[AnswerPart] | None = Field(None, exclude_if=lambda parts: parts is None)
    place: str | None = Field(
        None,
        description="The place in the file's own terms, where it has some.",
        examples=["Sheet1!C12"],
        exclude_if=lambda place: place is None,
    )


class SkippedDocument(BaseModel):
    """A document of the session that could not be searched."""

    document_id: str
    filename: str
    status: str


class Searched(BaseModel):
    """What was searched for the answers."""

    documents: int
    pages: int
    passages: int
    skipped: list[SkippedDocument] = []


class Answers(BaseModel):
    """The result of a question. ``answers`` are distinct, best first; weak ones if ``answered`` is false."""

    question: str
    answered: bool
    answers: list[Answer]
    searched: Searched
    model: str
    seconds: float
