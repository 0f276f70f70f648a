"""Words as search sees them: folded, stemmed, hashed."""

import hashlib
import re
import unicodedata
from functools import lru_cache

import Stemmer

from worker.answering.language import ENGLISH, STEMMERS
from worker.answering.stop_words import STOP_WORDS

# A number keeps its separators ("1,000.50"), a word its inner apostrophe ("shari'a"); "H7N9" is one word.
_WORD = re.compile(r"\d+(?:[.,]\d+)+(?![^\W_])|[^\W_]+(?:['’][^\W\d_]+)*")

ELIDING = ("ca", "fr", "it")
"""Languages that write the article before a vowel as one with its word: "l'affitto"."""

_stemmers = {language: Stemmer.Stemmer(name, 0) for language, name in STEMMERS.items()}


def words(text: str) -> list[str]:
    """The words of a text in lower case without accents, in order."""
    folded = text.casefold()
    if not folded.isascii():
        folded = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return _WORD.findall(folded)


@lru_cache(1 << 17)
def stem(word: str, language: str = ENGLISH) -> str | None:
    """The stem of a word that `words` gave in a language of `STEMMERS`, None for a stop word."""
    word = word.replace("’", "'")
    if language in ELIDING:
        word = word.rpartition("'")[2]
    return None if is_stop_word(word, language) else str(_stemmers[language].stemWord(word))


def is_stop_word(word: str, language: str = ENGLISH) -> bool:
    """True for a word that is in every text of the language."""
    return word in STOP_WORDS.get(language, ())


@lru_cache(1 << 16)
def term(stem: str) -> int:
    """The 63-bit term of a stem. Two stems sharing one by chance is a matter of 1 in 10^9."""
    return int.from_bytes(hashlib.blake2b(stem.encode("utf-8", "replace"), digest_size=8).digest(), "little") >> 1


def stems(text: str, language: str = ENGLISH) -> list[str]:
    """The stems of a text in order, stop words left out."""
    return [found for word in words(text) if (found := stem(word, language)) is not None]


def terms(text: str, language: str = ENGLISH) -> list[int]:
    """The terms of a text in order, stop words left out."""
    return [term(found) for found in stems(text, language)]


def one_edit_apart(a: str, b: str) -> bool:
    """True if one letter more, less, other, or two neighbors swapped, makes ``a`` of ``b``."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    same = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    x, y = a[same:], b[same:]
    return x[1:] == y or x == y[1:] or x[1:] == y[1:] or (x[:2] == y[1::-1] and x[2:] == y[2:])
