"""Passages and questions that are in different languages, compared by the vectors of their words.

The table of word vectors is the same for all languages, and no question was fitted on: what is asked in one language
has its words in another one near it. A word counts as much as it is rare among the passages.
"""

import numpy as np
from numpy.typing import NDArray

from worker.answering.vectors import LanguageMeans, Vectors, sums
from worker.answering.word_vectors import WordVectors


class CrosslingualVectors:
    """The vectors of passages and of questions from a table of words, less the means of their languages."""

    def __init__(self, table: WordVectors, means: LanguageMeans) -> None:
        self._table = table
        self._means = means

    @property
    def bytes_of_vector(self) -> int:
        """Of a passage."""
        return self._table.dimensions * np.dtype(np.float32).itemsize

    def embed_passages(
        self,
        terms: NDArray[np.uint64],
        owners: NDArray[np.uint32],
        weights: NDArray[np.float32],
        languages: NDArray[np.bytes_],
    ) -> Vectors:
        """The vectors of passages in ``languages``, of length 1, of shape (passages, dimensions).

        ``terms[i]`` counts ``weights[i]`` in passage ``owners[i]``; the owners rise.
        """
        rows = self._table.rows(terms)
        shape = len(languages), self._table.dimensions
        known = rows >= 0
        summed = sums(self._table.vectors, rows[known], weights[known], owners[known], shape)
        return self._means.centred_passages(summed, languages)

    def embed_question(self, terms: NDArray[np.uint64], weights: NDArray[np.float32], language: str) -> Vectors:
        """The vector of a question of these terms in a language, of shape (dimensions,); zeros where none is known."""
        rows = self._table.rows(terms)
        known = rows >= 0
        if not known.any():
            return np.zeros(self._table.dimensions, np.float32)
        summed = (self._table.vectors(rows[known]) * weights[known, None]).sum(axis=0)
        return self._means.centred_question(summed, language)
