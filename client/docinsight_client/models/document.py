"""A document, and what came of its pages."""

from typing import Literal

from pydantic import Field

from docinsight_client.models.base import Box, Model
from docinsight_client.models.problem import Problem

OcrMode = Literal["auto", "force", "off"]
"""Recognize pages by OCR where needed, always, or never."""


class PageSummary(Model):
    """What came of one page. ``width`` and ``height`` in points as shown; ``source`` is text, ocr, mixed or failed."""

    number: int
    width: float
    height: float
    source: str
    words: int
    mean_confidence: float | None = None
    error: Problem | None = None


class OcrUsed(Model):
    """The engine that recognized a document's text."""

    engine: str
    languages: list[str]
    device: str


class DocumentWarning(Model):
    """Something that users of a document should know; ``code`` is stable and made for programs."""

    code: str
    message: str
    pages: list[int] = []


class DocumentFields(Model):
    """A document and what came of its pages; ``pages`` is empty in lists."""

    id: str
    filename: str
    media_type: str
    bytes: int
    sha256: str
    session_id: str
    page_count: int
    chosen_pages: str | None = None
    pages: list[PageSummary] = []
    characters: int
    language: str | None = None
    ocr: OcrUsed | None = None
    warnings: list[DocumentWarning] = []
    seconds: float
    parent_id: str | None = None
    children: list[str] = []


class DocumentTable(Model):
    """A table, joined where it continues over pages; ``page_number`` and ``box`` are those of its first part.

    Rows are of equal length; the text of a cell that spans several rows or columns is repeated in each of them.
    """

    number: int
    page_number: int = Field(alias="page")
    box: Box
    rows: list[list[str]]
    header_rows: int


class Tables(Model):
    """The tables of a document, in reading order."""

    tables: list[DocumentTable]
