"""Candidates in order, each once."""

import pytest

from shared.models.page import Page
from worker.answering.candidates import Candidate, CandidateSet
from worker.answering.manifest import Calibration
from worker.answering.ranking import rank, rank_candidates

TEXT = "The fee is 40 euros. Later on it says: the FEE is 40 euros, or 40. Paid by Hannah Croft."
PAGE = Page(1, 595, 842, "text", TEXT)
WEIGHTS = Calibration(rank={"score": 1.0}, correct={}, fitted_on="")


def candidate(text: str, score: float, at: int = 0) -> Candidate:
    start = TEXT.index(text, at)
    return Candidate(0, PAGE, start, start + len(text), {"score": score})


def test_candidates_come_by_their_rank_and_their_shares_sum_to_one() -> None:
    best = rank_candidates([candidate("Hannah Croft", 2.0), candidate("40 euros", 5.0)], WEIGHTS)

    assert [one.text for one in best] == ["40 euros", "Hannah Croft"]
    assert sum(one.features["share"] for one in best) == pytest.approx(1)


def test_of_candidates_that_overlap_only_the_best_is_kept() -> None:
    best = rank_candidates([candidate("The fee is 40 euros", 3.0), candidate("40 euros", 5.0)], WEIGHTS)

    assert [one.text for one in best] == ["40 euros"]


def test_what_is_said_twice_is_one_answer_at_the_better_place() -> None:
    again = TEXT.index("FEE")
    found = [candidate("fee is 40 euros", 3.0), candidate("FEE is 40 euros,", 4.0, again), candidate("Hannah", 1.0)]

    best = rank_candidates(found, WEIGHTS)

    assert [one.text for one in best] == ["FEE is 40 euros,", "Hannah"]


def test_without_a_calibration_too_an_answer_counts_for_less_in_a_document_that_suits_the_question_less() -> None:
    other, asked = candidate("40 euros", 3.0), candidate("Hannah Croft", 3.0)
    other.features["document"], asked.features["document"] = -0.5, 0.0

    answers = rank(CandidateSet([other, asked], []), None).answers

    assert [answer.text for answer in answers] == ["Hannah Croft", "40 euros"]
