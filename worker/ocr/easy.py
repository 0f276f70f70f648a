"""EasyOCR: many scripts, and fast on a GPU. Needs the torch extra, and weights baked into a folder."""

import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from shared.errors import DeviceMissing, ModelMissing, OcrFailed, UnsupportedLanguage
from shared.settings import Settings
from worker.layout.words import PlacedLine, PlacedWord
from worker.ocr.engine import Recognition, check_languages
from worker.ocr.orientation import recognize_upright
from worker.ocr.page_transform import Image

BATCH = {"cpu": 1, "cuda": 64}
"""Lines recognized at once. On CPUs each line by itself wastes nothing on padding."""

CANVAS = 2560
"""Pixels of the long side of the page in which lines are detected, at most."""

CODES = {"zh": "ch_sim", "zh-Hans": "ch_sim", "zh-Hant": "ch_tra", "sr": "rs_cyrillic", "sr-Latn": "rs_latin"}
"""EasyOCR's codes where they are not those of ISO 639."""

NARROW_LETTERS, WIDE_LETTERS = frozenset("iljtfrI.,:;'|!()[] "), frozenset("mwMW@%")


def networks() -> dict[str, frozenset[str]]:
    """The languages (EasyOCR's codes) of every recognition network, those for fewest languages first."""
    from easyocr import config

    alone = {"zh_sim_g2": "ch_sim", "zh_tra_g1": "ch_tra", "japanese_g2": "ja", "korean_g2": "ko", "thai_g1": "th"}
    alone |= {"tamil_g1": "ta", "telugu_g2": "te", "kannada_g2": "kn"}
    scripts = {
        "bengali_g1": config.bengali_lang_list,
        "arabic_g1": config.arabic_lang_list,
        "devanagari_g1": config.devanagari_lang_list,
        "cyrillic_g2": config.cyrillic_lang_list,
        "latin_g2": config.latin_lang_list,
    }
    return {
        "english_g2": frozenset({"en"}),
        **{network: frozenset({"en", code}) for network, code in alone.items()},
        **{network: frozenset({"en", *codes}) for network, codes in scripts.items()},
    }


