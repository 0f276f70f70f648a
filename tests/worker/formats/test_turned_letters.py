"""Lines up, down and upside down whose letters are placed one by one, as Chromium prints turned text."""

from collections.abc import Callable

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.worker.pages import LEFT, both, lines, pdf
from worker.extraction.page import extract_text
from worker.formats.pdf.source import PdfSource

LABEL = "Kept in drawer 12 of the east tower, to be shown on request"


def letters(
    text: str, turn: float, x: float, y: float, font: str = "Helvetica", size: float = 11, spacing: float = 0
) -> Callable[[Canvas], None]:
    """Draws each letter by itself, as wide apart as in one text; spaces are not drawn."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(turn)
        canvas.setFont(font, size)
        at = 0.0
        for letter in text:
            if letter != " ":
                canvas.drawString(at, 0, letter)
            at += stringWidth(letter, font, size) + spacing
        canvas.restoreState()

    return draw


def read(*parts: Callable[[Canvas], None]) -> list[str]:
    page = extract_text(PdfSource(pdf(both(*parts))).page(1), "off")
    assert page is not None
    return page.text.split("\n")


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize(("font", "size"), [("Helvetica", 11), ("DejaVu", 8), ("Times-Roman", 17)])
def test_a_turned_line_of_single_letters_is_read_by_its_words(turn: float, font: str, size: float) -> None:
    page = read(lines(*LEFT), letters(LABEL, turn, 300, 400, font, size))
    assert [line for line in page if line] == [*LEFT, LABEL]


def test_turned_heads_of_a_table_stay_apart() -> None:
    heads = ["North depot", "South harbour", "In reserve"]
    page = read(*(letters(head, 90, 200 + 60 * i, 600) for i, head in enumerate(heads)), lines("Lamps", y=580))
    text = " ".join(page)
    assert all(head in text for head in heads)


def test_a_spaced_out_line_does_not_join_the_words_of_another() -> None:
    page = read(letters(LABEL, 90, 300, 300, size=7), letters("Wide letters tell it", 90, 400, 300, spacing=3))
    assert [line for line in page if line] == [LABEL, "Wide letters tell it"]


def test_every_word_has_its_place() -> None:
    page = extract_text(PdfSource(pdf(letters("Oil lamps", 90, 300, 400))).page(1), "off")
    assert page is not None
    first, second = (word.box for word in page.words)
    assert first[0] == pytest.approx(second[0], abs=0.001)
    assert first[0] * 595.28 < 300 < first[2] * 595.28
    assert first[1] > second[3]
    assert first[3] * 841.89 == pytest.approx(841.89 - 400, abs=1)


def test_a_line_of_single_letters_that_is_level_stays_as_it_is() -> None:
    page = read(letters(LABEL, 0, 72, 400))
    assert page == [LABEL]


def test_a_page_of_turned_letters_alone_is_read_in_any_script() -> None:
    label = "Φύλαξε τα κλειδιά"
    assert read(letters(label, 180, 300, 400, "DejaVu")) == [label]
