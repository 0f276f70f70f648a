"""Pages made for measuring structure: tables, forms, lists and headings whose truth is known to the cell.

Everything follows from a seed. Each kind is drawn in many fonts, sizes, widths and alignments.
"""

import io
import random
from collections.abc import Callable, Iterator, Sequence
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


@dataclass(frozen=True, slots=True)
class StructuredPage:
    """A one-page PDF of a kind, and its truth."""

    kind: str
    pdf: bytes
    truth: Truth


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


# ---- tables


def _figures(sheet: Sheet, rows: int, columns: int, empty: float = 0.0) -> Grid:
    body = [[sheet.name(sheet.rng.randint(1, 2)), *(sheet.amount() for _ in range(columns - 1))] for _ in range(rows)]
    for row in body:
        for i in range(1, columns):
            if sheet.rng.random() < empty:
                row[i] = ""
    return body


def _lines(sheet: Sheet, edges: Sequence[tuple[float, float]], tops: Sequence[float]) -> None:
    sheet.canvas.setLineWidth(0.5)
    for y in tops:
        sheet.canvas.line(edges[0][0], y, edges[-1][1], y)
    for x in [edges[0][0], *(right for _, right in edges)]:
        sheet.canvas.line(x, tops[0], x, tops[-1])


def ruled(sheet: Sheet) -> None:
    """A grid of lines, with a head, and here and there an empty cell."""
    count = sheet.rng.randint(3, 6)
    grid = [[sheet.name(1) for _ in range(count)], *_figures(sheet, sheet.rng.randint(3, 12), count, 0.15)]
    edges, pitch = sheet.columns(count, 1.6), 1.8 * sheet.size
    top = sheet.y + 1.2 * sheet.size
    for i, row in enumerate(grid):
        for edge, text in zip(edges, row, strict=True):
            sheet.cell(edge, text, "left" if edge is edges[0] else "right", bold=i == 0)
        sheet.y -= pitch
    _lines(sheet, edges, [top - i * pitch for i in range(len(grid) + 1)])
    sheet.truth.tables.append((grid, 1))


def ruled_wrapped(sheet: Sheet) -> None:
    """A grid of lines whose cells hold texts of one to three lines."""
    edges = sheet.columns(3, 1.0)
    grid: Grid = [[sheet.name(1) for _ in range(3)]]
    tops = [sheet.y + 1.2 * sheet.size]
    for number in range(sheet.rng.randint(3, 6)):
        cells = [[sheet.name(3) if i == 0 else sheet.words(3) for i in range(sheet.rng.randint(1, 3))] for _ in edges]
        if number == 0:
            cells = [[text] for text in grid[0]]
        else:
            grid.append([" ".join(lines) for lines in cells])
        first = sheet.y
        for edge, texts in zip(edges, cells, strict=True):
            sheet.y = first
            for line in texts:
                sheet.cell(edge, line, "left", bold=number == 0)
                sheet.y -= 1.2 * sheet.size
        sheet.y = first - 1.2 * sheet.size * max(map(len, cells)) - 0.6 * sheet.size
        tops.append(sheet.y + 1.2 * sheet.size)
    _lines(sheet, edges, tops)
    sheet.truth.tables.append((grid, 1))


def ruled_two_heads(sheet: Sheet) -> None:
    """A grid of lines whose head has names of groups over names of columns."""
    edges, pitch = sheet.columns(5, 1.5), 1.8 * sheet.size
    groups, names = [sheet.name(1), sheet.name(1)], [sheet.name(1) for _ in range(4)]
    first = sheet.name(1)
    body = _figures(sheet, sheet.rng.randint(3, 8), 5)
    top = sheet.y + 1.2 * sheet.size
    sheet.cell(edges[0], first, "left", bold=True)
    for i, name in enumerate(groups):
        sheet.cell((edges[1 + 2 * i][0], edges[2 + 2 * i][1]), name, "middle", bold=True)
    sheet.y -= pitch
    for row in [["", *names], *body]:
        for edge, text in zip(edges, row, strict=True):
            sheet.cell(edge, text, "left" if edge is edges[0] else "right")
        sheet.y -= pitch
    canvas, total = sheet.canvas, len(body) + 2
    canvas.setLineWidth(0.5)
    for i in range(total + 1):
        canvas.line(edges[1][0] if i == 1 else edges[0][0], top - i * pitch, edges[-1][1], top - i * pitch)
    for i, x in enumerate([edges[0][0], *(right for _, right in edges)]):
        canvas.line(x, top - (pitch if i in (2, 4) else 0), x, top - total * pitch)
    sheet.truth.tables.append(([[first, groups[0], "", groups[1], ""], ["", *names], *body], 2))


