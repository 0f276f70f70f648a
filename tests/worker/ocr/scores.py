"""How well a page was read."""

import numpy as np
from rapidfuzz.distance import Levenshtein

from bench.reading.drawn_pages import Made
from shared.models.page import Words


def error_rate(read: str, truth: str) -> float:
    """Character error rate, white space as it may be."""
    read, truth = " ".join(read.split()), " ".join(truth.split())
    return Levenshtein.distance(read, truth) / len(truth)


def found_in_place(made: Made, text: str, words: Words) -> float:
    """Share of the page's words of which one that reads the same has half of its box, or half of it, in common."""
    height, width = made.image.shape[:2]
    boxes: dict[str, list[tuple[float, ...]]] = {}
    for word in words:
        boxes.setdefault(text[word.start : word.end], []).append(word.box)
    hits = 0
    for word, quad in made.words:
        place = (*(quad.min(0) / (width, height)), *(quad.max(0) / (width, height)))
        hits += any(overlap(box, place) >= 0.5 for box in boxes.get(word, []))
    return hits / len(made.words)


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """Share of the smaller box that two boxes have in common."""
    across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return float(np.clip(across, 0, 1) * np.clip(down, 0, 1) / smaller)
