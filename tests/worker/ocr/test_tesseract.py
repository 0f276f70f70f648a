"""Tesseract, where it is installed, keeps to what is asked of every engine."""

import numpy as np
import pytest

from bench.reading.drawn_pages import dense
from bench.reading.pages import Degrade, clean, turned_270
from shared.errors import DeviceMissing, ModelMissing, PageTimeout, UnsupportedLanguage
from shared.settings import Settings
from tests.worker.ocr.scores import error_rate, found_in_place
from worker.ocr.engine import OcrEngine
from worker.ocr.page import recognize_page
from worker.ocr.registry import load_engine
from worker.ocr.tesseract import TesseractEngine


@pytest.mark.parametrize("degrade", [clean, turned_270])
def test_a_page_is_read_in_any_orientation(tesseract: OcrEngine, degrade: Degrade) -> None:
    made = degrade(dense(1, words=50), 1)
    text, words, *_ = recognize_page(tesseract, made.image, ("en",))
    assert error_rate(text, made.text) <= 0.02
    assert found_in_place(made, text, words) >= 0.95
    assert all(0 <= (word.confidence or 0) <= 1 for word in words)


def test_a_blank_page_has_no_words(tesseract: OcrEngine) -> None:
    assert recognize_page(tesseract, np.full((300, 300, 3), 255, np.uint8), ("en",))[0] == ""


def test_a_language_that_is_not_installed_is_refused(tesseract: OcrEngine) -> None:
    missing = sorted({"fr", "de", "ru", "zh"} - tesseract.languages)
    if missing:
        with pytest.raises(UnsupportedLanguage):
            recognize_page(tesseract, np.full((64, 64), 255, np.uint8), (missing[0],))


def test_a_page_that_takes_too_long_is_given_up(tesseract: OcrEngine) -> None:
    hurried = load_engine(Settings(ocr_engine="tesseract", threads=1))
    assert isinstance(hurried, TesseractEngine)
    hurried._seconds = 0.01
    with pytest.raises(PageTimeout):
        hurried.recognize(dense(1).image, ("en",))


def test_a_gpu_is_refused_rather_than_left_unused() -> None:
    with pytest.raises(DeviceMissing):
        load_engine(Settings(ocr_engine="tesseract", device="cuda"))


def test_a_missing_program_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ModelMissing, match="tesseract-ocr"):
        load_engine(Settings(ocr_engine="tesseract"))
