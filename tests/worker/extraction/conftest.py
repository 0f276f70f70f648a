import pytest

from shared.settings import settings
from worker.ocr.page import PageRecognizer
from worker.ocr.registry import load_engine


@pytest.fixture(scope="session")
def recognizer() -> PageRecognizer:
    """The real OCR engine."""
    return PageRecognizer(load_engine(settings()), ["en"])
