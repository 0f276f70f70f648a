"""The pages that an upload chooses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.models.page_choice import PageChoice


@pytest.mark.parametrize(
    ("text", "canonical"),
    [("3", "3"), ("1-5,9", "1-5,9"), (" 9 , 1 - 5 ", "1-5,9"), ("2,1,3", "1-3"), ("4-9,1-5,5", "1-9"), ("007", "7")],
)
def test_a_choice_is_kept_in_its_shortest_form(text: str, canonical: str) -> None:
    assert str(PageChoice.parse(text)) == canonical


@pytest.mark.parametrize(
    "text", ["0", "0-3", "5-1", "1-", "-5", "1,,2", "1;2", "a", "1-2-3", "1.5", "\u0661", "1," * 600 + "1"]
)
def test_what_names_no_pages_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(Give|Pages|A range) "):
        PageChoice.parse(text)


@given(st.sets(st.integers(1, 99), min_size=1))
def test_a_choice_has_exactly_the_pages_that_it_names(numbers: set[int]) -> None:
    choice = PageChoice.parse(",".join(map(str, numbers)))
    assert list(choice) == sorted(numbers)
    assert {number for number in range(101) if number in choice} == numbers
    assert choice.last == max(numbers)
    assert PageChoice.parse(str(choice)) == choice
