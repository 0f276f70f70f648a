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
_SMALL_VOWEL, _SMALL, _CAPITAL_VOWEL, _CAPITAL, _DIGIT, _MARK, _OTHER, _BLANK, _LOST = range(9)


def _kind(code: int) -> int:
    character = chr(code)
    if code in (0x00, 0x01, *range(0x03, 0x09), *range(0x0E, 0x20)):
        return _LOST
    if code <= 0x20 or 0x7F <= code <= 0xA0:
        return _BLANK
    if character.isalpha():
        vowel = unicodedata.normalize("NFD", character)[0] in "AEIOUYaeiouyÆØæøıŒœ"
        if character.isupper():
            return _CAPITAL_VOWEL if vowel else _CAPITAL
        return _SMALL_VOWEL if vowel else _SMALL
    if character.isdigit():
        return _DIGIT
    # Marks that occur within words and numbers of ordinary text prove nothing.
    return _OTHER if character in "'.,-/&@:()_+*\u00ad\u00b7" else _MARK


_KINDS = np.array([*map(_kind, range(_TABLE)), _OTHER], np.uint8)
"""The kinds of the first characters of Unicode, and of all others."""


def is_plausible(codes: NDArray[np.uint32]) -> bool:
    """Whether the code points of a page's text, blanks among them, read like text of any language."""
    kinds = _KINDS.take(codes, mode="clip")
    counts = np.bincount(kinds, minlength=_LOST + 1).tolist()
    characters = len(kinds) - counts[_BLANK]
    # Some programs write a question mark for what they do not know.
    lost = counts[_LOST] + _count_lost(codes) + int(np.count_nonzero(codes == ord("?")))
    if not characters or lost > MAX_LOST * characters:
        return False
    if characters < MIN_CHARACTERS:
        return True
    capitals = counts[_CAPITAL_VOWEL] + counts[_CAPITAL]
    # Each place where kinds alternate takes one of these.
    if capitals + counts[_DIGIT] + counts[_MARK] > MAX_MIXED * characters and _is_mixed(kinds, MAX_MIXED * characters):
        return False
    latin = counts[_SMALL_VOWEL] + counts[_SMALL] + capitals
    vowels = counts[_SMALL_VOWEL] + counts[_CAPITAL_VOWEL]
    return bool(latin < MIN_LETTERS * characters or vowels >= MIN_VOWELS * latin)


def _is_mixed(kinds: NDArray[np.uint8], most: float) -> bool:
    """Whether letters, digits and marks alternate within more than ``most`` words."""
    small, letter, digit = kinds <= _SMALL, kinds <= _CAPITAL, kinds == _DIGIT
    mixed = letter[:-2] & (kinds[1:-1] == _MARK) & letter[2:]
    mixed |= small[:-2] & (letter & ~small)[1:-1] & small[2:]
    mixed |= digit[:-2] & letter[1:-1] & digit[2:]
    if np.count_nonzero(mixed) <= most:
        return False
    word = np.cumsum(kinds >= _BLANK)[1:-1]
    return len(np.unique(word[mixed])) > most


def _count_lost(codes: NDArray[np.uint32]) -> int:
    """How many code points are of private use, but for known ones, or stand for what is not known."""
    if codes.max(initial=0) < PRIVATE[0]:
        return 0
    private = (codes >= PRIVATE[0]) & (codes <= PRIVATE[1]) & ~((codes >= BRACKETS[0]) & (codes <= BRACKETS[1]))
    return int(np.count_nonzero(private | (codes == 0xFFFD)))
