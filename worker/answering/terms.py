"""Words as search sees them: folded, stemmed, hashed."""

import hashlib
import re
import unicodedata
from functools import lru_cache

import Stemmer

# A number keeps its separators ("1,000.50"), a word its inner apostrophe ("shari'a").
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\W_]+")

# Words that tell nothing of where an answer stands. The words a question is asked with are among them.
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
def term(word: str) -> int:
    """The 64-bit term of a word, -1 for a stop word. Two stems sharing one by chance is a matter of 1 in 10^9."""
    if word in STOP_WORDS:
        return -1
    stem = _stemmer.stemWord(word.replace("’", "'"))
    return int.from_bytes(hashlib.blake2b(stem.encode(), digest_size=8).digest(), "little") >> 1


def terms(text: str) -> list[int]:
    """The terms of a text, stop words left out."""
    return [t for t in map(term, words(text)) if t >= 0]
