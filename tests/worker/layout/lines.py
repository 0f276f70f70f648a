"""Placed lines for tests of reading order, and the page that they make."""

import random

from shared.models.page import Page
from worker.layout.reading_order.order import arrange
from worker.layout.words import PlacedLine, PlacedWord, PlacedWords

WIDTH, HEIGHT = 600.0, 800.0


def line(text: str, x: float, y: float, size: float = 10, slope: float = 0) -> PlacedLine:
    """Words of even type from ``x`` on, their line's top at ``y`` where ``x`` is 0, as an engine would find them."""
    found = []
    for part in text.split():
        width, top = 0.5 * size * len(part), y + slope * x
        box = (x / WIDTH, top / HEIGHT, (x + width) / WIDTH, (top + size) / HEIGHT)
        found.append(PlacedWord(part, box, 0.9, "ocr"))
        x += width + 0.3 * size
    return found


def column(texts: list[str], x: float, y: float, **options: float) -> list[PlacedLine]:
    return [line(text, x, y + 13 * i, **options) for i, text in enumerate(texts)]


def read(*lines: PlacedLine, seed: int = 1) -> Page:
    """The page of the lines, handed over in any order."""
    shuffled = list(lines)
    random.Random(seed).shuffle(shuffled)
    text, spans = arrange(PlacedWords.of(shuffled), WIDTH, HEIGHT)
    return Page(1, WIDTH, HEIGHT, "ocr", text, spans)


def flat(page: Page) -> str:
    return " ".join(page.text.split())


def cells(rows: list[tuple[str, ...]], x: float, y: float, pitch: float = 170) -> list[PlacedLine]:
    return [line(cell, x + pitch * j, y + 16 * i) for i, row in enumerate(rows) for j, cell in enumerate(row)]
