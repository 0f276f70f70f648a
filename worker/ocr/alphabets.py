"""Which characters can occur in a page's languages.

RapidOCR's recognizer knows all its scripts at once. Told what cannot occur, it makes fewer errors, and is faster.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_LATIN = (
    "af az bs ca cs cy da de en es et eu fi fr ga gl hr hu id is it ku la lb lt lv mi ms mt nl no oc pl pt qu rm ro "
    "sk sl sq sv sw tl tr uz vi"
)
LATIN = frozenset(_LATIN.split())
"""Languages in Latin script, by their ISO 639-1 codes."""

IDEOGRAPHIC = frozenset({"zh", "ja"})
"""Languages that need all of the recognizer's characters."""

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


class Alphabet:
    """The recognizer's classes that can occur, the characters they stand for, and their odds.

    ``listed`` are the characters in the recognizer's order; its class 0 means none, its last one the space.
    """

    def __init__(self, listed: Sequence[str], *, ideographs: bool) -> None:
        every = ["", *listed, " "]
        kept = [i for i, character in enumerate(every) if ideographs or not character or is_latin(character)]
        self.classes: NDArray[np.intp] = np.array(kept, np.intp)
        self.characters = [every[i] for i in kept]
        self.odds = np.ones(len(kept), np.float32)
        self.odds[-1] = SPACE
