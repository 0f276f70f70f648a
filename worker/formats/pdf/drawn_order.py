"""Hebrew and Arabic that a page draws from left to right in the order of its letters, as programs without bidi do.

pdfium takes all such text for drawn in the order in which it is seen, and turns it round. The lexicon tells: where the
words are words the other way round, they are turned back.
"""

import re
from dataclasses import replace

import numpy as np

from worker.layout.lexicon import are_words
from worker.layout.words import PlacedWords

MIN_LETTERS = 3
"""Letters of the words that are looked up, at least."""

MAX_WORDS = 200
"""Words of a page that are looked up, at most."""

MIN_WORDS = 3
"""Words that must be words the other way round, at least."""

MIN_RATIO = 3
"""How many more of the words are words the other way round than as they are."""

RIGHT_TO_LEFT = (0x0590, 0x06FF)
"""Code points of Hebrew and Arabic."""

_FOREIGN = re.compile("[\u0590-\u06ff]")
_LETTERS = re.compile(rf"[\u05d0-\u05ea\u0620-\u064a]{{{MIN_LETTERS},}}")
_PIECE = re.compile(r"\d[\d.,:/]*\d|.", re.DOTALL)


def is_turned_round(texts: list[str]) -> bool:
    """Whether the words of a page, as pdfium gives them, are words from their ends only."""
    found = [run for text in texts for run in _LETTERS.findall(text)][:MAX_WORDS]
    if len(found) < MIN_WORDS:
        return False
    turned = int(are_words([text[::-1] for text in found]).sum())
    return turned >= MIN_WORDS and turned >= MIN_RATIO * int(are_words(found).sum())


def turned_back(words: PlacedWords) -> PlacedWords:
    """The words in the order of their letters, those of a line from left to right."""
    foreign = np.fromiter((_FOREIGN.search(text) is not None for text in words.texts), bool, len(words))
    texts = [_reversed(text) if turned else text for text, turned in zip(words.texts, foreign.tolist(), strict=True)]
    lines = np.cumsum(np.concatenate([[True], words.lines[1:] != words.lines[:-1]])) - 1
    turned_lines = np.bincount(lines, foreign)[lines] > 0
    places = np.where(turned_lines, words.boxes[:, 0], np.arange(len(words)))
    # That these are words verifies them.
    placed = replace(words, texts=texts, unreliable=np.zeros(len(words), bool))
    return placed.at(np.lexsort((places, lines)))


def _reversed(text: str) -> str:
    """The text from its end; numbers within keep their order."""
    return "".join(reversed(_PIECE.findall(text)))
