"""From logits to answers' spans: the one decoder of all readers.

A span's score is the sum of its start's and its end's logits. That sum is left as it is: a softmax within a
window would make the best span of a wrong passage look as good as that of the right one.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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


class SpanScorer:
    """Scores any spans of a page's text by the logits of the windows that were cut from a context of it."""

    def __init__(
        self, offsets: NDArray[np.int32], start: int, end: int, windows: Sequence[tuple[Window, Logits]]
    ) -> None:
        """``offsets`` are those in the page of the context's linear text; the context is ``text[start:end]``."""
        self._start = start
        # Where a character is more than once in the linear text, as that of a heading is, the last time counts.
        at = np.flatnonzero((offsets >= start) & (offsets < end))
        places = np.full(end - start, -1, np.int64)
        places[offsets[at] - start] = at
        self._windows = []
        for window, logits in windows:
            tokens = np.full(len(offsets) + 1, -1, np.int64)
            for token in np.flatnonzero(window.readable):
                tokens[window.offsets[token, 0] : window.offsets[token, 1]] = token
            self._windows.append((np.where(places >= 0, tokens[places], -1), logits, null_score(window, logits)))

    def score(self, spans: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The score of each span of the page, and of "no answer" in its window; -inf where no window contains it.

        ``spans`` is of shape (spans, 2), the results are of shape (spans,). The score of "no answer" is nan where the
        model has none.
        """
        best = np.full(len(spans), -np.inf)
        nulls = np.full(len(spans), np.nan)
        for tokens, logits, null in self._windows:
            first, last = tokens[spans[:, 0] - self._start], tokens[spans[:, 1] - 1 - self._start]
            known = (first >= 0) & (last >= first)
            scores = np.where(known, logits.start[first] + logits.end[last], -np.inf)
            nulls = np.where(scores > best, np.nan if null is None else null, nulls)
            best = np.maximum(best, scores)
        return best, nulls


def null_score(window: Window, logits: Logits) -> float | None:
    """The window's score of "no answer", None where the model has none."""
    return None if window.null is None else float(logits.start[window.null] + logits.end[window.null])


def best_spans(window: Window, logits: Logits, max_tokens: int, limit: int, apart: int = 0) -> list[ScoredSpan]:
    """The ``limit`` best spans of a window, each of at most ``max_tokens`` tokens, best first.

    Every span of the context's tokens is considered. Those that cover the same words once widened to whole words
    are one, with the logarithm of their exponentials' sum as its score: their probabilities add up. ``apart`` more
    follow that overlap none before them, so that one place does not take all there is.
    """
    start = np.where(window.readable, logits.start, IMPOSSIBLE)
    end = np.where(window.readable, logits.end, IMPOSSIBLE)
    tokens = len(start)
    padded = np.concatenate([end, np.full(max_tokens - 1, IMPOSSIBLE, end.dtype)])
    # scores[i, k] is the span of tokens i to i + k.
    scores = start[:, None] + np.lib.stride_tricks.sliding_window_view(padded, max_tokens)[:tokens]
    null = null_score(window, logits)
    found = _best(window, scores.ravel(), max_tokens, limit)
    spans = [ScoredSpan(window.context, *place, score, null) for place, score in found.items()]
    spans = sorted(spans, key=lambda span: (-span.score, span.start, span.end))[:limit]
    if apart:
        for number in range(apart):
            for span in spans if not number else spans[-1:]:
                _rule_out(window, scores, span)
            at = int(scores.argmax())
            if scores.flat[at] <= IMPOSSIBLE / 2:
                break
            first, length = divmod(at, max_tokens)
            place = int(window.words[first, 0]), int(window.words[first + length, 1])
            spans.append(ScoredSpan(window.context, *place, float(scores.flat[at]), null))
    return spans


def _rule_out(window: Window, scores: NDArray[np.float32], taken: ScoredSpan) -> None:
    """Makes every span impossible that has a token in common with ``taken``; ``scores`` is (tokens, max_tokens)."""
    inside = window.readable & (window.offsets[:, 0] < taken.end) & (window.offsets[:, 1] > taken.start)
    if not inside.any():
        return
    first, last = np.flatnonzero(inside)[[0, -1]].tolist()
    reaching = max(0, first - scores.shape[1] + 1)
    starts = np.arange(reaching, last + 1)
    scores[reaching : last + 1][np.arange(scores.shape[1]) >= (first - starts)[:, None]] = IMPOSSIBLE


def _best(window: Window, scores: NDArray[np.float32], max_tokens: int, limit: int) -> dict[tuple[int, int], float]:
    """About twice ``limit`` of the best spans in whole words; ``scores`` is flat, ``max_tokens`` for each token."""
    # Several spans widen to the same words, so more are looked at than are asked for.
    wanted = min(2 * limit + 10, scores.size)
    best = np.argpartition(scores, -wanted)[-wanted:]
    found: dict[tuple[int, int], float] = {}
    for at in best[scores[best] > IMPOSSIBLE / 2]:
        first, length = divmod(int(at), max_tokens)
        place = int(window.words[first, 0]), int(window.words[first + length, 1])
        found[place] = float(np.logaddexp(found.get(place, -np.inf), scores[at]))
    return found
