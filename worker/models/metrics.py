"""How right answers are, and how true probabilities."""

import re
import string
from collections import Counter
from collections.abc import Sequence

import numpy as np


def token_f1(guess: str, gold: str) -> float:
    """The token F1 of SQuAD: case, punctuation and articles do not count."""
    a, b = _tokens(guess), _tokens(gold)
    same = sum((Counter(a) & Counter(b)).values())
    return 2 * same / (len(a) + len(b)) if same else 0.0


def exact_match(guess: str, gold: str) -> bool:
    """Whether two answers are of the same words: case, punctuation and articles do not count."""
    return _tokens(guess) == _tokens(gold)


def calibration_error(probabilities: Sequence[float], outcomes: Sequence[float], bins: int = 10) -> float:
    """Expected calibration error: the mean distance of probability and frequency over bins, by their weight."""
    p, y = np.array(probabilities), np.array(outcomes)
    places = np.minimum((p * bins).astype(int), bins - 1)
    return float(sum(abs(p[places == b].mean() - y[places == b].mean()) * (places == b).mean() for b in set(places)))


def _tokens(text: str) -> list[str]:
    plain = "".join(c for c in text.lower() if c not in string.punctuation)
    return re.sub(r"\b(?:a|an|the)\b", " ", plain).split()
