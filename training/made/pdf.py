"""Draws a made document as a PDF, in a style of its own: page, fonts, fields, tables and columns are random."""

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BalancedColumns, BaseDocTemplate, Flowable, Frame, PageTemplate

from training.made.drawing.fields import fields
from training.made.drawing.style import Style, random_style
from training.made.drawing.tables import table
from training.made.drawing.text import heading, items, lines, paragraph, plain, side_by_side
from training.made.model import Block, Field, Heading, Items, Lines, Made, Paragraph, Table, runs

_MOST_FIELDS_BESIDE = 12
_ROOM_FOR_TWO = 40
"""Times the text's size: the width from which on blocks may be beside each other."""


def draw(made: Made, path: Path, rng: random.Random) -> None:
    """Writes the document to ``path``, on one page or more. The same generator's state gives the same file."""
    style = random_style(made, _text(made), rng)
    state = rng.getstate()
    try:
        _build(made, path, style, rng)
    except ValueError:
        # ReportLab finds no cut of some contents that makes columns of one height.
        rng.setstate(state)
        _build(made, path, replace(style, columns=1), rng)


def _build(made: Made, path: Path, style: Style, rng: random.Random) -> None:
    story = list(_story(made, style, rng))
    if style.columns > 1:
        # The title is over the columns.
        story = [story[0], BalancedColumns(story[1:], nCols=style.columns, innerPadding=style.gutter)]
    document = BaseDocTemplate(str(path), pagesize=style.page, invariant=1, title=made.kind)
    document.addPageTemplates([_template(style)])
    document.build(story)


def _text(made: Made) -> str:
    texts = [plain(run) for block in made.blocks for run in runs(block)]
    for block in made.blocks:
        if isinstance(block, Table):
            texts += [*block.header, *block.groups.values()]
    return "".join(texts).replace("\u202f", "\u00a0")


def _story(made: Made, style: Style, rng: random.Random) -> Iterator[Flowable]:
    """The document's blocks from top to bottom; addresses and fields sometimes are beside each other."""
    groups = [(kind, list(some)) for kind, some in groupby(made.blocks, key=type)]
    at = 0
    while at < len(groups):
        kind, some = groups[at]
        following = groups[at + 1][1] if at + 1 < len(groups) else []
        roomy = style.columns == 1 and style.width > _ROOM_FOR_TWO * style.size
        if kind is Lines and roomy and rng.random() < 0.5:
            addresses = [block for block in some if isinstance(block, Lines)]
            values = [block for block in following if isinstance(block, Field)]
            if len(addresses) == 1 and 0 < len(values) <= _MOST_FIELDS_BESIDE and rng.random() < 0.6:
                beside = fields(values, style, rng, style.width / 2 - 40)
                yield side_by_side([lines(addresses[0], style), beside], style, rng)
                at += 2
                continue
            if 1 < len(addresses) < 4:
                yield side_by_side([lines(block, style) for block in addresses], style, rng)
                at += 1
                continue
        if kind is Field:
            yield from fields([block for block in some if isinstance(block, Field)], style, rng, style.width)
        else:
            for block in some:
                yield from _block(block, style, rng)
        at += 1


def _block(block: Block, style: Style, rng: random.Random) -> list[Flowable]:
    match block:
        case Heading():
            return heading(block, style)
        case Paragraph():
            return paragraph(block, style)
        case Lines():
            return lines(block, style, "right" if style.columns == 1 and rng.random() < 0.12 else "left")
        case Items():
            return items(block, style)
        case Table():
            return table(block, style, rng)
        case Field():
            return fields([block], style, rng, style.width)


def _template(style: Style) -> PageTemplate:
    """The page with its margins and perhaps its number."""
    width, height = style.page[0] - style.left - style.right, style.page[1] - style.top - style.bottom

    def number(canvas: Canvas, document: BaseDocTemplate) -> None:
        if style.page_number:
            canvas.setFont(style.fonts.regular, style.size * 0.85)
            canvas.drawCentredString(style.page[0] / 2, style.bottom * 0.45, style.page_number.format(document.page))

    return PageTemplate("page", [Frame(style.left, style.bottom, width, height, 0, 0, 0, 0, id="page")], onPage=number)
