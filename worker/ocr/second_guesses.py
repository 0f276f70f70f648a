"""Characters that the recognizer doubts, decided by the word or amount that they are in.

Recognizers see one character at a time. Where their best guesses make no word of the lexicon, the likeliest ones that
do are taken, of the recognizer's own next guesses; likewise of an amount with a letter among its digits.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import product

from worker.layout.lexicon import are_words
from worker.ocr.look_alikes import MIN_LETTERS, PART, is_usual

CERTAIN = 0.99
"""Probability of a character from which it stays."""

MIN_PROBABILITY = 0.01
"""Probability of another guess from which it counts."""

ODDS = 3.0
"""A reading counts whose odds against the best one are at least one to this power of its length: many short strings
are words of some language, and few long ones are."""

MAX_DOUBTED = 4
"""Characters of a word that may be others, at most: the most doubtful ones."""

Guesses = Mapping[str, float]
"""What a character may be besides, with its probability; empty for one that is certain."""

_AMOUNT = re.compile(r"\W*([A-Z]{1,3})?[$€£]?\d+([.,]\d{3})*[.,]\d{2}\W*")


def guesses(best: str, likely: Iterable[tuple[str, float]]) -> Guesses:
    """Those that count of what a character may be besides ``best``: no spaces, and not the same letter in its other
    case, since the lexicon has words in small letters, and of Turkish "İ" and "I" only one each."""
    bare = _bare(best)
    return {
        other: probability
        for other, probability in likely
        if probability >= MIN_PROBABILITY
        and len(other) == 1
        and other != best
        and not other.isspace()
        and (_bare(other) != bare or other.isupper() == best.isupper())
    }


def _bare(letter: str) -> str:
    """The letter in lower case, without its accents."""
    return unicodedata.normalize("NFKD", letter)[:1].casefold()


def decided(word: str, probabilities: Sequence[float], others: Sequence[Guesses]) -> str:
    """The word, as long as before, with the guesses that make words or an amount of it."""
    if not any(others):
        return word
    changed = word
    for part in PART.finditer(word):
        within = slice(*part.span())
        found = _as_word(part[0], probabilities[within], others[within])
        changed = changed[: part.start()] + found + changed[part.end() :]
    if changed != word or not any(map(str.isdigit, word)) or _AMOUNT.fullmatch(word):
        return changed
    tried = _variants(word, probabilities, others)
    return next((one for one in tried if _AMOUNT.fullmatch(one) and _has_digits_for_letters(one, word)), word)


def _as_word(part: str, probabilities: Sequence[float], others: Sequence[Guesses]) -> str:
    """The likeliest reading of a part that is in the lexicon; the part itself where none is."""
    if len(part) < MIN_LETTERS or not any(others) or sum(map(str.isalpha, part)) < 2 or are_words([part])[0]:
        return part
    likely = _variants(part, probabilities, others, ODDS ** -len(part))
    tried = [one for one in likely if one.isalpha() and is_usual(one)]
    return next((one for one, known in zip(tried, are_words(tried), strict=True) if known), part)


def _has_digits_for_letters(other: str, word: str) -> bool:
    """Whether all that differs are digits for letters, and not those of a word, such as the "No" of "No.10"."""
    differ = {at for at, (new, old) in enumerate(zip(other, word, strict=True)) if new != old}
    parts = [part[0] for part in re.finditer(r"[^\W_]+", word) if not differ.isdisjoint(range(*part.span()))]
    return all(other[at].isdigit() and word[at].isalpha() for at in differ) and not are_words(parts).any()


def _variants(
    text: str, probabilities: Sequence[float], others: Sequence[Guesses], min_odds: float = 0.0
) -> Iterator[str]:
    """Other readings of a text, the likeliest first, whose odds against it are high enough."""
    doubted = nsmallest(MAX_DOUBTED, (at for at in range(len(text)) if others[at]), key=probabilities.__getitem__)
    options = [[(text[at], probabilities[at]), *others[at].items()] for at in doubted]
    found = []
    for chosen in product(*options):
        odds, letters = 1.0, list(text)
        for at, (character, probability) in zip(doubted, chosen, strict=True):
            letters[at] = character
            odds *= probability / probabilities[at]
        found.append((odds, "".join(letters)))
    return (one for odds, one in sorted(found, reverse=True) if one != text and odds >= min_odds)
