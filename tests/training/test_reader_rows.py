"""Rows of the data sets, and the examples that are drawn from them."""

import gzip
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from training.reader.near_miss import near_miss
from training.reader.noise import confuse_characters, join_lines
from training.reader.rows import (
    TRAINING_FILES,
    WEIGHTS,
    Row,
    parse,
    read_evaluation_sets,
    read_training_rows,
    weight,
)
from training.reader.sampling import Sampler, without_sentence

CONTEXT = "The quay of Brannock was built in 1612.\nIt cost 340 crowns."
OTHER = "The mill of Osmere was built in 1655.\nNobody knows what it cost."


def line(question: str, answer: str | None, context: str = CONTEXT, **more: Any) -> dict[str, Any]:
    answers = [] if answer is None else [{"text": answer, "start": context.index(answer)}]
    base = {"id": question, "src": "squad2", "title": "Quays", "question": question, "context": context}
    return {**base, "answers": answers, **more}


def write_data(folder: Path, rows: Sequence[dict[str, Any]], evaluated: Sequence[dict[str, Any]] = ()) -> Path:
    """A folder of data sets with ``rows`` in the first training file."""
    for number, name in enumerate(TRAINING_FILES):
        _write(folder / f"{name}.jsonl.gz", rows if number == 0 else ())
    _write(folder / "reader" / "val.jsonl.gz", evaluated)
    return folder


