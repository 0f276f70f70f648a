"""Tools that extract the text of born-digital PDFs.

The time is that of the tool's own output; finding the words in it is not counted.
"""

import html
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PlacedText = tuple[str, float, float, float, float]
"""A word and its edges in fractions of the page."""

Seen = tuple[list[PlacedText], list[str]]
"""A page: words with places where the tool gives them, and all words in the tool's order."""


@dataclass(frozen=True, slots=True)
class Tool:
    """``read`` gives the pages of a document up to a limit, ``see`` the words of such a page."""

    read: Callable[[Path, int], Iterator[Any]]
    see: Callable[[Any], Seen]


def _ours(path: Path, limit: int) -> Iterator[Any]:
    from worker.extraction.page import extract_text
    from worker.formats.pdf.source import PdfSource

    source = PdfSource(path)
    for number in range(1, min(limit, source.page_count) + 1):
        yield extract_text(source.page(number), "off")
    source.close()


def _see_ours(page: Any) -> Seen:
    if page is None:
        return [], []
    return [(page.text[w.start : w.end], *w.box) for w in page.words], page.text.split()


def _pypdfium2(path: Path, limit: int) -> Iterator[Any]:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    for number in range(min(limit, len(document))):
        page = document[number]
        text_page = page.get_textpage()
        yield text_page.get_text_range()
        text_page.close()
        page.close()
    document.close()


def _pdfplumber(path: Path, limit: int) -> Iterator[Any]:
    import pdfplumber

    with pdfplumber.open(path) as document:
        for page in document.pages[:limit]:
            yield float(page.width), float(page.height), page.extract_words()
            page.close()


def _see_pdfplumber(page: Any) -> Seen:
    width, height, words = page
    placed = [(w["text"], w["x0"] / width, w["top"] / height, w["x1"] / width, w["bottom"] / height) for w in words]
    return placed, [word[0] for word in placed]


def _pymupdf(path: Path, limit: int) -> Iterator[Any]:
    import pymupdf  # type: ignore[import-not-found,unused-ignore]

    with pymupdf.open(path) as document:
        for page in document.pages(0, min(limit, document.page_count)):
            yield page.rect.width, page.rect.height, page.get_text("words")


def _see_pymupdf(page: Any) -> Seen:
    width, height, words = page
    placed = [(w[4], w[0] / width, w[1] / height, w[2] / width, w[3] / height) for w in words]
    return placed, [word[0] for word in placed]


_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')


def _pdftotext(path: Path, limit: int) -> Iterator[Any]:
    done = subprocess.run(["pdftotext", "-bbox", "-l", str(limit), str(path), "-"], capture_output=True, check=True)
    yield from _PAGE.findall(done.stdout.decode("utf-8", "replace"))


def _see_pdftotext(page: Any) -> Seen:
    width, height = float(page[0]), float(page[1])
    placed = [
        (html.unescape(text), float(a) / width, float(b) / height, float(c) / width, float(d) / height)
        for a, b, c, d, text in _WORD.findall(page[2])
    ]
    return placed, [word[0] for word in placed]


REFERENCE = "pdftotext -bbox"
"""Whose words stand for the truth of documents that were not made here."""

TOOLS = {
    "doc-insight": Tool(_ours, _see_ours),
    "pypdfium2, text only": Tool(_pypdfium2, lambda text: ([], text.split())),
    "pdfplumber": Tool(_pdfplumber, _see_pdfplumber),
    REFERENCE: Tool(_pdftotext, _see_pdftotext),
    "PyMuPDF": Tool(_pymupdf, _see_pymupdf),
}


def installed() -> list[str]:
    """The tools of this machine."""
    absent = set()
    if not shutil.which("pdftotext"):
        absent.add(REFERENCE)
    if not find_spec("pymupdf"):
        absent.add("PyMuPDF")
    return [name for name in TOOLS if name not in absent]
