"""Vectors of texts: sums of the vectors of their terms, less the mean of their language, of length 1."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

CHUNK_PASSAGES = 512
"""Passages whose vectors are summed at a time, which bounds the memory for it."""

Vectors = NDArray[np.float32]


class LanguageMeans:
    """The mean vectors of the passages and of the questions in some languages, of shape (languages, 2, dimensions).

    Without it, texts in one language are near each other whatever they say.
    """

    def __init__(self, languages: Sequence[str], means: NDArray[np.float32]) -> None:
        self._rows = {language: number for number, language in enumerate(languages)}
        # The last row is of all other languages.
        self._means = np.concatenate([means, np.zeros((1, *means.shape[1:]), np.float32)])

    def centred_passages(self, vectors: Vectors, languages: NDArray[np.bytes_]) -> Vectors:
        """Sums of passages in these languages as vectors of length 1, likewise of shape (passages, dimensions)."""
        found, places = np.unique(languages, return_inverse=True)
        rows = np.array([self._rows.get(bytes(one).decode(), -1) for one in found], np.int64)
        return unit(unit(vectors) - self._means[rows[places], 0])

    def centred_question(self, vector: Vectors, language: str) -> Vectors:
        """The sum of a question in a language as a vector of length 1, both of shape (dimensions,)."""
        mean = self._means[self._rows.get(language, -1), 1]
        found: Vectors = unit(unit(vector[None]) - mean)[0]
        return found


def rows_of(known: NDArray[np.uint64], terms: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The places of terms in ``known``, which rise; -1 for those that are not among them."""
    places = np.minimum(np.searchsorted(known, terms), len(known) - 1)
    return np.where(known[places] == terms, places, -1)


def sums(
    vectors_of: Callable[[NDArray[np.int64]], NDArray[np.floating]],
    rows: NDArray[np.int64],
    weights: NDArray[np.float32],
    owners: NDArray[np.uint32],
    shape: tuple[int, int],
) -> Vectors:
    """The weighted sums of each owner's vectors, of ``shape`` (owners, dimensions). The ``owners`` rise."""
    summed = np.zeros(shape, np.float32)
    firsts = np.flatnonzero(np.diff(owners.astype(np.int64), prepend=-1))
    ends = np.append(firsts[1:], len(owners))
    for start in range(0, len(firsts), CHUNK_PASSAGES):
        chunk = firsts[start : start + CHUNK_PASSAGES]
        low, high = int(chunk[0]), int(ends[start + len(chunk) - 1])
        weighted = vectors_of(rows[low:high]) * weights[low:high, None]
        summed[owners[chunk]] = np.add.reduceat(weighted, chunk - low, dtype=np.float32)
    return summed


def unit(vectors: Vectors) -> Vectors:
    """The vectors of each row with length 1, zeros as they are."""
    found: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return found
