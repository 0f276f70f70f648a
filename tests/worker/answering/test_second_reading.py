"""Which passages are read a second time."""

import pytest

from tests.worker.answering.conftest import document
from worker.answering.candidates import Candidate
from worker.answering.second_reading import MAX_BEHIND, MAX_PASSAGES, passages_to_read_again

TEXTS = tuple(f"The fee of year {number} is {number}00 euros, payable in March." for number in range(1, 7))
DOCUMENT = document("fees", TEXTS)


def candidate(number: int, score: float, null: float = 0.0) -> Candidate:
    page = DOCUMENT.page(number)
    start = page.text.index(f"{number}00 euros")
    features = {"score": score, "margin": score - null, "lexical": 1.0}
    return Candidate(0, page, start, start + len(f"{number}00 euros"), features)


def pages_read_again(*candidates: Candidate) -> list[int]:
    return [context.page for context in passages_to_read_again(candidates, [DOCUMENT.index])]


def test_passages_of_close_candidates_are_read_again_the_best_first() -> None:
    assert pages_read_again(candidate(1, 7.0), candidate(2, 8.0)) == [2, 1]


@pytest.mark.parametrize(("behind", "expected"), [(MAX_BEHIND - 1, [2, 1]), (MAX_BEHIND + 1, [2])])
def test_the_passage_of_a_candidate_far_behind_the_best_one_is_not_read_again(
    behind: float, expected: list[int]
) -> None:
    assert pages_read_again(candidate(1, 8.0 - behind / 2), candidate(2, 8.0)) == expected


def test_few_passages_are_read_again_however_many_are_close() -> None:
    assert len(pages_read_again(*(candidate(number, 8.0) for number in range(1, 7)))) == MAX_PASSAGES


def test_nothing_is_read_again_where_nothing_was_found() -> None:
    assert pages_read_again() == []
