"""Which passages are read a second time, and what that says."""

import numpy as np
import pytest

from tests.worker.answering.conftest import document
from worker.answering.candidates import Candidate, Read
from worker.answering.features import TermPositions, TermWeights
from worker.answering.linearize import plain
from worker.answering.reader import Logits
from worker.answering.second_reading import (
    MAX_BEHIND,
    MAX_PASSAGES,
    UNREAD,
    passages_to_read_again,
    read_again,
)
from worker.answering.selection import Context
from worker.answering.windows import Window

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


def read(number: int, logit: float) -> Read:
    """The page's whole text with the same logit for each of its characters, and 0 for "no answer"."""
    page = DOCUMENT.page(number)
    size = len(page.text)
    places = np.stack([np.arange(-1, size), np.arange(size + 1)], axis=1).astype(np.int32)
    readable = np.arange(size + 1) > 0
    ids = np.zeros(size + 1, np.int64)
    window = Window(0, ids, ids, readable, places, places, 0)
    logits = np.where(readable, logit, 0).astype(np.float32)
    context = Context(0, number, 0, size, 1.0, lead=False, passages=1, headings=(), language="en")
    positions = TermPositions(page.text, TermWeights({}, []), "en")
    return Read(context, page, plain(page, 0, size), [(window, Logits(logits, logits))], positions, 1.0)


def test_a_second_reading_changes_the_scores_by_what_it_adds() -> None:
    better = candidate(1, 6.0)

    read_again([better], [read(1, 4.0)])

    assert better.features["again"] == pytest.approx(2.0)
    assert better.features["margin_again"] == pytest.approx(2.0)


def test_a_bad_second_reading_says_no_more_than_none() -> None:
    worse, unread = candidate(1, 6.0), candidate(2, 6.0)

    read_again([worse, unread], [read(1, -5.0)])

    assert worse.features["again"] == unread.features["again"] == UNREAD
    assert worse.features["margin_again"] == unread.features["margin_again"] == UNREAD
