"""A page that is written from top to bottom, with the truth of what was written."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from bench.reading.drawn_pages import WORDS

LONGER_WORDS = [word for word in WORDS.split() if len(word) > 2]

Grid = list[list[str]]
"""Texts of a table by row and column: "" for an empty cell and for what another cell spans."""


@dataclass(slots=True)
class Truth:
    """What stands on a page: ``tables`` with the number of header rows, ``fields``, and ``headings`` in order."""

    tables: list[tuple[Grid, int]] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)


class Sheet:
    """A page that is written from top to bottom."""

    def __init__(self, canvas: Canvas, rng: random.Random) -> None:
        self.canvas, self.rng = canvas, rng
        self.truth = Truth()
        self.size = rng.choice([8, 9, 10, 11])
        self.font = rng.choice(["Helvetica", "Times-Roman"])
        self.bold = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold"}[self.font]
        self.left = rng.choice([50, 60, 72])
        self.y = A4[1] - 70

    def words(self, count: int) -> str:
        """Some words."""
        return " ".join(self.rng.choice(LONGER_WORDS) for _ in range(count))

    def name(self, count: int = 2) -> str:
        """A name of some words, the first with a capital."""
        return self.words(count).capitalize()

    def amount(self) -> str:
        """A figure."""
        value = self.rng.choice([self.rng.uniform(1, 99), self.rng.uniform(100, 99_999)])
        return f"{value:,.2f}" if self.rng.random() < 0.7 else f"{value:,.0f}"

    def text(self, x: float, text: str, *, align: str = "left", bold: bool = False, size: float | None = None) -> None:
        """Writes at the present height."""
        self.canvas.setFont(self.bold if bold else self.font, size or self.size)
        draw = {"left": self.canvas.drawString, "right": self.canvas.drawRightString}
        draw.get(align, self.canvas.drawCentredString)(x, self.y, text)

    def heading(self, text: str, ratio: float = 1.4) -> None:
        """Writes a heading and what white space it has."""
        self.y -= 1.2 * self.size
        self.text(self.left, text, bold=True, size=round(ratio * self.size, 1))
        self.y -= 2.4 * self.size
        self.truth.headings.append(text)

    def paragraph(self, count: int = 60) -> None:
        """Writes running text."""
        width = A4[0] - 2 * self.left
        line, words = "", self.name(count).split()
        for word in [*words, ""]:
            longer = f"{line} {word}".strip()
            if not word or stringWidth(longer, self.font, self.size) > width:
                self.text(self.left, line + ("" if word else "."))
                self.y -= 1.25 * self.size
                line = word
            else:
                line = longer
        self.y -= 0.9 * self.size

    def columns(self, count: int, first: float = 1.0) -> list[tuple[float, float]]:
        """Left and right edges of columns over the width, the first ``first`` times as wide as the others."""
        width = (A4[0] - 2 * self.left) * self.rng.uniform(0.75, 1.0)
        unit = width / (count - 1 + first)
        edges = [self.left, *(self.left + (first + i) * unit for i in range(count))]
        return list(pairwise(edges))

    def cell(self, column: tuple[float, float], text: str, align: str, *, bold: bool = False) -> None:
        """Writes a text into a column."""
        a, b = column
        x = {"left": a + 3, "right": b - 3}.get(align, (a + b) / 2)
        self.text(x, text, align=align, bold=bold)


def draw_grid(sheet: Sheet, edges: Sequence[tuple[float, float]], tops: Sequence[float]) -> None:
    """Draws the lines of a table of columns with these edges, and rows between ``tops``."""
    sheet.canvas.setLineWidth(0.5)
    for y in tops:
        sheet.canvas.line(edges[0][0], y, edges[-1][1], y)
    for x in [edges[0][0], *(right for _, right in edges)]:
        sheet.canvas.line(x, tops[0], x, tops[-1])
