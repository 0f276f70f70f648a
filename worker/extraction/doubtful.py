"""Text layers of doubtful quality: whether they say what OCR recognizes on the page."""

import numpy as np
from numpy.typing import NDArray

from worker.extraction.oddity import is_latin, oddity
from worker.extraction.recognition import Recognizer, folded, folded_set
from worker.layout.analysis import PageLayout
from worker.layout.lexicon import are_words
from worker.layout.words import PlacedWords

SAMPLE_WORDS = 40
"""Words of a strip across the page by which its text layer is verified, in a quarter of the time of the whole page."""

MIN_LENGTH = 4
"""Characters of the words that are compared, at least: shorter ones occur within others."""

MIN_COMPARED = 8
"""Words that are compared, at least."""

MIN_AGREEMENT = 0.9
"""Share of the words that OCR must recognize likewise."""

MAX_MISREAD = 0.03
"""Share of the words that OCR reads otherwise and that are no words, beyond which the layer is of poor OCR."""

MIN_CONFIDENCE = 0.8
"""Confidence of the recognized words that are compared, at least."""

MIN_CERTAIN = 0.9
"""Mean confidence of the recognized words of a page, below which they are likely in letters of another script."""


def is_confirmed(words: PlacedWords, image: NDArray[np.uint8], recognizer: Recognizer) -> bool:
    """Whether OCR recognizes in a strip of the page what its text layer says there."""
    boxes = words.boxes
    across = np.argsort(boxes[:, 1] + boxes[:, 3], kind="stable")
    middle = max(0, len(across) - SAMPLE_WORDS) // 2
    strip = across[middle : middle + SAMPLE_WORDS]
    said = [word for i in strip.tolist() if len(folded(word := words.texts[i])) >= MIN_LENGTH]
    if len(said) < MIN_COMPARED:
        return False
    height = image.shape[0]
    tops, bottoms = boxes[strip, 1], boxes[strip, 3]
    margin = float((bottoms - tops).max()) / 2
    top, bottom = float(tops.min()) - margin, float(bottoms.max()) + margin
    part = np.ascontiguousarray(image[max(0, int(top * height)) : int(bottom * height) + 1])
    seen = "".join(folded(word.text) for line in recognizer.lines(part) for word in line)
    otherwise = [text for text in said if folded(text) not in seen]
    misread = len(otherwise) - int(are_words(list(map(_letters, otherwise))).sum())
    return len(otherwise) <= (1 - MIN_AGREEMENT) * len(said) and misread <= max(1, MAX_MISREAD * len(said))


def is_unreadable(layer: PageLayout, recognized: PageLayout) -> bool:
    """Whether the layer is in letters that OCR does not recognize: it is better than what OCR makes of them."""
    return not is_latin(layer.text.split()) and (recognized.words.mean_confidence() or 0) < MIN_CERTAIN


def is_better(layer: PageLayout, recognized: PageLayout) -> bool:
    """Whether a suspicious text layer agrees with what OCR recognizes, and is no more unusual."""
    seen = [
        folded(recognized.text[word.start : word.end])
        for word in recognized.words
        if word.end - word.start > 2 and (word.confidence or 0) >= MIN_CONFIDENCE
    ]
    own = folded_set(layer.text[word.start : word.end] for word in layer.words)
    agree = sum(word in own for word in seen) >= MIN_AGREEMENT * len(seen) > 0
    if not agree or oddity(layer.text.split()) > oddity(recognized.text.split()):
        return False
    return _share_known(layer.text) >= _share_known(recognized.text)


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text))


def _share_known(text: str) -> float:
    """Share of the words that are in the lexicon."""
    words = [word for word in map(_letters, text.split()) if len(word) >= MIN_LENGTH]
    return float(are_words(words).mean()) if words else 0.0
