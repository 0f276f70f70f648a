"""Whether a text layer is text: a cheap look at its characters, without a dictionary.

A layer goes wrong in few ways: glyphs without characters, characters of private use, or a shifted encoding,
which shows as letters without vowels or as letters, digits and marks stirred together.
"""

import re

_LOST = re.compile("[\ufffd\ue000-\uf8ff\x01-\x08\x0e-\x1f]")
_LATIN = re.compile("[A-Za-z]")
_VOWEL = re.compile("[AEIOUYaeiouyÀ-ÆÈ-ÏÒ-ÖØ-Ýà-æè-ïò-öø-ýÿĀ-ąĒ-ěĨ-ıŌ-œŨ-ų]")
_STIRRED = re.compile(r"[^\W\d_][^\w\s'’.\-/&@,:–—()+][^\W\d_]|[a-z][A-Z][a-z]|\d[A-Za-z]\d")

ENOUGH = 80
"""Fewer characters than this tell nothing, and are trusted."""


def is_plausible(text: str) -> bool:
    """Whether ``text``, the words of a page, reads like text of any language."""
    characters = len(text) - text.count(" ")
    if not characters:
        return False
    if len(_LOST.findall(text)) > 0.1 * characters:
        return False
    if characters < ENOUGH:
        return True
    if len(_STIRRED.findall(text)) > 0.05 * characters:
        return False
    latin = len(_LATIN.findall(text))
    # A table of codes has few letters; prose of a language has more than a quarter vowels.
    return latin < 0.5 * characters or len(_VOWEL.findall(text)) >= 0.2 * latin
