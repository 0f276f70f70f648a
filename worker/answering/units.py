"""Units of a page: cells, values of fields, lines, items, lists and sentences, each with the labels that name it."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from shared.documents.tables import TableGrid
from shared.models.blocks import Block, Span
from shared.models.page import Page
from worker.answering.leaves import leaves, lines
from worker.answering.sentences import sentences

UnitType = Literal["cell", "head", "value", "label", "item", "list", "heading", "line", "block", "sentence"]

MAX_BLOCK_LINES = 6
"""Lines of a block that may be one answer, such as an address."""

MAX_LABEL_CHARACTERS = 40

_LABELED = re.compile(rf"([^:\n]{{2,{MAX_LABEL_CHARACTERS}}}?)\s*:\s+(?=\S)")


class Unit(NamedTuple):
    """``text[start:end]`` of the page, what it is, and the spans of the page that name it, if any do."""

    start: int
    end: int
    type: UnitType
    labels: tuple[Span, ...] = ()


def units(page: Page, start: int, end: int) -> list[Unit]:
    """The units that lie in ``text[start:end]`` of the page."""
    found = [
        unit for block in leaves(page) if block.start < end and start < block.end for unit in _of(page.text, block)
    ]
    found += [Unit(block.start, block.end, "list") for block in page.blocks if block.type == "list"]
    return [unit for unit in found if start <= unit.start < unit.end <= end]


def _of(text: str, block: Block) -> Iterator[Unit]:
    """The units of a leaf."""
    if block.type == "table" and block.cells:
        yield from _cells(block)
    elif block.type == "form_field" and block.label is not None and block.value is not None:
        yield Unit(*block.label, "label")
        yield Unit(*block.value, "value", (block.label,))
        yield from _lines(text, block.value.start, block.value.end, (block.label,))
    elif block.type == "list_item":
        yield Unit(block.start, block.end, "item")
        yield from _sentences(text, block)
    elif block.type in ("title", "heading"):
        yield Unit(block.start, block.end, "heading")
        yield from _lines(text, block.start, block.end)
    else:
        found = list(_lines(text, block.start, block.end))
        yield from found
        if len(found) <= MAX_BLOCK_LINES:
            yield Unit(block.start, block.end, "block")
        yield from _sentences(text, block)


def _sentences(text: str, block: Block) -> Iterator[Unit]:
    for a, b in sentences(text, block.start, block.end):
        yield Unit(a, b, "sentence")


def _lines(text: str, start: int, end: int, labels: Sequence[Span] = ()) -> Iterator[Unit]:
    for a, b in lines(text, start, end):
        yield Unit(a, b, "line", tuple(labels))
        labeled = _LABELED.match(text, a, b)
        if labeled is not None:
            label = Span(a, labeled.end(1))
            yield Unit(*label, "label")
            yield Unit(labeled.end(), b, "value", (label,))


def _cells(table: Block) -> Iterator[Unit]:
    grid = TableGrid.of(table)
    groups = grid.groups()
    for number, row in enumerate(grid.rows):
        if grid.names_columns[number]:
            yield from (Unit(cell.start, cell.end, "head") for cell in row)
            continue
        over = groups[number]
        group = () if over is None else (Span(grid.rows[over][0].start, grid.rows[over][0].end),)
        whole = sorted([*row, *grid.spanning(number)], key=lambda cell: cell.column)
        first = whole[0]
        for cell in row:
            names = tuple(Span(head.start, head.end) for head in grid.headers_over(cell, number))
            of_row = () if cell is first else (Span(first.start, first.end),)
            yield Unit(cell.start, cell.end, "cell", (*names, *of_row, *group))
