"""Documents that the tests of reading are made with."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import matplotlib
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from shared.models.page import Page, Word

FONT = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
pdfmetrics.registerFont(TTFont("DejaVu", str(FONT)))

LEFT = [
    "The committee met in the old town hall and",
    "discussed the plans for a bridge across the",
    "river, which the engineers had drawn up in",
    "the winter. Most members spoke in favour of",
    "the cheaper design, although it needs two",
    "piers in the water and closes the shipping",
    "lane for a whole summer while it is built.",
    "A vote was postponed until the spring.",
]
RIGHT = [
    "Meanwhile the museum opened its new wing,",
    "where paintings from the northern provinces",
    "are shown for the first time since the fire",
    "of the previous century. Visitors queued in",
    "the rain for several hours, and the cafe ran",
    "out of soup before noon. The director thanks",
    "the many donors who made the project happen",
    "and promises longer opening hours.",
]


def pdf(*pages: Callable[[Canvas], None], size: tuple[float, float] = A4, **options: object) -> bytes:
    """A PDF with a page for each function that draws on the canvas."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size, invariant=1, **options)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def lines(
    *texts: str, x: float = 72, y: float = 770, size: float = 11, font: str = "Helvetica", leading: float = 1.25
) -> Callable[[Canvas], None]:
    """Draws the lines one under the other, the first with its baseline at ``y``."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        for i, text in enumerate(texts):
            canvas.drawString(x, y - i * leading * size, text)

    return draw


def both(*parts: Callable[[Canvas], None]) -> Callable[[Canvas], None]:
    """Draws all the parts on one page."""

    def draw(canvas: Canvas) -> None:
        for part in parts:
            part(canvas)

    return draw


def picture(text: Sequence[str], size: tuple[int, int] = (1000, 300), pixels: int = 36) -> Image.Image:
    """A picture of lines of text, black on white."""
    image = Image.new("RGB", size, "white")
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(str(FONT), pixels)
    for i, line in enumerate(text):
        draw.text((40, 30 + i * 1.5 * pixels), line, "black", font)
    return image


def saved(image: Image.Image, image_format: str, **options: object) -> bytes:
    """The bytes of the image as a file."""
    file = io.BytesIO()
    image.save(file, image_format, **options)
    return file.getvalue()


def word(page: Page, text: str) -> Word:
    """The only word of the page with that text."""
    (found,) = [word for word in page.words if page.text[word.start : word.end] == text]
    return found


def words(page: Page) -> list[str]:
    """The words of the page as spans of its text."""
    return [page.text[word.start : word.end] for word in page.words]
