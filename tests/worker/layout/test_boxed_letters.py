"""Letters in boxes of a form, as pages draw them."""

from collections.abc import Callable

import pytest
from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas

from tests.worker.pages import both, lines, pdf, words
from worker.extraction.page import extract_text
from worker.formats.registry import open_source

Draw = Callable[[Canvas], None]
Box = Callable[[Canvas, float, float, float], None]
HEIGHT = 17.0
PROSE = lines("The supplier delivers the furniture free of charge to the second floor.", y=500)


def read(*parts: Draw) -> list[str]:
    page = extract_text(open_source(pdf(both(*parts, PROSE)), "application/pdf").page(1))
    assert page is not None
    return words(page)[:-12]


def whole(canvas: Canvas, x: float, y: float, width: float) -> None:
    canvas.rect(x, y, width, HEIGHT)


def separate(canvas: Canvas, x: float, y: float, width: float) -> None:
    canvas.rect(x + 1, y, width - 3, HEIGHT)


def rounded(canvas: Canvas, x: float, y: float, width: float) -> None:
    canvas.roundRect(x + 1, y, width - 2, HEIGHT, 2)


def strokes(canvas: Canvas, x: float, y: float, width: float) -> None:
    canvas.line(x, y, x + width, y)
    canvas.line(x, y, x, y + HEIGHT / 4)
    canvas.line(x + width, y, x + width, y + HEIGHT / 4)


def underline(canvas: Canvas, x: float, y: float, width: float) -> None:
    canvas.line(x + 1.5, y, x + width - 1.5, y)


def shaded(canvas: Canvas, x: float, y: float, width: float) -> None:
    canvas.setFillColor(colors.Color(0.88, 0.88, 0.94))
    canvas.rect(x + 0.8, y, width - 1.6, HEIGHT, stroke=0, fill=1)
    canvas.setFillColor(colors.black)


def boxed(text: str, box: Box = whole, x: float = 150, y: float = 700, width: float = 15, empty: int = 0) -> Draw:
    """Each letter in a box, and ``empty`` ones behind; a blank leaves its box empty."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Courier", 11)
        for i, letter in enumerate(text + " " * empty):
            box(canvas, x + i * width, y, width)
            if letter != " ":
                canvas.drawCentredString(x + (i + 0.5) * width, y + 4, letter)

    return draw


@pytest.mark.parametrize("box", [whole, separate, rounded, strokes, underline, shaded])
@pytest.mark.parametrize("text", ["QW83 2291 XK", "EVA MARIE", "07"])
def test_letters_in_boxes_are_words_however_the_boxes_are_drawn(box: Box, text: str) -> None:
    assert read(boxed(text, box, empty=3)) == text.split()


def test_letters_in_wide_boxes_are_a_word() -> None:
    assert read(boxed("31121999", width=22)) == ["31121999"]


@pytest.mark.parametrize("box", [whole, separate, strokes])
def test_boxes_in_groups_are_a_word_each(box: Box) -> None:
    groups = [boxed("24", box), boxed("12", box, 190), boxed("1987", box, 230)]
    assert read(*groups) == ["24", "12", "1987"]


def test_a_letter_beside_boxes_is_none_of_theirs() -> None:
    assert read(lines("B", x=130, y=704), boxed("4417")) == ["B", "4417"]


def test_boxes_of_two_widths_beside_each_other_are_two_words() -> None:
    assert read(boxed("2004", width=13), boxed("7713", x=150 + 4 * 13 + 8, width=16)) == ["2004", "7713"]


def test_a_few_figures_in_the_rows_of_a_table_stay_alone() -> None:
    rows = [boxed("12", y=700), boxed("25", y=700 - HEIGHT), boxed("31", y=700 - 2 * HEIGHT)]
    assert read(*rows) == list("122531")


def test_a_few_figures_in_a_row_with_words_in_boxes_stay_alone() -> None:
    def registers(canvas: Canvas) -> None:
        canvas.rect(110, 700, 40, HEIGHT)
        canvas.drawString(115, 704, "READ")
        canvas.rect(180, 700, 60, HEIGHT)
        canvas.drawString(185, 704, "STATUS")

    assert read(registers, boxed("00")) == ["READ", "0", "0", "STATUS"]


def test_a_label_beside_boxes_is_in_none() -> None:
    assert read(lines("Code", x=110, y=704), boxed("07"), lines("Office", x=190, y=704)) == ["Code", "07", "Office"]


def test_a_few_figures_in_wide_boxes_stay_alone() -> None:
    assert read(boxed("12", width=25)) == ["1", "2"]


@pytest.mark.parametrize("box", [separate, shaded, underline])
@pytest.mark.parametrize("text", ["NY", "07", "FRA"])
@pytest.mark.parametrize("width", [22, 27])
def test_a_few_letters_in_wide_boxes_that_stand_apart_are_a_word(box: Box, text: str, width: float) -> None:
    assert read(boxed(text, box, width=width)) == [text]


@pytest.mark.parametrize("text", ["ABC", "123"])
def test_choices_in_order_in_wide_boxes_that_stand_apart_stay_alone(text: str) -> None:
    assert read(boxed(text, separate, width=25)) == list(text)


@pytest.mark.parametrize("width", [15, 25])
def test_a_few_figures_in_boxes_that_stand_apart_in_several_rows_stay_alone(width: float) -> None:
    rows = [boxed(text, separate, y=700 - i * (HEIGHT + 1), width=width) for i, text in enumerate(["27", "95", "31"])]
    assert read(*rows) == list("279531")


def test_choices_beside_boxes_to_tick_stay_alone() -> None:
    def ticks(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for i, letter in enumerate("ABCDE"):
            canvas.rect(150 + i * 40, 700, 12, 12)
            canvas.drawString(166 + i * 40, 702, letter)

    assert read(ticks) == list("ABCDE")
