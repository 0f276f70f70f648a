"""The OCR engines there are."""

from collections.abc import Callable

from shared.settings import Settings
from worker.ocr.engine import OcrEngine


def _rapid(settings: Settings) -> OcrEngine:
    from worker.ocr.rapid import RapidEngine

    return RapidEngine.load(settings)


ENGINES: dict[str, Callable[[Settings], OcrEngine]] = {
    "rapidocr": _rapid,
}
"""Loaders by the name that the setting ``ocr_engine`` gives. An engine's libraries are imported when it is chosen."""


def load_engine(settings: Settings) -> OcrEngine:
    """The engine that the settings choose, warm.

    Raises `ModelMissing`, `DeviceMissing`, and `UnsupportedLanguage` if it does not read ``ocr_languages``.
    """
    return ENGINES[settings.ocr_engine](settings)
