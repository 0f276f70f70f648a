"""Documents made for a run, whose every page and every answer is known."""

import io
import random
from dataclasses import dataclass
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

QUESTION = "Who signed the agreement?"

_FIRST = ("Maria", "Peter", "Anna", "Thomas", "Helen", "Robert", "Clara", "Daniel", "Laura", "Martin")
_LAST = ("Keller", "Morgan", "Brandt", "Sullivan", "Petersen", "Hartman", "Winter", "Marshall", "Becker", "Norton")
_THINGS = ("archival paper", "copper wire", "office chairs", "fresh apples", "garden tools", "glass bottles")
_FONT = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"


@dataclass(frozen=True)
class Made:
    """A document, and the lines of each of its pages. ``scanned``: pages are pictures."""

    filename: str
    body: bytes
    pages: tuple[tuple[str, ...], ...]
    signer: str
    scanned: bool


def make(rng: random.Random, *, kind: str | None = None, pages: int | None = None) -> Made:
    """A small document: ``pdf``, ``txt`` or ``png``, drawn by ``rng`` unless it is given."""
    kind = kind or rng.choices(["pdf", "txt", "png"], [5, 2, 3])[0]
    count = pages or (rng.randint(1, 6) if kind == "pdf" else 1)
    signer = f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"
    lines = tuple(_page(rng, number, signer if number == 1 else None) for number in range(1, count + 1))
    name = f"{rng.randrange(16**8):08x}.{kind}"
    if kind == "txt":
        body = "\n\n".join(lines[0]).encode()
    elif kind == "png":
        out = io.BytesIO()
        scan(lines[0]).save(out, "PNG", dpi=(100, 100))
        body = out.getvalue()
    else:
        body = pdf(lines)
    return Made(name, body, lines, signer, kind == "png")


def _page(rng: random.Random, number: int, signer: str | None) -> tuple[str, ...]:
    return (
        f"Page {number} of the supply agreement number {rng.randrange(10_000, 100_000)}",
        f"The supplier delivers {rng.randrange(10, 100)} boxes of {rng.choice(_THINGS)} every month.",
        f"The agreement was signed by {signer} in March." if signer else "This page continues the one before it.",
    )


def pdf(pages: tuple[tuple[str, ...], ...]) -> bytes:
    """A born-digital PDF of these lines."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4)
    for page in pages:
        text = sheet.beginText(60, A4[1] - 80)
        text.setFont("Helvetica", 12)
        for line in page:
            text.textLine(line)
            text.textLine()
        sheet.drawText(text)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def scan(lines: tuple[str, ...]) -> Image.Image:
    """A scan of these lines: a strip of paper at 100 dots an inch."""
    image = Image.new("L", (900, 60 + 50 * len(lines)), 255)
    draw, letters = ImageDraw.Draw(image), ImageFont.truetype(str(_FONT), 22)
    for row, line in enumerate(lines):
        draw.text((40, 30 + 50 * row), line, fill=0, font=letters)
    return image


def scanned_pdf(pages: tuple[tuple[str, ...], ...]) -> bytes:
    """A PDF of scans."""
    out = io.BytesIO()
    first, *rest = [scan(page) for page in pages]
    first.save(out, "PDF", resolution=100, save_all=True, append_images=rest)
    return out.getvalue()


def long_scan(rng: random.Random, pages: int) -> Made:
    """A PDF of many scanned pages."""
    signer = f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"
    lines = tuple(_page(rng, number, signer if number == 1 else None) for number in range(1, pages + 1))
    return Made(f"{rng.randrange(16**8):08x}.pdf", scanned_pdf(lines), lines, signer, True)
