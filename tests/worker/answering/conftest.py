"""Pages and documents to ask."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from shared.models.page import Page, Word, Words
from shared.settings import Settings
from worker.answering.index import DocumentIndex, index_document
from worker.answering.reader import Reader
from worker.answering.reader_registry import load_reader
from worker.answering.session import Searchable
from worker.layout.tree import build_blocks


def page(number: int, text: str, source: str = "text") -> Page:
    """A page whose words lie on a grid: line by line, each as wide as its letters."""
    words = []
    at = 0
    for line, row in enumerate(text.split("\n")):
        for match in re.finditer(r"\S+", row):
            start, end = at + match.start(), at + match.end()
            top = 0.05 + 0.015 * line
            box = (0.1 + 0.008 * match.start(), top, 0.1 + 0.008 * match.end(), top + 0.012)
            words.append(Word(start, end, box, 0.9 if source == "ocr" else None, line, source))  # type: ignore[arg-type]
        at += len(row) + 1
    placed = Words(words)
    return Page(number, 595, 842, source, text, placed, build_blocks(text, placed, 595, 842))  # type: ignore[arg-type]


def document(name: str, texts: Sequence[str], source: str = "text") -> Searchable:
    """A document of pages with these texts, ready to be asked."""
    pages = [page(number, text, source) for number, text in enumerate(texts, 1)]
    index = DocumentIndex.unpack(index_document(pages))
    return Searchable(name, f"{name}.pdf", index, lambda number: pages[number - 1])


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The bundled reader."""
    return load_reader(Settings(threads=1))


@pytest.fixture(scope="session")
def english_reader() -> Reader:
    """The small one, which gives sentences for clauses."""
    return load_reader(Settings(threads=1, reader_model=Path("english")))
