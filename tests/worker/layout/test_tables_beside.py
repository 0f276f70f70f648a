"""Tables beside each other and beside running text, and what only looks like them."""

import numpy as np
import pytest

from tests.worker.layout.lines import HEIGHT, WIDTH, line, read
from worker.layout.reading_order.order import arrange
from worker.layout.words import PlacedLine, PlacedWords

MEALS = [("Onion soup", "8,25"), ("Beetroot", "10,75"), ("Paté of deer", "13,25"), ("Plate for two", "24,00")]
DRINKS = [("Pils", "3,60"), ("Dubbel, strong", "5,40"), ("Stout", "5,90"), ("Apple juice", "3,80"), ("Coffee", "3,10")]
STAFF = [
    ("Head of ward", "Ursula Brand"),
    ("Her assistant", "Kitty Marl"),
    ("Clerk", "Ali Boone"),
    ("Porter", "Ted Orme"),
]


def listed(rows: list[tuple[str, str]], x: float, y: float, pitch: float = 13) -> list[PlacedLine]:
    """Names from ``x`` on, and what belongs to each of them."""
    return [
        line(cell, at, y + pitch * i) for i, row in enumerate(rows) for cell, at in zip(row, (x, x + 150), strict=True)
    ]


def as_lines(rows: list[tuple[str, str]]) -> list[str]:
    return [" ".join(row) for row in rows]


def written(placed: list[PlacedLine], edges: list[tuple[float, float, float]]) -> list[str]:
    """The lines of the text of a page with level ruled lines from x0 to x1 at y."""
    rules = np.array([(x0, y, x1, y) for x0, x1, y in edges], float) / (WIDTH, HEIGHT, WIDTH, HEIGHT)
    text, _ = arrange(PlacedWords.of(placed), WIDTH, HEIGHT, rules)
    return [text for text in text.split("\n") if text]


def test_lists_of_prices_beside_each_other_are_read_one_after_the_other() -> None:
    page = read(line("Meals", 50, 95), *listed(MEALS, 50, 112), line("Drinks", 310, 99), *listed(DRINKS, 310, 117))
    expected = ["Meals", *as_lines(MEALS), "Drinks", *as_lines(DRINKS)]
    assert [text for text in page.text.split("\n") if text] == expected


def test_three_lists_beside_each_other_are_read_one_after_the_other() -> None:
    def narrow(rows: list[tuple[str, str]], x: float, y: float) -> list[PlacedLine]:
        return [line(cell, x + 110 * j, y + 13 * i) for i, row in enumerate(rows) for j, cell in enumerate(row)]

    page = read(*narrow(MEALS, 40, 100), *narrow(DRINKS, 220, 105), *narrow(MEALS, 400, 102))
    expected = [*as_lines(MEALS), *as_lines(DRINKS), *as_lines(MEALS)]
    assert [text for text in page.text.split("\n") if text] == expected


@pytest.mark.parametrize("rows", [DRINKS[:4], STAFF], ids=["figures", "texts"])
def test_level_rows_are_two_tables_where_ruled_lines_end_between_them(rows: list[tuple[str, str]]) -> None:
    placed = [*listed(MEALS, 50, 100, 20), *listed(rows, 310, 100, 20)]
    ends = [(x, x + 235, 116.0 + 20 * i) for i in range(4) for x in (48.0, 308.0)]
    assert written(placed, ends) == as_lines(MEALS) + as_lines(rows)
    across = [(48.0, 543.0, y) for _, _, y in ends[::2]]
    assert written(placed, across) == [f"{a} {b}" for a, b in zip(as_lines(MEALS), as_lines(rows), strict=True)]


def test_a_paragraph_beside_a_table_is_read_apart_from_it() -> None:
    text = [
        "The kitchen is open from noon until",
        "nine, and on Sundays until six. Tables",
        "for more than eight guests are to be",
        "booked three days before, by telephone",
        "or at the bar; what is cancelled later",
        "than that is charged at half its price.",
    ]
    page = read(*listed(MEALS, 50, 100, 17), *(line(each, 320, 96 + 12 * i) for i, each in enumerate(text)))
    assert [text for text in page.text.split("\n") if text] == as_lines(MEALS) + text


def test_a_row_with_a_text_between_its_figures_stays_a_row() -> None:
    rows = [("Basic hours", "2,280.72", "Tax", "357.41"), ("Nights", "306.80", "Pension", "139.79")] * 3
    xs = (40, 170, 320, 470)
    page = read(*(line(cell, x, 100 + 16 * i) for i, row in enumerate(rows) for x, cell in zip(xs, row, strict=True)))
    assert page.text.split("\n") == [" ".join(row) for row in rows]


def test_rows_whose_cells_are_centred_beside_two_lines_are_no_tables_of_their_own() -> None:
    """A figure beside the middle of two lines is level with none of them."""
    placed: list[PlacedLine] = []
    for i, (name, price) in enumerate(MEALS):
        y = 100 + 40 * i
        placed += [line(f"{name} with", 40, y), line("bread and butter", 40, y + 12)]
        placed += [line(price, 190, y + 6), line("per guest", 320, y + 6), line(str(120 + i), 470, y + 6)]
    page = read(*placed)
    assert " ".join(page.text.split()).index("120") < " ".join(page.text.split()).index("Beetroot")


def test_values_in_small_letters_at_the_right_edge_stay_in_their_rows() -> None:
    rows = [
        ("Feather", "40", "ribbon orchard"),
        ("Pigeon", "35", "hollow saddle bridge"),
        ("Mirror", "62", "saddle barley"),
    ]
    rows += [("Ferry", "11", "velvet marble cider"), ("Walnut", "24", "sailor orchard pepper")]
    placed = [
        line(cell, x if j < 2 else 560 - 5 * len(cell), 100 + 15 * i)
        for i, row in enumerate(rows)
        for j, (x, cell) in enumerate(zip((50, 250, 0), row, strict=True))
    ]
    assert read(*placed).text.split("\n") == [" ".join(row) for row in rows]


def test_a_figure_beside_the_middle_of_its_label_is_of_a_table_that_is_beside_another() -> None:
    """It is in no row with its label, which takes two lines."""
    label = [line("Aldwater and", 50, 175), line("all its ladies", 50, 187), line("4,10", 200, 181)]
    placed = [*listed(MEALS, 50, 112, 15), *label, *listed(DRINKS, 310, 119), *listed(STAFF, 310, 185)]
    lines = [text for text in read(*placed).text.split("\n") if text]
    assert lines[:4] == as_lines(MEALS)
    assert lines[-9:] == as_lines(DRINKS) + as_lines(STAFF)
