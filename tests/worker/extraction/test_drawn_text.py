"""Text that a page draws beside its own: as paths, and in pictures that lie on their side."""

import math
from collections.abc import Callable

import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from tests.worker.pages import FONT, LEFT, both, lines, pdf, picture, word
from worker.extraction.page import extract_page, extract_text
from worker.formats.pdf.source import PdfSource
from worker.ocr.page import PageRecognizer

SAID = ["The lock is opened at dawn.", "A barge pays 46 crowns."]


def outlined(*texts: str, y: float, size: float = 14, by: str = "letter") -> Callable[[Canvas], None]:
    """Draws the lines as paths: one for each letter, each line, or all of them."""

    def draw(canvas: Canvas) -> None:
        whole = canvas.beginPath()
        for i, text in enumerate(texts):
            for j, piece in enumerate(text if by == "letter" else [text]):
                if not piece.strip():
                    continue
                path = whole if by == "text" else canvas.beginPath()
                place = (72 + stringWidth(text[:j], "DejaVu", size), y - 1.4 * size * i)
                _trace(path, TextPath(place, piece, size, prop=FontProperties(fname=str(FONT))))
                if by != "text":
                    canvas.drawPath(path, stroke=0, fill=1)
        canvas.drawPath(whole, stroke=0, fill=1)

    return draw


def _trace(path: PDFPathObject, drawn: TextPath) -> None:
    at = (0.0, 0.0)
    for points, code in drawn.iter_segments():
        x, y = points[-2:]
        if code == drawn.MOVETO:
            path.moveTo(x, y)
        elif code == drawn.LINETO:
            path.lineTo(x, y)
        elif code == drawn.CURVE3:
            bend = points[:2]
            first, last = ([(edge[i] + 2 * bend[i]) / 3 for i in (0, 1)] for edge in (at, (x, y)))
            path.curveTo(*first, *last, x, y)
        elif code == drawn.CLOSEPOLY:
            path.close()
        at = (x, y)


@pytest.mark.parametrize("by", ["letter", "line", "text"])
def test_text_drawn_as_paths_is_read_beside_the_pages_own(recognizer: PageRecognizer, by: str) -> None:
    source = PdfSource(pdf(both(lines(*LEFT), outlined(*SAID, y=500, by=by))))
    assert extract_text(source.page(1)) is None
    page = extract_page(source.page(1), "auto", recognizer)
    assert page.source == "mixed"
    assert " ".join(page.text.split()) == " ".join(LEFT + SAID)
    barge = word(page, "barge").box
    assert 1 - (500 + 14) / 842 < barge[1] < barge[3] < 1 - (500 - 2 * 14) / 842
    assert (word(page, "barge").source, word(page, "committee").source) == ("ocr", "text")


def test_curves_of_a_drawing_need_no_ocr() -> None:
    def draw(canvas: Canvas) -> None:
        for i in range(60):
            canvas.ellipse(80 + 7 * i, 300 + 40 * math.sin(i / 5), 86 + 7 * i, 306 + 40 * math.sin(i / 5), fill=1)
        path = canvas.beginPath()
        path.moveTo(80, 200)
        for i in range(200):
            path.lineTo(80 + 2 * i, 200 + 30 * math.sin(i / 9))
        canvas.drawPath(path)

    page = extract_text(PdfSource(pdf(both(lines(*LEFT), draw))).page(1))
    assert page is not None
    assert page.source == "text"


@pytest.mark.parametrize("turn", [90, 270])
def test_a_picture_that_lies_on_its_side_is_read_beside_the_pages_own(recognizer: PageRecognizer, turn: int) -> None:
    said = [*SAID, "The keeper is Ingrid Vos."]
    turned = picture(said, size=(1000, 300)).rotate(turn, Image.Resampling.NEAREST, expand=True)
    source = PdfSource(pdf(both(lines(*LEFT), lambda canvas: canvas.drawImage(ImageReader(turned), 72, 150, 135, 450))))
    page = extract_page(source.page(1), "auto", recognizer)
    assert page.source == "mixed"
    assert " ".join(page.text.split()) == " ".join(LEFT + said)


def test_a_table_drawn_as_paths_is_read_with_all_its_columns(recognizer: PageRecognizer) -> None:
    rows = [("Berth", "42.00"), ("Water", "3.50"), ("Power", "7.25")]
    drawn = [
        draw
        for i, (name, price) in enumerate(rows)
        for draw in (outlined(name, y=700 - 24 * i), _moved(outlined(price, y=700 - 24 * i), 110))
    ]
    page = extract_page(PdfSource(pdf(both(lines("Price list", y=800, size=14), *drawn))).page(1), "auto", recognizer)
    assert page.text.split() == ["Price", "list", *(word for row in rows for word in row)]


def _moved(draw: Callable[[Canvas], None], across: float) -> Callable[[Canvas], None]:
    def moved(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(across, 0)
        draw(canvas)
        canvas.restoreState()

    return moved


def pasted(text: str, y: float, height: float) -> Callable[[Canvas], None]:
    """Draws a picture of one line."""

    def draw(canvas: Canvas) -> None:
        image = picture([text], size=(round(24 * len(text)), 110))
        canvas.drawImage(ImageReader(image), 72, y, height * image.width / image.height, height)

    return draw


def test_a_picture_of_a_single_line_is_read(recognizer: PageRecognizer) -> None:
    page = extract_page(PdfSource(pdf(both(lines(*LEFT), pasted(SAID[1], 500, 34)))).page(1), "auto", recognizer)
    assert " ".join(page.text.split()) == " ".join([*LEFT, SAID[1]])


def test_what_a_page_shows_under_transparent_text_is_read_whatever_that_says(recognizer: PageRecognizer) -> None:
    def transparent(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillAlpha(0)
        lines("Nobody pays 999 crowns for it", y=507, size=8)(canvas)
        canvas.restoreState()

    source = PdfSource(pdf(both(lines(*LEFT), pasted("We pay 46 crowns", 500, 20), transparent)))
    assert len(source.page(1).pictures()) == 0
    page = extract_page(source.page(1), "auto", recognizer)
    assert " ".join(page.text.split()) == " ".join([*LEFT, "We pay 46 crowns"])
    assert page.warnings == {"hidden-text"}
