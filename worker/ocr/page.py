"""From the image of a page to its text and words."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shared.models.warnings import WarningCode
from worker.layout.analysis import PageLayout, analyze
from worker.layout.ruled_lines import DETECTION_SIDE, NO_RULED_LINES, ruled_lines
from worker.layout.words import PlacedLine, PlacedWords
from worker.ocr.engine import OcrEngine, Recognition
from worker.ocr.page_transform import Image, PageTransform, small_gray
from worker.ocr.scripts import LOW_CONFIDENCE, in_its_script
from worker.ocr.tesseract import TesseractEngine
from worker.stages import stage


class RecognizedPage(NamedTuple):
    """The layout of a recognized page, and what its readers should know."""

    layout: PageLayout
    warnings: frozenset[WarningCode] = frozenset()


LONG_SIDE = 792
"""Points of the long side of a page whose size on paper is not known."""


class PageRecognizer:
    """An engine and the languages to recognize: what extraction asks of OCR.

    Where ``beside`` is given, it is tried on pages that the engine hardly reads, in the script that they are in.
    """

    def __init__(self, engine: OcrEngine, languages: Sequence[str], beside: TesseractEngine | None = None) -> None:
        self._engine = engine
        self._languages = languages
        self._beside = beside

    @property
    def certain(self) -> float:
        """The engine's."""
        return self._engine.certain

    def page(self, image: Image) -> RecognizedPage:
        """A whole page, in any orientation."""
        with stage("ocr"):
            found = self._engine.recognize(image, self._languages)
            if not found.is_doubtful(self._engine.certain) and not self._overlooks(found, image):
                return RecognizedPage(_layout(found, image))
            if self._beside is None:
                return RecognizedPage(_layout(found, image), LOW_CONFIDENCE)
            found, warnings = in_its_script(image, found, self._languages, self._beside)
        return RecognizedPage(_layout(found, image), warnings)

    def _overlooks(self, found: Recognition, image: Image) -> bool:
        """Whether nothing was recognized on a page of letters: Tesseract leaves out what is in another script."""
        if found.lines or self._beside is None or self._engine.name != self._beside.name:
            return False
        return self._beside.script(image) is not None

    def lines(self, image: Image) -> list[PlacedLine]:
        """The lines of a part of a page, their boxes in fractions of the part as given."""
        with stage("ocr"):
            found = self._engine.recognize(image, self._languages)
        to_original = found.transform.to_original
        return [[word._replace(box=to_original(word.box)) for word in line] for line in found.lines]


def recognize_page(engine: OcrEngine, image: Image, languages: Sequence[str]) -> PageLayout:
    """The layout of the page, with boxes in fractions of the image as given.

    ``image`` is ``[height, width]`` gray or ``[height, width, 3]`` BGR, with square pixels, in any of its four
    orientations. Raises `UnsupportedLanguage`, and what else the engine raises.
    """
    with stage("ocr"):
        found = engine.recognize(image, languages)
    return _layout(found, image)


def _layout(found: Recognition, image: Image) -> PageLayout:
    transform = found.transform
    width, height = (side * LONG_SIDE / max(transform.size) for side in transform.size)
    lines = _ruled_lines(image, transform) if found.lines else NO_RULED_LINES
    layout = analyze(PlacedWords.of(found.lines), width, height, lines)
    return layout if transform.is_identity else layout.moved(transform.to_original)


def _ruled_lines(image: Image, transform: PageTransform) -> NDArray[np.float64]:
    """The ruled lines of the upright page, in fractions of it."""
    small = small_gray(image, DETECTION_SIDE)
    return ruled_lines(replace(transform, width=small.shape[1], height=small.shape[0]).apply(small))