def booktabs(sheet: Sheet) -> None:
    """Level lines above, below and under the head only, as in papers."""
    count = sheet.rng.randint(3, 6)
    grid = [[sheet.name(1) for _ in range(count)], *_figures(sheet, sheet.rng.randint(3, 10), count)]
    edges = sheet.columns(count, 1.6)
    sheet.canvas.setLineWidth(0.7)
    for i, row in enumerate(grid):
        if i < 2:
            sheet.canvas.line(edges[0][0], sheet.y + 1.1 * sheet.size, edges[-1][1], sheet.y + 1.1 * sheet.size)
        for edge, text in zip(edges, row, strict=True):
            sheet.cell(edge, text, "left" if edge is edges[0] else "middle")
        sheet.y -= 1.45 * sheet.size
    sheet.canvas.line(edges[0][0], sheet.y + 1.1 * sheet.size, edges[-1][1], sheet.y + 1.1 * sheet.size)
    sheet.y -= sheet.size
    sheet.truth.tables.append((grid, 1))


def opened(sheet: Sheet) -> None:
    """No lines at all, some empty cells."""
    count = sheet.rng.randint(3, 7)
    grid = [[sheet.name(1) for _ in range(count)], *_figures(sheet, sheet.rng.randint(3, 14), count, 0.2)]
    edges, pitch = sheet.columns(count, 1.7), sheet.rng.uniform(1.25, 2.0) * sheet.size
    for i, row in enumerate(grid):
        for edge, text in zip(edges, row, strict=True):
            sheet.cell(edge, text, "left" if edge is edges[0] else "right", bold=i == 0)
        sheet.y -= pitch
    sheet.truth.tables.append((grid, 1))


def headless(sheet: Sheet) -> None:
    """Rows of an item and its figures, without a head."""
    count = sheet.rng.randint(3, 5)
    grid = _figures(sheet, sheet.rng.randint(4, 10), count)
    edges = sheet.columns(count, 2.0)
    for row in grid:
        for edge, text in zip(edges, row, strict=True):
            sheet.cell(edge, text, "left" if edge is edges[0] else "right")
        sheet.y -= 1.4 * sheet.size
    sheet.truth.tables.append((grid, 0))


def statement(sheet: Sheet) -> None:
    """A financial statement: years, names of groups, signs of a currency at the column's edge, sums."""
    years = ["2023", "2022"] if sheet.rng.random() < 0.5 else ["2023", "2022", "2021"]
    edges = sheet.columns(1 + len(years), 2.2)
    grid: Grid = [["", *years]]
    for _ in range(sheet.rng.randint(2, 3)):
        grid.append([sheet.name(2) + ":", *[""] * len(years)])
        grid += [[sheet.name(3), *(sheet.amount() for _ in years)] for _ in range(sheet.rng.randint(2, 4))]
        grid.append(["Total " + sheet.words(2), *(sheet.amount() for _ in years)])
    for row in grid:
        money = row[0].startswith("Total")
        for edge, text in zip(edges, row, strict=True):
            if edge is edges[0]:
                sheet.cell(edge, text, "left")
            elif text:
                sheet.cell(edge, text, "right", bold=row is grid[0])
                if money:
                    sheet.text(edge[0] + 4, "$")
        sheet.y -= 1.35 * sheet.size
    for row in grid:
        if row[0].startswith("Total"):
            row[1:] = [f"$ {text}" for text in row[1:]]
    sheet.truth.tables.append((grid, 1))


def open_two_heads(sheet: Sheet) -> None:
    """No lines; names of groups over names of columns."""
    edges = sheet.columns(5, 1.6)
    groups, names = [sheet.name(2), sheet.name(2)], ["", *(sheet.name(1) for _ in range(4))]
    body = _figures(sheet, sheet.rng.randint(4, 8), 5)
    for i, name in enumerate(groups):
        sheet.cell((edges[1 + 2 * i][0], edges[2 + 2 * i][1]), name, "middle", bold=True)
    sheet.y -= 1.35 * sheet.size
    for row in [names, *body]:
        for edge, text in zip(edges, row, strict=True):
            sheet.cell(edge, text, "left" if edge is edges[0] else "middle")
        sheet.y -= 1.35 * sheet.size
    sheet.truth.tables.append(([["", groups[0], "", groups[1], ""], names, *body], 2))


