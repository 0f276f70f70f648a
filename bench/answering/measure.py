"""Ways to answer, put to the same questions, and what comes of them."""

import time
from collections.abc import Callable, Sequence
from statistics import mean
from typing import NamedTuple

import numpy as np

from bench.answering.collection import Document
from worker.answering import spans
from worker.answering.reader import Reader
from worker.answering.session import SearchCache, answer
from worker.models.metrics import token_f1
from worker.models.squad import LabeledQuestion


class Guess(NamedTuple):
    """The result of a way to answer: its best answer, the page, its score, and whether there is an answer."""

    text: str
    page: int
    score: float
    answered: bool
    seconds: float
    passages: int


class Row(NamedTuple):
    """A question, and what a way to answer gave."""

    asked: LabeledQuestion
    guess: Guess

    @property
    def f1(self) -> float:
        """The token F1 of the answer."""
        return max((token_f1(self.guess.text, gold) for gold in self.asked.answers), default=0.0)


Way = Callable[[str], Guess]


def ours(document: Document, reader: Reader, windows: float) -> Way:
    """Search, then read."""
    searchable, cache = document.searchable(), SearchCache()
    cache.get([searchable])

    def ask(question: str) -> Guess:
        found = answer(question, [searchable], reader, 1, windows=windows, cache=cache)
        best = found.answers[0] if found.answers else None
        return Guess(
            best.text if best else "",
            best.page if best else 0,
            best.score if best else 0.0,
            found.answered,
            found.seconds,
            found.searched.passages,
        )

    return ask


def everything(document: Document, reader: Reader) -> Way:
    """Read every page from end to end with the same reader; the span with the greatest sum of logits wins."""

    def ask(question: str) -> Guess:
        started = time.perf_counter()
        windows = reader.windower.cut(question, [page.text for page in document.pages])
        best = max(
            (
                span
                for window, logits in zip(windows, reader.read(windows), strict=True)
                for span in spans.best_spans(window, logits, reader.manifest.max_answer_tokens, 1)
            ),
            key=lambda span: span.score,
        )
        page = document.pages[best.context]
        seconds = time.perf_counter() - started
        return Guess(page.text[best.start : best.end], page.number, best.score, True, seconds, len(windows))

    return ask


def run(way: Way, asked: Sequence[LabeledQuestion]) -> list[Row]:
    """The way, put to each question."""
    return [Row(one, way(one.text)) for one in asked]


def summary(rows: Sequence[Row]) -> dict[str, float]:
    """The means over questions, in percent, and quantiles of the seconds."""
    answerable = [row for row in rows if row.asked.answers]
    others = [row for row in rows if not row.asked.answers]
    seconds = [row.guess.seconds for row in rows]
    nothing = float("nan")
    return {
        "F1": 100 * mean(row.f1 for row in answerable) if answerable else nothing,
        "page": 100 * mean(row.guess.page == row.asked.page for row in answerable) if answerable else nothing,
        "found": 100 * mean(row.guess.answered for row in answerable) if answerable else nothing,
        "no-answer": 100 * mean(not row.guess.answered for row in others) if others else nothing,
        "passages": mean(row.guess.passages for row in rows),
        "p50": float(np.quantile(seconds, 0.5)),
        "p95": float(np.quantile(seconds, 0.95)),
    }


def table(named: dict[str, dict[str, float]]) -> str:
    """A table of summaries, one a line."""
    columns = list(next(iter(named.values())))
    wide = max(len(name) for name in named) + 2
    lines = [" " * wide + "".join(f"{column:>11}" for column in columns)]
    for name, row in named.items():
        cells = (f"{row[c]:11.3f}" if c in ("p50", "p95") else f"{row[c]:11.1f}" for c in columns)
        lines.append(f"{name:{wide}}" + "".join(cells))
    return "\n".join(lines)
