"""What a reader is trained on: the windows of questions over whole documents."""

import random
from typing import Any

import pytest
from tokenizers import Tokenizer

from training.examples import LabeledWindow, examples
from worker.answering.manifest import BUNDLED_READERS, Manifest
from worker.answering.windows import Windower

FILLER = " ".join(f"Of the {n}th year nothing is told but that the mill stood and the river ran." for n in range(5, 30))
PAID = "In 1612 the council of Brannock paid 340 crowns for a stone quay. The mayor was Ada Quill."
OTHER = "In 1655 the council of Osmere paid 340 crowns for new ropes, and Ada Quill was long dead."

ENGLISH = BUNDLED_READERS["english"]


def article(question: str, answer: str | None, **more: Any) -> dict[str, Any]:
    """An article of three paragraphs, with one question about the first."""
    answers = [] if answer is None else [{"text": answer, "answer_start": PAID.index(answer), **more}]
    paragraphs = [
        {"context": PAID, "qas": [{"id": "1", "question": question, "answers": answers}]},
        {"context": FILLER, "qas": []},
        {"context": OTHER, "qas": []},
    ]
    return {"data": [{"title": "Accounts", "paragraphs": paragraphs}]}


@pytest.fixture(scope="module")
def windower() -> Windower:
    return Windower(ENGLISH, Manifest.read(ENGLISH))


def only(squad: dict[str, Any], windower: Windower) -> list[LabeledWindow]:
    """The windows of the file's one question."""
    (example,) = examples(squad, windower, random.Random(0))
    return example


def told(labeled: LabeledWindow, mask: Any) -> str:
    """The marked tokens as text."""
    return Tokenizer.from_file(str(ENGLISH / "tokenizer.json")).decode([int(i) for i in labeled.window.ids[mask]])


def test_the_right_place_is_marked_and_the_same_words_elsewhere_are_neither_right_nor_wrong(windower: Windower) -> None:
    example = only(article("How many crowns did the council of Brannock pay for a quay?", "340 crowns"), windower)

    starts = [told(one, one.starts) for one in example if one.starts.any()]
    ends = [told(one, one.ends) for one in example if one.ends.any()]
    assert starts == ["340"]
    assert ends == ["crowns"]
    elsewhere = [told(one, one.unclear) for one in example if one.unclear.any()]
    assert elsewhere in ([], ["340 crowns"])


def test_an_answer_that_the_search_does_not_find_becomes_an_example_even_so(windower: Windower) -> None:
    example = only(article("Zanzibar?", "Ada Quill"), windower)

    assert any(one.starts.any() for one in example)


def test_of_a_sentence_that_contains_the_answer_every_word_may_be_it(windower: Windower) -> None:
    example = only(article("Who was mayor?", "The mayor was Ada Quill.", within=True), windower)

    (right,) = [one for one in example if one.starts.any()]
    assert told(right, right.starts) == told(right, right.ends) == "the mayor was ada quill."


def test_a_question_without_an_answer_has_windows_and_nothing_right(windower: Windower) -> None:
    example = only(article("Who built the cathedral of Brannock?", None), windower)

    assert example
    assert not any(one.starts.any() or one.ends.any() for one in example)
