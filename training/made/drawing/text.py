"""Headings, paragraphs, lists and addresses."""

import random
from collections.abc import Sequence
from xml.sax.saxutils import escape

from reportlab.platypus import Flowable, HRFlowable, Paragraph, Spacer
from reportlab.platypus import Table as Grid

from training.made import model
from training.made.drawing.style import ALIGNMENTS, Command, Style

_TITLE_SCALE = 1.5


def plain(run: model.Run) -> str:
    """A run's text, with the blanks that fonts have glyphs for."""
    return "".join(part.text for part in run).replace("\u202f", "\u00a0")


def markup(run: model.Run) -> str:
    """A run's text for reportlab's paragraphs."""
    return escape(plain(run))


def heading(block: model.Heading, style: Style) -> list[Flowable]:
    """A title or a heading, which stays with what follows."""
    title = block.level == 0
    scale = style.heading_scale * _TITLE_SCALE if title else style.heading_scale
    if block.level > 1:
        scale = 1.0
    look = style.text(
        bold=style.heading_bold,
        size=style.size * scale,
        textColor=style.color(),
        alignment=ALIGNMENTS[style.title_alignment if title else "left"],
        spaceBefore=style.gap,
        spaceAfter=style.gap * 0.7,
        keepWithNext=1,
    )
    drawn: list[Flowable] = [Paragraph(markup(block.run), look)]
    if style.heading_rule and block.level < 2:
        rule = HRFlowable(width="100%", thickness=0.6, color=style.color(), spaceBefore=0, spaceAfter=style.gap)
        drawn.append(rule)
    return drawn


def paragraph(block: model.Paragraph, style: Style) -> list[Flowable]:
    """Running text."""
    look = style.text(
        alignment=ALIGNMENTS[style.alignment], firstLineIndent=style.first_line_indent, spaceAfter=style.gap
    )
    return [Paragraph(markup(block.run), look)]


def items(block: model.Items, style: Style) -> list[Flowable]:
    """A list with bullets or numbers."""
    indent = style.size * 2
    look = style.text(
        leftIndent=indent,
        bulletIndent=style.size * 0.4,
        bulletFontName=style.fonts.regular,
        bulletFontSize=style.size,
        spaceAfter=style.gap * 0.4,
    )
    drawn: list[Flowable] = [
        Paragraph(markup(run), look, bulletText=style.ordinal.format(number) if block.ordered else style.bullet)
        for number, run in enumerate(block.items, 1)
    ]
    return [*drawn, Spacer(1, style.gap * 0.6)]


def lines(block: model.Lines, style: Style, alignment: str = "left") -> list[Flowable]:
    """Short lines one below the other, as in an address."""
    look = style.text(alignment=ALIGNMENTS[alignment])
    return [*(Paragraph(markup(line), look) for line in block.lines), Spacer(1, style.gap)]


def side_by_side(parts: Sequence[Sequence[Flowable]], style: Style, rng: random.Random) -> Flowable:
    """Blocks beside each other, with room between them."""
    shares = [rng.uniform(0.85, 1.15) for _ in parts]
    widths = [style.width * share / sum(shares) for share in shares]
    whole = (0, 0), (-1, -1)
    look: list[Command] = [("VALIGN", *whole, "TOP"), ("LEFTPADDING", *whole, 0), ("RIGHTPADDING", *whole, 14)]
    return Grid([[list(part) for part in parts]], colWidths=widths, style=look)
