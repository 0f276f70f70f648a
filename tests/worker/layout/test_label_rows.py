"""Labels in one row over their values in the next: a record, wherever it stands and however few they are."""

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from shared.documents.tables import grid_of
from tests.worker.pages import both, lines, pdf
from worker.extraction.page import extract_text
from worker.formats.pdf.source import PdfSource

Draw = Callable[[Canvas], None]

PROSE = lines("The goods are delivered to the second floor and the packaging is taken back.", y=500)


def row(y: float, texts: list[str], size: float, font: str = "Helvetica", pitch: float = 160) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        for i, text in enumerate(texts):
            canvas.drawString(72 + pitch * i, y, text)

    return draw


def tables(*parts: Draw) -> list[list[list[str]]]:
    page = extract_text(PdfSource(pdf(both(*parts, PROSE))).page(1))
    assert page is not None
    return [grid_of(block, page.text).rows for block in page.blocks if block.type == "table"]


RECORDS = [
    (["Shipper", "Consignee"], ["Nordex AB", "Hotel Miramar"]),
    (["Origin", "Destination", "Terms"], ["Lulea", "Faro", "prepaid"]),
    (["Contact person", "Order no."], ["Iris Moller", "77-2041"]),
]


@pytest.mark.parametrize("size", [7, 8, 9])
def test_rows_of_small_labels_name_the_values_beneath_them(size: float) -> None:
    drawn = []
    for i, (labels, values) in enumerate(RECORDS):
        drawn += [row(740 - 46 * i, labels, size), row(726 - 46 * i, values, 11)]
    assert tables(*drawn) == [[labels, values] for labels, values in RECORDS]


def test_a_row_of_labels_in_capitals_names_the_values_beneath_it() -> None:
    labels = [label.upper() for label in RECORDS[0][0]]
    assert tables(row(740, labels, 11), row(726, RECORDS[0][1], 11)) == [[labels, RECORDS[0][1]]]


def test_labels_within_lines_that_follow_each_other_name_their_values() -> None:
    above = lines("Waybill of the northern line", y=752)
    assert tables(above, row(740, *RECORDS[0][:1], 9), row(729, RECORDS[0][1], 10)) == [list(RECORDS[0])]


def test_texts_of_one_size_are_no_labels_of_each_other() -> None:
    assert tables(row(740, ["Anna Berg", "Tom Hale"], 11), row(726, ["Oslo harbour", "Faro harbour"], 11)) == []


def test_values_that_take_a_second_line_are_left_as_they_are() -> None:
    values = row(729, RECORDS[0][1], 10), lines("of Gothenburg", y=718, size=10)
    assert tables(row(740, RECORDS[0][0], 8), *values) == []
