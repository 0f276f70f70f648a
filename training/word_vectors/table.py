"""From vectors of words to a small table by their stems' terms."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from worker.answering.terms import stem, term, words

MIN_LETTERS = 2
WHITENING = 0.5
"""How far principal components are brought to the same spread: 0 not at all, 1 in full. Raw vectors of words differ
mostly in what is common to many of them, such as their language."""

FREQUENCY_POWER = 0.5
"""By which a frequent form of a stem outweighs a rare one."""

Floats = NDArray[np.float32]


class Word(NamedTuple):
    """A word as it is written, and how frequent it is in each of its languages, with its rank there."""

    form: str
    frequencies: Mapping[str, float]
    ranks: Mapping[str, int]


def distinct(lists: Mapping[str, Sequence[tuple[str, float]]]) -> dict[str, Word]:
    """The words of each language's list (word and frequency, most frequent first), each once, by its folded form.

    Of several ways to write it (with and without accents) the most frequent is kept.
    """
    forms: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    frequencies: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    ranks: dict[str, dict[str, int]] = defaultdict(dict)
    for language, listed in lists.items():
        for rank, (form, frequency) in enumerate(listed):
            folded = words(form)
            if len(folded) != 1 or len(folded[0]) < MIN_LETTERS or not folded[0].isalpha():
                continue
            forms[folded[0]][form] += frequency
            frequencies[folded[0]][language] += frequency
            ranks[folded[0]].setdefault(language, rank)
    return {
        word: Word(max(found, key=lambda form: found[form]), frequencies[word], ranks[word])
        for word, found in forms.items()
    }


class Table(NamedTuple):
    """``terms`` is (rows,), rising; ``vectors`` is (rows, dimensions)."""

    terms: NDArray[np.uint64]
    vectors: NDArray[np.int8]


def build(found: Mapping[str, Word], vectors: Floats, rows: int, dimensions: int) -> Table:
    """The table of the most frequent stems; ``vectors`` are those of the words, of shape (words, any)."""
    reduced = _reduced(vectors, dimensions)
    sums: dict[str, Floats] = {}
    best: dict[str, int] = {}
    for row, (word, about) in enumerate(found.items()):
        for language, frequency in about.frequencies.items():
            one = stem(word, language)
            if one is None or len(one) < MIN_LETTERS:
                continue
            sums[one] = sums.get(one, np.zeros(dimensions, np.float32)) + frequency**FREQUENCY_POWER * reduced[row]
            best[one] = min(best.get(one, about.ranks[language]), about.ranks[language])
    kept = sorted(sums, key=lambda one: best[one])[:rows]
    by_term = dict(sorted((term(one), sums[one]) for one in kept))
    unit = np.array([total / np.linalg.norm(total) for total in by_term.values()], np.float32)
    largest = np.abs(unit).max(axis=1, keepdims=True)
    return Table(np.array(list(by_term), np.uint64), np.rint(unit / largest * 127).astype(np.int8))


def _reduced(vectors: Floats, dimensions: int) -> Floats:
    """The first principal components of centred vectors."""
    centred = vectors - vectors.mean(axis=0)
    values, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    first = np.argsort(-values)[:dimensions]
    projected: Floats = centred @ (axes[:, first] / values[first] ** (WHITENING / 2))
    return projected
