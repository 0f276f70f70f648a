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

    ``lead`` is the greatest BM25 of the beginning of a passage's document, which says what document it is.
    ``cosine`` is that of the static embeddings for passages in the question's language, and ``crosslingual`` that of
    `CrosslingualVectors` for others. No combined score exceeds ``ceiling``.
    """

    bm25: Scores
    lead: Scores
    cosine: Scores
    crosslingual: Scores
    combined: Scores
    ceiling: float


def passage_scores(question: Question, terms: Sequence[Mapping[int, float]], lexical: LexicalIndex) -> PassageScores:
    """The scores of the passages of ``lexical``; ``terms`` are those that ``question`` is searched by.

    Within one document, and where ``lexical`` has no embeddings, BM25 alone counts.
    """
    bm25 = lexical.scores(terms)
    if lexical.documents < 2:
        if question.about_document:
            bm25[lexical.leads] += bm25.max(initial=1.0)
        none = np.zeros_like(bm25)
        return PassageScores(bm25, none, none, none, bm25, max(lexical.ceiling(terms), float(bm25.max(initial=0.0))))
    lead = lexical.of_leads(bm25)
    cosine = lexical.cosines(question.text, question.language)
    crosslingual = lexical.crosslingual_cosines(question.words, question.language)
    weights = lexical.embeddings.manifest.weights if lexical.embeddings else PassageWeights()
    rare = lexical.idf(1)
    meaning = rare * (weights.cosine * cosine + weights.crosslingual * crosslingual)
    combined = (bm25 + weights.lead * lead + meaning).astype(np.float32)
    ceiling = (1 + weights.lead) * lexical.ceiling(terms) + rare * max(weights.cosine, weights.crosslingual)
    return PassageScores(bm25, lead, cosine, crosslingual, combined, ceiling)
