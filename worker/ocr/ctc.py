"""From the columns of a line to its words."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worker.ocr.alphabets import Alphabet
from worker.ocr.look_alikes import resolved
from worker.ocr.networks import Columns
from worker.ocr.spaces import CERTAIN, Gap, is_none


@dataclass(frozen=True, slots=True)
class Span:
    """A word of a line, from ``start`` to ``end`` in fractions of the line's width."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Letters:
    """The characters of a line, in order: their first columns, the columns behind them, and their probabilities."""

    text: str
    begins: NDArray[np.intp]
    ends: NDArray[np.intp]
    probabilities: NDArray[np.float32]

    @property
    def middles(self) -> NDArray[np.float64]:
        """Their middles, in columns."""
        return (self.begins + self.ends) / 2

    def gap(self, at: int, pitch: float) -> Gap:
        """The space at ``at``, which is within the line; ``pitch`` is the distance of neighboring characters."""
        apart = (self.begins[at + 1] + self.ends[at + 1] - self.begins[at - 1] - self.ends[at - 1]) / 2
        return Gap(
            self.text[max(at - LONGEST, 0) : at],
            self.text[at + 1 : at + 1 + LONGEST],
            float(self.probabilities[at]),
            float(apart) / pitch,
            int(self.ends[at] - self.begins[at]),
            int(self.begins[at + 1] - self.ends[at - 1]),
        )


LONGEST = 40
"""Characters beside a space by which it is judged, at most."""


def letters(columns: Columns, alphabet: Alphabet) -> Letters:
    """The characters that the columns spell, spaces among them.

    A column that repeats the class before it continues the same character; class 0 is none.
    """
    classes, probabilities = columns
    begins = np.flatnonzero((classes != 0) & (np.diff(classes, prepend=0) != 0))
    ends = np.append(np.flatnonzero(np.diff(classes) != 0) + 1, len(classes))
    ends = ends[np.searchsorted(ends, begins, "right")]
    text = "".join(alphabet.characters[i] for i in classes[begins])
    return Letters(text, begins, ends, probabilities[begins])


def spaces(found: Letters) -> list[int]:
    """Where the line's spaces are, those that separate something."""
    return [at for at in range(1, len(found.text) - 1) if found.text[at].isspace()]


def pitch(found: Letters) -> float | None:
    """The median distance of neighboring characters, in columns; None where each one stands by itself."""
    inked = np.array([not character.isspace() for character in found.text])
    distances = np.diff(found.middles)[inked[1:] & inked[:-1]]
    return float(np.median(distances)) if len(distances) else None


def words(columns: Columns, alphabet: Alphabet) -> list[Span]:
    """The words that the columns spell, separated by spaces.

    The network tells a character's middle better than its edges: a word starts and ends half a character's pitch
    outside of its first and last one, and never beyond the middle of the space beside it.
    """
    line = _without_gaps(letters(columns, alphabet))
    text, middles, width = line.text, line.middles, len(columns.classes)
    found = []
    first = 0
    for last in (*(i for i, character in enumerate(text) if character.isspace()), len(text)):
        if last > first:
            apart = (middles[last - 1] - middles[first]) / max(last - 1 - first, 1) or 2.0
            low = (middles[first - 1] + middles[first]) / 2 if first else 0.0
            high = (middles[last - 1] + middles[last]) / 2 if last < len(text) else float(width)
            start, end = max(middles[first] - apart / 2, low), min(middles[last - 1] + apart / 2, high)
            probabilities = line.probabilities[first:last]
            word = resolved(text[first:last], probabilities)
            found.append(Span(word, start / width, end / width, float(probabilities.mean())))
        first = last + 1
    return found


def _without_gaps(line: Letters) -> Letters:
    """The line without spaces that are none."""
    doubtful = [at for at in spaces(line) if line.probabilities[at] < CERTAIN]
    if not doubtful:
        return line
    usual = pitch(line)
    if usual is None:
        return line
    none = [at for at in doubtful if is_none(line.gap(at, usual))]
    if not none:
        return line
    kept = np.ones(len(line.text), np.bool_)
    kept[none] = False
    text = "".join(character for character, stays in zip(line.text, kept, strict=True) if stays)
    return Letters(text, line.begins[kept], line.ends[kept], line.probabilities[kept])
