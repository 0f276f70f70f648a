"""What features weigh: which candidate is best, how probably it is right, and whether the documents answer at all.

Three linear models over named features, fitted by `worker.models.calibrate`. A reader's own set is in its
manifest. For a model without one there is `GENERIC`, which uses the question's words around a candidate and
at the candidate's z-score among its rivals, and at no score whose scale or meaning would be the reader's own.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from worker.answering.manifest import Calibration

BIAS = "bias"


def linear(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The weighted sum of features; those absent count nothing."""
    found = features.get
    return weights.get(BIAS, 0.0) + sum([weight * found(name, 0.0) for name, weight in weights.items() if name != BIAS])


def probability(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The logistic function of the weighted sum, in 0 to 1."""
    value = linear(weights, features)
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))


def answered_probability(calibration: Calibration, features: Mapping[str, float]) -> float:
    """The probability that a question is answered, from the features of its best candidate.

    Where the calibration has no model of its own for it, that is the probability that the candidate is right.
    """
    return probability(calibration.correct if calibration.answered is None else calibration.answered, features)


def z_scores(scores: Sequence[float]) -> NDArray[np.float64]:
    """Scores in units of their spread, the best at 0: what can be said of them without knowing their scale."""
    values = np.asarray(scores, np.float64)
    return (values - values.max()) / (values.std() + 1e-6) if len(values) else values


def softmax(ranks: Sequence[float]) -> NDArray[np.float64]:
    """The share of each candidate among all, by a softmax over their ranks. Sums to 1."""
    values = np.exp(np.asarray(ranks, np.float64) - max(ranks)) if ranks else np.zeros(0)
    return values / values.sum() if len(values) else values


# Fitted as a bundled reader's are, without the reader's own scores: `worker.models.calibrate --generic`, and then
# `training.document_weight --generic` for the weight of an answer's document.
GENERIC = Calibration(
    rank={
        "lead": 2.0,
        "z_score": 3.665,
        "lexical": 0.854,
        "coverage": 0.831,
        "near": 2.458,
        "close": 3.86,
        "repeats": -3.313,
        "words": -0.663,
        "suits": 1.017,
        "suits_group": 0.946,
        "times": 1.243,
        "document": 1.431,
    },
    correct={
        BIAS: -2.647,
        "rank": 0.217,
        "share": 1.865,
    },
    answered={
        BIAS: -0.056,
        "share": 0.164,
        "near": 4.741,
        "coverage": -1.316,
    },
    fitted_on="the articles and made documents that the English reader is calibrated on, without its scores",
)

_NAMES = ("table_cell", "form_field", "title", "party", "issuer", "address", "document_date", "total")
EXTRACTORS = Calibration(
    rank=dict.fromkeys(_NAMES, 12.0) | {"table_cell": 1.2, "form_field": 1.2, "document_date": 3.0},
    correct=dict.fromkeys(_NAMES, 1.0) | {"table_cell": 0.3, "form_field": 0.3},
    answered=dict.fromkeys(_NAMES, 3.0),
    fitted_on="",
)
"""What the strength of an extraction weighs where a calibration does not say, and from where fitting starts.

It ranks an extraction before most spans of prose. That of cells was fitted on tables of annual reports.
"""


def with_extractors(calibration: Calibration) -> Calibration:
    """The calibration with the weights of extractors that it lacks."""
    return Calibration(
        rank={**EXTRACTORS.rank, **calibration.rank},
        correct={**EXTRACTORS.correct, **calibration.correct},
        answered=None if calibration.answered is None else {**(EXTRACTORS.answered or {}), **calibration.answered},
        fitted_on=calibration.fitted_on,
    )
