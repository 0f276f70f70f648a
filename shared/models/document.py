"""A document as clients see it."""

from typing import Literal

from pydantic import BaseModel

from shared.models.page import PageSource
from shared.models.problem import Problem
from shared.models.warnings import DocumentWarning as DocumentWarning

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
