"""Vectors of words of seven languages, near where they mean the same, whatever their language.

A table by the words' terms, as the index has them: it needs neither a tokenizer nor the texts. It is made by
``training.word_vectors``. Of a word that several languages have the vector is a mean.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from worker.answering.tables import TablesManifest, read_manifest
from worker.answering.vectors import rows_of

FOLDER = Path(__file__).parents[1] / "models" / "word_vectors"
TERMS, VECTORS = "terms.npy", "vectors.npy"


class WordVectors:
    """A table of vectors. ``terms`` is (words,), rising, ``vectors`` (words, dimensions), of any length."""

    def __init__(self, terms: NDArray[np.uint64], vectors: NDArray[np.int8]) -> None:
        self._terms = terms
        self._vectors = vectors

    @classmethod
    def read(cls, folder: Path) -> "WordVectors":
        """The table of a folder. Raises ModelMissing where a file is absent or is not what the manifest says."""
        read_manifest(TablesManifest, folder, "word vectors")
        # Mapped, so that the processes of a worker share it.
        return cls(np.load(folder / TERMS, mmap_mode="r"), np.load(folder / VECTORS, mmap_mode="r"))

    @property
    def dimensions(self) -> int:
        """Of a vector."""
        return int(self._vectors.shape[1])

    def rows(self, terms: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The rows of terms in the table, -1 for those that it lacks. Shape (terms,)."""
        return rows_of(self._terms, terms)

    def vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors of rows, of length 1. Shape (rows, dimensions)."""
        found = self._vectors[rows].astype(np.float32)
        lengths = np.sqrt(np.einsum("ij,ij->i", found, found))
        unit: NDArray[np.float32] = found / np.maximum(lengths, 1e-9)[:, None]
        return unit


@lru_cache(1)
def bundled() -> WordVectors:
    """The table that comes with the package."""
    return WordVectors.read(FOLDER)
