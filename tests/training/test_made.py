"""Made documents: every kind in every language holds what its questions ask for."""

import random

import pytest

from training.made import prose, records
from training.made.check import faults
from training.made.model import LANGUAGES

KINDS = {**records.KINDS, **prose.KINDS}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_question_is_answered_by_parts_that_are_there_once(kind: str) -> None:
    language = LANGUAGES[sorted(KINDS).index(kind) % len(LANGUAGES)]
    for seed in range(5):
        assert faults(KINDS[kind](random.Random(f"{kind} {seed}"), language)) == []


def test_the_same_seed_makes_the_same_document() -> None:
    for make in KINDS.values():
        assert make(random.Random(1), "it") == make(random.Random(1), "it")


def test_some_questions_have_no_answer() -> None:
    questions = [question for make in KINDS.values() for question in make(random.Random(2), "en").questions]
    unanswerable = sum(not question.keys for question in questions)
    assert 0.08 < unanswerable / len(questions) < 0.25
