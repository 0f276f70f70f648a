"""Words as search sees them: folded, stemmed, hashed."""

import hashlib
import re
import unicodedata
from functools import lru_cache

import Stemmer

# A number keeps its separators ("1,000.50"), a word its inner apostrophe ("shari'a"); "H7N9" is one word.
_WORD = re.compile(r"\d+(?:[.,]\d+)+(?![^\W_])|[^\W_]+(?:['’][^\W\d_]+)*")

# Words that say nothing about where an answer is, such as interrogatives.
_STOP_WORDS = """
    a about above after again all also am an and any are as at be because been before being below between both but
    by can could did do does doing down during each few for from further had has have having he her here hers him his
    how i if in into is it its itself just me more most my no nor not now of off on once only or other our ours out
    over own same she should so some such than that the their theirs them then there these they this those through to
    too under until up upon us very was we were what when where which while who whom whose why will with would you
    your"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

_stemmer = Stemmer.Stemmer("english", 0)


def words(text: str) -> list[str]:
    """The words of a text in lower case without accents, in order."""
    folded = text.casefold()
    if not folded.isascii():
        folded = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return _WORD.findall(folded)


@lru_cache(1 << 16)
def stem(word: str) -> str | None:
    """The stem of a word that `words` gave, None for a stop word."""
    return None if word in STOP_WORDS else str(_stemmer.stemWord(word.replace("’", "'")))


@lru_cache(1 << 16)
def term(stem: str) -> int:
    """The 63-bit term of a stem. Two stems sharing one by chance is a matter of 1 in 10^9."""
    return int.from_bytes(hashlib.blake2b(stem.encode("utf-8", "replace"), digest_size=8).digest(), "little") >> 1


def stems(text: str) -> list[str]:
    """The stems of a text in order, stop words left out."""
    return [found for found in map(stem, words(text)) if found is not None]


def terms(text: str) -> list[int]:
    """The terms of a text in order, stop words left out."""
    return [term(found) for found in stems(text)]


def one_edit_apart(a: str, b: str) -> bool:
    """True if one letter more, less, other, or two neighbors swapped, makes ``a`` of ``b``."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    same = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    x, y = a[same:], b[same:]
    return x[1:] == y or x == y[1:] or x[1:] == y[1:] or (x[:2] == y[1::-1] and x[2:] == y[2:])
