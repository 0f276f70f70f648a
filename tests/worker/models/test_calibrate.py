"""Fitting weights, on candidates made up so that it is known which features tell."""

import random

import pytest

from shared.models.page import Page
from worker.answering.calibration import EXTRACTORS, probability, with_extractors
from worker.answering.candidates import Candidate, CandidateSet
from worker.answering.manifest import Calibration
from worker.answering.ranking import rank, rank_candidates
from worker.models.calibrate import Case, fit, report

TEXT = " ".join(f"word{n}" for n in range(40))
PAGE = Page(1, 595, 842, "text", TEXT)


def case(rng: random.Random, *, answerable: bool, extractor_right: bool | None = None) -> Case:
    """Eight candidates, of which the right one has the greatest score as a rule and the others more noise."""
    words = rng.sample(range(40), 8)
    candidates = []
    for number, word in enumerate(words):
        start = TEXT.index(f"word{word}")
        right = number == 0 and answerable
        features = {"score": rng.gauss(7 if right else 2, 1.5), "noise": rng.gauss(0, 1), "near": rng.random()}
        is_extraction = extractor_right is not None and number == (0 if extractor_right else 1)
        found = features | ({"total": 1.0} if is_extraction else {})
        end = start + len(f"word{word}")
        candidates.append(Candidate(0, PAGE, start, end, found, "total" if is_extraction else None))
    answers = [f"word{words[0]}"] if answerable else []
    return Case(CandidateSet(candidates, []), answers, 1 if answerable else None)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    rng = random.Random(3)
    return [case(rng, answerable=rng.random() < 0.7) for _ in range(150)]


def fitted(cases: list[Case]) -> Calibration:
    return fit(cases, ("score", "noise", "near"), ("rank", "share"), "made up")


def test_what_tells_right_from_wrong_weighs_and_noise_does_not(cases: list[Case]) -> None:
    found = fitted(cases)

    assert found.rank["score"] > 0.3
    assert abs(found.rank["noise"]) < found.rank["score"] / 2
    assert "right 0.9" in report(cases, found) or "right 1.0" in report(cases, found)


def test_extractors_that_find_nothing_keep_the_weights_they_start_from(cases: list[Case]) -> None:
    found = fitted(cases)

    for name, weight in EXTRACTORS.rank.items():
        assert found.rank[name] == pytest.approx(weight, abs=0.01)
    assert found.correct["title"] == pytest.approx(EXTRACTORS.correct["title"], abs=0.01)


def test_an_extractor_that_is_often_wrong_loses_weight() -> None:
    rng = random.Random(4)
    often_wrong = [case(rng, answerable=True, extractor_right=rng.random() < 0.1) for _ in range(150)]

    assert fitted(often_wrong).rank["total"] < EXTRACTORS.rank["total"] - 2


def test_questions_without_an_answer_count_as_often_as_people_ask_them(cases: list[Case]) -> None:
    rng = random.Random(6)
    many = cases + [case(rng, answerable=False) for _ in range(150)]

    few, more = fitted(cases), fitted(many)

    features = {"rank": 3.0, "share": 0.8}
    assert probability(more.correct, features) == pytest.approx(probability(few.correct, features), abs=0.15)


def test_a_calibration_of_before_ranks_extractions_by_the_weights_it_lacks() -> None:
    rng = random.Random(5)
    before = Calibration(rank={"score": 0.3}, correct={"bias": -4.0, "rank": 0.4}, answered={"bias": 0.0}, fitted_on="")
    one = case(rng, answerable=True, extractor_right=True)

    best = rank_candidates(one.found.candidates, with_extractors(before))[0]

    assert best.candidate.extractor == "total"
    ranking = rank(one.found, before)
    assert ranking.answers[0].probability == pytest.approx(probability(with_extractors(before).correct, best.features))
    assert 0 < ranking.answers[0].probability < 1
    assert ranking.answered > 0.5
