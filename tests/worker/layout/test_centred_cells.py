"""Labels beside the middle of values of several lines, as forms and tables centre them: reading order and tree."""

import pytest

from shared.models.page import Page
from tests.worker.layout.lines import HEIGHT, WIDTH, cells, column, flat, line, read
from worker.layout.tree import build_blocks
from worker.layout.words import PlacedLine

Row = tuple[list[str], ...]

TERMS: list[Row] = [
    (["Delivery address"], ["Brookfield Tools Ltd", "14 Mill Lane", "Ashby AB4 2QT"]),
    (["Deposit"], ["Two months of rent, which the owner", "returns with interest."]),
    (["Finish"], ["Grey, oiled oak"]),
    (
        ["Changes to", "the dates"],
        ["Both parties must agree in writing", "to any of them before the work", "begins, or the old dates", "stand."],
    ),
    (["Notice"], ["Three months"]),
]

LEADING = 13.0


def centred(
    rows: list[Row], *, gap: float, x: tuple[float, ...] = (50, 220, 480), slope: float = 0
) -> list[PlacedLine]:
    """Cells beside each other that share their middles; ``gap`` is between the rows, beside what is between lines."""
    placed, y = [], 100.0
    for row in rows:
        most = max(map(len, row))
        for left, lines in zip(x, row, strict=False):
            placed += column(lines, left, y + LEADING * (most - len(lines)) / 2, slope=slope)
        y += LEADING * most + gap
    return placed


def said(rows: list[Row]) -> str:
    return " ".join(" ".join(lines) for row in rows for lines in row)


def fields(page: Page) -> list[tuple[str, str]]:
    blocks = build_blocks(page.text, page.words, WIDTH, HEIGHT)
    return [
        (page.text[block.label.start : block.label.end], page.text[block.value.start : block.value.end])
        for block in blocks
        if block.type == "form_field" and block.label and block.value
    ]


@pytest.mark.parametrize("gap", [3, 6, 14])
@pytest.mark.parametrize("slope", [0, 0.006])
def test_a_label_is_read_before_the_value_that_it_is_beside_the_middle_of(gap: float, slope: float) -> None:
    assert flat(read(*centred(TERMS, gap=gap, slope=slope))) == said(TERMS)


@pytest.mark.parametrize("gap", [3, 6, 14])
def test_the_tree_pairs_them(gap: float) -> None:
    page = read(*centred(TERMS, gap=gap))
    assert fields(page) == [(" ".join(label), " ".join(value)) for label, value in TERMS]


@pytest.mark.parametrize("row", TERMS[:2], ids=["three lines", "two lines"])
def test_one_label_among_lines_of_text_is_paired_with_its_value(row: Row) -> None:
    before = line("The parties have agreed upon all that follows in this contract of the third of March.", 50, 70)
    after = line("Both of them keep a copy, and the law of the country of the buyer governs it in full.", 50, 180)
    page = read(before, *centred([(["Colour"], ["White"]), row], gap=6), after)
    assert said([row]) in flat(page)
    assert (" ".join(row[0]), " ".join(row[1])) in fields(page)


def test_labels_between_lines_show_the_rows_where_no_white_parts_them() -> None:
    rows = [TERMS[1], TERMS[2], TERMS[0], TERMS[1]]
    assert flat(read(*centred(rows, gap=0))) == said(rows)


def test_cells_behind_a_description_of_several_lines_come_behind_it() -> None:
    items: list[Row] = [
        (["Item"], ["Number"], ["Price"]),
        (["Table of grey oak with", "an extending leaf"], ["2"], ["480.00"]),
        (["Chair"], ["8"], ["95.00"]),
        (["Lamp of brass, with a", "switch at its foot and", "a cord of cloth"], ["1"], ["120.00"]),
    ]
    page = read(*centred(items, gap=6, x=(50, 250, 400)))
    assert page.text.split("\n") == [" ".join(" ".join(lines) for lines in row) for row in items]


def test_a_label_of_rows_of_several_cells_is_read_before_the_first_row() -> None:
    rows = [("Monday", "9 to 17"), ("Tuesday", "9 to 13"), ("Thursday", "12 to 20"), ("Friday", "9 to 15")]
    hours = cells(rows, 200, 100, pitch=150)
    assert read(line("Weekdays", 50, 124), *hours).text.split("\n") == [
        "Weekdays Monday 9 to 17",
        *(" ".join(row) for row in rows[1:]),
    ]


def test_rows_of_a_table_stay_rows_where_cells_at_its_sides_are_empty() -> None:
    rows = [("Ash", "12"), ("Birch", "7"), ("Cedar", "31"), ("Larch", "4"), ("Oak", "18")]
    placed = [*cells(rows, 50, 100), *cells([("felled",), ("planted",), ("sold",)], 390, 116)]
    lines = [" ".join(row) for row in rows]
    lines[1:4] = [f"{row} {note}" for row, note in zip(lines[1:4], ["felled", "planted", "sold"], strict=True)]
    assert read(*placed).text.split("\n") == lines


def test_what_a_wide_space_cuts_off_a_line_stays_in_it() -> None:
    texts = ["Controls the behaviour of the trigger, with", "the register named here.", "enables the interrupts first."]
    placed = [*column(texts, 50, 100), line("Write to it", 190, 113)]
    assert flat(read(*placed)) == f"{texts[0]} {texts[1]} Write to it {texts[2]}"


def test_a_bullet_beside_the_middle_of_three_lines_is_no_label() -> None:
    texts = ["(Check one)", "Annual report of the year that ended in", "May of the year"]
    assert flat(read(*column(texts, 80, 100), line("x", 50, 113))) == f"{texts[0]} x {texts[1]} {texts[2]}"


def test_what_a_wide_space_parts_within_a_line_of_a_letterhead_stays_in_it() -> None:
    texts = ["MILLBROOK GARDEN SOCIETY", "Secretary: Wilf Sugden, 2 Pinder Lane", "steward: Boz Farrow of the village"]
    placed = [*column(texts, 50, 100), line("Treasurer: Ida Cleary", 290, 113)]
    assert flat(read(*placed)) == f"{texts[0]} {texts[1]} Treasurer: Ida Cleary {texts[2]}"
