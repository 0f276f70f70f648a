"""Vectors of passages and of questions, near each other where a passage says, in other words, what a question asks for.

A passage's vector is the sum of those of its terms, as often as they count in BM25, and a question's the sum of those
of its words, stop words among them: "when" is near years. The vector of a term is the bundled one times a weight; terms
without one, such as numbers, and the most frequent words of questions have vectors of their own. The tables are keyed
by terms, so that an index stores nothing for it, and need neither a tokenizer nor the texts. They are fitted by
``training.embeddings``, on questions in the language of their documents; those in another one are compared by
`CrosslingualVectors`.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from shared.errors import ModelMissing
from worker.answering import word_vectors
from worker.answering.crosslingual import CrosslingualVectors
from worker.answering.manifest import FILENAME
from worker.answering.tables import TablesManifest, read_manifest
from worker.answering.terms import stem, term
from worker.answering.vectors import LanguageMeans, Vectors, rows_of, sums

FOLDER = Path(__file__).parents[1] / "models" / "static_embeddings"
WEIGHTS, TERMS, PASSAGES = "weights.npy", "terms.npy", "passages.npy"
QUESTION_TERMS, QUESTIONS = "question_terms.npy", "questions.npy"
MEANS, WORD_MEANS = "means.npy", "word_means.npy"
FILES = WEIGHTS, TERMS, PASSAGES, QUESTION_TERMS, QUESTIONS, MEANS, WORD_MEANS
"""In the order of the tables of `StaticEmbeddings`."""


class PassageWeights(BaseModel):
    """How much the other scores of a passage count beside its BM25; see `PassageScores`.

    The cosines in words that a single passage has: BM25 grows with the number of passages, and they with it.
    """

    model_config = ConfigDict(extra="forbid")

    lead: float = 0.0
    cosine: float = 0.0
    crosslingual: float = 0.0


class EmbeddingsManifest(TablesManifest):
    """The manifest of a folder of static embeddings; ``word_vectors`` are the checksums of those it has weights of."""

    word_vectors: dict[str, str]
    weights: PassageWeights
    languages: tuple[str, ...]


class StaticEmbeddings:
    """Tables of vectors.

    ``weights`` is (words,), of the rows of the word vectors that come with the package, of which the first dimensions
    count. ``passages`` is (terms + 1, dimensions), by ``terms``, rising, which those lack, and at last that of all
    other terms. ``questions`` is (question terms, dimensions), by ``question_terms``, rising: a word of a question that
    it lacks has its vector of passages. ``means`` are those of each language of the manifest, and ``word_means`` those
    of `CrosslingualVectors`.
    """

    def __init__(
        self,
        manifest: EmbeddingsManifest,
        weights: NDArray[np.float16],
        terms: NDArray[np.uint64],
        passages: NDArray[np.float16],
        question_terms: NDArray[np.uint64],
        questions: NDArray[np.float16],
        means: NDArray[np.float32],
        word_means: NDArray[np.float32],
    ) -> None:
        self.manifest = manifest
        self._words = word_vectors.bundled()
        self._means = LanguageMeans(manifest.languages, means)
        self._weights, self._terms, self._passages = weights, terms, passages
        self._question_terms, self._questions = question_terms, questions
        self.crosslingual = CrosslingualVectors(self._words, LanguageMeans(manifest.languages, word_means))

    @classmethod
    def read(cls, folder: Path) -> "StaticEmbeddings":
        """The tables of a folder.

        Raises ModelMissing where a file is absent or is not what the manifest says, or the word vectors are others.
        """
        manifest = read_manifest(EmbeddingsManifest, folder, "static embeddings")
        # Mapped, so that the processes of a worker share them.
        tables = cls(manifest, *(np.load(folder / name, mmap_mode="r") for name in FILES))
        # The word vectors have been read and checked by now.
        words = TablesManifest.model_validate_json((word_vectors.FOLDER / FILENAME).read_bytes())
        if manifest.word_vectors != words.sha256:
            raise ModelMissing("The static embeddings are of other word vectors; install the package anew.")
        return tables

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
        shape = len(languages), self._passages.shape[1]
        summed = sums(self._vectors, self._rows(terms), impacts, owners, shape)
        return self._means.centred_passages(summed, languages)

    def embed_question(self, terms: NDArray[np.uint64], language: str) -> Vectors:
        """The vector of a question of these terms, of length 1, of shape (dimensions,); zeros where none is known."""
        own, others = rows_of(self._question_terms, terms), self._rows(terms)
        if np.all((own < 0) & (others == self._other)):
            return np.zeros(self._passages.shape[1], np.float32)
        vectors = np.where(own[:, None] >= 0, self._questions[own], self._vectors(others))
        return self._means.centred_question(vectors.sum(axis=0, dtype=np.float32), language)

    @property
    def _other(self) -> int:
        """The row of all terms that are in no table."""
        return len(self._weights) + len(self._terms)

    def _rows(self, terms: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The rows of the word vectors, and after these those of the terms' own."""
        words, own = self._words.rows(terms), rows_of(self._terms, terms)
        return np.where(words >= 0, words, np.where(own >= 0, len(self._weights) + own, self._other))

    def _vectors(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors of rows in passages, of shape (rows, dimensions)."""
        found = np.empty((len(rows), self._passages.shape[1]), np.float32)
        words = rows < len(self._weights)
        weighted = self._words.vectors(rows[words])[:, : found.shape[1]] * self._weights[rows[words], None]
        found[words], found[~words] = weighted, self._passages[rows[~words] - len(self._weights)]
        return found


def question_terms(words: Iterable[str], language: str) -> NDArray[np.uint64]:
    """The terms of words of a question in ``language``, those of stop words as they are written."""
    return np.array([term(stem(word, language) or word) for word in words], np.uint64)


@lru_cache(1)
def bundled() -> StaticEmbeddings:
    """The tables that come with the package."""
    return StaticEmbeddings.read(FOLDER)
