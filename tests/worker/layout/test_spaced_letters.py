from collections.abc import Callable

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.worker.pages import both, lines, pdf, words
from worker.extraction.page import extract_text
from worker.formats.registry import open_source

Draw = Callable[[Canvas], None]
PROSE = lines("The supplier delivers the furniture free of charge to the second floor.", y=500)


def read(*parts: Draw) -> list[str]:
    page = extract_text(open_source(pdf(both(*parts, PROSE)), "application/pdf").page(1))
    assert page is not None
    return words(page)[:-12]


def apart(text: str, y: float, gap: float, font: str = "Helvetica") -> Draw:
    """Each letter on its own, with the gap between them and three times as much between words."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, 13)
        x = 72.0
        for letter in text:
            if letter != " ":
                canvas.drawString(x, y, letter)
                x += stringWidth(letter, font, 13) + gap
            else:
                x += 2 * gap

    return draw


def boxes(text: str, y: float, pitch: float, *, ruled: bool = True) -> Draw:
    """Each letter in the middle of a box of its own."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for i, letter in enumerate(text):
            if ruled:
                canvas.rect(72 + i * pitch, y - 4, pitch, 16)
            canvas.drawCentredString(72 + (i + 0.5) * pitch, y, letter)

    return draw


@pytest.mark.parametrize("gap", [3.2, 5.0, 8.0])
@pytest.mark.parametrize("text", ["DELIVERY CONTRACT", "Rechnung", "ANNUAL REPORT 2019", "CERTIFICADO DE ORIGEN"])
def test_a_spaced_out_heading_is_joined(text: str, gap: float) -> None:
    assert read(apart(text, 700, gap)) == text.split()


def test_a_heading_spaced_out_with_blanks_is_joined() -> None:
    assert read(lines("S H I P P I N G   N O T E   4 8 1 6")) == ["SHIPPING", "NOTE", "4816"]


def test_figures_beside_a_spaced_out_word_are_joined() -> None:
    assert read(apart("Total 1,249.50", 700, 3.5)) == ["Total", "1,249.50"]


@pytest.mark.parametrize(
    "text",
    ["Tick A B C or D", "1 2 3 4 5 6 7", "A B C D E F G H", "Y N N Y Y N", "x y z w", "a) b) c) d)", "M T W T F S S"],
)
def test_letters_and_figures_that_stand_alone_stay_alone(text: str) -> None:
    assert read(lines(text)) == text.split()


@pytest.mark.parametrize("text", ["DE44123456780009", "QXVBWKJ", "31082024"])
def test_letters_in_boxes_are_joined(text: str) -> None:
    assert read(boxes(text, 700, 15)) == [text]


def test_an_empty_box_parts_words() -> None:
    assert read(boxes("JOOST VERMEULEN", 700, 14)) == ["JOOST", "VERMEULEN"]


def test_letters_at_one_pitch_without_boxes_stay_alone() -> None:
    assert read(boxes("QXVBWKJ", 700, 15, ruled=False)) == list("QXVBWKJ")


def test_letters_in_the_columns_of_a_table_stay_alone() -> None:
    assert read(boxes("YNNYYN", 700, 40)) == list("YNNYYN")
