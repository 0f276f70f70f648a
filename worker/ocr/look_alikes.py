"""Letters and digits that look alike, told apart by the word that they are in.

Recognizers see one character at a time, and confuse O and 0, I, l and 1, S and 5, and others. A word of the lexicon has
no digit in it; a number has no letter between its digits. Only characters are replaced that the recognizer doubts.
"""

import re
from itertools import product

import numpy as np
from numpy.typing import NDArray

from worker.layout.lexicon import are_words

LETTERS = {"0": "oO", "1": "lIi", "5": "sS", "8": "B", "6": "G"}
"""Letters that a digit may be."""

DIGITS = {"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"}
"""Digits that a letter may be."""

CERTAIN = 0.99
"""Probability from which a character stays: 98 of 100 digits have it, and few letters that were read as digits."""

MIN_LETTERS = 3
"""Characters of a word, at least: shorter ones are codes as often as words."""

MAX_DOUBTFUL = 4
"""Digits among a word's letters, at most."""

_MIXED = re.compile(r"(?=.*[^\W\d_])(?=.*\d)|\d+×$")
PART = re.compile(r"(?<!\d[.,])[^\W_]+(?![.,]\d)")
"""Parts of what was recognized as a word that may be words: not those of a number."""

_BETWEEN_DIGITS = re.compile(r"(?<=\d)[OolI|](?=[./:,-]?\d)|(?<=\d[./:,-])[OolI|](?=\d)")
_TIMES = re.compile(r"(?<=\d)×$")


def resolved(word: str, probabilities: NDArray[np.float32]) -> str:
    """The word, as long as before, with characters that it makes a word or a number of for those that look alike."""
    if word.isalpha() or not _MIXED.match(word):
        return word
    changed = _BETWEEN_DIGITS.sub(lambda found: DIGITS[found[0]], word)
    changed = PART.sub(lambda found: _as_word(found[0]), _TIMES.sub("x", changed))
    doubted = [p for p, old, new in zip(probabilities, word, changed, strict=True) if old != new]
    return changed if doubted and min(doubted) < CERTAIN else word


def _as_word(part: str) -> str:
    """The part of a word with letters for digits, where that is in the lexicon."""
    digits = sum(character in LETTERS for character in part)
    letters = sum(map(str.isalpha, part))
    if not 0 < digits <= min(MAX_DOUBTFUL, letters) or letters + digits < max(len(part), MIN_LETTERS):
        return part
    tried = ["".join(one) for one in product(*(LETTERS.get(character, character) for character in part))]
    return next((one for one, known in zip(tried, are_words(tried), strict=True) if known and is_usual(one)), part)


def is_usual(word: str) -> bool:
    """Whether capitals are where words have them."""
    return word.islower() or word.isupper() or (word[0].isupper() and word[1:].islower())
