"""CSV and TSV are tables, whatever program wrote them."""

import pytest

from shared.documents.tables import grid_of
from shared.models.page import Page
from tests.worker.pages import word
from worker.extraction.page import extract_text
from worker.formats.delimited import open_delimited
from worker.formats.page_source import DocumentSource

ROWS = [["Customer", "City", "Balance"], ["Hendricks, Paul", "Ghent", "1,204.50"], ["Oyelaran", "Lagos", "88.00"]]


def opened(text: str) -> DocumentSource:
    return open_delimited(text.encode(), "text/csv", None)


def read(source: DocumentSource, number: int = 1) -> Page:
    page = extract_text(source.page(number))
    assert page is not None
    return page


def rows_of(page: Page) -> list[list[str]]:
    (table,) = [block for block in page.blocks if block.type == "table"]
    return grid_of(table, page.text).rows


@pytest.mark.parametrize(
    "text",
    [
        "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in ROWS),
        "\r\n".join(";".join(row) for row in ROWS),
        "\n".join("\t".join(row) for row in ROWS),
        "\n".join("|".join(row) for row in ROWS) + "\n\n",
    ],
)
def test_a_file_of_any_delimiter_is_a_table(text: str) -> None:
    assert rows_of(read(opened(text))) == ROWS


def test_empty_cells_and_short_rows_keep_their_columns() -> None:
    page = read(opened("Name,Phone,Fee\nAda,,12\nBo,555 12\nCy,,9\nDi,,7\n"))
    assert rows_of(page)[1] == ["Ada", "", "12"]
    assert rows_of(page)[2] == ["Bo", "555 12", ""]


def test_a_long_cell_is_wrapped_within_its_column() -> None:
    long = "The bridge across the river was closed for a whole summer while it was painted"
    page = read(opened(f"Year,Note\n2019,{long}\n2020,Open\n"))
    assert [" ".join(cell.split()) for cell in rows_of(page)[1]] == ["2019", long]


def test_a_table_of_many_rows_repeats_its_head_on_every_page() -> None:
    source = opened("Item,Price\n" + "".join(f"item {i},{i}.00\n" for i in range(150)))
    assert source.page_count > 1
    tables = [rows_of(read(source, number)) for number in range(1, source.page_count + 1)]
    assert all(rows[0] == ["Item", "Price"] for rows in tables)
    assert [row for rows in tables for row in rows[1:]] == [[f"item {i}", f"{i}.00"] for i in range(150)]


def test_boxes_are_on_the_ink_of_the_drawn_page() -> None:
    source = opened("Item,Price\nKettle,24.50\nPan,13.00\n")
    page, image = read(source), source.page(1).image(144)
    height, width = image.shape[:2]
    for text in ("Kettle", "13.00"):
        x0, y0, x1, y1 = word(page, text).box
        assert (
            image[round(y0 * height) + 1 : round(y1 * height) - 1, round(x0 * width) : round(x1 * width)] < 128
        ).any()


def test_what_is_no_table_is_read_as_text() -> None:
    page = read(opened("Only a remark\nwithout any table, really\n"))
    assert page.text == "Only a remark\nwithout any table, really"