class EasyEngine:
    """Detects lines with CRAFT and recognizes them with a network of their script."""

    name = "easyocr"
    certain = 0.6

    def __init__(self, models: Path, device: str, threads: int = 0) -> None:
        """Load the detector from a folder. Raises `ModelMissing` and `DeviceMissing`."""
        torch, easyocr = _libraries()
        if device == "cuda" and not torch.cuda.is_available():
            raise DeviceMissing
        if threads:
            torch.set_num_threads(threads)
        self._reader = easyocr.Reader
        self.device = device
        self.model = f"EasyOCR {easyocr.__version__} on PyTorch {torch.__version__}"
        self._models = models
        files = {
            name: row["filename"] for rows in easyocr.config.recognition_models.values() for name, row in rows.items()
        }
        self._networks = {name: codes for name, codes in networks().items() if (models / files[name]).is_file()}
        codes = frozenset[str]().union(*self._networks.values())
        ours = {theirs: mine for mine, theirs in CODES.items() if mine != "zh-Hans"}
        self.languages = frozenset(ours.get(code, code) for code in codes)
        if not self.languages:
            raise ModelMissing
        self._detector = self._load(["en"], next(iter(self._networks)), recognizer=False)
        if device == "cpu":
            self._detector.detector = _on_processor(torch, self._detector.detector)
        self._recognizers: dict[tuple[str, ...], Any] = {}

    @classmethod
    def load(cls, settings: Settings) -> "EasyEngine":
        """The engine as the settings have it, warm. Raises `ModelMissing`, `DeviceMissing`, `UnsupportedLanguage`."""
        if settings.ocr_models is None:
            raise ModelMissing("EasyOCR loads its weights from a folder; bake one, and name it in the settings.")
        engine = cls(settings.ocr_models, settings.device, settings.threads)
        engine.recognize(np.full((64, 256, 3), 255, np.uint8), settings.ocr_languages)
        return engine

    def recognize(self, image: Image, languages: Sequence[str]) -> Recognition:
        """See `OcrEngine`. Languages of one script, with English, can be recognized together."""
        check_languages(self, languages)
        recognizer = self._recognizer(tuple(sorted({CODES.get(language, language) for language in languages})))
        try:
            return recognize_upright(image, lambda upright: self._recognize(upright, recognizer))
        except (RuntimeError, ValueError) as error:
            raise OcrFailed from error

    def _recognize(self, image: Image, recognizer: Any) -> list[PlacedLine]:
        """The lines of an upright page."""
        height, width = image.shape[:2]
        level, askew = (found[0] for found in self._detector.detect(image, canvas_size=CANVAS))
        if not level and not askew:
            return []
        gray = image if image.ndim == 2 else image[..., ::-1] @ np.array([0.299, 0.587, 0.114])
        results = recognizer.recognize(
            gray.astype(np.uint8), level, askew, batch_size=BATCH[self.device], reformat=False, workers=0
        )
        lines = []
        for corners, text, confidence in results:
            edges = np.array(corners, float) / (width, height)
            (x0, y0), (x1, y1) = edges.min(0).clip(0, 1), edges.max(0).clip(0, 1)
            lines.append(split(text, (float(x0), float(y0), float(x1), float(y1)), float(confidence)))
        return [line for line in lines if line]

    def _recognizer(self, codes: tuple[str, ...]) -> Any:
        if codes not in self._recognizers:
            network = next((name for name, able in self._networks.items() if able.issuperset(codes)), None)
            if network is None:
                raise UnsupportedLanguage("EasyOCR recognizes languages of one script at a time, with English.")
            self._recognizers[codes] = self._load(list(codes), network, detector=False)
        return self._recognizers[codes]

    def _load(self, codes: list[str], network: str, **parts: bool) -> Any:
        try:
            return self._reader(
                codes,
                gpu=self.device == "cuda",
                recog_network=network,
                model_storage_directory=str(self._models),
                user_network_directory=str(self._models),
                download_enabled=False,
                verbose=False,
                **parts,
            )
        except FileNotFoundError as error:
            raise ModelMissing from error


def _libraries() -> tuple[Any, Any]:
    with suppress(ImportError):
        import easyocr
        import easyocr.config
        import torch

        return torch, easyocr
    raise ModelMissing("EasyOCR is not installed; install the torch extra.")


def _on_processor(torch: Any, detector: Any) -> Any:
    """The detector as processors run it fastest: pixel by pixel rather than plane by plane, in bfloat16 where they
    multiply it faster. The detector's map changes by hundredths, and the lines' boxes by a pixel at most.
    """
    network = detector.to(memory_format=torch.channels_last)
    fast = bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())

    def detect(pixels: Any) -> tuple[Any, Any]:
        with torch.autocast("cpu", torch.bfloat16, enabled=fast):
            maps, features = network(pixels.to(memory_format=torch.channels_last))
        return maps.float(), features

    return detect


def split(text: str, box: tuple[float, float, float, float], confidence: float) -> PlacedLine:
    """The words of a line of text, each with its share of the line's box by the usual widths of its letters."""
    x0, y0, x1, y1 = box
    ends = np.cumsum([_breadth(character) for character in text])
    if not len(ends):
        return []
    edges = np.concatenate([[0.0], ends / ends[-1]])
    if any(unicodedata.bidirectional(character) in ("R", "AL") for character in text):
        edges = 1 - edges
    words, start = [], 0
    for part in text.split(" "):
        low, high = sorted((edges[start], edges[start + len(part)]))
        if part:
            place = (x0 + float(low) * (x1 - x0), y0, x0 + float(high) * (x1 - x0), y1)
            words.append(PlacedWord(part, place, confidence, "ocr"))
        start += len(part) + 1
    return words


def _breadth(character: str) -> float:
    """The usual width of a letter, in widths of an 'n'."""
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 2.0
    if character in NARROW_LETTERS:
        return 0.55
    if character in WIDE_LETTERS:
        return 1.5
    return 1.2 if character.isupper() else 1.0
