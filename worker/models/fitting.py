"""Fits linear rankers and logistic models over named features."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from worker.answering.calibration import BIAS

Array = NDArray[np.float64]
Rows = Sequence[Mapping[str, float]]

STEPS = 400
RATE = 0.02
RIDGE = 0.003


def fit_ranker(
    questions: Sequence[tuple[Rows, Array]],
    names: Sequence[str],
    priors: Mapping[str, float],
    importance: Sequence[float],
) -> dict[str, float]:
    """Weights under which the softmax over a question's candidates has the greatest mean quality, in expectation.

    A question is the features of its candidates and the quality of each, in 0 to 1. That is what counts in the end: a
    likelihood would share its mass among all candidates that are somewhat right. ``names`` start from the
    reader's scores and are standardized, ``priors`` are weights that others start from and are held to;
    ``importance`` is a weight of each question.
    """
    everything = (*names, *priors)
    tables = [_table(rows, everything) for rows, _ in questions]
    scale = np.concatenate(tables).std(axis=0) + 1e-9
    # Extractions are scarce: by the spread of their columns a single one would outweigh the prior.
    scale[len(names) :] = 1.0
    start = np.array([SCORE_START * (name in READER_SCORES) for name in names] + list(priors.values()))
    stacked, quality = np.concatenate(tables) / scale, np.concatenate([right for _, right in questions])
    sizes = np.array([len(table) for table in tables])
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    owner = np.repeat(np.arange(len(sizes)), sizes)
    share = np.array(importance) / np.sum(importance)
    hold = np.array([0.0] * len(names) + [1.0] * len(priors))

    def gradient(weights: Array) -> Array:
        ranks = stacked @ weights
        values = np.exp(ranks - np.maximum.reduceat(ranks, first)[owner])
        p = values / np.add.reduceat(values, first)[owner]
        expected = np.add.reduceat(p * quality, first)[owner]
        slope: Array = stacked.T @ (share[owner] * p * (expected - quality))
        slope += RIDGE * (weights - hold * start)
        return slope

    return dict(zip(everything, (_descend(gradient, start) / scale).tolist(), strict=True))


READER_SCORES = frozenset(["score", "margin", "again", "margin_again", "z_score"])
SCORE_START = 2.0
"""What a reader's standardized score weighs before anything is learnt."""


def fit_logistic(
    rows: Rows,
    labels: Sequence[float],
    names: Sequence[str],
    priors: Mapping[str, float],
    importance: Sequence[float],
    ridge: float = 0.001,
) -> dict[str, float]:
    """Weights of a logistic model by Newton's method: of ``names``, and of those in ``priors``, held to these."""
    everything = (*names, *priors)
    table, wanted = _table(rows, everything), np.array(labels)
    weight = np.array(importance) / np.mean(importance)
    mean, scale = np.average(table, axis=0, weights=weight), table.std(axis=0) + 1e-9
    mean[len(names) :], scale[len(names) :] = 0.0, 1.0
    scaled = np.column_stack([(table - mean) / scale, np.ones(len(table))])
    start = np.array([0.0] * len(names) + list(priors.values()) + [0.0])
    # An extraction found in one question of hundreds hardly says anything against its prior.
    holds = np.array([ridge] * len(names) + [HOLD] * len(priors) + [0.0])
    weights = start.copy()
    for _ in range(NEWTON_STEPS):
        p = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (weight * (p - wanted)) / len(wanted) + holds * (weights - start)
        curvature = (scaled * (weight * p * (1 - p))[:, None]).T @ scaled / len(wanted) + np.diag(holds + 1e-9)
        step = np.linalg.solve(curvature, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-6:
            break
    slopes = weights[:-1] / scale
    return {BIAS: float(weights[-1] - slopes @ mean), **dict(zip(everything, slopes.tolist(), strict=True))}


NEWTON_STEPS = 50
HOLD = 0.003


def _table(rows: Rows, names: Sequence[str]) -> Array:
    """The features of each row as columns, shape (rows, names)."""
    return np.array([[row.get(name, 0.0) for name in names] for row in rows], np.float64)


def _descend(gradient: Callable[[Array], Array], start: Array) -> Array:
    """Adam, with a rate that falls to 0."""
    weights, mean, square = start.copy(), np.zeros(len(start)), np.zeros(len(start))
    for step in range(1, STEPS + 1):
        slope = gradient(weights)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        rate = RATE * (1 - (step - 1) / STEPS)
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights
