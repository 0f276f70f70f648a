"""From logits to answers' spans: the one decoder of all readers.

A span's score is the sum of its start's and its end's logits. That sum is left as it is: a softmax within a
window would make the best span of a wrong passage look as good as that of the right one.
"""

from typing import NamedTuple

import numpy as np

from worker.answering.reader import Logits
from worker.answering.windows import Window

IMPOSSIBLE = np.float32(-1e30)
"""Score of a token outside the context."""


class ScoredSpan(NamedTuple):
    """``contexts[context][start:end]``, whole words, with its score and its window's score of "no answer".

    ``null`` is None where the model has no such score.
    """

    context: int
    start: int
    end: int
    score: float
    null: float | None


def span_score(window: Window, logits: Logits, start: int, end: int) -> float | None:
    """The score of ``contexts[window.context][start:end]``; None where the window does not contain all of it."""
    offsets = window.offsets
    inside = np.flatnonzero(window.readable & (offsets[:, 0] < end) & (offsets[:, 1] > start))
    if not len(inside) or offsets[inside[0], 0] > start or offsets[inside[-1], 1] < end:
        return None
    return float(logits.start[inside[0]] + logits.end[inside[-1]])


def null_score(window: Window, logits: Logits) -> float | None:
    """The window's score of "no answer", None where the model has none."""
    return None if window.null is None else float(logits.start[window.null] + logits.end[window.null])


def best_spans(window: Window, logits: Logits, max_tokens: int, limit: int) -> list[ScoredSpan]:
    """The ``limit`` best spans of a window, each of at most ``max_tokens`` tokens, best first.

    Every span of the context's tokens is considered. Those that cover the same words once widened to whole words
    are one, with the logarithm of their exponentials' sum as its score: their probabilities add up.
    """
    start = np.where(window.readable, logits.start, IMPOSSIBLE)
    end = np.where(window.readable, logits.end, IMPOSSIBLE)
    tokens = len(start)
    padded = np.concatenate([end, np.full(max_tokens - 1, IMPOSSIBLE, end.dtype)])
    # scores[i, k] is the span of tokens i to i + k.
    scores = start[:, None] + np.lib.stride_tricks.sliding_window_view(padded, max_tokens)[:tokens]
    flat = scores.ravel()
    # Several spans widen to the same words, so more are looked at than are asked for.
    wanted = min(2 * limit + 10, flat.size)
    best = np.argpartition(flat, -wanted)[-wanted:]
    null = null_score(window, logits)
    found: dict[tuple[int, int], float] = {}
    for at in best[flat[best] > IMPOSSIBLE / 2]:
        first, length = divmod(int(at), max_tokens)
        place = int(window.words[first, 0]), int(window.words[first + length, 1])
        found[place] = float(np.logaddexp(found.get(place, -np.inf), flat[at]))
    spans = [ScoredSpan(window.context, *place, score, null) for place, score in found.items()]
    return sorted(spans, key=lambda span: (-span.score, span.start, span.end))[:limit]
