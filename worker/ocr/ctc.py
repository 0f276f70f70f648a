"""From the columns of a line to its words."""

from dataclasses import dataclass

import numpy as np

from worker.ocr.alphabets import Alphabet
from worker.ocr.networks import Columns


@dataclass(frozen=True, slots=True)
class Span:
    """A word of a line, from ``start`` to ``end`` in fractions of the line's width."""

    text: str
    start: float
    end: float
    confidence: float


def words(columns: Columns, alphabet: Alphabet) -> list[Span]:
    """The words that the columns spell, separated by spaces.

    A column that repeats the class before it continues the same character; class 0 is none. The network
    tells a character's middle better than its edges: a word starts and ends half a character's pitch outside
    of its first and last one, and never beyond the middle of the space beside it.
    """
    classes, probabilities = columns
    begins = np.flatnonzero((classes != 0) & (np.diff(classes, prepend=0) != 0))
    if not len(begins):
        return []
    ends = np.append(np.flatnonzero(np.diff(classes) != 0) + 1, len(classes))
    ends = ends[np.searchsorted(ends, begins, "right")]
    middles = (begins + ends) / 2
    text = [alphabet.characters[i] for i in classes[begins]]
    found = []
    first = 0
    for last in (*(i for i, character in enumerate(text) if character.isspace()), len(text)):
        if last > first:
            pitch = (middles[last - 1] - middles[first]) / max(last - 1 - first, 1) or 2.0
            low = (middles[first - 1] + middles[first]) / 2 if first else 0.0
            high = (middles[last - 1] + middles[last]) / 2 if last < len(text) else float(len(classes))
            start, end = max(middles[first] - pitch / 2, low), min(middles[last - 1] + pitch / 2, high)
            confidence = float(probabilities[begins[first:last]].mean())
            found.append(Span("".join(text[first:last]), start / len(classes), end / len(classes), confidence))
        first = last + 1
    return found
