"""The cells between ruled lines, by pdfplumber; the lines come from the parsed page."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

JOIN_DISTANCE_POINTS = 3.0
"""Points within which ruled lines meet and are one line; pdfplumber's default."""

MIN_LINES = 6
"""Ruled lines of a table, at least: one of two cells in two rows has six."""

MIN_UPRIGHT_LINES = 3
"""Upright lines of a table, at least: two are a frame."""

MAX_LINES = 800
"""Ruled lines, once joined, beyond which a page is taken for a drawing."""

MAX_INTERSECTIONS = 4000
"""Intersections beyond which it is, too: pdfplumber's search grows with their square."""

Cell = tuple[float, float, float, float]
"""Left, top, right and bottom in points."""


class RuledCells(NamedTuple):
    """The cells of each table, and of how many lines and intersections they come."""

    tables: tuple[tuple[Cell, ...], ...] = ()
    lines: int = 0
    intersections: int = 0


def ruled_cells(ruled_lines: NDArray[np.float64], width: float, height: float) -> RuledCells:
    """The cells between lines ``[n, 4]`` as x0, y0, x1, y1 in fractions of a page of ``width`` by ``height`` points."""
    if len(ruled_lines) < MIN_LINES:
        return RuledCells()
    lines = np.ascontiguousarray(ruled_lines[np.isfinite(ruled_lines).all(axis=1)])
    return _found(lines.tobytes(), width, height) if len(lines) >= MIN_LINES else RuledCells()


@lru_cache(1)
def _found(ruled_lines: bytes, width: float, height: float) -> RuledCells:
    """Found once for a page, whose reading order and blocks both need them."""
    edges = _edges(np.frombuffer(ruled_lines, np.float64).reshape(-1, 4) * (width, height, width, height))
    if sum(edge["orientation"] == "v" for edge in edges) < MIN_UPRIGHT_LINES:
        return RuledCells()
    near = JOIN_DISTANCE_POINTS
    edges = merge_edges(edges, near, near, near, near)
    if len(edges) > MAX_LINES:
        return RuledCells()
    intersections = edges_to_intersections(edges, near, near)
    if len(intersections) > MAX_INTERSECTIONS:
        return RuledCells()
    tables = cells_to_tables(intersections_to_cells(intersections))
    return RuledCells(tuple(map(tuple, tables)), len(edges), len(intersections))


def _edges(ruled_lines: NDArray[np.float64]) -> list[dict[str, Any]]:
    """The lines as pdfplumber's table functions take them."""
    edges: list[dict[str, Any]] = []
    for x0, y0, x1, y1 in ruled_lines.tolist():
        level = x1 - x0 >= y1 - y0
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        edge = {"x0": x0, "x1": x1, "top": y, "bottom": y} if level else {"x0": x, "x1": x, "top": y0, "bottom": y1}
        size = {"width": edge["x1"] - edge["x0"], "height": edge["bottom"] - edge["top"]}
        edges.append({**edge, **size, "orientation": "h" if level else "v", "object_type": "line"})
    return edges
