"""The span decoder, alone and against the pipeline of transformers 4.57 (see record_pipeline.py)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.worker.answering import tiny
from worker.answering import spans
from worker.answering.generation import trimmed
from worker.answering.manifest import Manifest
from worker.answering.reader import Logits
from worker.answering.windows import Window, Windower

RECORDED: dict[str, Any] = json.loads((Path(__file__).parent / "recorded_pipeline.json").read_text())
CASES = RECORDED["cases"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    tiny.tokenizer().save(str(folder / "tokenizer.json"))
    return folder


def windower(folder: Path, tokens: int, stride: int) -> Windower:
    manifest = Manifest(
        name="tiny",
        revision="1",
        licence="none",
        sha256={},
        max_question_tokens=80,
        max_window_tokens=tokens,
        stride_tokens=stride,
        null="cls",
    )
    return Windower(folder, manifest)


def logits(recorded: dict[str, Any]) -> Logits:
    return Logits(np.array(recorded["start"], np.float32), np.array(recorded["end"], np.float32))


def text(case: dict[str, Any], place: list[int]) -> str:
    return str(case["short"][place[0] : place[1]]).lower()


def window(tokens: int, readable: slice) -> Window:
    mask = np.zeros(tokens, np.bool_)
    mask[readable] = True
    offsets = np.array([[4 * n, 4 * n + 3] for n in range(tokens)], np.int32)
    return Window(0, np.zeros(tokens, np.int64), np.zeros(tokens, np.int64), mask, offsets, offsets, 0)


@pytest.mark.parametrize("number", range(len(CASES)))
def test_one_window_gives_the_spans_of_the_pipeline_in_its_order(folder: Path, number: int) -> None:
    case = CASES[number]
    (made,) = windower(folder, 512, 8).cut(case["question"], [case["short"]])
    assert made.ids.tolist() == case["whole"]["ids"]

    found = spans.best_spans(made, logits(case["whole"]), RECORDED["max_answer_len"], RECORDED["top_k"])

    # The pipeline adds up spans of equal text wherever they are, of which we keep each apart.
    once = [place for place in case["one_window"] if case["short"].lower().count(text(case, place)) == 1]
    ours = [[c.start, c.end] for c in found]
    assert [place for place in ours if place in once] == [place for place in once if place in ours]
    assert len(once) >= 5
    assert once[:5] == [place for place in ours if case["short"].lower().count(text(case, place)) == 1][:5]


@pytest.mark.parametrize("number", range(len(CASES)))
def test_the_pipelines_best_span_of_every_window_is_among_the_candidates(folder: Path, number: int) -> None:
    case = CASES[number]
    made = windower(folder, RECORDED["max_seq_len"], RECORDED["doc_stride"]).cut(case["question"], [case["long"]])
    assert [w.ids.tolist() for w in made] == [w["ids"] for w in case["windows"]]

    for one, recorded in zip(made, case["windows"], strict=True):
        found = spans.best_spans(one, logits(recorded), RECORDED["max_answer_len"], 5)
        assert recorded["best"] in [[c.start, c.end] for c in found]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_candidates_are_the_best_of_all_spans_and_none_is_invalid(data: st.DataObject) -> None:
    tokens = data.draw(st.integers(2, 24))
    first = data.draw(st.integers(0, tokens - 1))
    stop = data.draw(st.integers(first + 1, tokens))
    longest = data.draw(st.integers(1, 8))
    values = st.lists(st.floats(-20, 20, width=32), min_size=tokens, max_size=tokens)
    given_logits = Logits(np.array(data.draw(values), np.float32), np.array(data.draw(values), np.float32))
    one = window(tokens, slice(first, stop))

    found = spans.best_spans(one, given_logits, longest, 6)

    every = sorted(
        (
            float(given_logits.start[a] + given_logits.end[b])
            for a in range(first, stop)
            for b in range(a, min(stop, a + longest))
        ),
        reverse=True,
    )
    assert [c.score for c in found] == pytest.approx(every[:6])
    for candidate in found:
        assert 4 * first <= candidate.start < candidate.end <= 4 * stop
        assert candidate.end - candidate.start <= 4 * longest


def test_a_windows_scores_do_not_depend_on_what_else_is_in_it() -> None:
    flat = Logits(np.zeros(6, np.float32), np.zeros(6, np.float32))
    raised = Logits(flat.start.copy(), flat.end.copy())
    raised.start[2] = raised.end[2] = 5
    one = window(6, slice(1, 6))

    assert spans.best_spans(one, raised, 3, 1)[0].score == 10
    assert spans.best_spans(one, flat, 3, 1)[0].score == 0


def test_the_null_score_is_that_of_the_first_token_and_none_without_one() -> None:
    given_logits = Logits(np.arange(4, dtype=np.float32), np.arange(4, dtype=np.float32) + 1)
    one = window(4, slice(1, 4))

    assert spans.best_spans(one, given_logits, 2, 1)[0].null == 1
    assert spans.best_spans(one._replace(null=None), given_logits, 2, 1)[0].null is None


def test_pieces_of_one_word_are_one_candidate(folder: Path) -> None:
    (made,) = windower(folder, 512, 8).cut("Who?", ["Brannock herring"])
    flat = Logits(np.zeros(len(made.ids), np.float32), np.zeros(len(made.ids), np.float32))

    found = spans.best_spans(made, flat, 30, 50)

    assert {(c.start, c.end) for c in found} == {(0, 8), (9, 16), (0, 16)}
    assert len(found) == 3


@pytest.mark.parametrize(
    ("span", "kept"),
    [
        ("<ada@example.org", "ada@example.org"),
        ("Ada <ada@example.org", "Ada <ada@example.org>"),
        ("(see below", "see below"),
        ("rent (net", "rent (net)"),
        (" 12 m,", "12 m"),
    ],
)
def test_brackets_at_the_ends_of_a_span_are_left_out_or_closed(span: str, kept: str) -> None:
    text = "From: Ada <ada@example.org> (see below) rent (net) 12 m, wide"
    start = text.index(span)
    first, last = trimmed(text, start, start + len(span))
    assert text[first:last] == kept
