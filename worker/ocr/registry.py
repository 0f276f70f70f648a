"""The OCR engines there are."""

from importlib import import_module

from shared.settings import Settings
from worker.ocr.engine import OcrEngine

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
    return engine
