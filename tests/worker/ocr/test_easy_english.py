"""EasyOCR with its real weights for English, where they can be had (`make test-torch` tries)."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.reading.drawn_pages import dense
from shared.settings import Settings
from tests.worker.ocr.scores import error_rate, found_in_place
from worker.ocr.engine import OcrEngine
from worker.ocr.page import recognize_page
from worker.ocr.registry import load_engine

pytestmark = pytest.mark.torch
pytest.importorskip("torch")
pytest.importorskip("easyocr")


@pytest.fixture(scope="module")
def real_weights() -> Path:
    """The folder of the real weights."""
    return Path(pytest.importorskip("easyocr_en_models").model_dir())


@pytest.fixture(scope="module")
def english(real_weights: Path) -> OcrEngine:
    return load_engine(Settings(ocr_engine="easyocr", ocr_models=real_weights, threads=2))


def test_its_real_networks_read_english(english: OcrEngine) -> None:
    assert english.languages == {"en"}
    made = dense(1, words=40)
    image = np.ascontiguousarray(made.image[100:420])
    text, words, *_ = recognize_page(english, image, ("en",))
    assert error_rate(text, made.text) < 0.03
    part = replace(made, image=image, words=[(word, quad - (0, 100)) for word, quad in made.words])
    assert found_in_place(part, text, words) > 0.8  # words get shares of their line
    assert (words.mean_confidence() or 0) > english.certain


def test_its_real_weights_are_those_that_the_library_names(real_weights: Path) -> None:
    from easyocr import config

    rows = [config.detection_models["craft"], config.recognition_models["gen2"]["english_g2"]]
    for row in rows:
        assert hashlib.md5((real_weights / row["filename"]).read_bytes()).hexdigest() == row["md5sum"]
