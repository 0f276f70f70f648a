"""A document that can be asked."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.models.page import Page
from worker.answering.index import DocumentIndex


@dataclass(frozen=True, slots=True)
class Searchable:
    """A document that can be asked: its index, and a way to any of its pages."""

    document_id: str
    filename: str
    index: DocumentIndex
    page: Callable[[int], Page]
