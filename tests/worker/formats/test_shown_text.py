"""Only text that a page shows is read, whichever engine reads it, and whatever hides the other."""

import io
from collections.abc import Callable
from typing import Literal

import pytest
from PIL import Image
from reportlab.lib import colors
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from shared.models.page import Page
from tests.worker.pages import both, lines, pdf, picture, words
from tests.worker.raw_pdf import made, show
from worker.extraction.page import extract_text
from worker.formats.pdf import text_layer
from worker.formats.pdf.plumber import PlumberSource
from worker.formats.pdf.source import PdfSource

SHOWN = "The gardener earns 700 crowns"
HIDDEN = "Nobody earns 999 crowns"

ENGINES = pytest.mark.parametrize("engine", [PdfSource, PlumberSource])
Draw = Callable[[Canvas], None]
shown = lines(SHOWN)


def read(data: bytes, engine: type[PdfSource] = PdfSource) -> Page:
    page = extract_text(engine(data).page(1), "off")
    assert page is not None
    return page


def filled(color: colors.Color, draw: Draw) -> Draw:
    def filled_in(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillColor(color)
        draw(canvas)
        canvas.restoreState()

    return filled_in


def box(color: colors.Color, x: float = 60, y: float = 690, width: float = 300, height: float = 30) -> Draw:
    return filled(color, lambda canvas: canvas.rect(x, y, width, height, stroke=0, fill=1))


def transparent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    hidden(canvas)
    canvas.setFillAlpha(1)


def in_mode(mode: Literal[3, 7]) -> Draw:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(72, 700)
        text.setTextRenderMode(mode)
        text.textOut(HIDDEN)
        canvas.saveState()
        canvas.drawText(text)
        canvas.restoreState()

    return draw


def clipped(canvas: Canvas) -> None:
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(72, 100, 300, 50)
    canvas.clipPath(path, stroke=0)
    hidden(canvas)
    canvas.restoreState()


def image(canvas: Canvas, color: str = "gray") -> None:
    canvas.drawImage(ImageReader(Image.new("RGB", (30, 30), color)), 60, 690, 300, 30)


def thick_line(canvas: Canvas) -> None:
    canvas.setLineWidth(20)
    canvas.line(60, 703, 400, 703)


def in_a_form(*parts: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("inner", 0, 0, 600, 850)
        both(*parts)(canvas)
        canvas.endForm()
        canvas.doForm("inner")

    return draw


def through_a_clip(canvas: Canvas) -> None:
    canvas.saveState()
    text = canvas.beginText(72, 700)
    text.setTextRenderMode(7)
    text.textOut(HIDDEN)
    canvas.drawText(text)
    box(colors.navy)(canvas)
    canvas.restoreState()


def flat(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.transform(1, 0, 0, 0.001, 0, 700)
    lines(HIDDEN, y=0)(canvas)
    canvas.restoreState()


hidden = lines(HIDDEN, y=700)
HIDDEN_WAYS: dict[str, Draw] = {
    "white on paper": filled(colors.white, hidden),
    "nearly white": filled(colors.Color(0.99, 0.99, 0.99), hidden),
    "white in a form": in_a_form(filled(colors.white, hidden)),
    "its color on that color": both(box(colors.navy), filled(colors.navy, hidden)),
    "under a white box": both(hidden, box(colors.white)),
    "under a black bar": both(hidden, box(colors.black)),
    "under a thick line": both(hidden, thick_line),
    "under a picture": both(hidden, image),
    "in a form under a box": both(in_a_form(hidden), box(colors.white)),
    "under a form": both(hidden, in_a_form(box(colors.white))),
    "transparent": transparent,
    "without ink": in_mode(3),
    "as a clip only": in_mode(7),
    "cut off": clipped,
    "off the page": lines(HIDDEN, y=-200),
    "tiny": lines(HIDDEN, y=700, size=0.5),
    "pressed flat": flat,
}


@ENGINES
@pytest.mark.parametrize("way", HIDDEN_WAYS)
def test_hidden_text_is_left_out_and_the_page_says_so(way: str, engine: type[PdfSource]) -> None:
    page = read(pdf(both(shown, HIDDEN_WAYS[way])), engine)
    assert page.text == SHOWN
    assert page.warnings == {"hidden-text"}


BAR = both(filled(colors.black, lambda canvas: canvas.rect(60, 690, 300, 30, fill=1)), filled(colors.white, hidden))
SHOWN_WAYS: dict[str, Draw] = {
    "plain": hidden,
    "white on a bar": BAR,
    "gray": filled(colors.Color(0.75, 0.75, 0.75), hidden),
    "yellow": filled(colors.yellow, hidden),
    "on a picture": both(image, hidden),
    "under a transparent box": both(hidden, filled(colors.Color(1, 1, 0, alpha=0.4), box(colors.transparent))),
    "highlighted afterwards": both(hidden, box(colors.Color(1, 1, 0, alpha=0.4))),
    "beside a box": both(hidden, box(colors.white, y=600)),
    "underlined": both(hidden, lambda canvas: canvas.rect(72, 698, 200, 1, fill=1)),
    "framed afterwards": both(hidden, lambda canvas: canvas.rect(60, 690, 300, 30, fill=0)),
    "white in a form on a bar": both(box(colors.black), in_a_form(filled(colors.white, hidden))),
    "as a clip for a color": through_a_clip,
    "small": lines(HIDDEN, y=700, size=4),
    "with a white halo": both(filled(colors.white, hidden), hidden),
    "twice on a picture": both(image, hidden, hidden),
}


@ENGINES
@pytest.mark.parametrize("way", SHOWN_WAYS)
def test_text_that_is_seen_is_read(way: str, engine: type[PdfSource]) -> None:
    page = read(pdf(both(shown, SHOWN_WAYS[way])), engine)
    assert words(page) == [*SHOWN.split(), *HIDDEN.split()]
    assert not page.warnings


def forbid_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.formats.pdf.source.draw", lambda *_, **__: pytest.fail("the page was drawn"))


@pytest.mark.parametrize("way", ["plain", "white on a bar", "beside a box", "framed afterwards", "underlined"])
def test_a_page_whose_objects_show_its_text_is_not_drawn(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid_drawing(monkeypatch)
    page = read(pdf(both(shown, SHOWN_WAYS[way])))
    assert words(page) == [*SHOWN.split(), *HIDDEN.split()]


def test_only_the_covered_end_of_a_word_is_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Courier", 12)
        canvas.drawString(72, 700, "account:DE4412345678")
        canvas.rect(72 + 8 * 7.2, 695, 200, 16, fill=1)

    page = read(pdf(draw))
    assert page.text == "account:"
    assert page.warnings == {"hidden-text"}


def test_a_covering_annotation_hides_text() -> None:
    annotation = (
        "<< /Type /Annot /Subtype /Square /Rect [60 690 360 720] /F 4 /AP << /N 6 0 R >> >>",
        "<< /Type /XObject /Subtype /Form /BBox [0 0 300 30] /Length 17 >> stream\n0 g 0 0 300 30 re f\nendstream",
    )
    page = read(made(f"{show(SHOWN, 770)} {show(HIDDEN, 700)}", page="/Annots [5 0 R]", objects=annotation))
    assert page.text == SHOWN
    assert page.warnings == {"hidden-text"}


def test_text_that_ocr_laid_over_a_scan_stays_and_other_invisible_text_goes() -> None:
    scan = picture([SHOWN] * 3, size=(1200, 1700), pixels=40)
    file = io.BytesIO()
    scan.save(file, "PNG")

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(io.BytesIO(file.getvalue())), 0, 0, 600, 850)
        for i in range(3):
            text = canvas.beginText(20, 815 - i * 30)
            text.setTextRenderMode(3)
            text.textOut(SHOWN)
            canvas.drawText(text)
        text = canvas.beginText(20, 200)
        text.setTextRenderMode(3)
        text.textOut(HIDDEN)
        canvas.drawText(text)

    page = read(pdf(draw, size=(600, 850)))
    assert words(page) == SHOWN.split() * 3
    assert page.warnings == {"hidden-text"}


def test_text_filled_with_a_white_pattern_is_left_out() -> None:
    pattern = (
        "<< /Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 4 4] /XStep 4 /YStep 4 "
        "/Resources << >> /Length 16 >> stream\n1 g 0 0 4 4 re f\nendstream"
    )
    content = f"{show(SHOWN, 770)} q /Pattern cs /P scn {show(HIDDEN, 700)} Q"
    page = read(made(content, resources="/Pattern << /P 5 0 R >>", objects=(pattern,)))
    assert (page.text, page.warnings) == (SHOWN, {"hidden-text"})


# ---- layers


OFF = "/OCProperties << /OCGs [5 0 R] /D << /OFF [5 0 R] >> >>"
ON = "/OCProperties << /OCGs [5 0 R] /D << /ON [5 0 R] >> >>"
LAYER = "<< /Type /OCG /Name (prices) >>"
MARKED = f"{show(SHOWN, 770)} /OC /L BDC {show(HIDDEN, 700)} EMC"
FORM = f"{show(HIDDEN, 700)}"
IN_FORM = (
    LAYER,
    "<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /OC 5 0 R /Resources << /Font << /F << /Type /Font "
    f"/Subtype /Type1 /BaseFont /Helvetica >> >> >> /Length {len(FORM)} >> stream\n{FORM}\nendstream",
)


@ENGINES
def test_a_layer_that_is_switched_off_is_not_read(engine: type[PdfSource]) -> None:
    data = made(MARKED, catalog=OFF, resources="/Properties << /L 5 0 R >>", objects=(LAYER,))
    page = read(data, engine)
    assert page.text == SHOWN
    assert page.warnings == {"hidden-text"}


@ENGINES
def test_a_layer_that_is_switched_on_is_read(engine: type[PdfSource]) -> None:
    data = made(MARKED, catalog=ON, resources="/Properties << /L 5 0 R >>", objects=(LAYER,))
    page = read(data, engine)
    assert words(page) == [*SHOWN.split(), *HIDDEN.split()]
    assert not page.warnings


@ENGINES
def test_a_form_in_a_layer_that_is_switched_off_is_not_read(engine: type[PdfSource]) -> None:
    data = made(f"{show(SHOWN, 770)} /X Do", catalog=OFF, resources="/XObject << /X 6 0 R >>", objects=IN_FORM)
    page = read(data, engine)
    assert page.text == SHOWN
    assert page.warnings == {"hidden-text"}


@pytest.mark.parametrize("order", [("L", "M"), ("M", "L")])
def test_of_two_layers_in_the_same_place_the_one_that_is_switched_on_is_read(order: tuple[str, str]) -> None:
    said = {"L": "Der Mieter zahlt 850 Mark", "M": "The tenant pays 850 marks"}
    content = " ".join([show(SHOWN, 770), *(f"/OC /{layer} BDC {show(said[layer], 700)} EMC" for layer in order)])
    both_layers = "/OCProperties << /OCGs [5 0 R 6 0 R] /D << /OFF [5 0 R] >> >>"
    properties = "/Properties << /L 5 0 R /M 6 0 R >>"
    page = read(made(content, catalog=both_layers, resources=properties, objects=(LAYER, LAYER)))
    assert words(page) == [*SHOWN.split(), *said["M"].split()]
    assert page.warnings == {"hidden-text"}


def test_text_outside_of_the_layers_of_a_document_is_read_without_drawing_its_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forbid_drawing(monkeypatch)
    page = read(made(f"/Span BMC {show(SHOWN, 770)} EMC", catalog=OFF, objects=(LAYER,)))
    assert page.text == SHOWN


def test_white_text_on_a_ground_in_a_layer_is_read_only_where_the_layer_is_switched_on() -> None:
    ground = "/OC /L BDC 0 g 60 690 300 30 re f EMC"
    content = f"{show(SHOWN, 770)} {ground} 1 g {show(HIDDEN, 700)}"
    on, off = (
        read(made(content, catalog=catalog, resources="/Properties << /L 5 0 R >>", objects=(LAYER,)))
        for catalog in (ON, OFF)
    )
    assert words(on) == [*SHOWN.split(), *HIDDEN.split()]
    assert off.text == SHOWN


def test_spaces_that_are_objects_of_their_own_cost_no_look_at_all_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(canvas: Canvas) -> None:
        for i, text in enumerate(("Nine", " ", "quiet", " ", "lanes", "   ", "\xa0", "end")):
            canvas.drawString(72 + 40 * i, 700, text)

    def with_white(canvas: Canvas) -> None:
        canvas.setFillGray(1)
        canvas.drawString(72, 600, "white")

    looked: list[bool] = []
    look = text_layer.unseen
    monkeypatch.setattr(text_layer, "unseen", lambda *given: looked.append(True) or look(*given))
    assert words(read(pdf(draw))) == ["Nine", "quiet", "lanes", "end"]
    assert not looked
    page = read(pdf(both(draw, with_white)))
    assert (words(page), page.warnings) == (["Nine", "quiet", "lanes", "end"], {"hidden-text"})
    assert looked
