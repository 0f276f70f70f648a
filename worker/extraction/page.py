"""Extracting one page: from its own text where that is good, by OCR elsewhere, and from both by region."""

import numpy as np
from numpy.typing import NDArray

from shared.errors import OcrFailed, TooManyWords
from shared.models.document import OcrMode
from shared.models.page import Page, Words
from shared.models.page import PageSource as WordsOrigin
from shared.models.warnings import WarningCode
from shared.settings import settings
from worker.extraction.doubtful import is_better, is_confirmed, is_unreadable
from worker.extraction.figures import with_figures
from worker.extraction.inspection import Inspection, PageKind, inspect
from worker.extraction.mixed import words_in_pictures
from worker.extraction.pictures import places_with_text
from worker.extraction.recognition import Recognizer
from worker.extraction.rereading import reread
from worker.extraction.resolution import drawing_dpi
from worker.extraction.tiles import is_long, recognize_long
from worker.formats.page_source import PageSource, TextLayer
from worker.layout.analysis import PageLayout, analyze, analyze_ordered

LOW_CONFIDENCE: frozenset[WarningCode] = frozenset({"low-confidence"})

EMPTY = PageLayout("", Words(), ())


def extract_text(page: PageSource, mode: OcrMode = "auto") -> Page | None:
    """The page from its own text alone, None where it needs OCR."""
    found = inspect(page, mode)
    return None if found.needs_ocr else _made(page, "text", _own_layout(page, found.layer))


def extract_page(page: PageSource, mode: OcrMode, recognizer: Recognizer | None) -> Page:
    """The page, extracted as ``mode`` says; ``recognizer`` may be None where no page needs OCR.

    Raises `OcrFailed`, `TooManyWords`, and what the page and the recognizer raise.
    """
    found = inspect(page, mode)
    if not found.needs_ocr:
        return _made(page, "text", _own_layout(page, found.layer))
    if recognizer is None:
        raise OcrFailed("The page needs OCR, and no OCR engine is available.")
    image = page.image(drawing_dpi(page, found.kind))
    if found.layer is None:
        layout, warnings = _recognized(page, image, recognizer)
        return _made(page, "ocr", layout, warnings)
    if found.kind is PageKind.MIXED:
        return _extract_mixed(page, found, found.layer, image, recognizer)
    return _extract_doubtful(page, found.layer, image, recognizer)


def _extract_mixed(
    page: PageSource, found: Inspection, layer: TextLayer, image: NDArray[np.uint8], recognizer: Recognizer
) -> Page:
    """The page's own words, read again where they are unreliable, and what OCR recognizes in its pictures."""
    if layer.layout is not None:
        layout = with_figures(layer.layout, found.pictures, image, recognizer, page.size)
        return _made(page, "text" if layout == layer.layout else "mixed", layout, _doubts(layout, recognizer))
    origin: WordsOrigin = "text"
    warnings: frozenset[WarningCode] = frozenset()
    words = layer.words
    if words.unreliable.any():
        again = reread(words, image, recognizer)
        words = again.words
        origin = "mixed" if again.is_changed else origin
        warnings |= {"unverified-text"} if again.is_unverified else set()
    if found.pictures and (more := words_in_pictures(words, found.pictures, image, recognizer)) is not None:
        words, origin = words.and_then(more), "mixed"
    if len(words) > settings().max_page_words:
        raise TooManyWords
    if origin == "text":
        return _made(page, origin, _own_layout(page, layer), warnings)
    layout = analyze(words, *page.size, page.ruled_lines())
    return _made(page, origin, layout, warnings | _doubts(layout, recognizer))


def _extract_doubtful(page: PageSource, layer: TextLayer, image: NDArray[np.uint8], recognizer: Recognizer) -> Page:
    """The page's text layer where OCR confirms it, else what OCR recognizes."""
    if is_confirmed(layer.words, image, recognizer):
        places = places_with_text(image, page.size, layer.words.boxes)
        more = words_in_pictures(layer.words, places, image, recognizer) if places else None
        if more is None:
            return _made(page, "text", _own_layout(page, layer))
        layout = analyze(layer.words.and_then(more), *page.size, page.ruled_lines())
        return _made(page, "mixed", layout, _doubts(layout, recognizer))
    own = _own_layout(page, layer)
    recognized, warnings = _recognized(page, image, recognizer)
    # A lone word on a page may be overlooked; what a hidden layer says, nobody sees.
    if is_unreadable(own, recognized) or not (len(recognized.words) or layer.is_hidden):
        return _made(page, "text", own, frozenset({"unverified-text"}))
    if is_better(own, recognized):
        return _made(page, "text", own)
    return _made(page, "ocr", recognized, warnings)


def _recognized(
    page: PageSource, image: NDArray[np.uint8], recognizer: Recognizer
) -> tuple[PageLayout, frozenset[WarningCode]]:
    if is_long(image):
        layout = recognize_long(image, page.size, recognizer)
        return layout, _doubts(layout, recognizer)
    found = recognizer.page(image)
    return found.layout, found.warnings


def _doubts(layout: PageLayout, recognizer: Recognizer) -> frozenset[WarningCode]:
    """What to warn of where parts of a page were recognized."""
    confidence = layout.words.mean_confidence()
    return LOW_CONFIDENCE if confidence is not None and confidence < recognizer.certain else frozenset()


def _own_layout(page: PageSource, layer: TextLayer | None) -> PageLayout:
    if layer is None:
        return EMPTY
    if layer.layout is not None:
        return layer.layout
    if layer.in_order is not None:
        return analyze_ordered(*layer.in_order, *page.size, page.ruled_lines())
    return analyze(layer.words, *page.size, page.ruled_lines())


def _made(
    page: PageSource, origin: WordsOrigin, layout: PageLayout, warnings: frozenset[WarningCode] = frozenset()
) -> Page:
    if len(layout.words) > settings().max_page_words:
        raise TooManyWords
    warnings |= page.warnings
    return Page(page.number, *page.size, origin, layout.text, layout.words, layout.blocks, warnings, layout.places)
