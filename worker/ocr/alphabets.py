"""Which characters can occur in a page's languages.

RapidOCR's recognizer knows all its scripts at once. Told what cannot occur, it makes fewer errors, and is faster.
"""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

_LATIN = (
    "af az bs ca cs da de en eo es et eu fi fo fr ga gd gl gv hr hu id is it jv kl ku kw la lb lg lt lv mg mi ms mt nb "
    "nl nn no oc om pl pt qu rm rn ro rw sc se sk sl sn so sq st su sv sw tk tl tn tr uz wo xh zu"
)
LATIN = frozenset(_LATIN.split())
"""Languages in Latin script, by their ISO 639-1 codes: those whose letters the recognizer has, all but `LOST`."""

IDEOGRAPHIC = frozenset({"zh", "ja"})
"""Languages that need all of the recognizer's characters."""

LOST: Mapping[str, str] = {
    "nl": "\u0301",  # the second accent of a stressed "ij", which hardly anybody types
    "qu": "\u02bc",  # an apostrophe, which is read as the usual one
    "uz": "\u02bb\u02bc",  # likewise
    "ja": "ゐヱ",  # obsolete kana
}
"""Letters that the recognizer lacks, of languages that it reads all the same."""

_DOTS: Mapping[str, float] = {"İ": 1000.0, "ı": 20.0}
_DOTTED = frozenset({"tr", "az"})
"""Languages that tell i from ı in both cases. The recognizer has seen few texts of theirs, and takes them for i:
with these odds it makes a quarter of the errors in Turkish, and a tenth in Azerbaijani."""

LANGUAGES = LATIN | IDEOGRAPHIC

_RANGES = (
    range(0x20, 0x17F),  # ASCII, Latin-1, Latin Extended-A without the long s
    range(0x1E00, 0x1F00),  # Vietnamese
    range(0x2010, 0x2027),  # dashes, quotation marks, bullets, ellipsis
    range(0x2030, 0x203B),  # per mille, primes, angle quotation marks
    range(0x2070, 0x20C0),  # superscripts, subscripts, currencies
)
_MORE = frozenset(
    "ƏəƠơƯưȘșȚțƒ"
    "αβγδεζηθλμξπρστφχψωΓΔΘΛΞΠΣΦΨΩ"  # Greek as formulas use it, without the capitals that look Latin
    "™℃℉№Ω⅓⅔⅛⅜⅝⅞←↑→↓−√∞∑∏∫∂∆≈≠≤≥■□▪●○◆☐☑☒✓✔★☆"
)
_NEVER = frozenset("ĸŉ")
"""Letters of no language above that look like ones in use."""


def is_latin(character: str) -> bool:
    """Whether the character can occur in a text of a language in `LATIN`."""
    point = ord(character[0])
    return character in _MORE or (any(point in block for block in _RANGES) and character not in _NEVER)


SPACE = 12.0
"""How much likelier a space is than the recognizer says: it was trained on Chinese, and overlooks narrow ones."""

TIMES = 0.1
"""How much likelier a multiplication sign is than the recognizer says: in type whose letters are all as wide, it cannot
tell it from the x of "3x", which is far more frequent. One in a formula or between two sizes stays what it is."""


class Alphabet:
    """The recognizer's classes that can occur, the characters they stand for, and their odds.

    ``listed`` are the characters in the recognizer's order; its class 0 means none, its last one the space.
    """

    def __init__(self, listed: Sequence[str], languages: Collection[str]) -> None:
        every = ["", *listed, " "]
        ideographs = not IDEOGRAPHIC.isdisjoint(languages)
        kept = [i for i, character in enumerate(every) if ideographs or not character or is_latin(character)]
        self.classes: NDArray[np.intp] = np.array(kept, np.intp)
        self.characters = [every[i] for i in kept]
        self.odds = np.ones(len(kept), np.float32)
        self.odds[-1] = SPACE
        if "×" in self.characters:
            self.odds[self.characters.index("×")] = TIMES
        if not _DOTTED.isdisjoint(languages):
            for character, odds in _DOTS.items():
                if character in self.characters:
                    self.odds[self.characters.index(character)] = odds

    @staticmethod
    def key(languages: Collection[str]) -> tuple[bool, bool]:
        """What of the languages matters: those with the same key have the same alphabet."""
        return not IDEOGRAPHIC.isdisjoint(languages), not _DOTTED.isdisjoint(languages)
