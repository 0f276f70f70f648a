"""Values that begin with a word and a colon, beside labels in a column."""

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.worker.pages import both, lines, pdf
from worker.extraction.page import extract_text
from worker.formats.pdf.source import PdfSource

PROSE = lines("The access card is ready and can be collected at the gate from Monday on.", y=600)


def fields(rows: list[tuple[str, str]], right: float = 150) -> dict[str, str | None]:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for i, (label, value) in enumerate(rows):
            canvas.drawString(72, 760 - 14 * i, label)
            canvas.drawString(right, 760 - 14 * i, value)

    part: Callable[[Canvas], None] = draw
    page = extract_text(PdfSource(pdf(both(part, PROSE))).page(1))
    assert page is not None
    return {
        page.text[block.label.start : block.label.end]: page.text[block.value.start : block.value.end]
        if block.value
        else None
        for block in page.blocks
        if block.type == "form_field" and block.label
    }


@pytest.mark.parametrize("subject", ["RE: Access card", "AW: Zugangskarte", "Minutes: the board", "Fwd: RE: Card"])
def test_a_value_in_the_column_of_the_values_is_no_label(subject: str) -> None:
    rows = [("From:", "Otto Lindholm"), ("To:", "Nadia Rahmani"), ("Subject:", subject), ("Sent:", "18 April 2024")]
    assert fields(rows) == dict(rows)


def test_a_label_beside_one_that_is_not_filled_in_is_a_label() -> None:
    rows = [("Name:", "Date: 3 May 2024"), ("Street:", "Town: Faro")]
    assert fields(rows, 300) == {"Name:": None, "Date:": "3 May 2024", "Street:": None, "Town:": "Faro"}
