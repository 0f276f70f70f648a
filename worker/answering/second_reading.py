"""The passages of the best candidates, read once more, each alone: a second opinion at a fraction of the cost.

A reader's scores depend on all that is in its window. Beside less text, and in another place of the window, the right
span stands out more often than a wrong one.
"""

from collections.abc import Sequence

import numpy as np

from worker.answering.candidates import Candidate, Read
from worker.answering.extractors.registry import NAMES
from worker.answering.index import DocumentIndex
from worker.answering.selection import Context
from worker.answering.spans import SpanScorer

MAX_CANDIDATES = 10
"""The best candidates, whose passages are read again."""

MAX_PASSAGES = 3

MAX_BEHIND = 6.0
"""By how much a candidate may be behind the best one, in score and margin together, for its passage to be read again.

No answer on articles that were kept out of training, nor on made documents, depends on what is further behind.
"""

UNREAD = -4.0
"""What a candidate's second score is above its first where its passage is not read again, as those of bad ones are."""


def passages_to_read_again(candidates: Sequence[Candidate], documents: Sequence[DocumentIndex]) -> list[Context]:
    """The passages in whose middle the best candidates are, by the reader's scores."""
    found: dict[tuple[int, int], Context] = {}
    best = sorted(candidates, key=_score, reverse=True)[:MAX_CANDIDATES]
    for candidate in best:
        if _score(candidate) < _score(best[0]) - MAX_BEHIND:
            break
        if candidate.over:
            continue
        index = documents[candidate.document]
        pages, starts, ends = index.places.T.astype(np.int64)
        around = np.flatnonzero(
            (pages == candidate.page.number) & (starts <= candidate.start) & (candidate.end <= ends)
        )
        if not len(around):
            continue
        inside = np.minimum(candidate.start - starts[around], ends[around] - candidate.end)
        number = int(around[inside.argmax()])
        if len(found) < MAX_PASSAGES or (candidate.document, number) in found:
            passage = index.passage(number)
            found[candidate.document, number] = Context(
                candidate.document,
                passage.body.page,
                passage.body.start,
                passage.body.end,
                candidate.features["lexical"],
                lead=False,
                passages=1,
                headings=passage.headings,
                language=index.language(number),
            )
    return list(found.values())


def _score(candidate: Candidate) -> float:
    return candidate.features["score"] + candidate.features.get("margin", 0.0)


def read_again(candidates: Sequence[Candidate], reads: Sequence[Read]) -> None:
    """Adds what the second reading changes of the reader's scores: features ``again`` and ``margin_again``.

    Neither falls below `UNREAD`: at the edge of a passage what names a cell, or of whom a sentence speaks, may be cut
    off, which tells no more than no second reading. A second score of an extraction is no less than that of "no
    answer", as its first. What runs over the end of a page was read alone before.
    """
    for candidate in candidates:
        change = 0.0 if candidate.over or NAMES & candidate.features.keys() else UNREAD
        candidate.features["again"] = change
        if "margin" in candidate.features:
            candidate.features["margin_again"] = change
    best: dict[tuple[int, int, int, int], float] = {}
    for read in reads:
        page, start, end = read.context.page, read.context.start, read.context.end
        there = [
            candidate
            for candidate in candidates
            if candidate.over is None
            and candidate.document == read.context.document
            and candidate.page.number == page
            and start <= candidate.start
            and candidate.end <= end
        ]
        if not there:
            continue
        scorer = SpanScorer(read.linear.offsets, start, end, read.windows)
        scores, nulls = scorer.score(np.array([(one.start, one.end) for one in there], np.int64))
        for candidate, score, null in zip(there, scores.tolist(), nulls.tolist(), strict=True):
            if np.isinf(score) or score <= best.get(candidate.place, -np.inf):
                continue
            best[candidate.place] = score
            if not np.isnan(null) and NAMES & candidate.features.keys():
                score = max(score, null)
            candidate.features["again"] = max(score - candidate.features["score"], UNREAD)
            if "margin" in candidate.features:
                candidate.features["margin_again"] = max(score - null - candidate.features["margin"], UNREAD)
