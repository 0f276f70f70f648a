"""Whether a text layer is text: a cheap look at its characters and words, without a dictionary.

A layer goes wrong in few ways: glyphs without characters, characters of private use, or a shifted encoding,
which shows as letters without vowels or as letters, digits and marks stirred together.
"""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ENOUGH = 80
"""Fewer characters than this tell nothing, and are trusted."""

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
    # Marks that stand inside words and numbers of ordinary text tell nothing.
    return _OTHER if character in "'.,-/&@:()_+*\u00ad\u00b7" else _MARK


_KINDS = np.array([_kind(code) for code in range(_TABLE)], np.uint8)
_VOWELS = np.array([unicodedata.normalize("NFD", chr(code))[0] in "AEIOUYaeiouyÆØæøıŒœ" for code in range(_TABLE)])


def is_plausible(codes: NDArray[np.uint32]) -> bool:
    """Whether the code points of a page's text, blanks among them, read like text of any language."""
    low = np.minimum(codes, _TABLE - 1)
    kinds = np.where(codes < _TABLE, _KINDS[low], _OTHER)
    lost = (codes == 0xFFFD) | ((codes >= 0xE000) & (codes <= 0xF8FF)) | (codes == 0)
    lost |= (codes < 0x20) & (kinds == _BLANK) & ((codes < 0x09) | (codes > 0x0D)) & (codes != 0x02)
    characters = int((kinds != _BLANK).sum()) + int((lost & (kinds == _BLANK)).sum())
    if not characters or int(lost.sum()) > 0.2 * characters:
        return False
    if characters < ENOUGH:
        return True
    letter = (kinds == _LETTER) | (kinds == _CAPITAL)
    before, within, after = kinds[:-2], kinds[1:-1], kinds[2:]
    stirred = letter[:-2] & (within == _MARK) & letter[2:]
    stirred |= (before == _LETTER) & (within == _CAPITAL) & (after == _LETTER)
    stirred |= (before == _DIGIT) & letter[1:-1] & (after == _DIGIT)
    if int(stirred.sum()) > 0.05 * characters:
        return False
    latin = int(letter.sum())
    # A table of codes has few letters; prose of a language has more than a quarter vowels.
    return latin < 0.5 * characters or int((letter & _VOWELS[low]).sum()) >= 0.2 * latin


_USUAL = re.compile(
    r"""[(\["'“‘«¿¡]*"""
    r"""(?:[^\W\d_]+(?:['’\-–/.&][^\W\d_]+)*|[$€£¥#§]?\d[\d.,:/\-–]*(?:%|st|nd|rd|th|s)?|[A-Z]{1,4}-?\d+)"""
    r"""[.,;:!?)\]"'”’»*%]*|[•·–—\-$€£%&]"""
)


def oddity(words: Sequence[str]) -> float:
    """Share of words that are neither words nor numbers nor usual marks: recognized text of poor quality has many."""
    return sum(_USUAL.fullmatch(word) is None for word in words) / max(1, len(words))


def is_latin(words: Sequence[str]) -> bool:
    """Whether most letters of the words are Latin."""
    letters = [character for word in words for character in word if character.isalpha()]
    return 2 * sum(character < "\u0250" for character in letters) > len(letters)
