"""The words of a recognized line: spaces that are none are left out, and look-alikes are told by their word."""

import numpy as np
import pytest

from worker.ocr.alphabets import Alphabet
from worker.ocr.ctc import words
from worker.ocr.look_alikes import resolved
from worker.ocr.networks import Columns
from worker.ocr.second_guesses import decided, guesses
from worker.ocr.spaces import Gap, breaking, is_none


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


def test_narrow_spaces_that_break_a_word_are_none() -> None:
    assert breaking(["Descr", "ipt", "ion"], [1.0, 1.5]) == {0, 1}
    assert breaking(["The", "Adjus", "tment", "note"], [2.0, 1.5, 2.0]) == {1}
    assert breaking(["(Inclu", "sive):", "all"], [1.0, 1.5]) == {0}


def test_spaces_as_wide_as_others_and_between_words_are_spaces() -> None:
    assert not breaking(["Hano", "ver"], [2.0])
    assert not breaking(["over", "all"], [1.0])
    assert not breaking(["test", "o"], [1.3])
    assert not breaking(["Xq", "zzyk"], [1.0])


def test_two_digits_beside_each_other_are_two_words() -> None:
    alphabet = Alphabet(["2"], ("en",))
    columns = Columns(np.array([0, 1, 1, 2, 1, 0]), np.array([1, 0.9, 0.9, 0.6, 0.9, 1], np.float32))
    assert [span.text for span in words(columns, alphabet)] == ["2", "2"]


def guessed(word: str, *doubts: tuple[int, float, dict[str, float]]) -> str:
    """What is made of a word whose characters at some places are doubted."""
    probabilities, others = [1.0] * len(word), [dict[str, float]() for _ in word]
    for at, probability, besides in doubts:
        probabilities[at], others[at] = probability, besides
    return decided(word, probabilities, others)


def test_spaces_the_unlikely_and_the_other_case_of_a_letter_are_no_guesses() -> None:
    assert guesses("İ", [("i", 0.4), ("l", 0.1), (" ", 0.1), ("", 0.1), ("1", 0.001)]) == {"l": 0.1}
    assert guesses("é", [("e", 0.4), ("E", 0.1)]) == {"e": 0.4}


def test_the_next_guess_is_taken_where_it_makes_a_word() -> None:
    assert guessed("(Inciusive)", (4, 0.5, {"l": 0.41, "ì": 0.04})) == "(Inclusive)"
    assert guessed("Sub-totai:", (8, 0.96, {"l": 0.03})) == "Sub-total:"
    assert guessed("ADJUSIMENIS", (5, 0.97, {"T": 0.012}), (9, 0.98, {"T": 0.02})) == "ADJUSTMENTS"


def test_of_several_words_the_likeliest_is_taken() -> None:
    assert guessed("Hcuse", (1, 0.5, {"o": 0.3, "a": 0.01})) == "House"
    assert guessed("tbe", (1, 0.4, {"o": 0.1, "h": 0.3})) == "the"


def test_words_and_what_no_guess_makes_a_word_stay() -> None:
    assert guessed("house", (0, 0.5, {"m": 0.49})) == "house"
    assert guessed("Xyzzyq", (1, 0.5, {"w": 0.4})) == "Xyzzyq"
    assert guessed("house") == "house"


def test_a_short_name_stays_where_the_guess_that_makes_a_word_is_unlikely() -> None:
    assert guessed("ARN", (1, 0.91, {"B": 0.013})) == "ARN"


def test_a_letter_among_the_digits_of_an_amount_is_the_digit_that_was_guessed() -> None:
    assert guessed("RMO.00", (2, 0.87, {"C": 0.19, "0": 0.13})) == "RM0.00"
    assert guessed("1,O00.5S", (2, 0.9, {"0": 0.1}), (7, 0.6, {"5": 0.3})) == "1,000.55"


@pytest.mark.parametrize("word", ["NO.10", "4.50", "12:50", "15/48"])
def test_numbers_and_references_stay(word: str) -> None:
    doubts = [(at, 0.6, {"0": 0.3, "3": 0.1, ".": 0.1}) for at in range(len(word))]
    assert guessed(word, *doubts) == word


def test_what_the_columns_guess_besides_makes_a_word_of_a_line() -> None:
    alphabet = Alphabet(["s", "a", "i", "e", "l"], ("en",))
    best = np.array([alphabet.characters.index(character) for character in "saies"])
    other = np.array([alphabet.characters.index(character) for character in ["", "", "l", "", " "]])
    probabilities = np.array([1, 1, 0.6, 1, 0.9], np.float32)
    columns = Columns(best, probabilities, other[:, None], (1 - probabilities)[:, None])
    assert [span.text for span in words(columns, alphabet)] == ["sales"]
    assert [span.text for span in words(columns._replace(others=None), alphabet)] == ["saies"]
