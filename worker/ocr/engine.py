"""The protocol of OCR engines.

An engine gets the image of one page, detects its orientation and skew by itself, and returns the lines as they are on
the upright page, where reading order makes sense, with the transform that leads there. `worker.ocr.page` is what
extraction calls: it runs an engine, puts the lines in reading order and gives every word its box in the original image.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.errors import UnsupportedLanguage
from worker.layout.words import PlacedLine
from worker.ocr.page_transform import Image, PageTransform

MIN_ILLEGIBLE, MAX_ILLEGIBLE = 3, 0.2
"""Illegible lines that are no accident, and their share of a page's lines: photographs have a few."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What an engine recognized: lines in any order, their boxes in fractions of the upright page."""

    lines: Sequence[PlacedLine]
    transform: PageTransform
    illegible: int = 0
    """Lines that were found and left out, since what they say could not be recognized."""

    def is_doubtful(self, certain: float) -> bool:
        """Whether the mean confidence is below ``certain``, or too much was found that was not recognized at all."""
        if self.illegible >= MIN_ILLEGIBLE and self.illegible > MAX_ILLEGIBLE * (len(self.lines) + self.illegible):
            return True
        return bool(self.lines) and mean_confidence(self.lines) < certain


def mean_confidence(lines: Sequence[PlacedLine]) -> float:
    """Mean confidence of the words, weighted by their lengths; 0 where there are none."""
    words = [word for line in lines for word in line]
    letters = sum(len(word.text) for word in words)
    return sum((word.confidence or 0) * len(word.text) for word in words) / letters if letters else 0.0


class OcrEngine(Protocol):
    """Recognizes the text of images. Warm and ready once made; used by one thread at a time."""

    name: str
    """As the setting ``ocr_engine`` has it."""

    model: str
    """The networks and their runtime, for people."""

    device: str
    """``cpu`` or ``cuda``."""

    certain: float
    """Mean confidence of a page's words from which few of them are wrong; it differs between engines."""

    languages: frozenset[str]
    """Codes of the languages this engine, as installed, supports: ISO 639-1, with a region where needed."""

    def recognize(self, image: Image, languages: Sequence[str]) -> Recognition:
        """Recognize a page. Raises `UnsupportedLanguage`, or `OcrFailed` where the engine breaks."""
        ...


def check_languages(engine: OcrEngine, languages: Sequence[str]) -> None:
    """Raise `UnsupportedLanguage` unless the engine supports every language asked for, and at least one is."""
    if not languages or not engine.languages.issuperset(languages):
        raise UnsupportedLanguage
