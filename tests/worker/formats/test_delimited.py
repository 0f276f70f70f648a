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


def tables_of(page: Page) -> list[list[list[str]]]:
    return [grid_of(block, page.text).rows for block in page.blocks if block.type == "table"]


def rows_of(page: Page) -> list[list[str]]:
    (rows,) = tables_of(page)
    return [[" ".join(cell.split()) for cell in row] for row in rows]


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


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Part;Count;Price\nScrew;10;1,25\nNut;20;0,85\n", [["Part", "Count", "Price"], ["Screw", "10", "1,25"]]),
        ("Day;Sum\n01.02.2023;1,50\n02.02.2023;2,75\n", [["Day", "Sum"], ["01.02.2023", "1,50"]]),
        ("1,5;2,5\n4,5;5,5\n7,1;8,2\n", [["1,5", "2,5"], ["4,5", "5,5"]]),
        ('Name,Note\n"Ida","one\ntwo"\n"Ole","three"\n', [["Name", "Note"], ["Ida", "one two"]]),
        ('Name, Note\nIda, "tall, thin"\nOle, "short"\n', [["Name", "Note"], ["Ida", "tall, thin"]]),
        ("sep=;\nName;Fee\nIda;1\nOle;2\n", [["Name", "Fee"], ["Ida", "1"]]),
        ("name,x,y,z\nA,1\nB,1,2\nC,1,2,3\nD,1,2\n", [["name", "x", "y", "z"], ["A", "1", "", ""]]),
        ("Name\tTown\nIda, B.\tBergen\nOle, L.\tMolde\n", [["Name", "Town"], ["Ida, B.", "Bergen"]]),
        ('item,size\npipe,3"\ntube,4" long\n', [["item", "size"], ["pipe", '3"']]),
        ("Name,Town\rIda,Bergen\rOle,Molde\r", [["Name", "Town"], ["Ida", "Bergen"]]),
        ('id,name\n1,"Ida\n2,Ole\n3,Eva\n', [["id", "name"], ["1", '"Ida'], ["2", "Ole"]]),
    ],
    ids=lambda one: "",
)
def test_what_programs_write_differently_is_told_apart(text: str, rows: list[list[str]]) -> None:
    assert rows_of(read(opened(text)))[: len(rows)] == rows


def test_lines_above_and_below_a_table_are_paragraphs() -> None:
    page = read(opened("Account of the harbour\nIBAN NO12 3456\n\nDay;Sum\n01.02.;-5,00\n02.02.;2,75\n\nWithout tax\n"))
    assert rows_of(page) == [["Day", "Sum"], ["01.02.", "-5,00"], ["02.02.", "2,75"]]
    assert [page.text[b.start : b.end] for b in page.blocks if b.type == "paragraph"] == [
        *("Account of the harbour", "IBAN NO12 3456", "Without tax")
    ]


def test_tables_of_other_widths_are_tables_of_their_own() -> None:
    page = read(opened("Name,Age\nIda,31\n\nCity,People,Area\nOslo,700,450\nBergen,290,460\n"))
    assert [len(rows[0]) for rows in tables_of(page)] == [2, 3]


def test_a_table_goes_on_behind_an_empty_row() -> None:
    page = read(opened("Name,Age\nIda,31\nOle,44\n\nEva,28\nLiv,61\n"))
    assert rows_of(page) == [["Name", "Age"], ["Ida", "31"], ["Ole", "44"], ["Eva", "28"], ["Liv", "61"]]
