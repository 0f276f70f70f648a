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

BRACKETS = (0xF8E5, 0xF8FE)
"""Characters of private use that are known: pieces of tall brackets and arrows, as in Adobe's Symbol."""

MIN_LETTERS = 0.5
"""Share of Latin letters from which vowels are counted: a table of codes has few letters."""

MIN_VOWELS = 0.2
"""Share of vowels among them, at least: prose of any language has more than a quarter."""

_TABLE = 0x0250
_OTHER, _LETTER, _CAPITAL, _DIGIT, _MARK, _BLANK = range(6)


def _kind(code: int) -> int:
    character = chr(code)
    if code <= 0x20 or 0x7F <= code <= 0xA0:
        return _BLANK
    if character.isalpha():
        return _CAPITAL if character.isupper() else _LETTER
    if character.isdigit():
        return _DIGIT
    # Marks that occur within words and numbers of ordinary text prove nothing.
    return _OTHER if character in "'.,-/&@:()_+*\u00ad\u00b7" else _MARK


_KINDS = np.array([_kind(code) for code in range(_TABLE)], np.uint8)
_VOWELS = np.array([unicodedata.normalize("NFD", chr(code))[0] in "AEIOUYaeiouyÆØæøıŒœ" for code in range(_TABLE)])


def is_plausible(codes: NDArray[np.uint32]) -> bool:
    """Whether the code points of a page's text, blanks among them, read like text of any language."""
    low = np.minimum(codes, _TABLE - 1)
    kinds = np.where(codes < _TABLE, _KINDS[low], _OTHER)
    pieces = (codes >= BRACKETS[0]) & (codes <= BRACKETS[1])
    lost = (codes == 0xFFFD) | ((codes >= 0xE000) & (codes <= 0xF8FF) & ~pieces) | (codes == 0)
    lost |= (codes < 0x20) & (kinds == _BLANK) & ((codes < 0x09) | (codes > 0x0D)) & (codes != 0x02)
    characters = int((kinds != _BLANK).sum()) + int((lost & (kinds == _BLANK)).sum())
    if not characters or int(lost.sum()) > MAX_LOST * characters:
        return False
    if characters < MIN_CHARACTERS:
        return True
    letter = (kinds == _LETTER) | (kinds == _CAPITAL)
    before, within, after = kinds[:-2], kinds[1:-1], kinds[2:]
    mixed = letter[:-2] & (within == _MARK) & letter[2:]
    mixed |= (before == _LETTER) & (within == _CAPITAL) & (after == _LETTER)
    mixed |= (before == _DIGIT) & letter[1:-1] & (after == _DIGIT)
    word = np.cumsum(kinds == _BLANK)[1:-1]
    if len(np.unique(word[mixed])) > MAX_MIXED * characters:
        return False
    latin = int(letter.sum())
    return latin < MIN_LETTERS * characters or int((letter & _VOWELS[low]).sum()) >= MIN_VOWELS * latin
