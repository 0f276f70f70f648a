"""Columns of few lines that their texts show: lists that go on from one to the next, and sentences within each."""

import pytest

from tests.worker.layout.lines import cells, column, flat, line, read

BEFORE = line("The board asks all members to bring what is on this list to the first meeting of the year.", 50, 60)
AFTER = line("Members who cannot come tell the office so in writing before the end of the month of March.", 50, 300)


def columns(left: list[str], right: list[str], x: float = 300) -> str:
    """What is read of two columns between lines that span both."""
    page = read(BEFORE, *column(left, 50, 100), *column(right, x, 100), AFTER)
    return flat(page).split("the year. ")[1].split(" Members who")[0]


ITEMS = ["Tent", "Two blankets", "Lamp and oil", "Bread", "Knife", "Rope of hemp", "Map"]


@pytest.mark.parametrize("mark", ["{}.", "{})", "({})"])
@pytest.mark.parametrize("count", [4, 5, 6, 7])
def test_a_numbered_list_goes_on_in_the_next_column(mark: str, count: int) -> None:
    items = [f"{mark.format(i + 1)} {item}" for i, item in enumerate(ITEMS[:count])]
    half = (count + 1) // 2
    assert columns(items[:half], items[half:]) == " ".join(items)


def test_a_list_by_letters_under_a_heading_goes_on_in_the_next_column() -> None:
    items = [f"{letter}) {item}" for letter, item in zip("abcdef", ITEMS, strict=False)]
    assert columns(["What to bring", *items[:3]], items[3:]) == " ".join(["What to bring", *items])


def test_numbers_that_go_on_across_stay_rows() -> None:
    rows = [("1. Name", "2. Street"), ("3. Place", "4. Country"), ("5. Date", "6. Office")]
    page = read(BEFORE, *cells(rows, 50, 100, pitch=250), AFTER)
    assert " ".join(" ".join(row) for row in rows) in flat(page)


@pytest.mark.parametrize("bullet", ["•", "▪", "✓"])
def test_bullets_in_two_columns_are_a_list_each(bullet: str) -> None:
    left = [f"{bullet} Tent", f"{bullet} Two blankets of wool and", "one of cotton", f"{bullet} Lamp"]
    right = [f"{bullet} Bread", f"{bullet} Knife", f"{bullet} Rope"]
    assert columns(left, right) == " ".join([*left, *right])


def test_dashes_for_nothing_in_the_cells_of_a_table_are_no_bullets() -> None:
    rows = [("Ash tree", "– none"), ("Birch tree", "12 sold"), ("Cedar tree", "– none"), ("Larch tree", "– none")]
    page = read(BEFORE, *cells(rows, 50, 100, pitch=250), AFTER)
    assert " ".join(" ".join(row) for row in rows) in flat(page)


def test_names_in_the_order_of_the_alphabet_go_on_in_the_next_column() -> None:
    names = ["Ashby", "Brannock", "Carrow Quay", "Easby", "Harrow", "Osmere", "Quill Bay", "Tarn", "Whitby"]
    assert columns(names[:5], names[5:]) == " ".join(names)


def test_sorted_labels_stay_with_their_values() -> None:
    rows = [("Ashby", "Mayor"), ("Brannock", "Clerk"), ("Carrow", "Porter"), ("Easby", "Treasurer"), ("Harrow", "Aide")]
    page = read(BEFORE, *cells(rows, 50, 100, pitch=250), AFTER)
    assert " ".join(" ".join(row) for row in rows) in flat(page)


@pytest.mark.parametrize("lines", [2, 3])
def test_sentences_that_go_on_in_each_column_are_read_one_after_the_other(lines: int) -> None:
    left = ["The board met in the old town hall", "and spoke about the new bridge", "over the river."][:lines]
    right = ["The museum opened its new wing to", "the public for the first time", "since the fire."][:lines]
    assert columns(left, right) == " ".join([*left, *right])


def test_small_letters_in_the_rows_of_a_table_are_no_sentences() -> None:
    rows = [("apple", "three boxes"), ("plum", "one box"), ("pear", "two boxes")]
    page = read(BEFORE, *cells(rows, 50, 100, pitch=250), AFTER)
    assert " ".join(" ".join(row) for row in rows) in flat(page)