def open_wrapped(sheet: Sheet) -> None:
    """No lines; descriptions of one to three lines, figures beside their first."""
    edges = [(sheet.left, sheet.left + 40), (sheet.left + 40, sheet.left + 260)]
    edges += [(sheet.left + 260 + 60 * i, sheet.left + 320 + 60 * i) for i in range(3)]
    head = ["No.", "Description", "Qty", "Price", "Amount"]
    grid: Grid = [head]
    for edge, text in zip(edges, head, strict=True):
        sheet.cell(edge, text, "left" if edge in edges[:2] else "right", bold=True)
    sheet.y -= 2 * sheet.size
    for number in range(sheet.rng.randint(3, 6)):
        lines: list[str] = []
        for _ in range(sheet.rng.randint(1, 3)):
            line = ""
            while stringWidth(longer := f"{line} {sheet.words(1)}".strip(), sheet.font, sheet.size) < 205:
                line = longer
            lines.append(line)
        lines[-1] = " ".join(lines[-1].split()[:2])
        row = [str(number + 1), " ".join(lines), str(sheet.rng.randint(1, 40)), sheet.amount(), sheet.amount()]
        grid.append(row)
        for i in (0, 2, 3, 4):
            sheet.cell(edges[i], row[i], "left" if i == 0 else "right")
        for line in lines:
            sheet.cell(edges[1], line, "left")
            sheet.y -= 1.2 * sheet.size
        sheet.y -= 0.5 * sheet.size
    sheet.truth.tables.append((grid, 1))


def ruled_row_spans(sheet: Sheet) -> None:
    """A grid of lines whose first column names groups of rows in cells as high as these."""
    edges, pitch = sheet.columns(4, 1.3), 1.8 * sheet.size
    grid: Grid = [[sheet.name(1) for _ in edges]]
    starts = []
    for _ in range(sheet.rng.randint(2, 3)):
        starts.append(len(grid))
        for i in range(sheet.rng.randint(2, 3)):
            grid.append([sheet.name(1) if i == 0 else "", sheet.name(1), sheet.amount(), sheet.amount()])
    top = sheet.y + 1.2 * sheet.size
    for row in grid:
        for edge, text in zip(edges, row, strict=True):
            sheet.cell(edge, text, "left" if edge in edges[:2] else "right")
        sheet.y -= pitch
    canvas = sheet.canvas
    canvas.setLineWidth(0.5)
    for i in range(len(grid) + 1):
        whole = i in (0, 1, len(grid)) or i in starts
        canvas.line(edges[0 if whole else 1][0], top - i * pitch, edges[-1][1], top - i * pitch)
    for x in [edges[0][0], *(right for _, right in edges)]:
        canvas.line(x, top, x, top - len(grid) * pitch)
    sheet.truth.tables.append((grid, 1))


def open_long_head(sheet: Sheet) -> None:
    """No lines; names of columns on two lines, the short ones on the lower alone."""
    edges = sheet.columns(4, 1.6)
    names = [[sheet.name(1)], *([sheet.name(1), sheet.words(1)] for _ in range(3))]
    names[sheet.rng.randint(1, 3)].pop()
    body = _figures(sheet, sheet.rng.randint(4, 9), 4)
    for line in (0, 1):
        for edge, name in zip(edges, names, strict=True):
            shown = name if len(name) == 2 else ["", *name]
            sheet.cell(edge, shown[line], "left" if edge is edges[0] else "right", bold=True)
        sheet.y -= 1.2 * sheet.size
    sheet.y -= 0.4 * sheet.size
    for row in body:
        for edge, text in zip(edges, row, strict=True):
            sheet.cell(edge, text, "left" if edge is edges[0] else "right")
        sheet.y -= 1.4 * sheet.size
    upper = [name[0] if len(name) == 2 else "" for name in names]
    sheet.truth.tables.append(([upper, [name[-1] for name in names], *body], 2))


# ---- forms


def colon_fields(sheet: Sheet) -> None:
    """Labels with a colon and values beside them, one or two on a line."""
    two = sheet.rng.random() < 0.5
    for _ in range(sheet.rng.randint(4, 8)):
        for x in (sheet.left, sheet.left + 250)[: 2 if two else 1]:
            label, value = sheet.name(sheet.rng.randint(1, 3)) + ":", sheet.rng.choice([sheet.amount(), sheet.name(2)])
            sheet.text(x, label, bold=True)
            sheet.text(x + stringWidth(label, sheet.bold, sheet.size) + 4, value)
            sheet.truth.fields.append((label, value))
        sheet.y -= 1.5 * sheet.size


def aligned_fields(sheet: Sheet) -> None:
    """Labels and values in two columns, with or without a colon."""
    end = sheet.rng.choice(["", ":"])
    for _ in range(sheet.rng.randint(4, 8)):
        label, value = sheet.name(sheet.rng.randint(1, 3)) + end, sheet.rng.choice([sheet.amount(), sheet.name(2)])
        sheet.text(sheet.left, label)
        sheet.text(sheet.left + 150, value)
        sheet.truth.fields.append((label, value))
        sheet.y -= 1.45 * sheet.size


