"""Tables with ruled lines: which words stand in which cell.

pdfplumber finds the cells between the lines; the lines come from whoever parsed the page already, so that a page with
a table costs little more than one without. The words of a table's row become one line, cell by cell, however many
lines the text of a cell takes.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from shared.models.page import Box
from worker.layout.reading_order.parameters import PARAMETERS
from worker.layout.words import PlacedWords

RuledRow = list[Box]
"""Boxes of the cells of a table's row, from left to right."""


def ruled_rows(ruled_lines: NDArray[np.float64], width: float, height: float) -> list[RuledRow]:
    """Rows of the tables that ruled lines separate.

    ``ruled_lines`` are rows of x0, y0, x1, y1 in fractions of the page as shown, which is ``width`` by ``height``
    points.
    """
    ruled_lines = ruled_lines[np.isfinite(ruled_lines).all(axis=1)]
    if len(ruled_lines) < PARAMETERS.min_ruled_lines:
        return []
    edges = _edges(ruled_lines * (width, height, width, height))
    if sum(edge["orientation"] == "v" for edge in edges) < PARAMETERS.min_upright_lines:
        return []
    near = PARAMETERS.join_distance_points
    edges = merge_edges(edges, near, near, near, near)
    if len(edges) > PARAMETERS.max_ruled_lines:
        return []
    intersections = edges_to_intersections(edges, near, near)
    if len(intersections) > PARAMETERS.max_intersections:
        return []
    rows: list[RuledRow] = []
    for cells in cells_to_tables(intersections_to_cells(intersections)):
        by_top = [list(row) for _, row in groupby(sorted(cells, key=lambda c: (c[1], c[0])), key=lambda c: c[1])]
        if len(by_top) > 1 and max(map(len, by_top)) > 1:
            rows += [[(a / width, b / height, c / width, d / height) for a, b, c, d in row] for row in by_top]
    return rows


def _edges(ruled_lines: NDArray[np.float64]) -> list[dict[str, float | str]]:
    """The lines as pdfplumber's table functions take them."""
    edges: list[dict[str, float | str]] = []
    for x0, y0, x1, y1 in ruled_lines.tolist():
        level = x1 - x0 >= y1 - y0
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        edge = {"x0": x0, "x1": x1, "top": y, "bottom": y} if level else {"x0": x, "x1": x, "top": y0, "bottom": y1}
        size = {"width": edge["x1"] - edge["x0"], "height": edge["bottom"] - edge["top"]}
        edges.append({**edge, **size, "orientation": "h" if level else "v", "object_type": "line"})
    return edges


def joined_by_row(words: PlacedWords, rows: Sequence[RuledRow]) -> tuple[PlacedWords, NDArray[np.bool_]]:
    """The words with those of each table's row on one line, and which of them stand on such a line."""
    x, y = (words.boxes[:, 0] + words.boxes[:, 2]) / 2, (words.boxes[:, 1] + words.boxes[:, 3]) / 2
    free = np.ones(len(words), bool)
    lines = words.lines.copy()
    order: list[int] = []
    number = int(lines.max()) + 1
    for row in rows:
        cells = []
        left = free.copy()
        for x0, y0, x1, y1 in row:
            # Cells overlap where lines cross within one of them: a word stands in the first.
            inside = np.flatnonzero(left & (x >= x0) & (x < x1) & (y >= y0) & (y < y1))
            if len(inside):
                left[inside] = False
                cells.append(_by_line(inside.tolist(), words.lines, y))
        if len(cells) < 2 or max(map(len, cells)) > PARAMETERS.max_cell_lines or _hold_rows(cells, words.texts):
            continue
        chosen = [word for cell in cells for line in cell for word in line]
        free = left
        lines[chosen] = number
        number += 1
        order += chosen
    permuted = np.concatenate([np.flatnonzero(free), np.array(order, np.int64)]).astype(np.int64)
    joined = PlacedWords(
        [words.texts[i] for i in permuted.tolist()],
        words.boxes[permuted],
        lines[permuted],
        words.confidences[permuted],
        words.ocr[permuted],
    )
    return joined, np.arange(len(words)) >= len(words) - len(order)


def _hold_rows(cells: Sequence[list[list[int]]], texts: Sequence[str]) -> bool:
    """Whether the lines of the cells are rows of figures that no line separates: they go on beside each other."""
    most = max(map(len, cells))
    tall = [line for cell in cells if len(cell) == most for line in cell]
    if most < 2 or len(tall) == most:
        return False
    figures = sum(any(character.isdigit() for word in line for character in texts[word]) for line in tall)
    return figures > PARAMETERS.figures_share * len(tall)


def _by_line(inside: list[int], lines: NDArray[np.int64], y: NDArray[np.float64]) -> list[list[int]]:
    """The words of a cell by line, lines from top to bottom."""
    by_line: defaultdict[int, list[int]] = defaultdict(list)
    for word in inside:
        by_line[int(lines[word])].append(word)
    return sorted(by_line.values(), key=lambda line: float(y[line].mean()))
