"""The tree of blocks of a page, from its text in reading order, its placed words and its ruled lines."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from shared.models.blocks import Block, BlockType, paragraphs_of
from shared.models.page import Words
from worker.layout.block_builder import BlockBuilder
from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.flow import add_text
from worker.layout.framed_heads import with_framed_head
from worker.layout.furniture import furniture
from worker.layout.head_above import with_head_above
from worker.layout.headings import name_title
from worker.layout.open_tables import open_tables
from worker.layout.ruled_forms import add_ruled
from worker.layout.ruled_tables import ruled_tables
from worker.layout.striped_tables import with_striped_tables
from worker.layout.table_grid import Grid
from worker.layout.text_lines import Line, PageLines, page_lines, part_of

Item = tuple[BlockType | None, Line] | Grid
"""A line, with its type where its position determines it, or a table."""

Run = tuple[BlockType | None, Sequence[Line] | Grid]
"""Lines that follow each other, with their type where their position determines it, or a table."""


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
    tables = with_striped_tables(page, ruled_tables(page, rules, parameters))
    margins = furniture(page, parameters)
    simple = _runs(_items(page, tables, margins)) if tables else _runs_of_lines(page.lines, margins)
    runs = _with_framed_heads(page, _with_open_tables(page, simple, parameters), parameters)
    for number, (kind, run) in enumerate(runs):
        if isinstance(run, Grid):
            add_ruled(builder, run, parameters)
        elif kind is None:
            before_table = number + 1 < len(runs) and isinstance(runs[number + 1][1], Grid)
            add_text(builder, run, parameters, before_table=before_table)
        else:
            builder.add(kind, run[0].first, run[-1].last)
    name_title(builder, parameters)
    return builder.blocks()


def _items(page: PageLines, tables: Sequence[Grid], margins: Mapping[int, BlockType]) -> Iterator[Item]:
    """The page's lines and tables in order, what is left of lines that reach into tables beside them.

    ``margins`` are the types of lines in margins by the lines' indices.
    """
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
            yield margins.get(i), part_of(page, line, at, line.last) if at > line.first else line


def _runs(items: Iterator[Item]) -> list[Run]:
    """The tables, and lines of one type that follow each other."""
    runs: list[Run] = []
    lines: list[Line] = []
    before: BlockType | None = None
    for item in items:
        if isinstance(item, Grid):
            runs.append(("table", item))
            lines = []
            continue
        kind, line = item
        if lines and kind == before:
            lines.append(line)
        else:
            lines, before = [line], kind
            runs.append((kind, lines))
    return runs


def _runs_of_lines(lines: Sequence[Line], margins: Mapping[int, BlockType]) -> list[Run]:
    """The runs of a page without tables."""
    runs: list[Run] = []
    run: list[Line] = []
    at, before = 0, None
    for i in sorted(margins):
        if i > at:
            runs.append((None, lines[at:i]))
        if i == at and margins[i] == before:
            run.append(lines[i])
        else:
            run, before = [lines[i]], margins[i]
            runs.append((before, run))
        at = i + 1
    if at < len(lines):
        runs.append((None, lines[at:]))
    return runs


def _with_open_tables(page: PageLines, runs: Sequence[Run], parameters: BlockParameters) -> list[Run]:
    """The runs, with the open tables among lines that are in no margin."""
    found: list[Run] = []
    for number, (kind, run) in enumerate(runs):
        if kind is not None or isinstance(run, Grid):
            found.append((kind, run))
            continue
        following = runs[number + 1][1] if number + 1 < len(runs) else None
        lines: Sequence[Line] = run
        if isinstance(following, Grid):
            lines = lines[: len(lines) - with_head_above(page, lines, following, parameters)]
        at = 0
        for grid in open_tables(page, lines, parameters):
            begin = at
            while lines[at].last <= grid.first:
                at += 1
            if at > begin:
                found.append((None, lines[begin:at]))
            found.append(("table", grid))
            while at < len(lines) and lines[at].last <= grid.last:
                at += 1
        if at < len(lines):
            found.append((None, lines[at:] if at else lines))
    return found


def _with_framed_heads(page: PageLines, runs: Sequence[Run], parameters: BlockParameters) -> list[Run]:
    """The runs, the open tables with the ruled ones that are their heads."""
    found: list[Run] = []
    for kind, run in runs:
        above = found[-1][1] if found else None
        if isinstance(above, Grid) and isinstance(run, Grid):
            whole = with_framed_head(page, above, run, parameters)
            if whole is not None:
                found[-1] = kind, whole
                continue
        found.append((kind, run))
    return found