def ruled_fields(sheet: Sheet) -> None:
    """Labels and values between lines, in two columns."""
    edges, pitch = [(sheet.left, sheet.left + 150), (sheet.left + 150, sheet.left + 400)], 1.8 * sheet.size
    top, count = sheet.y + 1.2 * sheet.size, sheet.rng.randint(4, 8)
    for _ in range(count):
        label, value = sheet.name(sheet.rng.randint(1, 3)), sheet.rng.choice([sheet.amount(), sheet.name(3)])
        sheet.cell(edges[0], label, "left")
        sheet.cell(edges[1], value, "left")
        sheet.truth.fields.append((label, value))
        sheet.y -= pitch
    _lines(sheet, edges, [top - i * pitch for i in range(count + 1)])


def boxed_fields(sheet: Sheet) -> None:
    """A form's boxes, each with a small label above its value."""
    count, rows = sheet.rng.randint(2, 4), sheet.rng.randint(2, 4)
    edges, pitch = sheet.columns(count), 3 * sheet.size
    top = sheet.y + 1.2 * sheet.size
    for _ in range(rows):
        first = sheet.y
        for edge in edges:
            label, value = sheet.name(2), sheet.rng.choice([sheet.amount(), f"{sheet.rng.randint(1, 28)}/04/2024"])
            sheet.text(edge[0] + 3, label, size=0.7 * sheet.size)
            sheet.y -= 1.3 * sheet.size
            sheet.text(edge[0] + 3, value)
            sheet.truth.fields.append((label, value))
            sheet.y = first
        sheet.y -= pitch
    _lines(sheet, edges, [top - i * pitch for i in range(rows + 1)])


def labels_above(sheet: Sheet) -> None:
    """Several labels in a row over their values, without lines; small, as statements print them."""
    for _ in range(sheet.rng.randint(1, 2)):
        edges = sheet.columns(sheet.rng.randint(3, 4))
        labels, values = [sheet.name(2) for _ in edges], [sheet.amount() for _ in edges]
        for edge, label in zip(edges, labels, strict=True):
            sheet.text(edge[0], label, size=0.75 * sheet.size)
        sheet.y -= 1.3 * sheet.size
        for edge, value in zip(edges, values, strict=True):
            sheet.text(edge[0], value)
        sheet.y -= 2.6 * sheet.size
        sheet.truth.fields += zip(labels, values, strict=True)


def two_sides_of_fields(sheet: Sheet) -> None:
    """Labels with a colon and values in two columns, twice side by side."""
    for _ in range(sheet.rng.randint(3, 6)):
        for x in (sheet.left, sheet.left + 250):
            label, value = sheet.name(sheet.rng.randint(1, 2)) + ":", sheet.rng.choice([sheet.amount(), sheet.name(2)])
            sheet.text(x, label)
            sheet.text(x + 110, value)
            sheet.truth.fields.append((label, value))
        sheet.y -= 1.5 * sheet.size


# ---- running text


def headings(sheet: Sheet) -> None:
    """Headings by size, with numbers, and by capitals, over running text."""
    for number, form in enumerate(sheet.rng.sample(["size", "number", "capitals", "size"], 4), 1):
        name = sheet.name(3)
        if form == "capitals":
            sheet.heading(name.upper(), 1.0)
        else:
            sheet.heading(f"{number}. {name}" if form == "number" else name, 1.0 if form == "number" else 1.4)
        sheet.paragraph()


KINDS: tuple[Callable[[Sheet], None], ...] = (
    ruled,
    ruled_wrapped,
    ruled_two_heads,
    booktabs,
    opened,
    headless,
    statement,
    open_two_heads,
    open_wrapped,
    ruled_row_spans,
    open_long_head,
    colon_fields,
    aligned_fields,
    ruled_fields,
    boxed_fields,
    labels_above,
    two_sides_of_fields,
    headings,
)


def structured_pages(count: int, seed: int) -> Iterator[StructuredPage]:
    """``count`` pages of each kind, running text above and below."""
    for kind in KINDS:
        for number in range(count):
            rng = random.Random(f"{seed} {kind.__name__} {number}")
            file = io.BytesIO()
            canvas = Canvas(file, pagesize=A4, invariant=1)
            sheet = Sheet(canvas, rng)
            if kind is not headings:
                sheet.heading(sheet.name(2))
                sheet.paragraph(rng.choice([30, 60]))
            kind(sheet)
            sheet.y -= 2 * sheet.size
            sheet.paragraph(40)
            canvas.save()
            yield StructuredPage(kind.__name__, file.getvalue(), sheet.truth)
