"""Labels with their values, and boxes with ticks."""

import random
from collections.abc import Sequence
from itertools import groupby

from reportlab.lib import colors
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Paragraph, Spacer
from reportlab.platypus import Table as Grid

from training.made.drawing.style import ALIGNMENTS, Command, FieldLayout, Mark, Style
from training.made.drawing.text import markup, plain
from training.made.drawing.widths import is_number
from training.made.model import Field

_NO_PADDING: list[Command] = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 6)]
_LABEL_SCALE = 0.78
"""Of a label above its value."""
_WIDEST_LABEL = 0.42
"""Of the width: a longer label is on its value's line."""
_LABEL_GAP = 14
"""Points between the longest label and the values."""
_CELL_PADDING = 14
"""Points: what reportlab leaves at both sides of a cell's text, and a little more."""
_MARKS: dict[Mark, tuple[str, str]] = {
    "brackets": ("[x]", "[ ]"),
    "letter": ("(X)", "( )"),
    "dingbats": ('<font name="ZapfDingbats">\u2714</font>', '<font name="ZapfDingbats">\u274f</font>'),
}


class TickBox(Flowable):
    """A small square, crossed or ticked if it is checked."""

    def __init__(self, size: float, checked: bool, crossed: bool) -> None:
        super().__init__()
        self.width = self.height = size
        self.checked = checked
        self.crossed = crossed

    def draw(self) -> None:
        """Draws the square and its mark."""
        size = self.width
        self.canv.setLineWidth(0.7)
        self.canv.rect(0, 0, size, size)
        if self.checked and self.crossed:
            self.canv.lines([(1, 1, size - 1, size - 1), (1, size - 1, size - 1, 1)])
        elif self.checked:
            self.canv.setLineWidth(1.2)
            self.canv.lines([(1.5, size / 2, size / 2.5, 1.5), (size / 2.5, 1.5, size - 1, size - 1)])


def fields(group: Sequence[Field], style: Style, rng: random.Random, width: float) -> list[Flowable]:
    """A group of fields that follow each other, within a width in points."""
    drawn: list[Flowable] = []
    for ticked, some in groupby(group, key=lambda field: field.checked is not None):
        if ticked:
            for _, options in groupby(some, key=lambda field: plain(field.label)):
                drawn += _options(list(options), style, rng, width)
        else:
            drawn += _values(list(some), style, style.layout_of_group(rng), rng, width)
    return [*drawn, Spacer(1, style.gap)]


def _values(group: list[Field], style: Style, layout: FieldLayout, rng: random.Random, width: float) -> list[Flowable]:
    longest = max(stringWidth(plain(field.label) + style.colon, style.fonts.bold, style.size) for field in group)
    if layout == "inline" or len(group) == 1 or (layout != "beneath" and longest > width * _WIDEST_LABEL):
        return [_inline(field, style) for field in group]
    if layout in ("gap", "ruled"):
        return [_two_columns(group, style, longest + _LABEL_GAP, layout == "ruled", rng, width)]
    if layout == "beneath":
        return [part for field in group for part in (*_beneath(field, style), Spacer(1, style.gap * 0.4))]
    words = [word for field in group for word in plain(field.value).split(" ")]
    widest = max(stringWidth(word, style.fonts.regular, style.size) for word in words) + _CELL_PADDING
    across = 2 if width < max(36 * style.size, 3 * widest) else rng.choice((2, 3))
    if widest * across > width:
        return [_inline(field, style) for field in group]
    whole: list[list[Paragraph]] = [
        _beneath(field, style) if layout == "boxed" else [_inline(field, style)] for field in group
    ]
    return [_grid(whole, across, style, layout == "boxed", width)]


def _inline(field: Field, style: Style) -> Paragraph:
    label = f"{markup(field.label)}{style.colon or ':'}"
    label = f'<font name="{style.fonts.bold}">{label}</font>' if style.label_bold else label
    return Paragraph(f"{label} {markup(field.value)}", style.text())


