"""Words whose characters may not be what the page shows, read again by OCR where they are."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from worker.extraction.doubtful import MIN_AGREEMENT, MIN_CERTAIN
from worker.extraction.pictures import pixels_of
from worker.extraction.placing import is_covered, on_page
from worker.extraction.recognition import Recognizer, folded
from worker.layout.words import PlacedWord, PlacedWords

MARGIN = 0.4
"""White around a line that is read again, in its heights: engines need some, and its neighbors do not."""

MAX_LOST_LETTERS = 3
"""Letters that a glyph without a character stands for, at most: those of "ffi"."""

_LOST = re.compile("[\ue000-\uf01f\uf100-\uf8df\ufffd]")
_PARTLY_LOST = re.compile(f"{_LOST.pattern}[^\\W_]|[^\\W_]{_LOST.pattern}")
_MARKS = "\"'“”‘’«»()[]{}.,;:!?"


class Reread(NamedTuple):
    """A page's own words with what OCR made of the unreliable ones, and whether some could not be verified."""

    words: PlacedWords
    is_changed: bool
    is_unverified: bool


def reread(own: PlacedWords, image: NDArray[np.uint8], recognizer: Recognizer) -> Reread:
    """The words of a page, of which some are unreliable, with the help of its image."""
    seen = list(_recognized(own, image, recognizer))
    lost = np.fromiter((bool(_PARTLY_LOST.search(text)) for text in own.texts), bool, len(own)) & own.unreliable
    words, mended = _mended(own, lost, seen)
    doubted = own.unreliable & ~lost
    if not doubted.any():
        return Reread(words, mended, is_unverified=False)
    within = [word for word in seen if is_covered(word.box, own.boxes[doubted])]
    if _agree([own.texts[i] for i in np.flatnonzero(doubted).tolist()], within):
        return Reread(words, mended, is_unverified=False)
    certain = sum(word.confidence or 0 for word in within) >= MIN_CERTAIN * len(within) > 0
    if not certain:
        return Reread(words, mended, is_unverified=True)
    return Reread(words.where(~doubted).and_then(_in_lines(within)), is_changed=True, is_unverified=False)


def _recognized(own: PlacedWords, image: NDArray[np.uint8], recognizer: Recognizer) -> Iterator[PlacedWord]:
    """What OCR recognizes on the lines that have unreliable words, the rest of the page painted over."""
    height, width = image.shape[:2]
    places = []
    for line in np.unique(own.lines[own.unreliable]).tolist():
        boxes = own.boxes[own.lines == line]
        (x0, y0), (x1, y1) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        margin = MARGIN * float(np.median(boxes[:, 3] - boxes[:, 1]))
        across = margin * height / width
        grown = (max(0.0, x0 - across), max(0.0, y0 - margin), min(1.0, x1 + across), min(1.0, y1 + margin))
        places.append(pixels_of(grown, width, height))
    left, top = (min(place[i] for place in places) for i in (0, 1))
    right, bottom = (max(place[i] for place in places) for i in (2, 3))
    ground = np.median(image[top:bottom:4, left:right:4].reshape(-1, 3), axis=0).astype(np.uint8)
    part = np.empty((bottom - top, right - left, 3), np.uint8)
    part[:] = ground
    for x0, y0, x1, y1 in places:
        part[y0 - top : y1 - top, x0 - left : x1 - left] = image[y0:y1, x0:x1]
    frame = (left / width, top / height, right / width, bottom / height)
    for line in recognizer.lines(part):
        yield from (on_page(word, frame) for word in line)


def _mended(own: PlacedWords, lost: NDArray[np.bool_], seen: list[PlacedWord]) -> tuple[PlacedWords, bool]:
    """The words, those that lack letters as OCR has them where the letters that they have agree."""
    texts = list(own.texts)
    confidences, ocr = own.confidences.copy(), own.ocr.copy()
    for i in np.flatnonzero(lost).tolist():
        pattern = _pattern(texts[i])
        there = [word for word in seen if is_covered(word.box, own.boxes[i : i + 1])]
        whole = next((word for word in there if pattern.fullmatch(folded(word.text))), None)
        if whole is not None:
            bare = texts[i].strip(_MARKS)
            texts[i] = texts[i].replace(bare, whole.text.strip(_MARKS))
            confidences[i], ocr[i] = whole.confidence or np.nan, True
    return replace(own, texts=texts, confidences=confidences, ocr=ocr), bool(ocr.any())


def _pattern(text: str) -> re.Pattern[str]:
    """What a word may be that lacks letters, folded."""
    kept = [re.escape(folded(part)) for part in _LOST.split(text)]
    return re.compile(f".{{1,{MAX_LOST_LETTERS}}}".join(kept))


def _agree(texts: list[str], seen: list[PlacedWord]) -> bool:
    """Whether OCR recognizes what most of the words say."""
    said = list(filter(None, map(folded, texts)))
    recognized = "".join(folded(word.text) for word in seen)
    return sum(text in recognized for text in said) >= MIN_AGREEMENT * len(said) > 0


def _in_lines(words: list[PlacedWord]) -> PlacedWords:
    """Recognized words, each beginning a line where it is not level with the one before."""
    lines: list[list[PlacedWord]] = []
    for word in words:
        middle = (word.box[1] + word.box[3]) / 2
        if lines and lines[-1][-1].box[1] < middle < lines[-1][-1].box[3]:
            lines[-1].append(word)
        else:
            lines.append([word])
    return PlacedWords.of(lines)
