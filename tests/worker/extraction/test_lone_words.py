"""Pictures of one or two words beside digital text: stamps, logos, numbers."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.worker.pages import FONT, both, lines, pdf
from worker.extraction.inspection import inspect
from worker.extraction.page import extract_page
from worker.formats.pdf.source import PdfSource
from worker.ocr.page import PageRecognizer

TEXT = lines(*["The supplier delivers the furniture free of charge to the second floor."] * 6, y=500)


def stamp(text: str, ink: str = "black", ground: str = "white", *, frame: bool = False) -> Image.Image:
    """A picture of a text in large letters."""
    font = ImageFont.truetype(str(FONT), 80)
    image = Image.new("RGB", (int(font.getlength(text)) + 80, 160), ground)
    draw = ImageDraw.Draw(image)
    draw.text((40, 30), text, ink, font)
    if frame:
        draw.rectangle((4, 4, image.width - 5, 155), outline=ink, width=5)
    return image


def shown(image: Image.Image, points: float, x: float = 72) -> PdfSource:
    """A page of text with the picture so high."""

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(image), x, 640, points * image.width / image.height, points)

    return PdfSource(pdf(both(draw, TEXT)))


def holds_text(source: PdfSource) -> bool:
    return bool(inspect(source.page(1), "auto").pictures)


@pytest.mark.parametrize("text", ["PAID", "Copy", "Harbour Museum", "7731-094", "Storno", "Geprüft"])
@pytest.mark.parametrize("points", [18, 20, 40, 90])
def test_a_word_in_a_picture_is_found_at_every_size(text: str, points: float) -> None:
    assert holds_text(shown(stamp(text), points))


@pytest.mark.parametrize(
    ("ink", "ground", "frame"),
    [("#c22", "white", True), ("white", "#124", False), ("#555", "#eee", False), ("white", "#2a6", True)],
)
def test_a_word_is_found_in_every_color_with_a_frame_and_without(ink: str, ground: str, frame: bool) -> None:
    assert holds_text(shown(stamp("Approved", ink, ground, frame=frame), 40))


def drawn(draw: Callable[[ImageDraw.ImageDraw], None]) -> Image.Image:
    image = Image.new("RGB", (300, 300), "white")
    draw(ImageDraw.Draw(image))
    return image


def shapes(draw: ImageDraw.ImageDraw) -> None:
    for i, color in enumerate(("#c22", "#2a6", "#124", "#fd4")):
        draw.ellipse((20 + 60 * i, 30 + 40 * i, 90 + 60 * i, 100 + 40 * i), fill=color)


def warning(draw: ImageDraw.ImageDraw) -> None:
    draw.polygon([(150, 20), (280, 270), (20, 270)], fill="#c22")
    draw.rectangle((140, 110, 160, 190), fill="white")
    draw.ellipse((140, 210, 160, 230), fill="white")


def squares(draw: ImageDraw.ImageDraw) -> None:
    for i in range(5):
        draw.rectangle((20 + 55 * i, 100, 50 + 55 * i, 130), fill="#369")


@pytest.mark.parametrize("draw", [shapes, warning, squares])
@pytest.mark.parametrize("points", [40, 90, 180])
def test_drawings_show_no_word(draw: Callable[[ImageDraw.ImageDraw], None], points: float) -> None:
    assert not holds_text(shown(drawn(draw), points))


@pytest.mark.parametrize("coarse", [4, 8])
def test_photographs_show_no_word(coarse: int) -> None:
    noise = np.random.default_rng(coarse).random((coarse, coarse, 3))
    photograph = Image.fromarray((255 * noise).astype(np.uint8)).resize((300, 300), Image.Resampling.BICUBIC)
    assert not holds_text(shown(photograph, 120))


def test_a_word_of_the_page_over_a_picture_is_none_of_its_own() -> None:
    ground = Image.new("RGB", (400, 160), "#fd4")
    ImageDraw.Draw(ground).rectangle((0, 150, 400, 160), fill="#124")

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(ground), 72, 640, 200, 80)
        canvas.setFont("Helvetica", 24)
        canvas.drawString(90, 665, "Summer")

    assert not holds_text(PdfSource(pdf(both(draw, TEXT))))


def test_a_word_in_a_picture_is_read_beside_the_pages_own(recognizer: PageRecognizer) -> None:
    page = extract_page(shown(stamp("APPROVED", "#c22", frame=True), 40).page(1), "auto", recognizer)
    assert page.source == "mixed"
    assert page.text.split()[0] == "APPROVED"
    assert page.text.count("The supplier delivers") == 6
