"""Training the multilingual reader, on a tiny random encoder."""

import itertools
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.training.reader_encoder import PIECES, write
from tests.training.test_reader_rows import line, write_data
from training.reader import made
from training.reader.encoder import Encoder, build_model, load_pruned
from training.reader.vocabulary import prune
from training.reader.windows import batches_of, cut, load_tokenizer

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def pruned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pruned")
    prune(Encoder(write(folder / "encoder.bin")), [], folder, limit=len(PIECES))
    return folder


def model_of(folder: Path) -> Any:
    import torch

    torch.manual_seed(0)
    return build_model(*load_pruned(folder), dropout=0.0)


def test_the_loss_on_made_documents_falls(pruned: Path) -> None:
    from training.reader.train import Schedule, train

    examples = [
        example
        for seed in range(4)
        for example in made.examples(made.draw(random.Random(seed)), random.Random(seed))
        if example.span
    ]
    groups = cut(examples[:4], load_tokenizer(pruned / "tokenizer.json"), random.Random(0))
    saved: list[bool] = []

    losses = train(
        model_of(pruned),
        [batches_of(groups)] * 20,
        Schedule(minutes=10, rate=5e-3, embeddings_rate=1.0, warm_up_steps=2),
        "cpu",
        lambda: saved.append(True),
    )

    assert len(losses) == 20
    assert losses[-1] < 0.8 * losses[0]
    assert saved


def test_training_ends_after_its_steps(pruned: Path) -> None:
    from training.reader.train import Schedule, train

    tokenizer = load_tokenizer(pruned / "tokenizer.json")
    step = batches_of(cut([made.Example("when?", ["due 15.05."], (4, 10))], tokenizer, random.Random(0)))

    assert len(train(model_of(pruned), [step] * 9, Schedule(minutes=10, max_steps=3), "cpu")) == 3


def test_attention_of_a_few_windows_at_a_time_is_that_of_torch() -> None:
    import torch
    from torch.nn.functional import scaled_dot_product_attention

    from training.reader.attention import attend

    torch.manual_seed(0)
    windows, heads, tokens, size = 7, 2, 11, 4
    states = [torch.randn(windows, heads, tokens, size, requires_grad=True) for _ in range(3)]
    mask = (torch.arange(tokens) < torch.tensor([[11], [3], [7], [11], [1], [5], [9]]))[:, None, None]
    wanted = scaled_dot_product_attention(*states, attn_mask=mask).transpose(1, 2)
    weight = torch.randn_like(wanted)

    found, _ = attend(torch.nn.Identity(), *states, mask, scaling=size**-0.5)

    assert torch.allclose(found, wanted, atol=1e-5)
    gradients = [torch.autograd.grad((output * weight).sum(), states) for output in (found, wanted)]
    assert all(torch.allclose(one, other, atol=1e-5) for one, other in zip(*gradients, strict=True))


def test_attention_of_a_few_windows_at_a_time_refuses_dropout() -> None:
    import torch

    from training.reader.attention import attend

    with pytest.raises(ValueError, match="no dropout"):
        attend(torch.nn.Identity(), *torch.zeros(3, 1, 1, 2, 4), None, scaling=0.5, dropout=0.1)


