"""Trees of pages that are set tightly: narrow columns, blocks beside each other, values over several lines."""

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from shared.models.page import Page
from tests.worker.layout.test_tree import PROSE, fields, grid, read, row, tables
from tests.worker.pages import both, lines, pdf


def page_of(*parts: Callable[[Canvas], None]) -> Page:
    return read(pdf(both(*parts)))


@pytest.mark.parametrize("sign", ["€", "EUR"])
def test_the_sign_behind_an_amount_stays_with_it(sign: str) -> None:
    page = page_of(
        row(760, (72, "Item"), (250, "Each"), (400, "Total")),
        row(745, (72, "Paper"), (250, f"4.20 {sign}"), (400, f"8.40 {sign}")),
        row(730, (72, "Ink"), (250, f"31.00 {sign}"), (400, f"62.00 {sign}")),
    )
    (table,) = tables(page)
    assert grid(page, table)[1] == ["Paper", f"4.20 {sign}", f"8.40 {sign}"]


def test_the_sign_at_the_edge_of_the_next_column_stays_with_its_amount() -> None:
    page = page_of(
        row(760, (250, "2023"), (330, "2022")),
        row(745, (72, "Wages"), (238, "$"), (250, "14.20"), (280, "$"), (330, "18.40")),
        row(730, (72, "Rent"), (238, "$"), (250, "31.00"), (280, "$"), (330, "62.00")),
    )
    (table,) = tables(page)
    assert grid(page, table)[1] == ["Wages", "$ 14.20", "$ 18.40"]


def test_columns_a_little_apart_are_cut_where_the_gap_is_below_itself() -> None:
    rows = [("Team", "Played", "Won"), ("Ayr", "18", "12"), ("Bute", "20", "6"), ("Elgin", "15", "2")]
    page = page_of(*(row(760 - 15 * i, *zip((72, 104, 141), cells, strict=True)) for i, cells in enumerate(rows)))
    (table,) = tables(page)
    assert grid(page, table) == [list(cells) for cells in rows]


def test_prose_is_not_cut_at_its_spaces() -> None:
    page = page_of(lines(*PROSE, *PROSE, y=760))
    assert [block.type for block in page.blocks] == ["paragraph"]


def test_a_table_with_a_head_of_its_own_begins_below_another_without_white_space() -> None:
    page = page_of(
        row(760, (72, "Order number"), (240, "Ordered on"), (400, "Terms")),
        row(745, (72, "B-1893"), (240, "17/11/2017"), (400, "30 days")),
        row(730, (72, "Code"), (150, "Article"), (280, "Each"), (380, "Net")),
        row(715, (72, "A-12"), (150, "Hammer"), (280, "126.61"), (380, "506.40")),
        row(700, (72, "A-56"), (150, "Pipe"), (280, "371.39"), (380, "371.39")),
    )
    first, second = tables(page)
    assert grid(page, first) == [["Order number", "Ordered on", "Terms"], ["B-1893", "17/11/2017", "30 days"]]
    assert grid(page, second)[0] == ["Code", "Article", "Each", "Net"]


def test_a_sheet_of_labels_and_unlike_values_has_no_head() -> None:
    page = page_of(
        row(760, (72, "Account holder"), (300, "Audrey Dos Santos")),
        row(745, (72, "Statement"), (300, "9/2024")),
        row(730, (72, "Period"), (300, "18/01/24 – 18/02/24")),
        row(715, (72, "Opening balance"), (300, "6,384.36")),
    )
    assert not any(cell.header for table in tables(page) for cell in table.cells)
    said = fields(page) | {cells[0]: cells[1] for table in tables(page) for cells in grid(page, table)}
    assert said["Statement"] == "9/2024"


def test_small_labels_over_values_in_words_are_fields() -> None:
    def pairs(canvas: Canvas) -> None:
        for i, (label, value) in enumerate([("Name", "Lynn Ryan"), ("To", "Norwich"), ("Purpose", "trade fair")]):
            lines(label, y=760 - 40 * i, size=8)(canvas)
            lines(value, y=748 - 40 * i, size=10)(canvas)

    page = read(pdf(both(pairs, lines(*PROSE, y=600, size=10))))
    assert fields(page) == {"Name": "Lynn Ryan", "To": "Norwich", "Purpose": "trade fair"}


def test_a_value_goes_on_behind_a_comma_and_a_label_may_be_abbreviated() -> None:
    page = page_of(
        lines("Present: Allen Marshall, Brittany Wilkins,", "Jackson Cruz", "Total incl. VAT: 15,745.46", y=760)
    )
    assert fields(page)["Present"] == "Allen Marshall, Brittany Wilkins,\nJackson Cruz"
    assert fields(page)["Total incl. VAT"] == "15,745.46"


def test_fields_beside_each_other_keep_the_lines_of_their_values() -> None:
    page = page_of(
        row(760, (72, "Buyer: Luisa Fabian, 113 Mill Lane"), (330, "Ship to: Cedar Logistics, 116")),
        row(745, (72, "Derby"), (330, "Victoria Road, Bristol")),
        row(730, (72, "England"), (330, "England")),
    )
    assert "113 Mill Lane\nDerby\nEngland" in page.text
    assert "Logistics, 116\nVictoria Road, Bristol" in page.text


def test_labels_with_colons_stay_beside_addresses_and_other_values() -> None:
    labels = ["Vendor:", "Address:", "Buyer:", "Deliver to:"]
    values = ["Salmon Supplies", "56 Station Road", "London SW1A 1AA", "Lumen Limited"]
    page = page_of(*(row(760 - 15 * i, (72, a), (250, b)) for i, (a, b) in enumerate(zip(labels, values, strict=True))))
    assert fields(page)["Deliver to"] == "Lumen Limited"


def test_letterheads_above_a_table_do_not_cut_it_into_columns() -> None:
    heads = ["Azure Interior Works", "Silva Street seven", "Fremont by the sea", "United States", "Telephone exchange"]
    heads += ["Open on all weekdays", "Closed in the winter", "Parking in the yard", "Ring the bell twice"]
    rows = [("Item", "Quantity", "Each", "Amount")]
    rows += [(f"Chair {name}", "2.00", "35.00", "70.00") for name in ("oak", "ash", "elm", "fir")]
    page = page_of(
        lines(*heads, y=790, size=11),
        lines(*reversed(heads), x=330, y=783, size=11),
        *(row(640 - 16 * i, *zip((72, 230, 330, 430), cells, strict=True)) for i, cells in enumerate(rows)),
    )
    assert "Chair oak 2.00 35.00 70.00" in page.text
