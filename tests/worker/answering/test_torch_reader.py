"""The torch reader against the float graph of the same weights, and the bundled readers' against their int8 graphs."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from shared.errors import DeviceMissing, ModelMissing
from shared.settings import Settings
from tests.worker.answering import tiny
from worker.answering import spans
from worker.answering.manifest import BUNDLED, BUNDLED_READERS, FILENAME, Manifest
from worker.answering.reader import Reader
from worker.answering.reader_registry import load_reader

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def folder(model: Path) -> Path:
    """The model with a manifest and its float graph beside the weights."""
    from worker.models import export

    export.export_float(export.load(model), model / "model.float.onnx")
    manifest = Manifest(
        name="tiny", revision="1", licence="none", sha256={}, max_window_tokens=96, stride_tokens=24, null="cls"
    )
    (model / FILENAME).write_text(manifest.model_dump_json())
    return model


@pytest.fixture(scope="module")
def torch_reader(folder: Path) -> Reader:
    return load_reader(Settings(reader="torch", reader_model=folder, threads=1))


@pytest.fixture(scope="module")
def onnx_reader(folder: Path) -> Reader:
    return load_reader(Settings(reader="onnx", reader_model=folder, threads=1))


def test_the_torch_reader_gives_the_answers_of_the_float_graph(torch_reader: Reader, onnx_reader: Reader) -> None:
    for question in tiny.QUESTIONS:
        windows = torch_reader.windower.cut(question, [tiny.TEXT, tiny.LONG_TEXT])
        pairs = zip(windows, torch_reader.read(windows), onnx_reader.read(windows), strict=True)
        for window, by_torch, by_onnx in pairs:
            np.testing.assert_allclose(by_torch.start, by_onnx.start, atol=2e-3)
            np.testing.assert_allclose(by_torch.end, by_onnx.end, atol=2e-3)
            one, other = (spans.best_spans(window, logits, 15, 3) for logits in (by_torch, by_onnx))
            assert [c[:3] for c in one] == [c[:3] for c in other]


def test_questions_batched_together_get_the_answers_they_get_alone(torch_reader: Reader) -> None:
    windows = [w for q in tiny.QUESTIONS for w in torch_reader.windower.cut(q, [tiny.TEXT, tiny.TEXT[:40]])]

    for window, logits in zip(windows, torch_reader.read(windows), strict=True):
        (alone,) = torch_reader.read([window])
        np.testing.assert_allclose(logits.start, alone.start, atol=2e-3)
        np.testing.assert_allclose(logits.end, alone.end, atol=2e-3)


def test_the_model_behind_the_recorded_pipeline_is_made_again_by_its_seed(torch_reader: Reader, folder: Path) -> None:
    from tests.worker.answering.test_spans import CASES, windower

    for case in CASES[:4]:
        windows = windower(folder, 96, 24).cut(case["question"], [case["long"]])
        for logits, recorded in zip(torch_reader.read(windows), case["windows"], strict=True):
            np.testing.assert_allclose(logits.start, recorded["start"], atol=2e-3)
            np.testing.assert_allclose(logits.end, recorded["end"], atol=2e-3)


def test_a_gpu_that_is_asked_for_and_absent_is_an_error(folder: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a GPU here")
    for model in (folder, BUNDLED):
        with pytest.raises(DeviceMissing):
            load_reader(Settings(reader="torch", reader_model=model, device="cuda"))


@pytest.mark.parametrize("name", ["multilingual", "english"])
def test_a_bundled_readers_weights_are_read_from_its_int8_graph(name: str) -> None:
    by_torch, by_onnx = (
        load_reader(Settings(reader=kind, reader_model=Path(name), threads=1)) for kind in ("torch", "onnx")
    )
    found = []
    for question in tiny.QUESTIONS:
        windows = by_torch.windower.cut(question, [tiny.TEXT, tiny.LONG_TEXT])
        pairs = list(zip(windows, by_torch.read(windows), by_onnx.read(windows), strict=True))
        # The graph rounds what goes through it to 8 bits, the torch reader does not. That is little beside what tells
        # the windows of a question apart, and much within a window without an answer, where all lies close together.
        for side in ("start", "end"):
            ours = np.concatenate([getattr(one, side)[window.readable] for window, one, _ in pairs])
            theirs = np.concatenate([getattr(other, side)[window.readable] for window, _, other in pairs])
            assert np.corrcoef(ours, theirs)[0, 1] > 0.9
        for window, one, other in pairs:
            best, same = (spans.best_spans(window, logits, 15, 1)[0] for logits in (one, other))
            if max(best.score, same.score) > 0:
                found.append((best[:3], same[:3]))

    # In windows that have no answer, the best span is anyone's.
    assert len(found) >= len(tiny.QUESTIONS)
    assert all(best == same for best, same in found)


def test_a_graph_that_is_damaged_or_of_another_model_is_a_missing_model(tmp_path: Path) -> None:
    from worker.answering.dequantize import read_weights

    graph = next(BUNDLED_READERS["english"].glob("*.onnx"))
    for name in (FILENAME, "config.json", "tokenizer.json"):
        shutil.copy(BUNDLED / name, tmp_path / name)
    torch = Settings(reader="torch", reader_model=tmp_path)
    with pytest.raises(ModelMissing, match="neither"):
        load_reader(torch)

    (tmp_path / "model.onnx").write_bytes(graph.read_bytes()[:1000])
    with pytest.raises(ModelMissing, match="not an int8 graph"):
        load_reader(torch)

    shutil.copy(graph, tmp_path / "model.onnx")
    assert read_weights(tmp_path / "model.onnx")
    with pytest.raises(ModelMissing, match=r"config\.json"):
        load_reader(torch)
