"""How probable it is that a passage holds what is sought, by its score and those of the others."""

import numpy as np
from numpy.typing import NDArray

NAMES = ("MATCHED", "RELATIVE", "SHARE")
"""Of a passage: the score over what no score exceeds, the score over the best one, and the passage's share among all by
a softmax over the scores."""

# Fitted by training.relevance.
BIAS = -5.021
MATCHED = 4.706
RELATIVE = 2.235
SHARE = 6.270

Scores = NDArray[np.float32]


def features(scores: Scores, ceiling: float) -> NDArray[np.float64]:
    """The features `NAMES` of each passage; ``ceiling`` is what no score exceeds. Shape (passages, 3)."""
    best = float(scores.max())
    share = np.exp(scores.astype(np.float64) - best)
    return np.column_stack([scores / max(ceiling, best), scores / best, share / share.sum()])


def probabilities(scores: Scores, ceiling: float) -> NDArray[np.float64]:
    """Of each passage. Shape (passages,); 0 where the score is 0."""
    if not len(scores) or scores.max() <= 0:
        return np.zeros(len(scores))
    value = BIAS + features(scores, ceiling) @ np.array([MATCHED, RELATIVE, SHARE])
    found: NDArray[np.float64] = np.where(scores > 0, 1 / (1 + np.exp(-value)), 0.0)
    return found
