"""Which text of the session is put before the reader."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from worker.answering.index import DocumentIndex


class Extract(NamedTuple):
    """Text of one page to be read as one: ``pieces`` are character ranges of the page, in order, apart.

    ``score`` is that of the best passage in it.
    """

    document: int
    page: int
    pieces: tuple[tuple[int, int], ...]
    score: float
    passages: int


def select(
    scores: NDArray[np.float32],
    documents: Sequence[DocumentIndex],
    starts: Sequence[int],
    words: int,
) -> list[Extract]:
    """The best passages, as extracts of about ``words`` terms in all; those that touch are read as one.

    ``scores`` has one entry a passage of all documents, ``starts[d]`` is the first of document ``d``.
    """
    order = np.argsort(-scores, kind="stable")
    spent = 0
    picked: dict[tuple[int, int], list[tuple[int, int, float]]] = {}
    count: dict[tuple[int, int], int] = {}
    bounds = np.asarray(starts)
    for number in order:
        document = int(np.searchsorted(bounds, number, side="right")) - 1
        passage = documents[document].passage(int(number) - int(bounds[document]))
        place = document, passage.body.page
        ranges = [passage.body[1:]] + ([passage.heading[1:]] if passage.heading else [])
        have = picked.setdefault(place, [])
        spent += sum(_uncovered(start, end, have) for start, end in ranges)
        have.extend((start, end, float(scores[number])) for start, end in ranges)
        count[place] = count.get(place, 0) + 1
        if spent >= words * _CHARACTERS_A_WORD:
            break
    return [
        Extract(document, page, pieces, score, count[document, page])
        for (document, page), ranges in picked.items()
        for pieces, score in _runs(ranges)
    ]


_CHARACTERS_A_WORD = 6


def _uncovered(start: int, end: int, have: Sequence[tuple[int, int, float]]) -> int:
    covered = sum(max(0, min(end, b) - max(start, a)) for a, b, _ in have)
    return max(0, end - start - covered)


def _runs(ranges: Sequence[tuple[int, int, float]]) -> list[tuple[tuple[tuple[int, int], ...], float]]:
    """Ranges of one page joined where they overlap or touch."""
    joined: list[tuple[int, int, float]] = []
    for start, end, score in sorted(ranges):
        if joined and start <= joined[-1][1] + 2:
            a, b, best = joined[-1]
            joined[-1] = (a, max(b, end), max(best, score))
        else:
            joined.append((start, end, score))
    return [(((start, end),), score) for start, end, score in joined]
