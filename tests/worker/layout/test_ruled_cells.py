"""Cells between ruled lines: those that pdfplumber finds, whose table functions are slow on large tables."""

import random
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from worker.layout.ruled_cells import JOIN_DISTANCE_POINTS, Cell, ruled_cells

SIZE = 600.0, 800.0


def of_pdfplumber(lines: NDArray[np.float64]) -> list[list[Cell]]:
    edges: list[dict[str, Any]] = []
    for x0, y0, x1, y1 in (lines * (*SIZE, *SIZE)).tolist():
        level = x1 - x0 >= y1 - y0
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        edge = {"x0": x0, "x1": x1, "top": y, "bottom": y} if level else {"x0": x, "x1": x, "top": y0, "bottom": y1}
        edges.append({**edge, "width": x1 - x0, "height": y1 - y0, "orientation": "h" if level else "v"})
    edges = merge_edges(edges, *[JOIN_DISTANCE_POINTS] * 4)
    found = cells_to_tables(intersections_to_cells(edges_to_intersections(edges, *[JOIN_DISTANCE_POINTS] * 2)))
    return [[tuple(cell) for cell in table] for table in found]


def drawn(seed: int) -> NDArray[np.float64]:
    """Lines of a few tables on a page: some are missing, broken, doubled, or end a little beside others."""
    chance = random.Random(seed)
    lines: list[tuple[float, float, float, float]] = []
    for _ in range(chance.randint(1, 3)):
        xs = sorted(chance.uniform(20, 580) for _ in range(chance.randint(2, 8)))
        ys = sorted(chance.uniform(20, 780) for _ in range(chance.randint(2, 12)))
        for x in xs:
            for top, bottom in pairwise(ys):
                at = x + chance.choice([0, 0, 0, chance.uniform(-2, 2)])
                lines += [(at, top + chance.uniform(-3, 3), at + 0.5, bottom)] * chance.choice([0, 1, 1, 1, 2])
        for y in ys:
            for left, right in pairwise(xs):
                at = y + chance.choice([0, 0, 0, chance.uniform(-2, 2)])
                lines += [(left, at, right + chance.uniform(-3, 3), at + 0.5)] * chance.choice([0, 1, 1, 1, 2])
    chance.shuffle(lines)
    return np.array(lines).reshape(-1, 4) / (*SIZE, *SIZE)


@pytest.mark.parametrize("seed", range(60))
def test_the_cells_are_those_that_pdfplumber_finds(seed: int) -> None:
    lines = drawn(seed)
    assert [list(table) for table in ruled_cells(lines, *SIZE).tables] == of_pdfplumber(lines)


def test_drawn_lines_make_tables_often_enough_for_the_comparison_to_tell() -> None:
    assert sum(bool(ruled_cells(drawn(seed), *SIZE).tables) for seed in range(60)) > 40


def test_a_large_table_has_its_cells_in_rows() -> None:
    x, y = np.linspace(0.1, 0.9, 13), np.linspace(0.05, 0.95, 61)
    lines = np.array([(a, 0.05, a, 0.95) for a in x] + [(0.1, b, 0.9, b) for b in y])
    found = ruled_cells(lines, *SIZE)
    assert (found.lines, found.intersections) == (74, 13 * 61)
    (cells,) = found.tables
    rows = [len(list(row)) for _, row in groupby(sorted(cells, key=lambda cell: cell[1]), key=lambda cell: cell[1])]
    assert rows == [12] * 60
