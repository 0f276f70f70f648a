"""How well each passage suits a question."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from worker.answering.lexical import LexicalIndex
from worker.answering.question import Question
from worker.answering.static_embeddings import PassageWeights

Scores = NDArray[np.float32]


class PassageScores(NamedTuple):
    """The scores of all passages, each of shape (passages,), and their weighted sum, by which passages are picked.

    ``cosine`` is that of the static embeddings for passages in the question's language, and ``crosslingual`` that of
    `CrosslingualVectors` for others. No combined score exceeds ``ceiling``.
    """

    bm25: Scores
    cosine: Scores
    crosslingual: Scores
    combined: Scores
    ceiling: float


def passage_scores(question: Question, terms: Sequence[Mapping[int, float]], lexical: LexicalIndex) -> PassageScores:
    """The scores of the passages of ``lexical``; ``terms`` are those that ``question`` is searched by.

    Within one document, and where ``lexical`` has no embeddings, BM25 alone counts.
    """
    bm25 = lexical.scores(terms)
    if question.about_document:
        bm25[lexical.leads] += bm25.max(initial=1.0)
    ceiling = max(lexical.ceiling(terms), float(bm25.max(initial=0.0)))
    if lexical.documents < 2:
        none = np.zeros_like(bm25)
        return PassageScores(bm25, none, none, bm25, ceiling)
    cosine = lexical.cosines(question.text, question.language)
    crosslingual = lexical.crosslingual_cosines(question.words, question.language)
    weights = lexical.embeddings.manifest.weights if lexical.embeddings else PassageWeights()
    combined = (bm25 + weights.cosine * cosine + weights.crosslingual * crosslingual).astype(np.float32)
    most = ceiling + max(weights.cosine, weights.crosslingual)
    return PassageScores(bm25, cosine, crosslingual, combined, most)
