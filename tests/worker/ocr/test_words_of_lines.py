"""The words of a recognized line: spaces that are none are left out, and look-alikes are told by their word."""

import numpy as np
import pytest

from worker.ocr.alphabets import Alphabet
from worker.ocr.ctc import words
from worker.ocr.look_alikes import resolved
from worker.ocr.networks import Columns
from worker.ocr.spaces import Gap, is_none


def doubted(word: str) -> str:
    return resolved(word, np.full(len(word), 0.8, np.float32))


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("SCH00L", "SCHOOL"),
        ("Inv0ice:", "Invoice:"),
        ("bi1l", "bill"),
        ("Bi11#:V001-539829", "Bill#:V001-539829"),
        ("3×", "3x"),
        ("10/1l/2015", "10/11/2015"),
        ("4O7.5O1", "407.501"),
    ],
)
def test_a_doubted_character_is_the_one_that_makes_a_word_or_a_number(read: str, meant: str) -> None:
    assert doubted(read) == meant


@pytest.mark.parametrize("read", ["RM5.90", "A4", "B52", "2nd", "x86", "H2O", "V001-539829", "1990s", "3×4", "Straße1"])
def test_codes_and_amounts_stay_as_they_are(read: str) -> None:
    assert doubted(read) == read


def test_a_character_that_the_recognizer_is_sure_of_stays() -> None:
    assert resolved("bi1l", np.full(4, 0.999, np.float32)) == "bi1l"


def test_a_narrow_doubtful_gap_within_a_number_is_no_space() -> None:
    assert is_none(Gap("$8,", "660,828", 0.85, 1.0, 1, 2))


def test_a_wide_gap_that_is_seen_clearly_is_a_space() -> None:
    assert not is_none(Gap("The", "cat", 0.97, 2.0, 2, 4))
    assert not is_none(Gap("on", "12", 0.9995, 1.0, 1, 2))
    assert not is_none(Gap("655.79,", "22/05/2011", 0.98, 2.0, 2, 3))


def test_a_day_and_its_year_are_two_words() -> None:
    assert not is_none(Gap("June 27,", "2011,", 0.97, 1.5, 1, 3))


def test_two_digits_beside_each_other_are_two_words() -> None:
    alphabet = Alphabet(["2"], ("en",))
    columns = Columns(np.array([0, 1, 1, 2, 1, 0]), np.array([1, 0.9, 0.9, 0.6, 0.9, 1], np.float32))
    assert [span.text for span in words(columns, alphabet)] == ["2", "2"]
