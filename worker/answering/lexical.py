"""Lexical search: BM25 over the passages of one or many documents."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from worker.answering.index import DocumentIndex
from worker.answering.related import RelatedWords
from worker.answering.terms import one_edit_apart, stem, term
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
    """

    def __init__(self, documents: Sequence[DocumentIndex]) -> None:
        whole = DocumentIndex.join(documents)
        order = np.argsort(whole.terms, kind="stable")
        self._terms = whole.terms[order]
        self._owners = whole.owners[order]
        self._lengths = whole.lengths
        average = float(whole.lengths.mean()) if len(whole) else 1.0
        counts = whole.counts[order].astype(np.float32)
        damping = K1 * (1 - B + B * whole.lengths[self._owners] / max(average, 1.0))
        self._impacts = (counts / (counts + damping)).astype(np.float32)
        self.starts = np.cumsum([0, *(len(document) for document in documents)])
        self.passages = len(whole)
        self._stems = whole.stems
        found, passages = np.unique(whole.languages, return_counts=True)
        self.languages = [bytes(found[i]).decode() for i in np.argsort(-passages, kind="stable")]
        distinct, first = np.unique(self._terms, return_index=True)
        self.related = RelatedWords(distinct, whole.languages[self._owners[first]], bundled())
        self._like: dict[str, list[str]] = {}
        self.leads = np.zeros(len(whole), np.bool_)
        for start, end in pairwise(self.starts):
            self.leads[start : min(start + LEAD_PASSAGES, end)] = True

    @property
    def nbytes(self) -> int:
        """Memory of the columns in bytes."""
        letters = sum(50 + len(stem) for stem in self._stems)
        return (
            letters
            + self.related.nbytes
            + self._terms.nbytes
            + self._owners.nbytes
            + self._impacts.nbytes
            + self._lengths.nbytes
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
        return float(np.log1p((self.passages - df + 0.5) / (df + 0.5)))

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
