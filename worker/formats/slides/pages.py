"""Slides as pages of their own size, with everything at its own place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from shared.models.blocks import BlockType, Box
from worker.formats.flow.content import ListItem, Paragraph, Table
from worker.formats.flow.page_builder import LaidPage, PageBuilder
from worker.formats.flow.tables import MIN_COLUMN, column_widths, head_of, put_rows, set_rows
from worker.formats.flow.typeface import LEADING, SetLine, set_lines

MIN_SIZE, MAX_SIZE = 6.0, 40.0
"""Of the type, in points."""

PADDING = 4.0
"""White between a box and its text, in points."""

INDENT = 1.6
"""From one depth of a list to the next, in sizes of the type."""


@dataclass(slots=True)
class TextBox:
    """Texts in a box on a slide. ``size`` is that of the type in points, made smaller where the box is too small."""

    box: Box
    texts: Sequence[Paragraph | ListItem]
    size: float = 18.0
    type: BlockType = "paragraph"


@dataclass(slots=True)
class TableBox:
    """A table in a box on a slide."""

    box: Box
    table: Table


@dataclass(slots=True)
class PictureBox:
    """A picture in a box on a slide."""

    box: Box
    load: Callable[[], bytes]


Shape = TextBox | TableBox | PictureBox


@dataclass(slots=True)
class Slide:
    """What is on a slide, in reading order; boxes are x0, y0, x1, y1 in points. ``name`` is the slide's place."""

    name: str
    shapes: list[Shape] = field(default_factory=list)


def lay_out_slide(slide: Slide, size: tuple[float, float]) -> LaidPage:
    """The page of a slide."""
    page = PageBuilder(*size)
    for shape in slide.shapes:
        match shape:
            case TextBox():
                _put_text(page, shape)
            case TableBox():
                _put_table(page, shape)
            case PictureBox():
                page.picture(shape.load, _within(shape.box, size))
    return page.finished(slide.name)


def reading_order(shapes: Sequence[Shape]) -> list[Shape]:
    """The shapes from top to bottom, those beside each other from left to right; the order of drawing says little."""
    rows: list[list[Shape]] = []
    for shape in sorted(shapes, key=lambda shape: (shape.box[1], shape.box[0])):
        top, bottom = shape.box[1], shape.box[3]
        if rows:
            first = rows[-1][0].box
            if min(bottom, first[3]) - max(top, first[1]) > 0.5 * min(bottom - top, first[3] - first[1]) > 0:
                rows[-1].append(shape)
                continue
        rows.append([shape])
    return [shape for row in rows for shape in sorted(row, key=lambda shape: shape.box[0])]


def _put_text(page: PageBuilder, shape: TextBox) -> None:
    x0, y0, x1, y1 = _within(shape.box, page.size)
    room = max(x1 - x0 - 2 * PADDING, 20.0)
    height = max(y1 - y0 - 2 * PADDING, 0.0)
    size = min(max(shape.size, MIN_SIZE), MAX_SIZE)
    texts = [(one, *_set(one, room, size)) for one in shape.texts]
    while size > MIN_SIZE and sum(len(lines) for _, lines, _, _ in texts) * size * LEADING > height:
        size = max(MIN_SIZE, 0.85 * size)
        texts = [(one, *_set(one, room, size)) for one in shape.texts]
    y = y0 + PADDING
    lists: list[int] = []
    begins = False
    for text, lines, left, marker in texts:
        if not lines:
            continue
        depth = text.depth + 1 if isinstance(text, ListItem) else 0
        while len(lists) > depth:
            page.close_group(lists.pop())
        while len(lists) < depth:
            gap = "" if begins else "\n" if lists else "\n\n"
            lists.append(page.group("list", parent=lists[-1] if lists else None, gap=gap))
            begins = True
        kind: BlockType = "list_item" if depth else shape.type if shape.type != "paragraph" else _type_of(text)
        gap = "" if begins else "\n" if lists else "\n\n"
        begins = False
        page.text(
            kind, lines, x0 + PADDING + left, y, size, parent=lists[-1] if lists else None, gap=gap, marker=marker
        )
        y += len(lines) * size * LEADING
    while lists:
        page.close_group(lists.pop())


def _type_of(text: Paragraph | ListItem) -> BlockType:
    return text.type if isinstance(text, Paragraph) else "list_item"


def _set(
    text: Paragraph | ListItem, room: float, size: float
) -> tuple[list[SetLine], float, tuple[SetLine, float] | None]:
    """The lines of a text, how far they are from the box's left edge, and its marker."""
    if isinstance(text, Paragraph):
        return set_lines(text.text, room, size), 0.0, None
    marked = set_lines(text.marker, room, size)[:1]
    width = max(1.2 * size, *(line[-1].x + line[-1].width + 0.4 * size for line in marked)) if marked else 1.2 * size
    left = min(text.depth * INDENT * size + width, room / 2)
    return set_lines(text.text, room - left, size), left, (marked[0], min(width, left)) if marked else None


def _put_table(page: PageBuilder, shape: TableBox) -> None:
    if not shape.table.cells:
        return
    x0, y0, x1, y1 = _within(shape.box, page.size)
    room = max(x1 - x0, 40.0)
    widths = shape.table.widths or column_widths(shape.table, room)
    scale = room / sum(widths)
    widths = [max(MIN_COLUMN, width * scale) for width in widths]
    rows = list(set_rows(shape.table, widths))
    spare = (min(y1, page.size[1]) - y0 - sum(row.height for row in rows)) / len(rows)
    for row in rows:
        row.height += max(spare, 0.0)
    put_rows(page, rows, widths, x0, y0, head=head_of(shape.table))


def _within(box: Box, size: tuple[float, float]) -> Box:
    """The box on the page: what is beside it is moved onto it, since it is part of the slide's content."""
    width, height = size
    x0, x1 = sorted((min(max(box[0], 0.0), width), min(max(box[2], 0.0), width)))
    y0, y1 = sorted((min(max(box[1], 0.0), height), min(max(box[3], 0.0), height)))
    if x1 - x0 < 20:
        x0 = min(x0, width - 20)
        x1 = x0 + 20
    if y1 - y0 < 8:
        y0 = min(y0, height - 12)
        y1 = y0 + 8
    return x0, y0, x1, y1
