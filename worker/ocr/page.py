"""From the image of a page to its text and words."""

from collections.abc import Sequence

from shared.models.page import Words
from worker.layout.order import arrange
from worker.layout.ruled_lines import ruled_lines
from worker.layout.tables import NO_RULES
from worker.layout.words import PlacedLine, PlacedWords
from worker.ocr.engine import OcrEngine
from worker.ocr.upright import Image

LONG_SIDE = 792
"""Points of the long side of a page whose size on paper is not known."""


class PageRecogniser:
    """An engine and the languages to read: what the reading of documents asks of OCR."""

    def __init__(self, engine: OcrEngine, languages: Sequence[str]) -> None:
        self._engine = engine
        self._languages = languages

    def page(self, image: Image) -> tuple[str, Words]:
        """A whole page, as `recognise_page`."""
        return recognise_page(self._engine, image, self._languages)

    def lines(self, image: Image) -> list[PlacedLine]:
        """The lines of a part of a page, their boxes in fractions of the part as given."""
        reading = self._engine.read(image, self._languages)
        given = reading.upright.given
        return [[word._replace(box=given(word.box)) for word in line] for line in reading.lines]


def recognise_page(engine: OcrEngine, image: Image, languages: Sequence[str]) -> tuple[str, Words]:
    """The page's text in reading order, and its words with boxes in fractions of the image as given.

    ``image`` is ``[height, width]`` gray or ``[height, width, 3]`` BGR, with square pixels, in any of its four
    orientations. Raises `UnsupportedLanguage`, and what else the engine raises.
    """
    reading = engine.read(image, languages)
    upright = reading.upright
    width, height = (side * LONG_SIDE / max(upright.size) for side in upright.size)
    text, words = arrange(
        PlacedWords.of(reading.lines), width, height, ruled_lines(image, upright) if reading.lines else NO_RULES
    )
    if upright.turns or upright.skew:
        words = Words([word._replace(box=upright.given(word.box)) for word in words])
    return text, words
