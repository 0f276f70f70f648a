"""What kind of answer a question asks for, in any language: learnt from questions and what their answers are.

A linear model over hashed words and pairs of words, fitted by `training.kinds`.
"""

import re
from functools import cache, lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from worker.answering.terms import words
from worker.answering.values import Kind

PATH = Path(__file__).parents[1] / "models" / "kinds.npz"
KINDS = tuple(Kind)
GROUPS = (
    (Kind.DATE, Kind.TIME),
    (Kind.NUMBER, Kind.QUANTITY, Kind.AMOUNT, Kind.PERCENTAGE, Kind.CODE),
    (Kind.PHONE,),
    (Kind.MAIL, Kind.WEB),
    (Kind.NAME, Kind.ADDRESS, Kind.LIST),
    (Kind.PHRASE, Kind.CLAUSE),
)
"""Kinds that are easily taken for each other."""

_PLACE = {kind: place for place, kind in enumerate(KINDS)}
_GROUP = {kind: number for number, group in enumerate(GROUPS) for kind in group}

DOUBT = 0.15
BUCKETS = 1 << 13
PREFIX = 4
"""First letters of a word, which most of its forms share."""

_NUMBER = re.compile(r"\d")


def buckets(question: str) -> list[int]:
    """The numbers of the features of a question, each in 0 to `BUCKETS` - 1."""
    found = [_NUMBER.sub("0", word) for word in words(question)][:40]
    names = [*(f"1 {word}" for word in found), *(f"p {word[:PREFIX]}" for word in found)]
    names += [f"2 {a} {b}" for a, b in zip(["<", *found], [*found, ">"], strict=True)]
    names += [f"b {' '.join(found[:1])}", f"c {' '.join(found[:2])}", f"n {min(len(found), 8)}"]
    return sorted({crc32(name.encode()) % BUCKETS for name in names})


@cache
def _model() -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float64]]:
    with np.load(PATH) as stored:
        return stored["weights"].astype(np.float32), stored["bias"], stored["prior"].astype(np.float64)


@lru_cache(256)
def kinds_of(question: str) -> tuple[float, ...]:
    """By how much each of `KINDS` is more probable as the answer's than without the question, as log ratios."""
    return tuple(map(float, np.log(_doubted(probabilities(question)) / _doubted(_model()[2]))))


@lru_cache(256)
def groups_of(question: str) -> tuple[float, ...]:
    """The same of each of `GROUPS`."""
    p, prior = _doubted(probabilities(question)), _doubted(_model()[2])
    members = [[KINDS.index(kind) for kind in group] for group in GROUPS]
    return tuple(float(np.log(p[of].sum() / prior[of].sum())) for of in members)


def probabilities(question: str) -> NDArray[np.float64]:
    """The probability of each of `KINDS` as the kind of the answer. Sums to 1."""
    weights, bias, _ = _model()
    logits = (weights[buckets(question)].sum(axis=0) + bias).astype(np.float64)
    values = np.exp(logits - logits.max())
    p: NDArray[np.float64] = values / values.sum()
    return p


def _doubted(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities mixed with some of all kinds alike: no wording is certain, nor is what a text is taken for."""
    doubted: NDArray[np.float64] = (1 - DOUBT) * p + DOUBT / len(KINDS)
    return doubted


def kind_features(question: str, kind: Kind) -> dict[str, float]:
    """How well what a candidate is suits what the question asks for."""
    return {"suits": kinds_of(question)[_PLACE[kind]], "suits_group": groups_of(question)[_GROUP[kind]]}
