"""Measure a reader alone, each question put to its own paragraph.

    python -m training.evaluate FOLDER SQUAD.json [...]

FOLDER is a reader's, as 'docinsight models bake' makes it; SQUAD.json is in the format of SQuAD 2.0. Prints exact match
and token F1 of the questions that have an answer and, for a reader that scores "no answer", those over all questions
at the threshold that suits the set best.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from shared.settings import Settings
from worker.answering import spans
from worker.answering.reader import Reader
from worker.answering.reader_registry import load_reader
from worker.models.metrics import exact_match, token_f1


class Result(NamedTuple):
    """What a reader made of a question: how right its best span is, and by how much it scores above "no answer"."""

    answerable: bool
    exact: float
    f1: float
    margin: float | None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.evaluate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("squad", type=Path, nargs="+")
    parser.add_argument("--threads", type=int, default=0)
    parsed = parser.parse_args(arguments)
    reader = load_reader(Settings(reader_model=parsed.folder, threads=parsed.threads))
    for path in parsed.squad:
        print(f"{path.stem}: {summary(evaluate(reader, json.loads(path.read_text())))}")
    return 0


def evaluate(reader: Reader, squad: Mapping[str, Any]) -> list[Result]:
    """The reader's best span of every question's paragraph, held against the question's answers."""
    return [
        _result(reader, qa, paragraph["context"])
        for article in squad["data"]
        for paragraph in article["paragraphs"]
        for qa in paragraph["qas"]
    ]


def summary(results: Sequence[Result]) -> str:
    """The means in percent, as a line."""
    answerable = [result for result in results if result.answerable]
    parts = [f"{len(results)} questions"]
    if answerable:
        exact, f1 = (100 * float(np.mean([getattr(r, name) for r in answerable])) for name in ("exact", "f1"))
        parts.append(f"exact match {exact:.1f}, F1 {f1:.1f} of {len(answerable)} answerable")
    if len(answerable) < len(results) and all(result.margin is not None for result in results):
        parts.append(f"F1 {100 * best_f1(results):.1f} over all at the best threshold")
    return "; ".join(parts)


def best_f1(results: Sequence[Result]) -> float:
    """The greatest mean F1 over all questions that a threshold of the margin gives; "no answer" is right or wrong."""
    margins = np.array([result.margin or 0.0 for result in results])
    # From the lowest threshold, at which every question is answered, up: each step gives up one answer more.
    order = np.argsort(margins)
    given = np.array([result.f1 if result.answerable else 0.0 for result in results])[order]
    withheld = np.array([float(not result.answerable) for result in results])[order]
    totals = given.sum() + np.concatenate([[0.0], np.cumsum(withheld - given)])
    return float(totals.max() / len(results))


def _result(reader: Reader, qa: Mapping[str, Any], context: str) -> Result:
    windows = reader.windower.cut(qa["question"], [context])
    found = [
        span
        for window, logits in zip(windows, reader.read(windows), strict=True)
        for span in spans.best_spans(window, logits, reader.manifest.max_answer_tokens, 1)
    ]
    golds = [answer["text"] for answer in qa["answers"]]
    if not found:
        return Result(bool(golds), 0.0, 0.0, None)
    best = max(found, key=lambda span: span.score)
    guess = context[best.start : best.end]
    exact = max((float(exact_match(guess, gold)) for gold in golds), default=0.0)
    f1 = max((token_f1(guess, gold) for gold in golds), default=0.0)
    return Result(bool(golds), exact, f1, None if best.null is None else best.score - best.null)


if __name__ == "__main__":
    raise SystemExit(main())
