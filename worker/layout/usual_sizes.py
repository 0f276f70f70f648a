"""The usual space between words, and the usual size of type."""

import numpy as np
from numpy.typing import NDArray

MANY_SPACES = 20
"""Spaces of a page, at least, that show whether they are equally wide."""


def usual_space(spaces: NDArray[np.float64], narrow: float) -> float:
    """The usual space between words, of those below ``narrow`` or, where type is monospaced, of all.

    On a page of tables alone, most spaces separate columns.
    """
    if not len(spaces):
        return 0.0
    few, some = len(spaces) // 20, len(spaces) // 5
    spaces = np.partition(spaces, (few, some))
    least, low = spaces[few], spaces[some]
    # Many spaces that are equally wide are those of such type; columns are differently wide apart.
    equal = len(spaces) >= MANY_SPACES and low <= 1.05 * least
    return narrow / 2 if low >= narrow and not equal else float(low)


def weighted_median(values: NDArray[np.float64], weights: NDArray[np.int64]) -> float:
    """The value that half of the weight is below; 1 where that is 0."""
    order = values.argsort()
    total = weights[order].cumsum()
    return float(values[order[total.searchsorted(total[-1] / 2)]]) or 1.0
