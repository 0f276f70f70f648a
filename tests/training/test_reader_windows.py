"""Windows of questions and texts, and the steps that are made of them."""

import random
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from tests.training.reader_encoder import PIECES
from tests.training.test_reader_rows import OTHER, line, write_data
from training.reader.mixture import Mixture, Sources
from training.reader.vocabulary import build_tokenizer
from training.reader.windows import MAX_WINDOW_TOKENS, PAD, Example, Label, Window, batches_of, cut


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return build_tokenizer(PIECES, [-1.0] * len(PIECES))


def text_of(window: Window, first: int, last: int, tokenizer: Tokenizer) -> str:
    return str(tokenizer.decode(list(window.ids[first : last + 1])))


def test_the_label_marks_the_answer_s_tokens_wherever_a_long_text_is_cut(tokenizer: Tokenizer) -> None:
    text = "filler " * 200 + "due 15.05. " + "filler " * 200
    start = text.index("15.05.")

    for seed in range(20):
        ((window,),) = cut([Example("when?", [text], (start, start + 6))], tokenizer, random.Random(seed))
        assert len(window.ids) == MAX_WINDOW_TOKENS
        (label,) = window.labels
        assert text_of(window, label.first_start, label.last_end, tokenizer) == "15.05."


def test_of_a_weak_span_every_token_may_be_the_answer(tokenizer: Tokenizer) -> None:
    ((window,),) = cut([Example("when?", ["due 15.05."], (4, 10), weak=True)], tokenizer, random.Random(0))

    (label,) = window.labels
    assert label[:2] == label[2:]
    assert label.first_start < label.last_start


def test_the_answer_is_in_the_first_text_alone(tokenizer: Tokenizer) -> None:
    (group,) = cut([Example("when?", ["due 15.05.", "due 15.05."], (4, 10))], tokenizer, random.Random(0))

    assert [len(window.labels) for window in group] == [1, 0]


def test_an_answer_longer_than_a_window_is_left_out(tokenizer: Tokenizer) -> None:
    text = "filler " * 300

    assert cut([Example("what?", [text], (0, len(text) - 1))], tokenizer, random.Random(0)) == []


def test_windows_of_a_question_stay_together_in_a_step_whatever_their_length() -> None:
    short, long = Window([0, 5, 2], 1, [Label(1, 1, 1, 1)]), Window([0, *[5] * 298, 2], 1)

    batches = batches_of([[short, long], [short]])

    assert [batch.ids.shape for batch in batches] == [(2, 128), (1, 320)]
    assert [batch.questions.tolist() for batch in batches] == [[0, 1], [0]]
    assert batches[1].labels.tolist() == [[[-1, -1, -1, -1]]]
    assert np.all(batches[0].ids[:, 3:] == PAD)


def test_other_processes_prepare_steps_of_rows_and_made_documents(tokenizer: Tokenizer, tmp_path: Path) -> None:
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    rows = [line("when was it built?", "1612"), line("what did it cost?", None, OTHER)]
    sources = Sources(
        write_data(tmp_path, rows), tmp_path / "tokenizer.json", 1, step_tokens=2000, min_groups=4, documents=1
    )

    with Mixture(sources) as mixture:
        steps = [step for step, _ in zip(mixture, range(3), strict=False)]

    for step in steps:
        assert sum(int(batch.lengths.sum()) for batch in step) >= 2000


@pytest.mark.parametrize("made_share", [0.0, 0.5])
def test_every_step_is_of_the_same_share_of_made_documents(
    tokenizer: Tokenizer, tmp_path: Path, made_share: float
) -> None:
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    data = write_data(tmp_path, [line("brannock", "1612") for _ in range(90)])
    sizes = {"step_tokens": 4000, "min_groups": 40, "documents": 2}
    sources = Sources(data, tmp_path / "tokenizer.json", 1, made_share=made_share, **sizes)
    asked = tokenizer.encode("brannock", add_special_tokens=False).ids

    with Mixture(sources) as mixture:
        steps = [step for step, _ in zip(mixture, range(4), strict=False)]

    for step in steps:
        of_rows = of_all = 0
        for batch in step:
            is_row = (batch.ids[:, 1 : len(asked) + 1] == asked).all(1)
            of_rows += int(batch.lengths[is_row].sum())
            of_all += int(batch.lengths.sum())
        assert 1 - of_rows / of_all == pytest.approx(made_share, abs=0.2)
