import numpy as np
import pytest

from tests.worker.layout.lines import HEIGHT, WIDTH, cells, column, flat, line, read
from worker.layout.reading_order.order import arrange
from worker.layout.words import PlacedWords


def test_a_word_in_cells_that_overlap_is_kept_once() -> None:
    """Ruled lines that cross within a cell make a second one inside of it."""
    upright = [(60, 100, 220), (160, 140, 180), (260, 100, 140), (360, 100, 220)]
    level = [(260, 360, 100), (60, 360, 140), (160, 360, 180), (60, 360, 220)]
    edges = [(x, y0, x, y1) for x, y0, y1 in upright] + [(x0, y, x1, y) for x0, x1, y in level]
    placed = [line("Harbour dues", 65, 150), line("Ferries paid", 200, 150), line("4,512 crowns", 200, 195)]
    rules = np.array(edges, float) / (WIDTH, HEIGHT, WIDTH, HEIGHT)
    text, spans = arrange(PlacedWords.of(placed), WIDTH, HEIGHT, rules)
    assert sorted(text.split()) == sorted(["Harbour", "dues", "Ferries", "paid", "4,512", "crowns"])
    assert [text[span.start : span.end] for span in spans] == text.split()


def test_rows_of_a_table_stay_lines_with_their_cells_in_order() -> None:
    rows = [("Item", "Count", "Price"), ("Bolts", "250", "12.50"), ("Washers", "1000", "8.00"), ("Nuts", "40", "3.10")]
    assert read(*cells(rows, 60, 100)).text.split("\n") == [" ".join(row) for row in rows]


BILL = ["Bill to", "Acme Trading Ltd", "12 Mill Road", "Brannock 40210"]
SHIP = ["Ship to", "Bolt and Sons", "7 Harbour Street", "Quill Bay 50119"]
BANK = ["Remit to", "Union Bank", "1 Exchange Square", "Osmere 60001"]
ITEMS = [("Description", "Price", "Amount"), ("Hammer", "12.00", "12.00"), ("Box of nails", "3.25", "6.50")]


TERMS = [
    (["Date of the delivery", "of all goods"], ["The day on which the last of the goods", "leaves the warehouse."]),
    (
        ["Price"],
        ["What the buyer pays for all goods, as", "the parties agree on it in writing", "before the first one."],
    ),
    (["Delay in the delivery", "of some goods"], ["Goods that come late."]),
    (["Place of the delivery"], ["The warehouse of the buyer in Oslo."]),
]


def test_cells_of_several_lines_are_read_one_after_the_other() -> None:
    """In a table without ruled lines, too: more space separates its rows than their lines."""
    placed, y = [], 100.0
    for label, value in TERMS:
        placed += [*column(label, 50, y), *column(value, 180, y)]
        y += 13 * max(len(label), len(value)) + 7
    assert flat(read(*placed)) == " ".join(" ".join(label + value) for label, value in TERMS)


def test_labels_stay_with_what_they_name_where_no_white_parts_the_rows() -> None:
    terms = [
        ("Date of the first delivery", ["The day on which the last of all the", "goods leaves the warehouse."]),
        (
            "Price of all the goods",
            ["What the buyer pays for them, as the", "parties agree on it in writing", "before."],
        ),
        ("Place of every delivery", ["The warehouse of the buyer in Oslo, or", "another one that the buyer names."]),
        ("Delay of any delivery", ["More than ten days between the date", "agreed and the real one."]),
    ]
    placed, y = [], 100.0
    for label, value in terms:
        placed += [line(label, 50, y), *column(value, 220, y)]
        y += 13 * len(value)
    assert flat(read(*placed)) == " ".join(" ".join([label, *value]) for label, value in terms)


def test_rows_of_figures_between_blank_lines_stay_rows() -> None:
    rows = [(f"Item {i} of many", f"{7 * i:,}", f"{900 - i}") for i in range(12)]
    placed = [each for i, row in enumerate(rows) for each in cells([row], 50, 100 + 13 * i + 12 * (i // 4))]
    assert [line for line in read(*placed).text.split("\n") if line] == [" ".join(row) for row in rows]


@pytest.mark.parametrize("blocks", [[BILL, SHIP], [BILL, SHIP, BANK]], ids=["two", "three"])
def test_level_addresses_are_read_one_after_the_other_and_the_table_below_row_by_row(blocks: list[list[str]]) -> None:
    page = read(
        *(each for i, block in enumerate(blocks) for each in column(block, 50 + 170 * i, 100)), *cells(ITEMS, 50, 200)
    )
    assert page.text.split("\n\n") == ["\n".join(block) for block in blocks] + ["\n".join(map(" ".join, ITEMS))]


def test_an_address_beside_labelled_values_is_read_apart_from_them() -> None:
    values = [
        ("Invoice number", "4711"),
        ("Invoice date", "12 May 2021"),
        ("Due date", "3 June 2021"),
        ("Order", "881"),
    ]
    page = read(
        *column(BILL, 50, 100),
        *(line(cell, 320 + 120 * j, 100 + 13 * i) for i, row in enumerate(values) for j, cell in enumerate(row)),
    )
    assert page.text.split("\n\n") == ["\n".join(BILL), "\n".join(map(" ".join, values))]


def test_a_table_of_addresses_stays_in_rows() -> None:
    rows = [("Name", "Street", "Town"), *((name, street, town) for _, name, street, town in (BILL, SHIP, BANK))]
    assert read(*cells(rows, 50, 100)).text.split("\n") == [" ".join(row) for row in rows]


VENDOR = ["VENDOR", "Bolt and Keel", "Harbour Lane", "+44 1632 960 901"]
DELIVER = ["DELIVER TO", "Hull Warehouse", "Gate of the second hall"]
BUYER = ["BUYER", "Quay Optics", "orders@quay.example"]


@pytest.mark.parametrize("parties", [[VENDOR, DELIVER], [BUYER, VENDOR], [VENDOR, DELIVER, BUYER]])
def test_parties_that_say_how_to_reach_them_are_read_one_after_the_other(parties: list[list[str]]) -> None:
    page = read(
        *(each for i, party in enumerate(parties) for each in column(party, 50 + 180 * i, 100)), *cells(ITEMS, 50, 200)
    )
    assert page.text.split("\n\n") == ["\n".join(party) for party in parties] + ["\n".join(map(" ".join, ITEMS))]


@pytest.mark.parametrize(
    "rows",
    [
        [("Name", "Bolt and Keel"), ("Street", "Harbour Lane"), ("Telephone", "+44 1632 960 901")],
        [("Ann", "+44 1632 960 901", "7"), ("Bea", "+44 1632 960 902", "8"), ("Cem", "+44 1632 960 903", "9")],
        [("Office", "Telephone"), ("North", "+44 1632 960 901"), ("South", "+44 1632 960 902")],
    ],
    ids=["labels", "directory", "headed"],
)
def test_how_someone_is_reached_stays_beside_its_label(rows: list[tuple[str, ...]]) -> None:
    assert [line for line in read(*cells(rows, 50, 100)).text.split("\n") if line] == [" ".join(row) for row in rows]
