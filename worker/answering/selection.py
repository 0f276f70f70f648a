"""Which text of the session is put before the reader."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from worker.answering.index import DocumentIndex
from worker.answering.language import ENGLISH
from worker.answering.lexical import LexicalIndex
from worker.answering.passages import PageSpan

CHARACTERS_PER_WORD = 6
"""With the space after it."""


class Context(NamedTuple):
    """Text of one page to be read as one: ``text[start:end]`` of page ``page`` of document number ``document``.

    ``score`` is that of the best of its ``passages``, ``lead`` says whether it contains the beginning of its document,
    ``headings`` are those over it, ``language`` is what it is written in.
    """

    document: int
    page: int
    start: int
    end: int
    score: float
    lead: bool
    passages: int
    headings: tuple[PageSpan, ...] = ()
    language: str = ENGLISH


def select(
    order: NDArray[np.float32],
    scores: NDArray[np.float32],
    documents: Sequence[DocumentIndex],
    lexical: LexicalIndex,
    words: int,
) -> list[Context]:
    """The best passages by ``order``, as contexts of about ``words`` words in all; those that touch are read as one.

    ``order`` and ``scores``, which contexts get, have one entry for each passage of ``lexical``. The words are used up
    even where the last passages score far below the best: what a question means is often said in other words.
    """
    spent = 0
    picked: dict[tuple[int, int], list[Context]] = {}
    for number in np.argsort(-order, kind="stable"):
        document, place = lexical.locate(int(number))
        passage, language = documents[document].passage(place), documents[document].language(place)
        body, lead = passage.body, bool(lexical.leads[number])
        have = picked.setdefault((document, body.page), [])
        spent += body.end - body.start - sum(max(0, min(body.end, e.end) - max(body.start, e.start)) for e in have)
        score = float(scores[number])
        have.append(Context(document, body.page, body.start, body.end, score, lead, 1, passage.headings, language))
        if spent >= words * CHARACTERS_PER_WORD:
            break
    return [run for contexts in picked.values() for run in _runs(contexts)]


def _runs(contexts: Sequence[Context]) -> list[Context]:
    """Extracts of one page, joined where they overlap or touch."""
    runs: list[Context] = []
    for context in sorted(contexts, key=lambda e: e.start):
        if runs and context.start <= runs[-1].end + 2:
            last = runs[-1]
            runs[-1] = last._replace(
                end=max(last.end, context.end),
                score=max(last.score, context.score),
                lead=last.lead or context.lead,
                passages=last.passages + context.passages,
            )
        else:
            runs.append(context)
    return runs
