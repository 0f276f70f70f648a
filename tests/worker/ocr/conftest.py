"""The engines, loaded once."""

import shutil

import pytest

from shared.settings import Settings
from worker.ocr.engine import OcrEngine
from worker.ocr.registry import load_engine


@pytest.fixture(scope="module")
def rapid() -> OcrEngine:
    return load_engine(Settings(ocr_engine="rapidocr", threads=2))


@pytest.fixture(scope="module")
def tesseract() -> OcrEngine:
    if shutil.which("tesseract") is None:
        pytest.skip("Tesseract is not installed")
    return load_engine(Settings(ocr_engine="tesseract", threads=2))