def test_windows_in_one_row_get_the_scores_of_padded_ones(pruned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch
    from torch.nn.functional import scaled_dot_product_attention

    from training.reader import packed
    from training.reader.losses import padded_scores, step_loss

    def window_by_window(query: Any, key: Any, value: Any, bounds: Any, *_: object) -> torch.Tensor:
        """What a GPU's kernel does, which no CPU runs."""
        found = torch.zeros_like(query)
        for start, end in itertools.pairwise(bounds.tolist()):
            states = (state[start:end].transpose(0, 1) for state in (query, key, value))
            found[start:end] = scaled_dot_product_attention(*states).transpose(0, 1)
        return found

    monkeypatch.setattr(packed, "varlen_attn", window_by_window)
    tokenizer = load_tokenizer(pruned / "tokenizer.json")
    texts = ["due 15.05.", "filler " * 60, "filler " * 150]
    step = batches_of(cut([made.Example("when?", texts, (4, 10))] * 3, tokenizer, random.Random(0)))
    padded = model_of(pruned)
    one_row = build_model(*load_pruned(pruned), dropout=0.0, attention=packed.NAME)
    one_row.load_state_dict(padded.state_dict())
    scorer = packed.PackedScores(2048)

    wanted, found = padded_scores(padded, step, "cpu"), scorer(one_row, step, "cpu")

    for batch, *scores in zip(step, wanted, found, strict=True):
        inside = torch.arange(batch.ids.shape[1])[None] < torch.from_numpy(batch.lengths)[:, None]
        assert all(torch.allclose(a[inside], b[inside], atol=1e-4) for a, b in zip(*scores, strict=True))
    losses = (step_loss(padded, step, "cpu"), step_loss(one_row, step, "cpu", scorer))
    assert float(losses[0].detach()) == pytest.approx(float(losses[1].detach()), abs=1e-4)


def test_a_reader_that_finds_likely_what_its_teachers_do_costs_less(pruned: Path) -> None:
    import torch

    from training.reader.losses import step_loss

    tokenizer = load_tokenizer(pruned / "tokenizer.json")
    step = batches_of(cut([made.Example("when?", ["due 15.05. or so"], (4, 10))], tokenizer, random.Random(0)))
    model, other = model_of(pruned).eval(), model_of(pruned).eval()
    with torch.no_grad():
        for parameter in other.parameters():
            parameter.add_(torch.randn_like(parameter))

    def added(*teachers: Any) -> float:
        with torch.no_grad():
            return float(step_loss(model, step, "cpu", teachers=teachers) - step_loss(model, step, "cpu"))

    assert added(model) == pytest.approx(0, abs=1e-5)
    assert added(other) > 0.01


def test_a_step_that_is_too_long_for_its_row_is_refused(pruned: Path) -> None:
    from training.reader import packed

    tokenizer = load_tokenizer(pruned / "tokenizer.json")
    step = batches_of(cut([made.Example("when?", ["filler " * 150], None)], tokenizer, random.Random(0)))

    with pytest.raises(ValueError, match="above its 100"):
        packed.pack(step, 100)


def test_a_right_answer_that_another_window_outdoes_costs_more(pruned: Path) -> None:
    from training.reader.losses import step_loss

    tokenizer = load_tokenizer(pruned / "tokenizer.json")
    model = model_of(pruned).eval()

    def loss(*texts: str) -> float:
        groups = cut([made.Example("when?", texts, (4, 10))], tokenizer, random.Random(0))
        return float(step_loss(model, batches_of(groups), "cpu").detach())

    assert loss("due 15.05.", "due 15.05.") > loss("due 15.05.")


def test_a_checkpoint_keeps_the_weights(pruned: Path, tmp_path: Path) -> None:
    from training.reader import checkpoint

    model = model_of(pruned)
    checkpoint.save(model, pruned, tmp_path / "checkpoint")
    config, weights = checkpoint.load(tmp_path / "checkpoint")

    state = build_model(config, weights, 0.0).state_dict()
    for name, tensor in model.state_dict().items():
        tolerance = 0.006 * float(tensor.abs().max()) + 1e-6
        assert np.allclose(state[name], tensor, atol=tolerance), name
    assert (tmp_path / "checkpoint" / "tokenizer.json").is_file()


def test_the_best_answer_is_found_in_the_window_that_contains_it(pruned: Path) -> None:
    import torch

    from training.reader.evaluate import Reader, measure, result
    from training.reader.rows import EvaluationRow

    tokenizer = load_tokenizer(pruned / "tokenizer.json")
    wanted = tokenizer.token_to_id("¶")

    class Scorer(torch.nn.Module):
        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            from types import SimpleNamespace

            score = (input_ids == wanted).float() * 9 - attention_mask.float()
            return SimpleNamespace(start_logits=score, end_logits=score)

    rows = [
        EvaluationRow("where?", "filler " * 150 + "¶" + " filler" * 150, ["¶"]),
        EvaluationRow("where?", "filler", []),
    ]
    guesses = Reader(Scorer(), tokenizer, "cpu").guess(rows)

    measures = measure([result(*pair) for pair in zip(rows, guesses, strict=True)])
    assert guesses[0].text == "¶"
    assert (measures.exact, measures.best_f1, measures.auc, measures.refused) == (1.0, 1.0, 1.0, 1.0)


def test_one_command_makes_a_folder_that_workers_load(tmp_path: Path) -> None:
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    from training.reader.__main__ import main
    from worker.answering.manifest import Manifest

    rows = [line(f"when was it built, {n}?", "1612") for n in range(8)]
    data = write_data(tmp_path / "data", rows, evaluated=[line("what did it cost?", "340 crowns")])
    encoder = write(tmp_path / "encoder.bin")
    made = tmp_path / "made"
    small = ["--minutes", "0.02", "--step-tokens", "2000", "--processes", "1", "--min-groups", "4", "--questions", "2"]

    assert main(["all", "--data", str(data), "--encoder", str(encoder), "--to", str(made), *small]) == 0

    folder = made / "doc-insight-reader-e5-l12"
    assert AutoModelForQuestionAnswering.from_pretrained(folder).config.type_vocab_size == 1
    assert AutoTokenizer.from_pretrained(folder)("when?")["input_ids"][0] == 0
    assert Manifest.read(made / "baked").wrong_files(made / "baked") == []
    card = (made / "baked" / "README.md").read_text()
    assert "| SQuAD 2.0, part of the development articles" in card
    assert "| val | 1 |" in card


def test_every_source_is_of_one_data_set_of_the_card() -> None:
    from training.reader.card import DATA_SETS, belongs
    from training.reader.rows import WEIGHTS

    for source in (*WEIGHTS, "tydi-ko", "musique-hop"):
        assert sum(belongs(source, data_set) for data_set in DATA_SETS) == 1, source
