"""The OCR engines there are."""

from collections.abc import Sequence
from importlib import import_module

from shared.errors import ModelMissing, UnsupportedLanguage
from shared.settings import Settings
from worker.ocr.alphabets import LANGUAGES
from worker.ocr.engine import OcrEngine
from worker.ocr.tesseract import TesseractEngine

ENGINES = {
    "rapidocr": "worker.ocr.rapid:RapidEngine",
    "easyocr": "worker.ocr.easy:EasyEngine",
    "tesseract": "worker.ocr.tesseract:TesseractEngine",
}
"""Classes by the name that the setting ``ocr_engine`` gives. An engine's libraries are imported when it is chosen."""


def load_engine(settings: Settings) -> OcrEngine:
    """The engine that the settings choose, warm.

    Raises `ModelMissing`, `DeviceMissing`, and `UnsupportedLanguage` if it does not support ``ocr_languages``.
    """
    module, name = ENGINES[settings.ocr_engine].split(":")
    engine: OcrEngine = getattr(import_module(module), name).load(settings)
    if not languages_here(engine, load_beside(settings)).issuperset(settings.ocr_languages):
        raise UnsupportedLanguage
    return engine


def engine_for(name: str, languages: Sequence[str]) -> str:
    """The engine that reads a document in these languages on a worker whose engine is ``name``."""
    return "tesseract" if name == "rapidocr" and not LANGUAGES.issuperset(languages) else name


def load_beside(settings: Settings) -> TesseractEngine | None:
    """Tesseract, for scripts that RapidOCR does not read; None if it is not installed or not needed."""
    if settings.ocr_engine != "rapidocr" or settings.device != "cpu":
        return None
    try:
        return TesseractEngine(threads=settings.threads or 1, seconds=settings.page_seconds)
    except ModelMissing:
        return None


def languages_here(engine: OcrEngine, beside: TesseractEngine | None) -> frozenset[str]:
    """All languages that are read here."""
    return engine.languages | (beside.languages if beside else frozenset())