def _beneath(field: Field, style: Style) -> list[Paragraph]:
    gray = colors.Color(0.35, 0.35, 0.35)
    label = style.text(bold=style.label_bold, size=style.size * _LABEL_SCALE, textColor=gray)
    return [Paragraph(markup(field.label), label), Paragraph(markup(field.value), style.text())]


def _two_columns(
    group: list[Field], style: Style, longest: float, ruled: bool, rng: random.Random, width: float
) -> Grid:
    first = min(longest * rng.choice((1, 1, rng.uniform(1, 2.2))), width * 0.5)
    side = rng.choice(("left", "left", "left", "right"))
    label_style = style.text(bold=style.label_bold, alignment=ALIGNMENTS[side])
    far = side == "left" and all(is_number(plain(field.value)) for field in group) and rng.random() < 0.5
    value_style = style.text(alignment=ALIGNMENTS["right" if far else "left"])
    rows = [
        [Paragraph(f"{markup(field.label)}{style.colon}", label_style), Paragraph(markup(field.value), value_style)]
        for field in group
    ]
    look: list[Command] = [*_NO_PADDING, ("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5)]
    look += [("TOPPADDING", (0, 0), (-1, -1), 1)]
    if ruled:
        look += [("GRID", (0, 0), (-1, -1), 0.5, style.color(0.3)), ("LEFTPADDING", (0, 0), (-1, -1), 5)]
    # Amounts are at the right of the page, or of a narrower block that itself is on either side.
    second = min(width - first, first * rng.uniform(1, 1.6)) if far and rng.random() < 0.6 else width - first
    return Grid(rows, colWidths=[first, second], hAlign=rng.choice(("LEFT", "RIGHT")), style=look)


def _grid(whole: list[list[Paragraph]], across: int, style: Style, boxed: bool, width: float) -> Grid:
    """Fields beside each other, ``across`` on a row."""
    rows: list[list[list[Paragraph] | str]] = []
    for at in range(0, len(whole), across):
        some = whole[at : at + across]
        rows.append([*some, *[""] * (across - len(some))])
    look: list[Command] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    if boxed:
        look += [("BOX", (0, 0), (-1, -1), 0.8, style.color()), ("INNERGRID", (0, 0), (-1, -1), 0.5, style.color(0.3))]
    else:
        look += _NO_PADDING
    return Grid(rows, colWidths=[width / across] * across, style=look)


def _options(options: list[Field], style: Style, rng: random.Random, width: float) -> list[Flowable]:
    """A question with its boxes, on the label's row, below each other or in a row beneath."""
    label = Paragraph(f"{markup(options[0].label)}{style.colon}", style.text(bold=style.label_bold))
    below = rng.random() < 0.3
    texts = [plain(field.value) for field in options]
    box = style.size + 6
    widths = [stringWidth(text, style.fonts.regular, style.size) + 12 for text in texts]
    first = max(stringWidth(plain(options[0].label) + style.colon, style.fonts.bold, style.size) + 12, width * 0.25)
    beside = rng.random() < 0.5 and first + sum(widths) + (box + 10) * len(widths) <= width
    pairs = [(_mark(field, style), Paragraph(markup(field.value), style.text())) for field in options]
    room = box if style.mark == "drawn" else style.size * 1.5 + 6
    look: list[Command] = [*_NO_PADDING, ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("TOPPADDING", (0, 0), (-1, -1), 1)]
    look += [("BOTTOMPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 2)]
    if beside:
        row = [label, *(part for pair in pairs for part in pair)]
        spans = [first, *(length for text in widths for length in (room, text))]
        return [Grid([row], colWidths=spans, hAlign="LEFT", style=look)]
    if below or sum(widths) + room * len(widths) > width:
        rows = [list(pair) for pair in pairs]
        return [label, Grid(rows, colWidths=[room, width - room], style=look)]
    row = [part for pair in pairs for part in pair]
    return [label, Grid([row], colWidths=[w for text in widths for w in (room, text)], hAlign="LEFT", style=look)]


def _mark(field: Field, style: Style) -> Flowable:
    if style.mark == "drawn":
        return TickBox(style.size * 0.85, bool(field.checked), crossed=style.label_bold)
    return Paragraph(_MARKS[style.mark][0 if field.checked else 1], style.text())
