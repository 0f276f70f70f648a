"""Words of the documents that mean what a word of the question means, in its language or another.

So "landlord" finds "lessor" and "Vermieter". Each question's word is compared with all words of the documents; the
nearest stand for it with a weight. The constants were chosen on made documents and on articles of the training data.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from worker.answering.terms import stem, term
from worker.answering.word_vectors import WordVectors

MOST = 8
"""Words of the documents that stand for one of the question."""

MIN_COSINE = 0.2
POWER = 1.5
"""The weight is the power of the cosine, scaled so that `MIN_COSINE` is 0 and 1 is 1, times one of these:"""

SAME_LANGUAGE = 0.3
OTHER_LANGUAGE = 0.8


class RelatedWords:
    """The words of some documents with their vectors.

    ``terms`` is (terms,), each once; ``languages`` is the code of the language that each is from, likewise.
    """

    def __init__(self, terms: NDArray[np.uint64], languages: NDArray[np.bytes_], vectors: WordVectors) -> None:
        rows = vectors.rows(terms)
        known = rows >= 0
        self._table = vectors
        self._terms, self._languages, self._rows = terms[known], languages[known], rows[known]

    @property
    def nbytes(self) -> int:
        """Memory of the columns in bytes."""
        return self._terms.nbytes + self._languages.nbytes + self._rows.nbytes

    def of(self, words: Sequence[str], language: str) -> list[Mapping[int, float]]:
        """For each word of a question in ``language``, the nearest terms with their weights in 0 to 1."""
        stems = [stem(word, language) for word in words]
        rows = self._table.rows(np.array([term(one or "") for one in stems], np.uint64))
        found: list[Mapping[int, float]] = [{} for _ in words]
        asked = np.flatnonzero(rows >= 0)
        if not len(asked) or not len(self._terms):
            return found
        scale = np.where(self._languages == language.encode(), SAME_LANGUAGE, OTHER_LANGUAGE)
        cosines = self._table.vectors(rows[asked]) @ self._table.vectors(self._rows).T
        weights = np.clip((cosines - MIN_COSINE) / (1 - MIN_COSINE), 0, 1) ** POWER * scale
        count = min(MOST, weights.shape[1])
        for place, row in zip(asked.tolist(), weights, strict=True):
            nearest = np.argpartition(-row, count - 1)[:count]
            found[place] = {int(self._terms[i]): float(row[i]) for i in nearest if row[i] > 0}
        return found