def _write(path: Path, lines: Sequence[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in lines)


def test_the_first_answer_is_the_one_that_is_trained() -> None:
    row = parse(line("When was the quay built?", "1612", lang="fr"))

    assert row.span is not None
    assert row.context[slice(*row.span)] == "1612"
    assert (row.weak, row.language) == (False, "fr")


def test_of_a_sentence_that_contains_the_answer_no_more_is_known() -> None:
    row = parse(line("What did it cost?", None, weak=[40, 59]))

    assert row.span == (40, 59)
    assert row.weak


def test_a_row_without_an_answer_has_no_span() -> None:
    row = parse(line("Who built the quay?", None, src="squad2+neg"))

    assert row.span is None
    assert row.base_source == "squad2"


def test_an_answer_that_is_not_where_it_says_is_an_error() -> None:
    wrong = line("When?", "1612")
    wrong["answers"][0]["start"] += 1

    with pytest.raises(ValueError, match="does not stand where it says"):
        parse(wrong)


def test_a_question_that_an_evaluation_set_asks_of_the_same_context_is_refused(tmp_path: Path) -> None:
    asked, own = line("When was the quay built?", "1612"), line("What did it cost?", "340 crowns")
    typed = {**asked, "question": "when was the  quay built?"}

    training = read_training_rows(write_data(tmp_path, [asked, own], evaluated=[typed]))

    assert [row.question for row in training.rows] == ["What did it cost?"]
    assert training.refused == 1
    assert [row.answers for row in read_evaluation_sets(tmp_path)["val"]] == [["1612"]]


def test_sources_are_drawn_by_their_weight() -> None:
    rows = [parse(line(f"Question {i}?", "1612", src="reddit", title=f"{i}")) for i in range(400)]
    rows += [parse(line(f"Question {i}?", "1612", src="squad2", title=f"{i}")) for i in range(400)]

    drawn = [example for part in range(4) for example in Sampler(rows).examples(5, part, 4)]

    assert len(drawn) == pytest.approx(400 * (WEIGHTS["reddit"] + WEIGHTS["squad2"]), rel=0.12)
    assert weight("reddit+neg") == WEIGHTS["reddit"] / 2


def test_an_example_s_span_is_its_answer_whatever_is_done_to_its_text() -> None:
    sampler = Sampler([parse(line("What did it cost?", "340 crowns"))])
    row = parse(line("What did it cost?", "340 crowns"))

    texts = set()
    for seed in range(60):
        example = sampler.example(row, random.Random(seed))
        assert example.span is not None
        assert example.texts[0][slice(*example.span)] == "340 crowns"
        texts.add(example.texts[0])
    assert any(text.startswith("Quays: ") for text in texts)
    assert any(" ¶ " in text for text in texts)


def test_a_near_miss_never_keeps_its_answer() -> None:
    questions = [
        line("In which year was the quay of Brannock built?", "1612"),
        line("What did the quay of Brannock cost in 1612?", "340 crowns"),
        line("In which year was the mill of Osmere built?", "1655", OTHER),
        line("What did people say of the mill of Osmere in 1655?", "Nobody knows what it cost", OTHER),
    ]
    rows = [parse(one) for one in questions]
    sampler = Sampler(rows)
    asked = {row.question.rstrip("?").lower() for row in rows}

    changed = 0
    for seed in range(300):
        row = rows[seed % len(rows)]
        example = sampler.example(row, random.Random(seed))
        if example.question.rstrip("?").lower() not in asked:
            assert example.span is None
            changed += 1
        else:
            assert example.span is not None
    assert changed > 10


@pytest.mark.parametrize(
    ("question", "others", "found"),
    [
        ("What did Brannock pay?", ["Who lived in Osmere then?"], "What did Osmere pay?"),
        ("What was paid in 1612?", ["what was built in 1655?"], "What wasn't paid in 1612? | What was paid in 1655?"),
        ("Who came first?", [], "Who came last?"),
    ],
)
def test_a_near_miss_has_another_entity_number_or_antonym(question: str, others: list[str], found: str) -> None:
    drawn = {near_miss(question, others, random.Random(seed)) for seed in range(20)}

    assert drawn - {"What didn't Brannock pay?"} == set(found.split(" | "))


def test_a_question_with_nothing_to_change_has_no_near_miss() -> None:
    assert near_miss("who pays?", ["When did Osmere pay 40 crowns?"], random.Random(0)) is None


def test_other_passages_do_not_contain_the_answer() -> None:
    same = "In 1612 other things happened too."
    rows = [
        Row("squad2", "Quays", "who built it?", context, (34, 38) if context is CONTEXT else None, False, None)
        for context in (CONTEXT, same, OTHER, same)
    ]
    sampler = Sampler(rows)

    beside = {text for seed in range(80) for text in sampler.example(rows[0], random.Random(seed)).texts[1:]}

    assert beside == {OTHER}


def test_a_text_can_lose_the_sentence_of_the_answer() -> None:
    rest = "The quay is of grey stone. Ships moored there until the harbour was filled in. " * 3
    told = "It was built in 1612 for 340 crowns."
    text = f"{rest}{told} {rest}".strip()
    start = text.index("1612")

    assert without_sentence(text, (start, start + 4)) == (rest + rest).strip()
    assert without_sentence(f"{text} So it was in 1612.", (start, start + 4)) is None
    assert without_sentence(f"It is old. {told}", (20, 24)) is None


def test_some_questions_are_put_to_a_text_without_the_sentence_of_their_answer() -> None:
    rest = "The quay is of grey stone. Ships moored there until the harbour was filled in. " * 3
    text = f"{rest}It was built in 1612."
    start = text.index("1612")
    row = Row("squad1-ec", "Quays", "when was it built?", text, (start, start + 4), False, None)
    sampler = Sampler([row])

    drawn = [sampler.example(row, random.Random(seed)) for seed in range(200)]

    without = [example for example in drawn if "1612" not in example.texts[0]]
    assert 0.03 < len(without) / len(drawn) < 0.25
    assert all(example.span is None for example in without)
    assert all(example.span for example in drawn if example not in without)


def test_joined_lines_keep_the_span_on_its_words() -> None:
    text = "\nAda Quill\n\n1 Quay Street\nBrannock\n"
    start = text.index("Quay Street")

    found = {join_lines(text, (start, start + 11), random.Random(seed)) for seed in range(40)}

    assert {one for one, _ in found} == {
        text,
        "Ada Quill ¶ 1 Quay Street ¶ Brannock",
        "Ada Quill 1 Quay Street Brannock",
    }
    assert all(span and one[slice(*span)] == "Quay Street" for one, span in found)


def test_confused_characters_stay_in_their_places() -> None:
    text = "Total 1.050,00 due on 15 May. " * 40

    confused = confuse_characters(text, random.Random(1))

    assert len(confused) == len(text)
    assert 0 < sum(a != b for a, b in zip(text, confused, strict=True)) < 40
