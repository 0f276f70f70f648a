"""Excel workbooks are tables whose cells keep their addresses."""

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from shared.errors import Corrupt, TooManyPages
from shared.settings import settings
from tests.worker.office import XLSX, blocks_of, opened, read, read_all, replaced, rows_of, saved
from worker.formats.sheets import bands
from worker.formats.xlsx import sheet

ROWS = [["Customer", "City", "Balance"], ["Hendricks", "Ghent", 1204.5], ["Oyelaran", "Lagos", 88]]


def workbook(*draw: Callable[[Any], object], rows: list[list[Any]] = ROWS) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Accounts"
    for row in rows:
        book.active.append(row)
    for one in draw:
        one(book)
    return saved(book)


def test_a_sheet_is_a_table_under_its_name() -> None:
    (page,) = read_all(workbook(), XLSX)
    assert blocks_of(page, "heading") == [("heading", "Accounts")]
    assert rows_of(page) == [
        ["Customer", "City", "Balance"],
        ["Hendricks", "Ghent", "1204.5"],
        ["Oyelaran", "Lagos", "88"],
    ]
    assert [cell.header for cell in page.blocks[1].cells] == [True] * 3 + [False] * 6


def test_a_cell_has_its_address() -> None:
    (page,) = read_all(workbook(), XLSX)
    at = page.text.index("1204.5")
    assert page.place(at, at + 6) == "Accounts!C2"
    assert page.place(at, at + 3) == "Accounts!C2"
    assert page.place(0, 8) is None


def test_a_sheet_whose_name_has_spaces_is_quoted_in_addresses() -> None:
    def rename(book: Any) -> None:
        book.active.title = "Q1 'old'"

    (page,) = read_all(workbook(rename), XLSX)
    assert page.places[0].name == "'Q1 ''old'''!A1"


def test_rows_and_columns_that_are_empty_keep_the_addresses_of_others() -> None:
    def draw(book: Any) -> None:
        book.active["F9"] = "Far"

    (page,) = read_all(workbook(draw), XLSX)
    assert [place.name for place in page.places][-1] == "Accounts!F9"


def test_dates_numbers_and_truths_are_as_the_sheet_shows_them() -> None:
    def draw(book: Any) -> None:
        for i, (value, number_format) in enumerate(
            [
                (date(2024, 3, 1), "d mmm yyyy"),
                (datetime(2024, 3, 1, 18, 5), "h:mm"),
                (0.256, "0.0%"),
                (True, "General"),
            ]
        ):
            cell = book.active.cell(5, 1 + i, value)
            cell.number_format = number_format

    (page,) = read_all(workbook(draw), XLSX)
    assert rows_of(page)[-1] == ["1 Mar 2024", "18:05", "25.6%", "TRUE"]


def test_formulas_are_read_by_the_values_that_were_saved() -> None:
    def draw(book: Any) -> None:
        book.active["A5"] = "=1+1"

    def save_value(old: bytes) -> bytes:
        return old.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")

    data = replaced(workbook(draw), {"xl/worksheets/sheet1.xml": save_value})
    (page,) = read_all(data, XLSX)
    assert rows_of(page)[-1][0] == "2"
    assert "1+1" not in page.text


def test_merged_cells_span_what_they_cover() -> None:
    def draw(book: Any) -> None:
        book.active.merge_cells("A2:A3")
        book.active["A5"] = "Total of all"
        book.active.merge_cells("A5:B5")
        book.active["C5"] = 12

    (page,) = read_all(workbook(draw), XLSX)
    spans = {place.name: cell for place in page.places for cell in page.blocks[1].cells if cell.start == place.start}
    assert spans["Accounts!A2"].row_span == 2
    assert spans["Accounts!A5"].column_span == 2


def test_what_is_hidden_is_left_out_and_told() -> None:
    def draw(book: Any) -> None:
        book.active.row_dimensions[2].hidden = True
        book.active.column_dimensions["B"].hidden = True
        book.create_sheet("Secret").append(["unseen"])
        book["Secret"].sheet_state = "hidden"

    source = opened(workbook(draw), XLSX)
    page = read(source)
    assert source.page_count == 1
    assert rows_of(page) == [["Customer", "Balance"], ["Oyelaran", "88"]]
    assert source.warnings == {"hidden-content"}
    at = page.text.index("88")
    assert page.place(at, at + 2) == "Accounts!C3"


def test_a_long_sheet_repeats_its_header_and_loses_no_row() -> None:
    found = read_all(workbook(rows=[["Name", "Fee"], *([f"Person {i}", i] for i in range(300))]), XLSX)
    assert len(found) > 4
    names = []
    for page in found:
        rows = rows_of(page)
        assert rows[0] == ["Name", "Fee"]
        names += [row[0] for row in rows[1:]]
    assert names == [f"Person {i}" for i in range(300)]
    at = found[-1].text.index("Person 299")
    assert found[-1].place(at, at + 10) == "Accounts!A301"


def test_a_sheet_that_is_wider_than_a_page_goes_on_beside_it() -> None:
    wide = [[f"A heading of column {i}" for i in range(60)], [f"Value {i}" for i in range(60)]]
    found = read_all(workbook(rows=wide), XLSX)
    assert all(page.width <= bands.MAX_WIDTH + 110 for page in found)
    assert {place.name for page in found for place in page.places} >= {"Accounts!A2", "Accounts!BH2"}


def test_a_sheet_of_a_million_rows_ends_as_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MAX_CELLS", 5)
    with pytest.raises(TooManyPages):
        opened(workbook(), XLSX)
    few = settings().model_copy(update={"max_pages": 1})
    monkeypatch.setattr(sheet, "MAX_CELLS", 10_000)
    monkeypatch.setattr("worker.formats.flow.layout.settings", lambda: few)
    with pytest.raises(TooManyPages):
        opened(workbook(rows=[["x"]] * 500), XLSX)


def shared() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        written = book.add_worksheet("Accounts")
        for i, row in enumerate(ROWS):
            written.write_row(i, 0, row)
    return file.getvalue()


def test_texts_that_cells_share_are_read() -> None:
    (page,) = read_all(shared(), XLSX)
    assert rows_of(page)[1] == ["Hendricks", "Ghent", "1204.5"]


def test_a_reference_to_a_text_that_there_is_not_is_an_empty_cell() -> None:
    data = replaced(shared(), {"xl/sharedStrings.xml": lambda old: old[: old.index(b"<si>")] + b"</sst>"})
    (page,) = read_all(data, XLSX)
    assert rows_of(page) == [["1204.5"], ["88"]]


def test_a_workbook_without_its_parts_is_corrupt() -> None:
    with pytest.raises(Corrupt):
        opened(replaced(workbook(), {"xl/workbook.xml": lambda _: b"<x/>"}), XLSX)


def test_a_sheet_with_a_document_type_is_refused() -> None:
    def add(old: bytes) -> bytes:
        return b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + old[old.index(b"<worksheet") :]

    with pytest.raises(Corrupt):
        opened(replaced(workbook(), {"xl/worksheets/sheet1.xml": add}), XLSX)
