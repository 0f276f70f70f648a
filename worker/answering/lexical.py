"""Search over the passages of one or many documents: BM25, and the cosine of their static embeddings."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from worker.answering.index import DocumentIndex
from worker.answering.related import RelatedWords
from worker.answering.static_embeddings import StaticEmbeddings, question_terms
from worker.answering.static_embeddings import bundled as bundled_embeddings
from worker.answering.terms import one_edit_apart, stem, term, words
from worker.answering.word_vectors import bundled

K1 = 1.2
"""How slowly the weight of a term saturates with its frequency."""

B = 0.75
"""How far the length of a passage counts: 0 not at all, 1 in full."""

LEAD_PASSAGES = 2
"""Passages at the beginning of a document, which say what it is, of whom and when."""

MIN_MISSPELT_LETTERS = 5
"""Letters of the shortest stem that may be another one misspelt."""


class LexicalIndex:
    """The postings of several documents as one, ordered by term.

    BM25 as Lucene has it: ``idf = ln(1 + (N - df + 0.5) / (df + 0.5))``, term frequencies damped by `K1` and by
    the passage's length through `B`. A query costs a binary search a term and one pass over that term's postings.
    ``embeddings`` are those of the package unless others are given; without any, the search is by words alone.
    """

    def __init__(
        self,
        documents: Sequence[DocumentIndex],
        embeddings: StaticEmbeddings | Literal["bundled"] | None = "bundled",
    ) -> None:
        whole = DocumentIndex.join(documents)
        self.embeddings = bundled_embeddings() if embeddings == "bundled" else embeddings
        self.documents = len(documents)
        order = np.argsort(whole.terms, kind="stable")
        self._terms = whole.terms[order]
        self._owners = whole.owners[order]
        self._impacts = impacts_of(whole)[order]
        self._lengths = whole.lengths
        self.starts = np.cumsum([0, *(len(document) for document in documents)])
        self.passages = len(whole)
        self._stems = whole.stems
        found, passages = np.unique(whole.languages, return_counts=True)
        self.languages = [bytes(found[i]).decode() for i in np.argsort(-passages, kind="stable")]
        self._passage_languages = whole.languages
        distinct, first = np.unique(self._terms, return_index=True)
        self.related = RelatedWords(distinct, whole.languages[self._owners[first]], bundled())
        self._like: dict[str, list[str]] = {}
        self.leads = np.zeros(len(whole), np.bool_)
        for start, end in pairwise(self.starts):
            self.leads[start : min(start + LEAD_PASSAGES, end)] = True

    @property
    def nbytes(self) -> int:
        """Memory of the columns in bytes, with those that questions make when they are needed."""
        letters = sum(50 + len(stem) for stem in self._stems)
        later = self.passages * self.embeddings.bytes_of_passage if self.embeddings else 0
        return (
            letters
            + later
            + self.related.nbytes
            + self._terms.nbytes
            + self._owners.nbytes
            + self._impacts.nbytes
            + self._lengths.nbytes
            + self._passage_languages.nbytes
        )

    def resolve(self, word: str) -> tuple[int, ...]:
        """The terms of a word in the documents' languages; where they lack it, that of the word most like it.

        So a slip of the pen in a question, or a letter misread by OCR, still finds its passage. Empty where the word is
        a stop word to all documents.
        """
        stems = list(dict.fromkeys(filter(None, (stem(word, language) for language in self.languages))))
        known = tuple(wanted for wanted in map(term, stems) if self._count(wanted))
        return known or tuple(map(self._misspelt, stems[:1]))

    def _misspelt(self, stem: str) -> int:
        """The documents' most frequent term that is an edit away from a stem that they lack, or the stem's own.

        Numbers and short words are taken literally: one letter makes another word of them.
        """
        wanted = term(stem)
        if len(stem) < MIN_MISSPELT_LETTERS or not stem.isalpha():
            return wanted
        if not self._like:
            for known in self._stems:
                self._like.setdefault(known[0], []).append(known)
        near = [term(known) for known in self._like.get(stem[0], ()) if one_edit_apart(stem, known)]
        return max(near, key=self._count, default=wanted)

    def _count(self, term: int) -> int:
        low, high = self._range(term)
        return high - low

    def idf(self, df: int) -> float:
        """The weight of a term that is in ``df`` passages."""
        return float(idf(self.passages, df))

    def idf_of(self, term: int) -> float:
        """The weight of a term."""
        return self.idf(self._count(term))

    def ceiling(self, words: Sequence[Mapping[int, float]]) -> float:
        """What no score for these words exceeds; a word that the documents lack counts as much as their rarest."""
        return sum(max(weight * self.idf_of(term) for term, weight in terms.items()) for terms in words)

    def locate(self, number: int) -> tuple[int, int]:
        """The document of passage ``number``, and the passage's number in it."""
        document = int(np.searchsorted(self.starts, number, side="right")) - 1
        return document, number - int(self.starts[document])

    def postings(self, term: int) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
        """The passages that contain ``term``, and its damped frequency there, in 0 to 1."""
        low, high = self._range(term)
        return self._owners[low:high], self._impacts[low:high]

    def _range(self, term: int) -> tuple[int, int]:
        low, high = np.searchsorted(self._terms, np.array([term, term + 1], np.uint64))
        return int(low), int(high)

    def cosines(self, question: str, language: str) -> NDArray[np.float32]:
        """Of the vector of every passage in a question's language with the question's, 0 for others.

        Of shape (passages,); -1 for a passage without terms. Without embeddings, 0 for all.
        """
        if self.embeddings is None:
            return np.zeros(self.passages, np.float32)
        vector = self.embeddings.embed_question(question_terms(words(question), language), language)
        found = np.where(self._passage_languages == language.encode(), self._vectors @ vector, np.float32(0))
        found[self._lengths == 0] = -1
        return found

    def crosslingual_cosines(self, content: Sequence[str], language: str) -> NDArray[np.float32]:
        """Of the vector of every passage in another language than a question's with the question's, 0 for others.

        ``content`` are the words that it is searched by. Of shape (passages,). Without embeddings, 0 for all.
        """
        others = self._passage_languages != language.encode()
        if self.embeddings is None or not others.any():
            return np.zeros(self.passages, np.float32)
        terms = question_terms(content, language)
        weights = np.array([self.idf_of(term) for term in terms.tolist()], np.float32)
        vector = self.embeddings.crosslingual.embed_question(terms, weights, language)
        found: NDArray[np.float32] = np.where(others, self._crosslingual_vectors @ vector, np.float32(0))
        return found

    def of_leads(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """The greatest of the scores of the beginning of each passage's document, of shape (passages,)."""
        return np.repeat(self.of_documents(np.where(self.leads, scores, np.float32(0))), np.diff(self.starts))

    def of_documents(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """The greatest of the scores of each document's passages, 0 where it has none, of shape (documents,)."""
        found = np.zeros(self.documents, np.float32)
        filled = np.diff(self.starts) > 0
        if filled.any():
            found[filled] = np.maximum.reduceat(scores, self.starts[:-1][filled])
        return found

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        """The vectors of all passages, made at the first question."""
        assert self.embeddings is not None
        order = np.argsort(self._owners, kind="stable")
        return self.embeddings.embed_passages(
            self._terms[order], self._owners[order], self._impacts[order], self._passage_languages
        )

    @cached_property
    def _crosslingual_vectors(self) -> NDArray[np.float32]:
        """Those for questions in another language, made at the first one."""
        assert self.embeddings is not None
        order = np.argsort(self._owners, kind="stable")
        _, places, counts = np.unique(self._terms, return_inverse=True, return_counts=True)
        weights = (self._impacts * idf(self.passages, counts)[places])[order].astype(np.float32)
        return self.embeddings.crosslingual.embed_passages(
            self._terms[order], self._owners[order], weights, self._passage_languages
        )

    def scores(self, words: Sequence[Mapping[int, float]]) -> NDArray[np.float32]:
        """BM25 of every passage, of shape (passages,), for words that are each given by terms with weights in 0 to 1.

        A word counts in a passage by the one of its terms that counts most there.
        """
        scores = np.zeros(self.passages, np.float32)
        for terms in words:
            best = np.zeros(self.passages, np.float32)
            for one, weight in terms.items():
                owners, impacts = self.postings(one)
                if len(owners):
                    best[owners] = np.maximum(best[owners], weight * self.idf(len(owners)) * impacts)
            scores += best
        return scores


def idf(passages: int, df: Any) -> Any:
    """The weight of a term that is in ``df`` of ``passages``, a number or an array."""
    return np.log1p((passages - df + 0.5) / (df + 0.5))


def impacts_of(index: DocumentIndex) -> NDArray[np.float32]:
    """The frequencies of the postings of ``index``, damped, in 0 to 1."""
    average = float(index.lengths.mean()) if len(index) else 1.0
    damping = K1 * (1 - B + B * index.lengths[index.owners] / max(average, 1.0))
    return (index.counts / (index.counts + damping)).astype(np.float32)
