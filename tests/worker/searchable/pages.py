"""Pages whose recognized words and their places are known, and what is found in the PDFs that are made of them."""

import io
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from reportlab.pdfgen import canvas

from shared.models.page import Box, Page, Word, Words
from shared.models.page import PageSource as Source
from shared.models.searchable_pdf import SearchablePdf
from worker.formats.pdf.page_space import PageSpace

Line = Sequence[tuple[str, Box]]


def scan(pages: int = 1, *, rotation: int = 0, crop: tuple[float, float, float, float] | None = None) -> bytes:
    """A PDF of 600 x 800 points whose pages show a gray picture and no text."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=(600, 800), invariant=True)
    for _ in range(pages):
        # As many programs do, it leaves the page's space changed.
        sheet.scale(0.5, 0.5)
        sheet.setFillGray(0.8)
        sheet.rect(100, 100, 800, 1200, fill=1)
        sheet.showPage()
    sheet.save()
    with pikepdf.open(io.BytesIO(out.getvalue())) as pdf:
        for page in pdf.pages:
            page.obj.Rotate = rotation
            if crop is not None:
                page.obj.CropBox = pikepdf.Array(list(crop))
        return saved(pdf)


def saved(pdf: pikepdf.Pdf, **how: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, static_id=True, **how)
    return out.getvalue()


def read_page(*lines: Line, number: int = 1, size: tuple[float, float] = (600, 800), source: Source = "ocr") -> Page:
    """A page with these lines of words at their boxes, as OCR would have recognized it."""
    text, words = "", list[Word]()
    for line, placed in enumerate(lines):
        for one, box in placed:
            words.append(Word(len(text), len(text) + len(one), box, 0.9, line, "ocr"))
            text += one + " "
        text = text[:-1] + "\n"
    return Page(number, *size, source, text, Words(words))


def whole(file: bytes, made: SearchablePdf) -> bytes:
    """The bytes that a client gets."""
    return file[: made.file_bytes] + made.rest


def on_disk(folder: Path, file: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(file)
    return path


def words_of(pdf: bytes, number: int = 1) -> list[tuple[str, Box]]:
    """What pdfium finds on a page, each word with its box in fractions of the page as shown."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[number - 1]
    text = page.get_textpage()
    characters = [(text.get_text_range(i, 1), text.get_charbox(i, loose=True)) for i in range(text.count_chars())]
    found: list[tuple[str, Box]] = []
    for is_space, word in groupby(characters, key=lambda one: one[0].isspace()):
        if not is_space:
            parts = list(word)
            left, bottom, right, top = zip(*(box for _, box in parts), strict=True)
            edges = np.array([[min(left), max(top), max(right), min(bottom)]])
            x0, y0, x1, y1 = PageSpace(page).shown(edges)[0].tolist()
            found.append(("".join(one for one, _ in parts), (x0, y0, x1, y1)))
    document.close()
    return found


def is_valid(pdf: bytes) -> bool:
    """Whether qpdf has nothing to say about it."""
    with pikepdf.open(io.BytesIO(pdf), attempt_recovery=False) as opened:
        return opened.check_pdf_syntax() == []


def pixels(pdf: bytes, number: int = 1) -> bytes:
    document = pypdfium2.PdfDocument(pdf)
    return document[number - 1].render(scale=0.5).to_numpy().tobytes()


def near(box: Box) -> object:
    return pytest.approx(box, abs=0.004)
