"""Which rows of a table are its head, by what its cells say."""

import pytest

from worker.layout.table_head import header_rows

DOSES = ["Patient", "At first", "At most"]


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        (["Adult", "1 tablet twice a day", "3 tablets (2,550 mg)"], [["Child", "500 mg", "2,000 mg"]] * 3),
        (["Adult", "in the morning", "3 tablets"], [["Child", "500 mg", "2,000 mg"]] * 3),
    ],
)
def test_a_first_row_of_amounts_in_words_is_no_head(first: list[str], rest: list[list[str]]) -> None:
    assert header_rows([DOSES, first, *rest], ruled=True) == 1


@pytest.mark.parametrize("units", [["", "mg", "mg"], ["", "per 100 g", "per day"], ["", "2023", "2024"]])
def test_units_and_years_below_the_names_of_columns_are_of_the_head(units: list[str]) -> None:
    assert header_rows([DOSES, units, *[["Child", "500", "2,000"]] * 3], ruled=True) == 2
