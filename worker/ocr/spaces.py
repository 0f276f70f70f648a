"""Spaces that are none: gaps beside narrow letters and marks, which the recognizer takes for spaces.

The recognizer overlooks narrow spaces, so that they are made likelier (`worker.ocr.alphabets.SPACE`). It then finds too
many in print of one width, between dots, and in numbers. A logistic model that `training.spaces` fits on drawn lines
tells which of them to leave out. Where spaces are no wider than gaps between letters, the lexicon tells broken words.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from worker.layout.lexicon import are_words
from worker.ocr.look_alikes import is_usual

FILE = Path(__file__).parents[1] / "models" / "ocr" / "spaces.json"

CERTAIN = 0.995
"""Probability from which a space is one: nearly all are there, and cost no look."""

MAX_PITCH = 4.0

NARROW = 1.5
"""Distance of two characters, in distances of neighboring ones, up to which no space need be between them: those
beside a space are 1.7 and more apart."""

MIN_BROKEN = 6
"""Letters of a broken word, at least: shorter ones are made of neighboring words by chance."""

MAX_PARTS = 3
_MARKS = "\"'()[].,:;!?"
_SEPARATORS = ",.-/:"
_NUMBER = re.compile(
    r"[^\w]*(\d{1,3}(,\d{3})+(\.\d+)?|\d{1,3}(\.\d{3})+(,\d+)?|\d+[.,]\d{1,2}|\d+([/:.-]\d+){1,2})[^\w]*"
)
"""Numbers, dates and times, and marks around them: not a day and its year, "27, 2011"."""


class Gap(NamedTuple):
    """A space that was recognized."""

    before: str
    """The characters of its line before it, back to the last space or further."""

    after: str
    """Those behind it, up to the next space or further."""

    probability: float
    pitch: float
    """Distance of the characters beside it, in distances of neighboring characters of its line."""

    width: int
    """Columns that it takes."""

    clear: int
    """Columns from the character before it to the one behind it."""


def features(gap: Gap) -> dict[str, float]:
    """What tells a space from a gap, by name."""
    before, after = gap.before.split(" ")[-1], gap.after.split(" ")[0]
    left, right = before[-1:], after[:1]
    number = left in _SEPARATORS and right.isdigit() and _NUMBER.fullmatch(before + after) is not None
    letters = left.isalpha() and right.isalpha()
    probability = min(max(gap.probability, 1e-4), 1 - 1e-4)
    found = {
        "log_odds": math.log(probability / (1 - probability)),
        "pitch": min(gap.pitch, MAX_PITCH),
        "width": float(gap.width),
        "clear": float(gap.clear),
        "within_number": float(number),
        "between_digits": float(left.isdigit() and right.isdigit()),
        "between_letters": float(letters),
        "after_mark": float(left in _SEPARATORS and not number),
    }
    if letters:
        one, other, joined = are_words([_letters(before), _letters(after), _letters(before + after)]).tolist()
        found |= {"is_word_without": float(joined), "are_words": float(one and other)}
    return found


def breaking(words: Sequence[str], pitches: Sequence[float]) -> set[int]:
    """The spaces of a line, by their index, that break a word: those that are no wider than a gap between characters,
    where what is around them is in the lexicon when it is joined, and is not in parts.

    ``pitches`` are the distances of the characters beside each space, in distances of neighboring characters.
    """
    found: set[int] = set()
    for parts in range(MAX_PARTS, 1, -1):
        for first in range(len(words) - parts + 1):
            within = range(first, first + parts - 1)
            if max(pitches[i] for i in within) <= NARROW and found.isdisjoint(within):
                found |= set(within) if _is_broken(words[first : first + parts]) else set()
    return found


def _is_broken(parts: Sequence[str]) -> bool:
    """Whether the parts of what may be one word are none, and make one."""
    start, *middle, end = parts
    bare = [start.lstrip(_MARKS), *middle, end.rstrip(_MARKS)]
    joined = "".join(bare)
    if len(joined) < MIN_BROKEN or not joined.isalpha() or not is_usual(joined):
        return False
    is_word, *are_parts = are_words([joined, *bare]).tolist()
    return bool(is_word and not all(are_parts))


def is_none(gap: Gap) -> bool:
    """Whether the characters beside the gap belong to one word."""
    if gap.probability >= CERTAIN:
        return False
    weights = _weights()
    return weights["bias"] + sum(weights[name] * value for name, value in features(gap).items()) > 0


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text))


@lru_cache(1)
def _weights() -> Mapping[str, float]:
    weights: dict[str, float] = json.loads(FILE.read_text("utf-8"))
    return weights
