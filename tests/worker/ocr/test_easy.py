"""EasyOCR's whole way, on random weights of its real networks: what is read is nonsense, how it is read is not."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.reading.drawn_pages import dense
from shared.errors import DeviceMissing, ModelMissing, UnsupportedLanguage
from shared.settings import Settings
from worker.ocr.page import recognize_page
from worker.ocr.page_transform import Image
from worker.ocr.registry import load_engine

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")
easyocr = pytest.importorskip("easyocr")


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A folder of random weights for English and for Latin letters, known to the library by their sums."""
    from easyocr import config
    from easyocr.craft import CRAFT
    from easyocr.model.vgg_model import Model

    folder = tmp_path_factory.mktemp("easyocr")
    torch.manual_seed(7)
    rows = [(config.detection_models["craft"], CRAFT(pretrained=False, freeze=False))]
    for name in ("english_g2", "latin_g2"):
        row = config.recognition_models["gen2"][name]
        network = Model(1, 256, 256, len(row["characters"]) + 1)
        rows.append((row, network))
    with pytest.MonkeyPatch.context() as patch:
        for row, network in rows:
            path = folder / row["filename"]
            torch.save({f"module.{key}": value for key, value in network.state_dict().items()}, path)
            patch.setitem(row, "md5sum", hashlib.md5(path.read_bytes()).hexdigest())
        yield folder


def _settings(folder: Path | None, **more: Any) -> Settings:
    return Settings(ocr_engine="easyocr", ocr_models=folder, threads=2, **more)


def two_lines(image: Image, **_: Any) -> tuple[list[list[list[int]]], list[list[Any]]]:
    """Boxes as the detector gives them: from and to across, from and to down."""
    height, width = image.shape[:2]
    return [[[0, width, height * i // 4, height * (i + 1) // 4] for i in (1, 2)]], [[]]


def test_a_page_goes_all_the_way_through_the_networks(weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = load_engine(_settings(weights))
    image = np.ascontiguousarray(dense(1, words=30).image[240:400, 140:640])
    # Random weights find no lines: the real detector runs, and then two lines are where the page has them.
    found = engine._detector.detect(image)  # type: ignore[attr-defined]
    assert len(found) == 2
    monkeypatch.setattr(engine._detector, "detect", two_lines)  # type: ignore[attr-defined]
    text, words, *_ = recognize_page(engine, image, ("en",))
    assert len(words)
    assert all(0 <= word.box[0] < word.box[2] <= 1 for word in words)
    assert all(text[word.start : word.end].strip() for word in words)
    assert all(word.confidence is not None and 0 <= word.confidence <= 1 for word in words)
    assert engine.device == "cpu"


def test_its_languages_are_those_of_the_weights_at_hand(weights: Path) -> None:
    engine = load_engine(_settings(weights, ocr_languages=("en", "de")))
    assert {"en", "de", "fr", "pl", "sr-Latn"} <= engine.languages
    assert engine.languages.isdisjoint({"ru", "zh", "ja", "ar"})
    with pytest.raises(UnsupportedLanguage):
        engine.recognize(np.full((64, 64, 3), 255, np.uint8), ("ru",))


def test_weights_that_are_not_available_are_an_error_and_not_downloaded(weights: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        load_engine(_settings(None))
    with pytest.raises(ModelMissing):
        load_engine(_settings(tmp_path))
    (tmp_path / "english_g2.pth").write_bytes((weights / "english_g2.pth").read_bytes())
    with pytest.raises(ModelMissing):  # the detector's weights are not there
        load_engine(_settings(tmp_path))
    (tmp_path / "craft_mlt_25k.pth").write_bytes(b"not the weights")
    with pytest.raises(ModelMissing):
        load_engine(_settings(tmp_path))


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_gpu_that_is_not_there_is_an_error(weights: Path) -> None:
    with pytest.raises(DeviceMissing):
        load_engine(_settings(weights, device="cuda"))
