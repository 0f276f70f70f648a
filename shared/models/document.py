"""A document as clients see it."""

from typing import Literal

from pydantic import BaseModel, Field

from shared.models.page import PageSource
from shared.models.page_choice import PageChoice
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
    parent_id: str | None = Field(None, description="The mail that it was attached to.")
    children: list[str] = Field([], description="Documents that were attached to it, as it is a mail, in their order.")
    page_count: int
    chosen_pages: str | None = Field(
        None, description="The pages that are read, where the upload named some.", examples=["1-5,9"]
    )
    characters: int
    ocr: OcrUsed | None = None
    warnings: list[DocumentWarning] = []
    seconds: float

    def has_page(self, number: int) -> bool:
        """Whether it has the page, as far as that is known before it is opened, and the page was not left out."""
        if self.chosen_pages is not None and number not in PageChoice.parse(self.chosen_pages):
            return False
        return number <= self.page_count or self.page_count == 0


class Document(DocumentSummary):
    """A document and what came of its pages."""

    pages: list[PageSummary]
