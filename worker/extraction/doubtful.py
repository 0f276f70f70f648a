"""Text layers of doubtful quality: whether they say what OCR recognizes on the page."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from worker.extraction.oddity import is_latin, oddity
from worker.extraction.recognition import Recognizer, folded, folded_set
from worker.layout.analysis import PageLayout
from worker.layout.lexicon import are_words
from worker.layout.words import PlacedWords

SAMPLE_WORDS = 13
"""Words at the top of a page, at its foot and where its text is oddest, each, by which its text layer is verified.

Recognizing their lines takes a quarter of the time of a dense page.
"""

MIN_LENGTH = 4
"""Characters of the words that are compared, at least: shorter ones occur within others."""

MIN_COMPARED = 8
"""Words that are compared, at least."""

MIN_AGREEMENT = 0.9
"""Share of the words that OCR must recognize likewise."""

MAX_MISREAD = 0.03
"""Share of the words that OCR reads otherwise and that are no words, beyond which the layer is of poor OCR."""

MAX_OTHERWISE_PARTED = 0.3
"""Share of the words that OCR recognizes as parts of words or as several, beyond which the layer lost its spaces."""

MIN_CONFIDENCE = 0.8
"""Confidence of the recognized words that are compared, at least."""

MIN_CERTAIN = 0.9
"""Mean confidence of the recognized words of a page, below which they are likely in letters of another script."""

MIN_SEEN = 0.3
"""Letters that are recognized, in those of a layer, below which OCR overlooks a script that it does not read."""


_LOST = re.compile(f"[\ue000-\uf8e4\ufffd]{{{MIN_LENGTH}}}")
"""A word of characters without a meaning, of which nothing can be compared."""


def is_confirmed(words: PlacedWords, image: NDArray[np.uint8], recognizer: Recognizer) -> bool:
    """Whether OCR recognizes in strips of the page what its text layer says there."""
    samples = _samples(words)
    chosen = np.unique(np.concatenate(samples))
    said = [word for i in chosen.tolist() if len(folded(word := words.texts[i])) >= MIN_LENGTH]
    if len(said) < MIN_COMPARED or any(map(_LOST.search, words.texts)):
        return False
    strips = np.concatenate([_strip(image, words.boxes[sample]) for sample in samples])
    recognized = [word.text for line in recognizer.lines(strips) for word in line]
    seen = list(map(folded, recognized))
    together = "".join(seen)
    otherwise = [text for text in said if folded(text) not in together]
    misread = sum(not is_word for _, is_word in _looked_up(otherwise))
    misread += _without_accents(said, recognized)
    if len(otherwise) > (1 - MIN_AGREEMENT) * len(said) or misread > max(1, MAX_MISREAD * len(said)):
        return False
    # Scripts without spaces are cut into words in many ways.
    spaced = [text for text in said if is_latin([text])]
    parted = len(spaced) - sum(map(set(seen).__contains__, map(folded, spaced)))
    return parted <= MAX_OTHERWISE_PARTED * len(said)


def _looked_up(texts: list[str]) -> Iterator[tuple[str, bool]]:
    """The letters of each text, and whether the lexicon has them."""
    letters = list(map(_letters, texts))
    return zip(letters, are_words(letters).tolist(), strict=True)


def _without_accents(said: list[str], recognized: list[str]) -> int:
    """How many words are none as the layer says them, and are as OCR recognizes them, with their accents."""
    accented = {folded(text): letters for text in recognized if not (letters := _letters(text)).isascii()}
    plain = [text for text in said if folded(text) in accented and _letters(text).isascii()]
    if not plain:
        return 0
    others = are_words([accented[folded(text)] for text in plain])
    return sum(is_other and not is_word for is_other, (_, is_word) in zip(others, _looked_up(plain), strict=True))


def _samples(words: PlacedWords) -> list[NDArray[np.intp]]:
    """Words at the top of the page, at its foot, and where most are in no lexicon; all of them where there are few."""
    order = np.argsort(words.boxes[:, 1] + words.boxes[:, 3], kind="stable")
    last = len(order) - SAMPLE_WORDS
    if last <= 2 * SAMPLE_WORDS:
        return [order]
    letters = [_letters(words.texts[i]) for i in order.tolist()]
    unknown = ~are_words(letters) & np.fromiter((len(text) >= MIN_LENGTH for text in letters), bool, len(letters))
    counts = np.concatenate([[0], np.cumsum(unknown)])
    windows = counts[SAMPLE_WORDS:] - counts[:-SAMPLE_WORDS]
    odd = SAMPLE_WORDS + int(windows[SAMPLE_WORDS : last - SAMPLE_WORDS + 1].argmax())
    return [order[at : at + SAMPLE_WORDS] for at in (0, odd, last)]


def _strip(image: NDArray[np.uint8], boxes: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The part of a page as wide as it, and as high as the boxes."""
    height = image.shape[0]
    tops, bottoms = boxes[:, 1], boxes[:, 3]
    margin = float((bottoms - tops).max()) / 2
    return image[max(0, int((float(tops.min()) - margin) * height)) : int((float(bottoms.max()) + margin) * height) + 1]


def is_unreadable(layer: PageLayout, recognized: PageLayout) -> bool:
    """Whether the layer is in letters that OCR does not recognize: it is better than what OCR makes of them."""
    if is_latin(layer.text.split()):
        return False
    overlooked = len(_letters(recognized.text)) < MIN_SEEN * len(_letters(layer.text))
    return overlooked or (recognized.words.mean_confidence() or 0) < MIN_CERTAIN


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
