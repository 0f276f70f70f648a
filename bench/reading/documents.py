"""Born-digital PDFs made for measuring, whose every word is known in its reading order. All follows from a seed."""

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from bench.reading.drawn_pages import prose


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF and the words of each of its pages in reading order."""

    name: str
    data: bytes
    pages: list[list[str]]


@dataclass
class _Sheet:
    """A page being drawn: what is written on it is remembered."""

    canvas: Canvas
    rng: random.Random
    words: list[str] = field(default_factory=list)

    def line(self, text: str, x: float, y: float, font: str, size: float) -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, text)
        self.words += text.split()

    def column(
        self, x: float, top: float, bottom: float, width: float, font: str, size: float, justified: bool
    ) -> None:
        """Paragraphs from ``top`` down to ``bottom``."""
        y = top
        while y > bottom + 5 * size:
            waiting = prose(self.rng, self.rng.randint(40, 110))
            while waiting and y > bottom:
                row = _row(waiting, width, font, size)
                text = self.canvas.beginText(x, y)
                text.setFont(font, size)
                if justified and waiting and len(row) > 1:
                    text.setWordSpace((width - stringWidth(" ".join(row), font, size)) / (len(row) - 1))
                text.textLine(" ".join(row))
                self.canvas.drawText(text)
                self.words += row
                y -= 1.2 * size
            y -= 0.7 * size


def _row(waiting: list[str], width: float, font: str, size: float) -> list[str]:
    """As many of the waiting words as fit a line, one at least; they wait no more."""
    row = [waiting.pop(0)]
    while waiting and stringWidth(" ".join([*row, waiting[0]]), font, size) <= width:
        row.append(waiting.pop(0))
    return row


def _report(sheet: _Sheet, number: int, size: tuple[float, float]) -> None:
    width, height = size
    sheet.line(f"Annual report of the society, part {number}", 70, height - 40, "Helvetica", 9)
    sheet.line(" ".join(prose(sheet.rng, 5)), 70, height - 90, "Helvetica-Bold", 16)
    sheet.column(70, height - 120, 80, width - 140, "Helvetica", 11, justified=False)
    sheet.line(f"Page {number}", width / 2 - 20, 40, "Helvetica", 9)


def _article(sheet: _Sheet, number: int, size: tuple[float, float]) -> None:
    width, height = size
    gap = 18
    half = (width - 100 - gap) / 2
    top = height - 60
    if number == 1:
        sheet.line(" ".join(prose(sheet.rng, 7)), 50, top, "Times-Bold", 15)
        top -= 40
    sheet.column(50, top, 110, half, "Times-Roman", 10, justified=True)
    sheet.column(50 + half + gap, top, 110, half, "Times-Roman", 10, justified=True)
    sheet.line("1 " + " ".join(prose(sheet.rng, 14)), 50, 70, "Times-Roman", 8)
    sheet.line(str(number), width / 2, 35, "Times-Roman", 9)


def _newsletter(sheet: _Sheet, number: int, size: tuple[float, float]) -> None:
    width, height = size
    third = (width - 80 - 2 * 15) / 3
    sheet.line(f"Town news, number {number}", 40, height - 60, "Helvetica-Bold", 24)
    for i in range(3):
        # Columns of different type and leading are not level.
        sheet.column(
            40 + i * (third + 15), height - 95 - 4 * i, 60, third, "Times-Roman", 9 + 0.5 * i, justified=i == 1
        )


def _broadsheet(sheet: _Sheet, number: int, size: tuple[float, float]) -> None:
    """A headline over two of three columns, and a box of other matter under the third."""
    width, height = size
    third = (width - 80 - 2 * 14) / 3
    sheet.line("Town and province", 40, height - 40, "Times-Roman", 9)
    sheet.line(str(number), width - 60, height - 40, "Times-Roman", 9)
    sheet.line(" ".join(prose(sheet.rng, 4)), 40, height - 80, "Times-Bold", 16)
    for i in range(2):
        sheet.column(40 + i * (third + 14), height - 110, 60, third, "Times-Roman", 9, justified=True)
    left = 40 + 2 * (third + 14)
    sheet.column(left, height - 72, 300, third, "Times-Roman", 9, justified=True)
    sheet.canvas.rect(left, 70, third, 190)
    sheet.line("At a glance", left + 6, 244, "Helvetica-Bold", 10)
    sheet.column(left + 6, 228, 84, third - 12, "Helvetica", 8, justified=False)


def _journal(sheet: _Sheet, number: int, size: tuple[float, float]) -> None:
    """Two columns, a figure with its caption in the first, notes at the foot of both."""
    width, height = size
    gap = 18
    half = (width - 100 - gap) / 2
    sheet.column(50, height - 60, height - 220, half, "Times-Roman", 10, justified=True)
    sheet.canvas.rect(50, height - 340, half, 100)
    sheet.line(f"Figure {number}: " + " ".join(prose(sheet.rng, 5)), 50, height - 353, "Times-Italic", 8.5)
    for i in range(2):
        left = 50 + i * (half + gap)
        sheet.column(left, height - (60 if i else 380), 140, half, "Times-Roman", 10, justified=True)
        sheet.canvas.line(left, 132, left + 60, 132)
        for note in range(2):
            text = f"{2 * i + note + 1} " + " ".join(prose(sheet.rng, 7))
            sheet.line(text, left, 120 - 11 * note, "Times-Roman", 7.5)
    sheet.line(str(number), width / 2, 35, "Times-Roman", 9)


def _typescript(sheet: _Sheet, number: int, size: tuple[float, float]) -> None:
    width, height = size
    sheet.line(f"EXHIBIT 10.{number}", 72, height - 72, "Courier", 10)
    sheet.column(72, height - 110, 80, width - 144, "Courier", 10, justified=False)


def _accounts(sheet: _Sheet, number: int, size: tuple[float, float]) -> None:
    width, height = size
    sheet.line(f"Accounts {2010 + number}", 60, height - 60, "Helvetica-Bold", 14)
    sheet.column(60, height - 90, height - 200, width - 120, "Helvetica", 10, justified=False)
    top, pitch = height - 240, 16
    for i in range(25):
        y = top - i * pitch
        cells = [f"Item {i + 1}", *(f"{sheet.rng.randint(1, 99_999):,}" for _ in range(4))]
        for j, cell in enumerate(cells):
            x = 65 if not j else 65 + 95 * (j + 1) - stringWidth(cell, "Helvetica", 10)
            sheet.line(cell, x, y, "Helvetica", 10)
        if number % 2:
            sheet.canvas.line(60, y - 4, 560, y - 4)


def _terms(sheet: _Sheet, number: int, size: tuple[float, float]) -> None:
    """What is agreed, term by term: labels and what they stand for, both of several lines, without ruled lines."""
    width, height = size
    sheet.line(f"Schedule {number}", 60, height - 60, "Helvetica-Bold", 14)
    y = height - 100
    while y > 160:
        label, value = prose(sheet.rng, sheet.rng.randint(3, 9)), prose(sheet.rng, sheet.rng.randint(5, 40))
        ends = []
        for words, x, across in ((label, 60, 120), (value, 200, width - 260)):
            at = y
            while words:
                sheet.line(" ".join(_row(words, across, "Helvetica", 10)), x, at, "Helvetica", 10)
                at -= 12
            ends.append(at)
        y = min(ends) - 7


_KINDS: dict[str, tuple[Callable[[_Sheet, int, tuple[float, float]], None], tuple[float, float]]] = {
    "report": (_report, A4),
    "article": (_article, A4),
    "newsletter": (_newsletter, A4),
    "broadsheet": (_broadsheet, A4),
    "journal": (_journal, A4),
    "typescript": (_typescript, A4),
    "accounts": (_accounts, A4),
    "terms": (_terms, A4),
    "landscape": (_report, landscape(A4)),
}


def documents(pages: int, seed: int) -> Iterator[Document]:
    """One document of each kind, of so many pages each."""
    for name, (draw, size) in _KINDS.items():
        file = io.BytesIO()
        canvas = Canvas(file, pagesize=size, invariant=1, pageCompression=1)
        truth = []
        for number in range(1, pages + 1):
            sheet = _Sheet(canvas, random.Random(f"{seed} {name} {number}"))
            draw(sheet, number, size)
            truth.append(sheet.words)
            canvas.showPage()
        canvas.save()
        yield Document(name, file.getvalue(), truth)
