"""What an OCR engine is.

An engine reads the image of one page. It finds by itself how the page lies in the image, and answers with
its lines as they stand on the upright page, where reading order makes sense, and with the turn that leads
there. `worker.ocr.page.recognise_page` is what readers of documents call: it asks an engine, puts the lines
in reading order and gives every word its box in the image as given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.errors import UnsupportedLanguage
from worker.layout.words import PlacedLine
from worker.ocr.upright import Image, Upright


@dataclass(frozen=True, slots=True)
class Reading:
    """What an engine read: lines in any order, their boxes in fractions of the upright page."""

    lines: Sequence[PlacedLine]
    upright: Upright


class OcrEngine(Protocol):
    """Reads pictures of text. Warm and ready once made; used by one thread at a time."""

    name: str
    """As the setting ``ocr_engine`` has it."""

    model: str
    """The networks and their runtime, for people."""

    device: str
    """``cpu`` or ``cuda``."""

    languages: frozenset[str]
    """Codes of the languages this engine, as installed, can read: ISO 639-1, with a region where needed."""

    def read(self, image: Image, languages: Sequence[str]) -> Reading:
        """Read a page. Raises `UnsupportedLanguage`, or `OcrFailed` where the engine breaks."""
        ...


def check_languages(engine: OcrEngine, languages: Sequence[str]) -> None:
    """Raise `UnsupportedLanguage` unless the engine reads every language asked for, and at least one is."""
    if not languages or not engine.languages.issuperset(languages):
        raise UnsupportedLanguage
