"""Engines that wait instead of computing, so that a small machine runs as many workers as a large one would.

What is left is what the service itself costs: queues, ledger, store, layout, ranking.
"""

import os
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from shared.settings import Settings
from worker.answering.manifest import Manifest, reader_folder
from worker.answering.reader import Logits
from worker.answering.windows import Window, Windower
from worker.layout.words import PlacedWord
from worker.ocr.engine import OcrEngine, Recognition
from worker.ocr.page_transform import Image, PageTransform

WAIT_VARIABLE = "SCALE_WAIT_SECONDS"
LINES, WORDS_A_LINE = 40, 8
_VOCABULARY = ("account", "agreement", "company", "date", "harbour", "invoice", "library", "notice", "order", "total")


def wait() -> None:
    """Wait as long as a page or a reading takes: a little more or less, so that workers do not keep step."""
    time.sleep(random.uniform(0.9, 1.1) * float(os.environ[WAIT_VARIABLE]))


class WaitingEngine:
    """An OCR engine that finds as many words as an ordinary page has, after a wait."""

    name = "rapidocr"
    model = "none, it waits"
    device = "cpu"
    certain = 0.0
    languages = frozenset({"en"})

    @classmethod
    def load(cls, _settings: Settings) -> "WaitingEngine":
        """Ready at once."""
        return cls()

    def recognize(self, image: Image, languages: Sequence[str]) -> Recognition:  # noqa: ARG002
        """The same number of words for any image, but not the same words."""
        wait()
        lines = [[self._word(line, place) for place in range(WORDS_A_LINE)] for line in range(LINES)]
        return Recognition(lines, PageTransform(image.shape[1], image.shape[0]))

    @staticmethod
    def _word(line: int, place: int) -> PlacedWord:
        left, top = 0.1 + 0.1 * place, 0.05 + 0.022 * line
        return PlacedWord(random.choice(_VOCABULARY), (left, top, left + 0.08, top + 0.012), 0.99, "ocr")


class WaitingReader:
    """A reader that cuts windows as the bundled one does, and finds nothing in them after a wait."""

    model = "none, it waits"
    device = "cpu"

    def __init__(self, folder: Path, _settings: Settings) -> None:
        self.manifest = Manifest.read(folder)
        self.windower = Windower(folder, self.manifest)

    def read(self, windows: Sequence[Window]) -> list[Logits]:
        """Equal scores for all tokens."""
        wait()
        return [Logits(np.zeros(len(one.ids), np.float32), np.zeros(len(one.ids), np.float32)) for one in windows]


def register() -> None:
    """Have this process take them in the place of those that the settings name."""
    from worker.answering.reader_registry import READERS
    from worker.ocr.registry import ENGINES

    engine: type[OcrEngine] = WaitingEngine
    ENGINES[WaitingEngine.name] = f"{__name__}:{engine.__name__}"
    READERS["onnx"] = lambda folder, settings: WaitingReader(folder or reader_folder(None), settings)
