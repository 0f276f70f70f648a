"""What a score makes of how much was searched."""

import math

import numpy as np
import pytest

from shared.models.page import Page
from tests.worker.answering.conftest import document
from worker.answering.candidates import Candidate, CandidateSet
from worker.answering.generation import compare
from worker.answering.lexical import LexicalIndex
from worker.answering.pipeline import find_candidates
from worker.answering.question import analyze
from worker.answering.ranking import rank
from worker.answering.reader import Reader

TEXT = "The bridge at Marlow Ford was built by Hannah Croft. It cost 2,300 pounds."
PAGE = Page(1, 595, 842, "text", TEXT)


def test_every_candidate_knows_among_how_many_passages_it_was_found(reader: Reader) -> None:
    asked = document("bridges", [TEXT, *(f"Chapter {n}. The camels rested on day {n}." for n in range(5))])
    lexical = LexicalIndex([asked.index])

    found = find_candidates(analyze("Who built the bridge at Marlow Ford?"), [asked], lexical, reader, 1)

    assert lexical.passages == 6
    assert found.candidates
    assert all(one.features["passages"] == pytest.approx(math.log(6)) for one in found.candidates)


def test_what_is_found_among_more_passages_is_less_probably_right(reader: Reader) -> None:
    calibration = reader.manifest.calibration
    assert calibration is not None
    start = TEXT.index("Hannah Croft")
    features = {"score": 8.0, "margin": 6.0, "again": 0.0, "margin_again": 0.0, "lexical": 1.0, "close": 0.5}

    scores = []
    for passages in (3, 30, 300):
        one = Candidate(0, PAGE, start, start + len("Hannah Croft"), dict(features))
        compare([one], passages, np.zeros(1, np.float32))
        (best,) = rank(CandidateSet([one], []), calibration).answers
        scores.append(best.probability)

    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[-1]
