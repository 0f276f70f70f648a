"""Fit what kind of answer a question asks for: on questions to made documents, and on rows of the training data.

    python -m training.kinds --data DIR [--made 6000] [--rows 60000]

The kind of a known answer is what `worker.answering.values.kind_of` takes it for, so nobody has to label a question.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.made import prose, records
from training.made.check import answer as answer_of
from training.made.model import LANGUAGES
from training.reader.rows import NEGATIVE, read_training_rows
from worker.answering.kinds import BUCKETS, KINDS, PATH, buckets
from worker.answering.values import Kind, kind_of

FIRST_SEED = 2_000_000
"""Above every seed of other made documents."""

HELD_OUT = 0.05
EPOCHS = 6
RATE = 0.02
DECAY = 1e-5
SMOOTHING = 0.02
"""Of the probabilities of kinds, by which none is ruled out."""

Example = tuple[list[int], int]


def made_examples(number: int) -> Iterator[tuple[str, Kind]]:
    """The questions of so many made documents that have an answer, with its kind."""
    kinds = [*records.KINDS.values(), *prose.KINDS.values()]
    for at in range(number):
        rng = random.Random(FIRST_SEED + at)
        made = kinds[at % len(kinds)](rng, rng.choice(LANGUAGES))
        for question in made.questions:
            if question.keys:
                yield question.text, _kind(answer_of(made, question.keys), question.kind)


def _kind(answer: str, asked: str) -> Kind:
    """The kind of an answer; what is asked as a list is one, and so with addresses and clauses."""
    known = {"list": Kind.LIST, "address": Kind.ADDRESS, "yesno": Kind.CLAUSE, "clause": Kind.CLAUSE}
    found = kind_of(answer)
    return known.get(asked, found) if found in (Kind.NAME, Kind.PHRASE, Kind.CLAUSE, Kind.LIST, Kind.ADDRESS) else found


def row_examples(data: Path, number: int) -> list[tuple[str, Kind]]:
    """The questions of so many rows of the training data, drawn at random, with the kinds of their answers."""
    rows = [row for row in read_training_rows(data).rows if row.span and not row.weak and NEGATIVE not in row.source]
    chosen = random.Random(1).sample(rows, min(number, len(rows)))
    return [(row.question, kind_of(row.context[slice(*row.span)])) for row in chosen if row.span]


def fit(examples: Sequence[Example], seed: int = 0) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights of shape (BUCKETS, kinds) and a bias, by Adam on the cross entropy."""
    rng = np.random.default_rng(seed)
    weights, bias = np.zeros((BUCKETS, len(KINDS)), np.float32), np.zeros(len(KINDS), np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    step = 0
    for _ in range(EPOCHS):
        order = rng.permutation(len(examples))
        for first in range(0, len(order), 512):
            batch = [examples[at] for at in order[first : first + 512]]
            rows = np.concatenate([np.full(len(found), at) for at, (found, _) in enumerate(batch)])
            columns = np.concatenate([found for found, _ in batch])
            table = np.zeros((len(batch), BUCKETS), np.float32)
            table[rows, columns] = 1
            logits = table @ weights + bias
            p = np.exp(logits - logits.max(axis=1, keepdims=True))
            p /= p.sum(axis=1, keepdims=True)
            p[np.arange(len(batch)), [kind for _, kind in batch]] -= 1
            slope = table.T @ p / len(batch) + DECAY * weights
            step += 1
            mean = 0.9 * mean + 0.1 * slope
            square = 0.999 * square + 0.001 * slope**2
            weights -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
            bias -= RATE * p.mean(axis=0)
    return weights, bias


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.kinds", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--made", type=int, default=6000, metavar="N")
    parser.add_argument("--rows", type=int, default=60000, metavar="N")
    parsed = parser.parse_args(arguments)
    asked = [*made_examples(parsed.made), *row_examples(parsed.data, parsed.rows)]
    random.Random(0).shuffle(asked)
    examples = [(buckets(text), KINDS.index(kind)) for text, kind in asked]
    held = int(HELD_OUT * len(examples))
    weights, bias = fit(examples[held:])
    counts = np.bincount([kind for _, kind in examples], minlength=len(KINDS)) + 1
    prior = (counts / counts.sum()).astype(np.float32)
    right = [int((weights[found].sum(axis=0) + bias).argmax()) == kind for found, kind in examples[:held]]
    print(f"{len(examples)} questions; the most probable kind is right in {np.mean(right):.3f} of {held} held out")
    np.savez_compressed(PATH, weights=weights.astype(np.float16), bias=bias, prior=prior)
    return 0


if __name__ == "__main__":
    sys.exit(main())
