"""Whether something is a word of some language: a lexicon of hashes, made by ``training.lexicon``.

It tells words from what is none, whatever the language: a broken word from a compound, the text of a font whose
characters are not what it draws, letters in the wrong order. Rare words, names and numbers are not in it. Of Chinese,
Japanese and Korean it has the pairs of neighboring characters in frequent words, of English and French the compounds
that are written with a hyphen.
"""

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).parents[1] / "models" / "lexicon" / "words.npy"

HYPHENATING = 1
"""Bit of a hash that marks words of languages that write many compounds with a hyphen."""


def hash_of(word: str) -> int:
    """The hash of a word in lower case, its lowest bit 0: one in six thousand that are no words has that of a word."""
    return zlib.crc32(word.encode("utf-8", "replace")) & ~HYPHENATING


def is_east_asian(text: str) -> bool:
    """Whether the text is of kana, ideographs and syllables of Hangul alone."""
    return _EAST_ASIAN.fullmatch(text) is not None


_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")


def are_words(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each text, of letters alone, is a word."""
    return _found(texts)[0]


def are_of_compounds(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each text is a word of a language that writes many compounds with a hyphen."""
    are_found, hashes = _found(texts)
    return np.asarray(are_found & (hashes & HYPHENATING != 0), np.bool_)


def is_compound(word: str, language: str) -> bool:
    """Whether a word with a hyphen is usually written so in a language: "en" or "fr"; others have none here."""
    return bool(_found([compound_key(word, language)])[0][0])


def compound_key(word: str, language: str) -> str:
    """What a compound is listed as: languages write the same one in other ways ("weekend", "week-end")."""
    return f"{language} {word.casefold()}"


def _found(texts: Sequence[str]) -> tuple[NDArray[np.bool_], NDArray[np.uint32]]:
    """Whether the lexicon has each text, and the hash of it that is there."""
    # As `hash_of`, of all texts at once: letters contain no line breaks.
    lines = "\n".join(texts).casefold().encode("utf-8", "replace").split(b"\n") if texts else []
    marked = np.fromiter(map(zlib.crc32, lines), np.uint32, len(texts)) | np.uint32(HYPHENATING)
    hashes = marked ^ np.uint32(HYPHENATING)
    table = _table()
    listed = table[table.searchsorted(marked, "right") - 1]
    return (listed == hashes) | (listed == marked), listed


@lru_cache(1)
def _table() -> NDArray[np.uint32]:
    """The hashes, rising; mapped, so that the processes of a worker share them."""
    # A view: a mapped array's own indexing takes longer than a page's words.
    return np.asarray(np.load(FILE, mmap_mode="r"))
