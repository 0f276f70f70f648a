"""Tables with ruled lines: the words of a row become one line, cell by cell, however many lines a cell's text takes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from shared.models.page import Box
from worker.layout.reading_order.parameters import PARAMETERS
from worker.layout.ruled_cells import ruled_cells
from worker.layout.words import PlacedWords

RuledRow = list[Box]
"""Boxes of the cells of a table's row, from left to right."""


def ruled_rows(ruled_lines: NDArray[np.float64], width: float, height: float) -> list[RuledRow]:
    """Rows of the tables that ruled lines separate, as `ruled_cells` takes them."""
    found = ruled_cells(ruled_lines, width, height)
    if found.lines > PARAMETERS.max_ruled_lines or found.intersections > PARAMETERS.max_intersections:
        return []
    rows: list[RuledRow] = []
    for cells in found.tables:
        by_top = [list(row) for _, row in groupby(sorted(cells, key=lambda c: (c[1], c[0])), key=lambda c: c[1])]
        if len(by_top) > 1 and max(map(len, by_top)) > 1:
            rows += [[(a / width, b / height, c / width, d / height) for a, b, c, d in row] for row in by_top]
    return rows


def joined_by_row(words: PlacedWords, rows: Sequence[RuledRow]) -> tuple[PlacedWords, NDArray[np.bool_]]:
    """The words with those of each table's row on one line, and which of them are on such a line."""
    x, y = (words.boxes[:, 0] + words.boxes[:, 2]) / 2, (words.boxes[:, 1] + words.boxes[:, 3]) / 2
    free = np.ones(len(words), bool)
    lines = words.lines.copy()
    order: list[int] = []
    number = int(lines.max()) + 1
    for row in rows:
        level = (free & (y >= min(cell[1] for cell in row)) & (y < max(cell[3] for cell in row))).nonzero()[0]
        cells = [_by_line(cell, words.lines, y) for cell in _in_cells(level, x, y, row)]
        if len(cells) < 2 or max(map(len, cells)) > PARAMETERS.max_cell_lines or _hold_rows(cells, words.texts):
            continue
        chosen = [word for cell in cells for line in cell for word in line]
        free[chosen] = False
        lines[chosen] = number
        number += 1
        order += chosen
    permuted = np.concatenate([free.nonzero()[0], np.array(order, np.intp)])
    joined = replace(words, lines=lines).at(permuted)
    return joined, np.arange(len(words)) >= len(words) - len(order)


def _in_cells(
    words: NDArray[np.intp], x: NDArray[np.float64], y: NDArray[np.float64], row: RuledRow
) -> Iterator[list[int]]:
    """Those of the words whose middles are in each cell of a row that has some."""
    across, down = x[words], y[words]
    x0, y0, x1, y1 = np.array(row).T[:, :, None]
    inside = (across >= x0) & (across < x1) & (down >= y0) & (down < y1)
    # Cells overlap where lines cross within one of them: a word is in the first.
    first = np.where(inside.any(axis=0), inside.argmax(axis=0), len(row))
    by_cell: list[list[int]] = [[] for _ in range(len(row) + 1)]
    for word, cell in zip(words.tolist(), first.tolist(), strict=True):
        by_cell[cell].append(word)
    yield from filter(None, by_cell[:-1])


def _hold_rows(cells: Sequence[list[list[int]]], texts: Sequence[str]) -> bool:
    """Whether the lines of the cells are rows of figures that no line separates: they continue beside each other."""
    most = max(map(len, cells))
    tall = [line for cell in cells if len(cell) == most for line in cell]
    if most < 2 or len(tall) == most:
        return False
    figures = sum(any(character.isdigit() for word in line for character in texts[word]) for line in tall)
    return figures > PARAMETERS.figures_share * len(tall)


def _by_line(inside: list[int], lines: NDArray[np.int64], y: NDArray[np.float64]) -> list[list[int]]:
    """The words of a cell by line, lines from top to bottom."""
    by_line: defaultdict[int, list[int]] = defaultdict(list)
    for word, line in zip(inside, lines[inside].tolist(), strict=True):
        by_line[line].append(word)
    if len(by_line) == 1:
        return [inside]
    return sorted(by_line.values(), key=lambda line: float(y[line].mean()))
