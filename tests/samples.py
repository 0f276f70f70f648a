"""Small documents made by the tests, whose every word is known, in all supported formats."""

import io
import random
from collections.abc import Sequence
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

AGREEMENT = (
    "Supply agreement",
    "This agreement is made between Northwind Paper Limited, called the Supplier, and the Harbour Library.",
    "The Supplier shall deliver forty boxes of archival paper to the library in Bergen every month.",
    "The agreement was signed by Maria Keller on 4 March 2021 in the presence of two witnesses.",
)
"""A page of text. Who signed it: Maria Keller."""

INVOICE = (
    "Terms of payment",
    "The library pays 1,250 euros for each delivery within thirty days of receiving the invoice.",
    "A delay of more than ten days allows the Supplier to charge interest of four percent a year.",
    "Disputes are settled by the court of Rotterdam under Dutch law.",
)
"""Another page of text. What the library pays for each delivery: 1,250 euros."""

_FONTS = Path(reportlab.__file__).parent / "fonts"


def pdf(pages: Sequence[Sequence[str]], *, font: str = "Helvetica", size: int = 12) -> bytes:
    """A born-digital PDF."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4, invariant=True)
    for page in pages:
        text = sheet.beginText(60, A4[1] - 80)
        text.setFont(font, size)
        for paragraph in page:
            for line in _wrapped(paragraph, 78):
                text.textLine(line)
            text.textLine()
        sheet.drawText(text)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def picture(
    page: Sequence[str], *, dpi: int = 150, skew: float = 0.0, noise: int = 0, font: str = "Vera.ttf", seed: int = 1
) -> Image.Image:
    """A scan of a page: drawn at ``dpi``, turned by ``skew`` degrees, with ``noise`` gray levels of speckle."""
    width, height = round(A4[0] * dpi / 72), round(A4[1] * dpi / 72)
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    letters = ImageFont.truetype(str(_FONTS / font), round(12 * dpi / 72))
    x, y = round(60 * dpi / 72), round(80 * dpi / 72)
    for paragraph in page:
        for line in _wrapped(paragraph, 62):
            draw.text((x, y), line, fill=0, font=letters)
            y += round(16 * dpi / 72)
        y += round(16 * dpi / 72)
    if skew:
        image = image.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    if noise:
        dice = random.Random(seed)
        speckle = Image.frombytes("L", image.size, dice.randbytes(width * height))
        image = Image.blend(image, speckle.filter(ImageFilter.GaussianBlur(0.6)), noise / 255)
    return image


def encoded(pages: Sequence[Image.Image], kind: str, dpi: int = 150) -> bytes:
    """Pictures in the bytes of a file: PNG, JPEG, WEBP, BMP, GIF, TIFF or an image-only PDF, of one page or more."""
    out = io.BytesIO()
    first, *rest = pages
    options: dict[str, object] = {"dpi": (dpi, dpi)} if kind in ("PNG", "JPEG", "TIFF", "BMP") else {}
    if kind == "PDF":
        options["resolution"] = dpi
    if rest:
        options |= {"save_all": True, "append_images": rest}
    first.save(out, kind, **options)
    return out.getvalue()


def _wrapped(paragraph: str, characters: int) -> list[str]:
    lines, line = [], ""
    for word in paragraph.split():
        if line and len(line) + 1 + len(word) > characters:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]
