"""Whether the characters of a text layer are text: a cheap test, without a dictionary.

A layer goes wrong in few ways: glyphs without characters, characters of private use, or a shifted encoding,
which shows as letters without vowels or as letters, digits and marks mixed up within words.
"""

import unicodedata

import numpy as np
from numpy.typing import NDArray

MIN_CHARACTERS = 80
"""Fewer characters than this prove nothing, and are trusted."""

MAX_LOST = 0.2
"""Share of characters without a meaning beyond which a layer is no text."""

MAX_MIXED = 0.05
"""Words within which letters, digits and marks alternate, a character, beyond which the encoding is shifted: every
third word or so. A page of registers or part numbers has some words that alternate all along."""

PRIVATE = (0xE000, 0xF8FF)
"""Characters of private use, which have no meaning of their own."""

BRACKETS = (0xF8E5, 0xF8FE)
"""Characters of private use that are known: pieces of tall brackets and arrows, as in Adobe's Symbol."""

MIN_LETTERS = 0.5
"""Share of Latin letters from which vowels are counted: a table of codes has few letters."""

MIN_VOWELS = 0.2
"""Share of vowels among them, at least: prose of any language has more than a quarter."""

_TABLE = 0x0250
_OTHER, _LETTER, _CAPITAL, _DIGIT, _MARK, _BLANK, _LOST = range(7)


def _kind(code: int) -> int:
    character = chr(code)
    if code in (0x00, 0x01, *range(0x03, 0x09), *range(0x0E, 0x20)):
        return _LOST
    if code <= 0x20 or 0x7F <= code <= 0xA0:
        return _BLANK
    if character.isalpha():
        return _CAPITAL if character.isupper() else _LETTER
    if character.isdigit():
        return _DIGIT
    # Marks that occur within words and numbers of ordinary text prove nothing.
    return _OTHER if character in "'.,-/&@:()_+*\u00ad\u00b7" else _MARK


_KINDS = np.array([*map(_kind, range(_TABLE)), _OTHER], np.uint8)
"""The kinds of the first characters of Unicode, and of all others."""
_VOWELS = np.array(
    [*(unicodedata.normalize("NFD", chr(code))[0] in "AEIOUYaeiouyÆØæøıŒœ" for code in range(_TABLE)), False]
)


def is_plausible(codes: NDArray[np.uint32]) -> bool:
    """Whether the code points of a page's text, blanks among them, read like text of any language."""
    low = np.minimum(codes, _TABLE)
    kinds = _KINDS.take(low)
    characters = len(kinds) - np.count_nonzero(kinds == _BLANK)
    without_meaning = kinds == _LOST
    lost = np.count_nonzero(without_meaning) + _count_lost(codes)
    if not characters or lost > MAX_LOST * characters:
        return False
    if characters < MIN_CHARACTERS:
        return True
    kinds[without_meaning] = _BLANK
    small, capital, digit = kinds == _LETTER, kinds == _CAPITAL, kinds == _DIGIT
    letter = small | capital
    mixed = letter[:-2] & (kinds[1:-1] == _MARK) & letter[2:]
    mixed |= small[:-2] & capital[1:-1] & small[2:]
    mixed |= digit[:-2] & letter[1:-1] & digit[2:]
    if np.count_nonzero(mixed) > MAX_MIXED * characters:
        word = np.cumsum(kinds == _BLANK)[1:-1]
        if len(np.unique(word[mixed])) > MAX_MIXED * characters:
            return False
    latin = np.count_nonzero(letter)
    vowels = np.count_nonzero(letter & _VOWELS.take(low))
    return bool(latin < MIN_LETTERS * characters or vowels >= MIN_VOWELS * latin)


def _count_lost(codes: NDArray[np.uint32]) -> int:
    """How many code points are of private use, but for known ones, or stand for what is not known."""
    if codes.max(initial=0) < PRIVATE[0]:
        return 0
    private = (codes >= PRIVATE[0]) & (codes <= PRIVATE[1]) & ~((codes >= BRACKETS[0]) & (codes <= BRACKETS[1]))
    return int(np.count_nonzero(private | (codes == 0xFFFD)))
