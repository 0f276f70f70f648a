"""The models of an image, through the program that gathers and checks them."""

import hashlib
from pathlib import Path

import pytest

from shared.settings import Settings, settings
from worker.answering.manifest import BUNDLED, BUNDLED_READERS
from worker.models.image import main
from worker.ocr.registry import load_engine


def make(target: Path, *more: str, reader: str = "bundled", engine: str = "rapidocr") -> int:
    """Gather models in ``target``."""
    return main(["make", "--to", str(target), "--reader", reader, "--ocr", engine, *more])


def test_what_comes_with_the_packages_is_linked(tmp_path: Path) -> None:
    assert make(tmp_path / "models") == 0

    assert (tmp_path / "models" / "reader").resolve() == BUNDLED
    assert list((tmp_path / "models" / "ocr").glob("*.onnx"))


def test_what_was_gathered_loads_and_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make(tmp_path) == 0
    monkeypatch.setenv("DOCINSIGHT_READER_MODEL", str(tmp_path / "reader"))
    monkeypatch.setenv("DOCINSIGHT_OCR_MODELS", str(tmp_path / "ocr"))
    # Of an image for GPUs, built where there is none.
    monkeypatch.setenv("DOCINSIGHT_DEVICE", "cuda")
    settings.cache_clear()

    try:
        assert main(["check"]) == 0
    finally:
        settings.cache_clear()
    assert "rapidocr" in capsys.readouterr().out


def test_the_bundled_readers_are_linked_for_gpus_too(tmp_path: Path) -> None:
    assert make(tmp_path, "--weights", reader="english") == 0

    assert (tmp_path / "reader").resolve() == BUNDLED_READERS["english"]


def test_debians_packages_are_named_where_tesseract_reads(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packages", "--ocr", "tesseract", "--languages", "en,zh-Hans"]) == 0
    assert capsys.readouterr().out.split() == ["tesseract-ocr", "tesseract-ocr-eng", "tesseract-ocr-chi-sim"]

    assert main(["packages", "--ocr", "rapidocr", "--languages", "en,de"]) == 0
    assert capsys.readouterr().out == ""

    assert main(["packages", "--ocr", "rapidocr", "--languages", "en,ru"]) == 0
    assert capsys.readouterr().out.split() == ["tesseract-ocr", "tesseract-ocr-eng", "tesseract-ocr-rus"]

    assert main(["packages", "--ocr", "tesseract", "--languages", "en,tlh"]) == 1
    assert "tlh" in capsys.readouterr().err


@pytest.mark.torch
def test_easyocrs_networks_are_taken_from_a_folder_by_the_same_way_as_downloads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch = pytest.importorskip("torch")
    config = pytest.importorskip("easyocr.config")
    from easyocr.craft import CRAFT
    from easyocr.model.vgg_model import Model

    weights = tmp_path / "weights"
    weights.mkdir()
    english = config.recognition_models["gen2"]["english_g2"]
    networks = [
        (config.detection_models["craft"], CRAFT(pretrained=False, freeze=False)),
        (english, Model(1, 256, 256, len(english["characters"]) + 1)),
    ]
    for row, network in networks:
        path = weights / row["filename"]
        torch.save({f"module.{name}": value for name, value in network.state_dict().items()}, path)
        monkeypatch.setitem(row, "md5sum", hashlib.md5(path.read_bytes()).hexdigest())

    assert make(tmp_path / "models", "--ocr-from", str(weights), engine="easyocr") == 0
    made = {path.name for path in (tmp_path / "models" / "ocr").iterdir()}
    assert made == {"manifest.json", *(row["filename"] for row, _ in networks)}


@pytest.mark.torch
def test_easyocrs_real_weights_are_baked_and_load(tmp_path: Path) -> None:
    weights = Path(pytest.importorskip("easyocr_en_models").model_dir())
    assert make(tmp_path / "models", "--ocr-from", str(weights), engine="easyocr") == 0
    engine = load_engine(Settings(ocr_engine="easyocr", ocr_models=tmp_path / "models" / "ocr", threads=2))
    assert engine.languages == {"en"}
