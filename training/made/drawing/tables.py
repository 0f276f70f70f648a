"""Tables: ruled wholly or in part, with groups of rows, headers again on every page."""

import random
from itertools import zip_longest
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.platypus import Flowable, Paragraph, Spacer
from reportlab.platypus import Table as Grid

from training.made import model
from training.made.drawing.style import ALIGNMENTS, Command, Style, TableRules
from training.made.drawing.text import plain
from training.made.drawing.widths import column_widths, is_number

_LEAST_SIZE = 5.5
"""Points: smaller text is not drawn for a wide table; its words are cut instead."""
_LEAST_PADDING = 2.5
"""Points: less is left between columns only for what has smaller text as well."""
_SHRINKING = 0.93


def table(block: model.Table, style: Style, rng: random.Random) -> list[Flowable]:
    """A table with its header and its groups of rows."""
    rules = style.rules if rng.random() < 0.85 else rng.choice(("grid", "horizontal", "zebra", "open"))
    header = [text.replace("\u202f", "\u00a0") for text in block.header]
    body = [[plain(run) for run in row] for row in block.rows]
    columns = [list(column) for column in zip_longest(*([header] if header else []), *body, fillvalue="")]
    size, padding, widths = _fitting(columns, style)
    right = [style.numbers_right and _is_numeric(column[bool(header) :]) for column in columns]

    def cell(text: str, column: int, bold: bool = False, color: colors.Color = colors.black) -> Paragraph:
        side = ALIGNMENTS["right" if right[column] else "left"]
        return Paragraph(escape(text), style.text(bold=bold, size=size, alignment=side, textColor=color))

    filled = rules == "header" or (rules == "zebra" and rng.random() < 0.5)
    dark = filled and rng.random() < 0.4
    rows: list[list[Flowable | str]] = []
    commands: list[Command] = []
    if header:
        color = colors.white if dark else colors.black
        rows.append([cell(text, at, bold=True, color=color) for at, text in enumerate(header)])
        if filled:
            commands.append(("BACKGROUND", (0, 0), (-1, 0), style.color(0 if dark else 0.85)))
        elif rules != "grid" and rng.random() < 0.8:
            commands.append(("LINEBELOW", (0, 0), (-1, 0), 0.8, style.color()))
    for number, texts in enumerate(body):
        if number in block.groups:
            commands.append(("SPAN", (0, len(rows)), (-1, len(rows))))
            if rng.random() < 0.5:
                commands.append(("BACKGROUND", (0, len(rows)), (-1, len(rows)), style.color(0.9)))
            group = Paragraph(escape(block.groups[number]), style.text(bold=True, size=size))
            rows.append([group, *[""] * (len(columns) - 1)])
        elif rules == "zebra" and number % 2:
            commands.append(("BACKGROUND", (0, len(rows)), (-1, len(rows)), style.color(0.92)))
        rows.append([cell(text, at, bold=not header and at == 0 and style.label_bold) for at, text in enumerate(texts)])
    look = [*_padding(padding, rng), *commands, *_rules(rules, style)]
    grid = Grid(rows, colWidths=widths, repeatRows=1 if header else 0, style=look)
    grid.hAlign = "RIGHT" if rng.random() < (0.25 if header else 0.5) else "LEFT"
    return [grid, Spacer(1, style.gap)]


def _fitting(columns: list[list[str]], style: Style) -> tuple[float, float, list[float]]:
    """The text's size and the padding, as large as the width allows, and the columns' widths."""
    size, padding = style.size, style.padding
    while size > _LEAST_SIZE:
        widths = column_widths(columns, style.width, style.fonts.bold, size, padding, style.stretched)
        if widths:
            return size, padding, widths
        # The padding goes first.
        size, padding = (size, padding * 0.7) if padding > _LEAST_PADDING else (size * _SHRINKING, padding)
    return size, padding, [style.width / len(columns)] * len(columns)


def _is_numeric(column: list[str]) -> bool:
    texts = [text for text in column if text]
    return bool(texts) and sum(map(is_number, texts)) > len(texts) * 0.7


def _padding(padding: float, rng: random.Random) -> list[Command]:
    height = rng.uniform(1, 4.5)
    whole = (0, 0), (-1, -1)
    return [
        ("LEFTPADDING", *whole, padding),
        ("RIGHTPADDING", *whole, padding),
        ("TOPPADDING", *whole, height * 0.7),
        ("BOTTOMPADDING", *whole, height),
        ("VALIGN", *whole, rng.choice(("TOP", "TOP", "MIDDLE"))),
    ]


def _rules(rules: TableRules, style: Style) -> list[Command]:
    whole = (0, 0), (-1, -1)
    if rules == "grid":
        return [("GRID", *whole, 0.5, style.color(0.2))]
    if rules == "horizontal":
        return [("LINEBELOW", *whole, 0.4, style.color(0.4)), ("LINEABOVE", (0, 0), (-1, 0), 0.8, style.color())]
    return []
