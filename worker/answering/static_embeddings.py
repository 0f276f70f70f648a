"""Vectors of passages and of questions, near each other where a passage says, in other words, what a question asks for.

A passage's vector is the sum of those of its terms, as often as they count in BM25, and a question's the sum of those
of its words, stop words among them: "when" is near years. The tables are keyed by terms, so that an index stores
nothing for it, and need neither a tokenizer nor the texts. They are fitted by ``training.embeddings``, on questions in
the language of their documents; those in another one are compared by `CrosslingualVectors`.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from worker.answering import word_vectors
from worker.answering.crosslingual import CrosslingualVectors
from worker.answering.tables import TablesManifest, read_manifest
from worker.answering.terms import stem, term
from worker.answering.vectors import LanguageMeans, Vectors, rows_of, sums

FOLDER = Path(__file__).parents[1] / "models" / "static_embeddings"
TERMS, PASSAGES, QUESTION_TERMS, QUESTIONS = "terms.npy", "passages.npy", "question_terms.npy", "questions.npy"
MEANS, WORD_MEANS = "means.npy", "word_means.npy"


class PassageWeights(BaseModel):
    """How much the other scores of a passage count beside its BM25; see `PassageScores`."""

    model_config = ConfigDict(extra="forbid")

    cosine: float = 0.0
    crosslingual: float = 0.0


class EmbeddingsManifest(TablesManifest):
    """The manifest of a folder of static embeddings."""

    weights: PassageWeights
    languages: tuple[str, ...]


class StaticEmbeddings:
    """Tables of vectors.

    ``passages`` is (terms + 1, dimensions), by ``terms``, rising, and at last that of all other terms; ``questions`` is
    (question terms, dimensions), likewise: a word of a question that it lacks has the vector of ``passages``. ``means``
    are those of each language of the manifest, and ``word_means`` those of `CrosslingualVectors`.
    """

    def __init__(
        self,
        manifest: EmbeddingsManifest,
        terms: NDArray[np.uint64],
        passages: NDArray[np.float16],
        question_terms: NDArray[np.uint64],
        questions: NDArray[np.float16],
        means: NDArray[np.float32],
        word_means: NDArray[np.float32],
    ) -> None:
        self.manifest = manifest
        self._means = LanguageMeans(manifest.languages, means)
        self._terms, self._passages = terms, passages
        self._question_terms, self._questions = question_terms, questions
        self.crosslingual = CrosslingualVectors(word_vectors.bundled(), LanguageMeans(manifest.languages, word_means))

    @classmethod
    def read(cls, folder: Path) -> "StaticEmbeddings":
        """The tables of a folder. Raises ModelMissing where a file is absent or is not what the manifest says."""
        manifest = read_manifest(EmbeddingsManifest, folder, "static embeddings")
        # Mapped, so that the processes of a worker share them.
        return cls(manifest, *(np.load(folder / name, mmap_mode="r") for name in manifest.sha256))

    @property
    def bytes_of_passage(self) -> int:
        """Memory of a passage's vectors, for questions in its language and for others."""
        return int(self._passages.shape[1]) * np.dtype(np.float32).itemsize + self.crosslingual.bytes_of_vector

    def embed_passages(
        self,
        terms: NDArray[np.uint64],
        owners: NDArray[np.uint32],
        impacts: Vectors,
        languages: NDArray[np.bytes_],
    ) -> Vectors:
        """The vectors of passages in ``languages``, of length 1, of shape (passages, dimensions).

        ``terms[i]`` counts ``impacts[i]`` in passage ``owners[i]``; the owners rise.
        """
        rows = rows_of(self._terms, terms)
        rows[rows < 0] = len(self._terms)
        shape = len(languages), self._passages.shape[1]
        summed = sums(self._passages.__getitem__, rows, impacts, owners, shape)
        return self._means.centred_passages(summed, languages)

    def embed_question(self, terms: NDArray[np.uint64], language: str) -> Vectors:
        """The vector of a question of these terms, of length 1, of shape (dimensions,); zeros where none is known."""
        own, others = rows_of(self._question_terms, terms), rows_of(self._terms, terms)
        if np.all((own < 0) & (others < 0)):
            return np.zeros(self._passages.shape[1], np.float32)
        others[others < 0] = len(self._terms)
        vectors = np.where(own[:, None] >= 0, self._questions[own], self._passages[others])
        return self._means.centred_question(vectors.astype(np.float32).sum(axis=0), language)


def question_terms(words: Iterable[str], language: str) -> NDArray[np.uint64]:
    """The terms of words of a question in ``language``, those of stop words as they are written."""
    return np.array([term(stem(word, language) or word) for word in words], np.uint64)


@lru_cache(1)
def bundled() -> StaticEmbeddings:
    """The tables that come with the package."""
    return StaticEmbeddings.read(FOLDER)
