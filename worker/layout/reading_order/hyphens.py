"""Words that a line's end breaks at a hyphen: whether the hyphen is the word's own, as a reader would see it."""

import re
from collections.abc import Iterable
from enum import Enum
from functools import cached_property

from worker.layout.lexicon import are_of_compounds, are_words, is_compound

SOFT = "\u00ad"
HYPHENS = "-\u2010" + SOFT
"""Hyphen-minus, hyphen, soft hyphen: what breaks a word at a line's end."""

_CONJUNCTIONS = """
    and or & und oder sowie bzw et ou o y u e i a en of og eller och ja tai ili ali lub oraz nebo alebo és vagy și sau
    ve veya ir ar un vai või eða dan atau và hoặc ed od и или або і й ή και"""
CONJUNCTIONS = frozenset(_CONJUNCTIONS.split())
"""The words for "and" and "or": behind one of them comes the rest of a word of which only the beginning is written."""

_RANGES = """
    to through until bis à a au al fino hasta até ate tot til till do až po до ως ile ig până"""
_BEHIND_PARTS = CONJUNCTIONS | frozenset(_RANGES.split())
"""And the words for "to", which stand between two numbers: "3- to 5-year"."""

MIN_PART = 2
"""Letters of a part of a compound, at least."""

_FRENCH = frozenset(
    [
        "au",
        "aux",
        "avec",
        "ce",
        "des",
        "du",
        "est",
        "et",
        "il",
        "les",
        "ne",
        "nous",
        "par",
        "pas",
        "pour",
        "qui",
        "sont",
        "sur",
        "un",
        "une",
        "vous",
    ]
)
MIN_FRENCH = 0.1
"""Share of these in the words of a page, at least, that is French: a quarter is usual."""

_ADDRESS = re.compile(r"[@/\\_]|://|^www\.|\w\.\w{2,}\.", re.ASCII)
_CODE = re.compile(r"[(\[]?(?:[^\W_]*\d(?:[^\W_]|[-\u2010/])*|[A-Z]+)[-\u2010]")
"""A number of a part, a range of years, a telephone number, a capital or an abbreviation; no amount with its sign."""

_NUMERAL = re.compile(r"[(\[“„']?\d{1,3}(?:[.,]\d)?[-\u2010]")
"""A number of a compound, "30-day"; an amount of money with its sign behind it is longer, or has two decimals."""

MIN_UNIT = 3
"""Letters of what is behind such a number, at least."""

_CODE_GOES_ON = re.compile(r"\d(?:[^\W_]|[-\u2010/])*[.,;:)\]]*")
_MARKS = "().,;:!?\"'“”„»«"
_LAST_PART = re.compile(r"[^\W\d_]+$")
_FIRST_PART = re.compile(r"[^\W\d_]+")


class Join(Enum):
    """What becomes of a word with a hyphen at a line's end and of the one that follows."""

    APART = "apart"
    """They are two words."""

    WITH_HYPHEN = "with hyphen"
    """They are one, and the hyphen is its own."""

    WITHOUT_HYPHEN = "without hyphen"
    """They are one, which the hyphen broke."""


class Hyphens:
    """Decides by the words of a page, ``texts``, and by the lexicon."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts
        self._page: str | None = None

    def join(self, text: str, following: str) -> Join:
        """How ``text``, at a line's end, is joined with the word that follows it."""
        if len(text) < 2 or text[-1] not in HYPHENS:
            return Join.APART
        if text[-1] == SOFT:
            return Join.WITHOUT_HYPHEN if following[0].isalpha() else Join.APART
        stem = text[:-1]
        if _ADDRESS.search(text) or "@" in following:
            return Join.WITH_HYPHEN
        if text[-2].isdigit() and following[0].islower():
            return Join.WITH_HYPHEN if _NUMERAL.fullmatch(text) and _is_unit(following) else Join.APART
        if text[-2].isdigit() or following[0].isdigit():
            whole = _CODE.fullmatch(text) and _CODE_GOES_ON.fullmatch(following)
            return Join.WITH_HYPHEN if whole else Join.APART
        head, tail = _LAST_PART.search(stem), _FIRST_PART.match(following)
        if head is None or tail is None:
            return Join.APART
        return self._of_letters(stem, following, head.group(), tail.group())

    def _of_letters(self, stem: str, following: str, head: str, tail: str) -> Join:
        if self._is_said(stem + "-" + following) or self._is_said(stem + "-" + tail):
            return Join.WITH_HYPHEN
        if following.strip(".,;:").casefold() in CONJUNCTIONS:
            return Join.APART
        in_capitals = head.isupper() and len(head) > 1 and tail.isupper()
        if tail[0].isupper() and not in_capitals:
            return Join.WITH_HYPHEN
        if head.isupper() and not tail[0].isupper():
            return Join.WITH_HYPHEN
        if len(head) < MIN_PART or "-" in stem:
            return Join.WITH_HYPHEN
        if self._is_said(head + tail):
            return Join.WITHOUT_HYPHEN
        if self._is_compound(stem + "-" + following.strip(_MARKS)) or self._is_compound(head + "-" + tail):
            return Join.WITH_HYPHEN
        if are_words([head + tail])[0]:
            return Join.WITHOUT_HYPHEN
        return Join.WITH_HYPHEN if are_of_compounds([head, tail]).all() else Join.WITHOUT_HYPHEN

    def _is_compound(self, word: str) -> bool:
        """Whether the word is usually written with its hyphen; words of English are used in other languages, too."""
        return is_compound(word, "en") or (self._is_french and is_compound(word, "fr"))

    @cached_property
    def _is_french(self) -> bool:
        texts = list(self._texts)
        return sum(text.casefold() in _FRENCH for text in texts) >= MIN_FRENCH * len(texts)

    def _is_said(self, word: str) -> bool:
        """Whether the page has the word elsewhere, in capitals or not, with marks around it or not."""
        if self._page is None:
            self._page = f" {' '.join(self._texts)} ".casefold()
        word = word.casefold()
        at = self._page.find(word) if word == word.strip(_MARKS) else -1
        while at >= 0:
            before = self._page[self._page.rindex(" ", 0, at) + 1 : at]
            after = self._page[at + len(word) : self._page.index(" ", at + len(word))]
            if not before.strip(_MARKS) and not after.strip(_MARKS):
                return True
            at = self._page.find(word, at + 1)
        return False


def _is_unit(following: str) -> bool:
    """Whether a word that follows a number and its hyphen completes them: "day", "year-old", "methylpropane"."""
    found = _FIRST_PART.match(following)
    return found is not None and len(found.group()) >= MIN_UNIT and found.group().casefold() not in _BEHIND_PARTS
