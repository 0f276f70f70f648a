"""Currencies' signs that are words of their own: with which figure each of them belongs."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_CURRENCIES = ("$", "€", "£", "¥", "₹", "USD", "EUR", "GBP", "CHF")
SIGNS = frozenset(["$", "€", "£", "¥", "₹", "($", "(€", "(£", "(¥", "USD", "EUR", "GBP", "CHF"])
"""Words that are a currency\'s sign."""


def signs_of(text: str, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> list[int]:
    """The words, spans of the text, that are a currency's sign."""
    present = [sign for sign in _CURRENCIES if sign in text]
    if not present:
        return []
    found = sorted(sign.start() for one in present for sign in re.finditer(re.escape(one), text))
    words = (starts.searchsorted(found, "right") - 1).tolist()
    return [i for i in words if text[starts[i] : ends[i]] in SIGNS]


def signs_of_next(
    text: str,
    signs: Sequence[int],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    edges: NDArray[np.float64],
    new_line: NDArray[np.bool_],
) -> list[int]:
    """Those of the signs that are between two figures and belong to the second.

    The sign of the next column may touch this column's figure. It belongs to what it is nearer to, or, where signs are
    at the left edge of their columns, to the second figure, as the first one has a sign before it.
    """
    x0, _, x1, _ = edges
    found: list[int] = []
    for i in signs:
        if not 0 < i < len(starts) - 1 or new_line[i] or new_line[i + 1]:
            continue
        if not text[ends[i - 1] - 1 : ends[i - 1]].isdigit():
            continue
        last = i + 1 + next((k for k, begins in enumerate(new_line[i + 2 :].tolist()) if begins), len(starts) - i - 2)
        if text[starts[last] : ends[last]] in SIGNS:
            # Signs are behind their figures on this line.
            continue
        led = i > 1 and not new_line[i - 1] and text[starts[i - 2] : ends[i - 2]] in SIGNS
        if led or x0[i + 1] - x1[i] < x0[i] - x1[i - 1]:
            found.append(i)
    return found
