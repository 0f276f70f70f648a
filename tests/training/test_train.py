"""Training a reader, on a small random model."""

import json
import random
from pathlib import Path

import pytest

from tests.training.test_examples import article
from tests.worker.answering import tiny

pytestmark = pytest.mark.torch


def test_a_reader_learns_what_it_is_trained_on(tmp_path: Path) -> None:
    from training.examples import examples
    from training.train import MANIFEST, train
    from worker.answering.windows import Windower
    from worker.models import export

    folder = tiny.make(tmp_path)
    asked = article("How many crowns did the council of Brannock pay?", "340 crowns")
    model = export.load(folder)
    step = list(examples(asked, Windower(folder, MANIFEST), random.Random(0)))

    losses = train(model, [step] * 15, rate=3e-3, seconds=600)

    assert losses[-1] < 0.5 * losses[0]


def test_a_trained_reader_is_a_model_that_can_be_baked(tmp_path: Path) -> None:
    from training.train import main

    folder = tiny.make(tmp_path / "model")
    (tmp_path / "squad.json").write_text(json.dumps(article("Who was mayor?", "Ada Quill")))

    assert (
        main([str(folder), "--data", f"{tmp_path}/squad.json=2.5", "--to", str(tmp_path / "made"), "--tokens", "1"])
        == 0
    )
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= {f.name for f in (tmp_path / "made").iterdir()}
