"""The tree of blocks of a page, from its text in reading order, its placed words and its ruled lines."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from shared.models.blocks import Block, BlockType, paragraphs_of
from shared.models.page import Words
from worker.layout.block_builder import BlockBuilder
from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.flow import add_text
from worker.layout.furniture import furniture
from worker.layout.head_above import with_head_above
from worker.layout.headings import name_title
from worker.layout.open_tables import open_tables
from worker.layout.ruled_forms import add_ruled
from worker.layout.ruled_tables import ruled_tables
from worker.layout.table_grid import Grid
from worker.layout.text_lines import Line, PageLines, page_lines, part_of

Item = tuple[BlockType | None, Line] | Grid
"""A line, with its type where its position determines it, or a table."""


def build_blocks(
    text: str,
    words: Words,
    width: float,
    height: float,
    ruled_lines: NDArray[np.float64] | None = None,
    parameters: BlockParameters = PARAMETERS,
) -> tuple[Block, ...]:
    """The blocks of a page in reading order, flat, each behind its parent.

    ``text`` has its lines separated by line breaks and its blocks by blank lines; ``words`` are spans of it;
    ``width`` and ``height`` are the page's in points; ``ruled_lines`` are ``[n, 4]`` as x0, y0, x1, y1 in fractions
    of it. Blocks that are not parent and child do not overlap, and every word is in a block that has no children.
    What cannot be understood is a paragraph; nothing raises.
    """
    if not len(words):
        return tuple(Block("paragraph", start, end, (0.0, 0.0, 1.0, 1.0)) for start, end in paragraphs_of(text))
    page = page_lines(text, words, width, height, parameters)
    builder = BlockBuilder(page)
    rules = np.zeros((0, 4)) if ruled_lines is None else np.asarray(ruled_lines, np.float64).reshape(-1, 4)
    items = _with_open_tables(page, _items(page, ruled_tables(page, rules, parameters), parameters), parameters)
    runs = [(kind, list(run)) for kind, run in groupby(items, _kind)]
    for (kind, run), (following, _) in zip(runs, [*runs[1:], (None, [])], strict=True):
        lines: list[Line] = []
        for item in run:
            if isinstance(item, Grid):
                add_ruled(builder, item, parameters)
            else:
                lines.append(item[1])
        if lines and kind is None:
            add_text(builder, lines, parameters, before_table=following == "table")
        elif lines and kind is not None:
            builder.add(kind, lines[0].first, lines[-1].last)
    name_title(builder, parameters)
    return builder.blocks()


def _kind(item: Item) -> BlockType | None:
    return "table" if isinstance(item, Grid) else item[0]


def _items(page: PageLines, tables: Sequence[Grid], parameters: BlockParameters) -> Iterator[Item]:
    """The page's lines and tables in order, what is left of lines that reach into tables beside them."""
    margins = furniture(page, parameters)
    waiting = list(tables)
    for i, line in enumerate(page.lines):
        at = line.first
        while waiting and waiting[0].first < line.last:
            grid = waiting[0]
            if at < grid.first:
                yield margins.get(i), part_of(page, line, at, grid.first)
            at = max(at, grid.last)
            if grid.last > line.last:
                break
            yield waiting.pop(0)
        if at < line.last:
            yield margins.get(i), part_of(page, line, at, line.last)


def _with_open_tables(page: PageLines, items: Iterator[Item], parameters: BlockParameters) -> Iterator[Item]:
    runs = [(plain, list(run)) for plain, run in groupby(items, lambda item: _kind(item) is None)]
    for (plain, run), (_, following) in zip(runs, [*runs[1:], (False, [])], strict=True):
        if not plain:
            yield from run
            continue
        lines = [item[1] for item in run if not isinstance(item, Grid)]
        if following and isinstance(following[0], Grid):
            lines = lines[: len(lines) - with_head_above(page, lines, following[0], parameters)]
        at = 0
        for grid in open_tables(page, lines, parameters):
            while lines[at].last <= grid.first:
                yield None, lines[at]
                at += 1
            yield grid
            while at < len(lines) and lines[at].last <= grid.last:
                at += 1
        yield from ((None, line) for line in lines[at:])
