"""A document as clients see it."""

from typing import Any, Literal

from pydantic import BaseModel, Field, model_validator

from shared.models.page import PageSource
from shared.models.problem import Problem

OcrMode = Literal["auto", "force", "off"]
"""Recognize pages by OCR where needed, always, or never."""


class PageSummary(BaseModel):
    """What came of one page. ``width`` and ``height`` in points as shown."""

    number: int
    width: float
    height: float
    source: PageSource
    words: int
    mean_confidence: float | None = None
    error: Problem | None = None


class OcrUsed(BaseModel):
    """The engine that recognized a document's text."""

    engine: str
    languages: list[str]
    device: str


class DocumentWarning(BaseModel):
    """Something that users of a document should know."""

    code: str = Field(description="Stable, for programs.", examples=["unreadable-pages"])
    message: str = Field(description="One plain sentence.")
    pages: list[int] = Field(
        description="Numbers of the pages it is about; empty where it is about the whole document."
    )

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        """Releases before 0.2 stored the message alone."""
        return {"code": "other", "message": value, "pages": []} if isinstance(value, str) else value


class DocumentSummary(BaseModel):
    """A document as lists have it: without what came of each page."""

    id: str
    filename: str
    media_type: str
    bytes: int
    sha256: str
    session_id: str
    page_count: int
    characters: int
    ocr: OcrUsed | None = None
    warnings: list[DocumentWarning] = []
    seconds: float


class Document(DocumentSummary):
    """A document and what came of its pages."""

    pages: list[PageSummary]
