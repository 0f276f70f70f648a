"""From the columns of a line to its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from worker.ocr.alphabets import Alphabet
from worker.ocr.look_alikes import resolved
from worker.ocr.networks import Columns
from worker.ocr.second_guesses import CERTAIN as CERTAIN_CHARACTER
from worker.ocr.second_guesses import Guesses, decided, guesses
from worker.ocr.spaces import CERTAIN, NARROW, Gap, breaking, is_none


@dataclass(frozen=True, slots=True)
class Span:
    """A word of a line, from ``start`` to ``end`` in fractions of the line's width."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Letters:
    """The characters of a line, in order.

    Their first columns, the columns behind them, their probabilities, and what those that are doubted may be besides.
    """

    text: str
    begins: NDArray[np.intp]
    ends: NDArray[np.intp]
    probabilities: NDArray[np.float32]
    guesses: Sequence[Guesses]

    @property
    def middles(self) -> NDArray[np.float64]:
        """Their middles, in columns."""
        return (self.begins + self.ends) / 2

    def apart(self, at: int) -> float:
        """The distance of the characters before and behind the one at ``at``, in columns."""
        return float(self.begins[at + 1] + self.ends[at + 1] - self.begins[at - 1] - self.ends[at - 1]) / 2

    def gap(self, at: int, pitch: float) -> Gap:
        """The space at ``at``, which is within the line; ``pitch`` is the distance of neighboring characters."""
        return Gap(
            self.text[max(at - LONGEST, 0) : at],
            self.text[at + 1 : at + 1 + LONGEST],
            float(self.probabilities[at]),
            self.apart(at) / pitch,
            int(self.ends[at] - self.begins[at]),
            int(self.begins[at + 1] - self.ends[at - 1]),
        )


LONGEST = 40
"""Characters beside a space by which it is judged, at most."""


def letters(columns: Columns, alphabet: Alphabet) -> Letters:
    """The characters that the columns spell, spaces among them.

    A column that repeats the class before it continues the same character; class 0 is none.
    """
    classes, probabilities = columns.classes, columns.probabilities
    begins = np.flatnonzero((classes != 0) & (np.diff(classes, prepend=0) != 0))
    ends = np.append(np.flatnonzero(np.diff(classes) != 0) + 1, len(classes))
    ends = ends[np.searchsorted(ends, begins, "right")]
    text = "".join(alphabet.characters[i] for i in classes[begins])
    return Letters(text, begins, ends, probabilities[begins], _guesses(columns, begins, alphabet))


def _guesses(columns: Columns, begins: NDArray[np.intp], alphabet: Alphabet) -> Sequence[Guesses]:
    """The next best guesses at the characters that begin in these columns."""
    found: list[Guesses] = [{}] * len(begins)
    if columns.others is None or columns.other_probabilities is None:
        return found
    for at in np.flatnonzero(columns.probabilities[begins] < CERTAIN_CHARACTER):
        likely = zip(columns.others[begins[at]], columns.other_probabilities[begins[at]], strict=True)
        best = alphabet.characters[columns.classes[begins[at]]]
        found[at] = guesses(best, ((alphabet.characters[i], float(p)) for i, p in likely))
    return found


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
            word = decided(text[first:last], probabilities.tolist(), line.guesses[first:last])
            word = resolved(word, probabilities)
            found.append(Span(word, start / width, end / width, float(probabilities.mean())))
        first = last + 1
    return found


def _without_gaps(line: Letters) -> Letters:
    """The line without spaces that are none."""
    there = spaces(line)
    usual = pitch(line) if there else None
    if usual is None:
        return line
    none = [at for at in there if line.probabilities[at] < CERTAIN and is_none(line.gap(at, usual))]
    line = _without(line, none)
    there = spaces(line)
    pitches = [line.apart(at) / usual for at in there]
    if not pitches or min(pitches) > NARROW:
        return line
    edges = [-1, *there, len(line.text)]
    parts = [line.text[before + 1 : behind] for before, behind in pairwise(edges)]
    return _without(line, [there[i] for i in breaking(parts, pitches)])


def _without(line: Letters, left_out: Sequence[int]) -> Letters:
    """The line without the characters at these places."""
    if not left_out:
        return line
    kept = np.ones(len(line.text), np.bool_)
    kept[left_out] = False
    text = "".join(character for character, stays in zip(line.text, kept, strict=True) if stays)
    others = [one for one, stays in zip(line.guesses, kept, strict=True) if stays]
    return Letters(text, line.begins[kept], line.ends[kept], line.probabilities[kept], others)
