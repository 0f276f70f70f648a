"""The models' program, through its command line."""

import gzip
import json
import shutil
from pathlib import Path

import pytest

from tests.worker.answering import tiny
from worker.answering.manifest import BUNDLED, FILENAME, Manifest
from worker.models.bake import main
from worker.models.sample import SAMPLES


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the bundled reader's folder."""
    return Path(shutil.copytree(BUNDLED, tmp_path / "reader"))


def test_the_bundled_reader_is_whole_and_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"]) == 0

    output = capsys.readouterr().out
    right = int(output.split(" of 17")[0].split()[-1])
    assert right >= 15


def test_listing_names_a_model_its_licence_and_what_it_can(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0

    output = capsys.readouterr().out
    assert "doc-insight-reader" in output
    assert "licence" in output
    assert "says 'no answer': yes" in output


def test_a_changed_and_an_absent_file_are_told(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "config.json").write_text("{}")
    (copy / "tokenizer.json").unlink()

    assert main(["verify", str(copy)]) == 1
    output = capsys.readouterr().out
    assert "config.json" in output
    assert "tokenizer.json" in output
    assert "model.int8.onnx" not in output.partition("absent:")[2]


def test_a_folder_without_a_manifest_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path)]) == 1
    assert FILENAME in capsys.readouterr().err


def test_baking_never_overwrites(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bake", "anything", "--to", str(copy)]) == 1
    assert "exists" in capsys.readouterr().err


def test_every_sample_contains_its_answer() -> None:
    for sample in SAMPLES:
        assert sample.answer is None or sample.context.count(sample.answer) >= 1


@pytest.mark.torch
def test_a_local_model_is_baked_into_a_folder_that_the_worker_loads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = tiny.make(tmp_path / "model")
    made = tmp_path / "made"

    # The weights are random, so int8 may tip what is nearly equal.
    assert main(["bake", str(model), "--to", str(made), "--weights", "--agreement", "0.3"]) == 0

    manifest = Manifest.read(made)
    assert manifest.wrong_files(made) == []
    assert set(manifest.sha256) >= {"model.int8.onnx", "model.safetensors", "tokenizer.json", "config.json"}
    assert main(["verify", str(made)]) == 0
    assert not list(tmp_path.glob(".baking-*"))


@pytest.mark.torch
def test_int8_is_measured_on_questions_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = tiny.make(tmp_path / "model")
    made, questions = tmp_path / "made", tmp_path / "questions.jsonl.gz"
    bake = ["bake", str(model), "--to", str(made), "--agreement", "0.3", "--activations", str(questions)]

    assert main(bake) == 1
    assert "questions.jsonl.gz" in capsys.readouterr().err
    questions.write_bytes(gzip.compress(b""))
    assert main(bake) == 1
    assert "has no questions" in capsys.readouterr().err
    assert not made.exists()

    rows = [json.dumps({"question": sample.question, "texts": [sample.context]}) for sample in SAMPLES]
    questions.write_bytes(gzip.compress("\n".join(rows).encode()))
    assert main(bake) == 0
    assert Manifest.read(made).wrong_files(made) == []


@pytest.mark.torch
def test_int8_that_answers_otherwise_is_refused_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = tiny.make(tmp_path / "model")
    made = tmp_path / "made"

    assert main(["bake", str(model), "--to", str(made), "--agreement", "1.01"]) == 1
    assert "int8" in capsys.readouterr().err
    assert not made.exists()
    assert not list(tmp_path.glob(".baking-*"))


@pytest.mark.torch
def test_a_model_that_cannot_be_had_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert main(["bake", "someone/some-reader", "--to", str(tmp_path / "made")]) == 1
    assert "local folder" in capsys.readouterr().err

    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "config.json").write_text(json.dumps({"model_type": "bert"}))
    assert main(["bake", str(tmp_path / "empty"), "--to", str(tmp_path / "made")]) == 1
    assert "safetensors" in capsys.readouterr().err


@pytest.mark.torch
def test_easyocr_weights_that_are_not_available_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "weights").mkdir()

    assert main(["bake", "easyocr", "--to", str(tmp_path / "made"), "--from", str(tmp_path / "weights")]) == 1
    assert "lacks" in capsys.readouterr().err
    assert not (tmp_path / "made").exists()
