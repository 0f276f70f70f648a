"""Rows between level ruled lines, whose cells take several lines, without upright lines."""

from collections.abc import Callable, Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.worker.layout.test_tree import grid, read, tables
from tests.worker.pages import both, lines, pdf

HEAD = ["Part", "Share", "Downtime", "Price"]
ROWS: list[list[str | list[str]]] = [
    ["Seals", "32", "9", "2.40"],
    [["Rod or", "coupling"], "21", "41", "9.50"],
    ["Cylinder", "4", ["301 days", "at most"], "31.00"],
    [["Bearing,", "handle"], "14", "24", "6.80"],
]
EDGES = [72, 160, 250, 350, 430]


def underlined(
    rows: Sequence[Sequence[str | list[str]]], y: float = 700, align: str = "middle", padding: float = 5
) -> Callable[[Canvas], None]:
    """Rows with a line below each; ``padding`` is the space beside it in points, and cells are lists of lines."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        top = y
        for row in rows:
            cells = [[cell] if isinstance(cell, str) else cell for cell in row]
            most = max(map(len, cells))
            for x, cell in zip(EDGES, cells, strict=False):
                down = {"top": 0.0, "middle": 6.0 * (most - len(cell)), "bottom": 12.0 * (most - len(cell))}[align]
                for i, text in enumerate(cell):
                    canvas.drawString(x + 3, top - 12 - down - 12 * i, text)
            top -= 12 * most + padding
            canvas.line(EDGES[0], top, EDGES[-1], top)

    return draw


def whole(rows: Sequence[Sequence[str | list[str]]]) -> list[list[str]]:
    return [[cell if isinstance(cell, str) else " ".join(cell) for cell in row] for row in rows]


@pytest.mark.parametrize("padding", [1, 5])
@pytest.mark.parametrize("align", ["top", "middle"])
def test_cells_of_several_lines_are_read_whole_between_lines(align: str, padding: float) -> None:
    below = lines("Prices are those of the first day of the year in which the pump was sold.", y=500, size=10)
    page = read(pdf(both(underlined([HEAD, *ROWS], align=align, padding=padding), below)))
    (table,) = tables(page)
    assert grid(page, table) == [HEAD, *whole(ROWS)]


def test_a_row_with_a_colon_in_a_cell_of_several_lines_is_no_line_of_fields() -> None:
    rows = [*ROWS[:2], ["Valve", "3", ["Dirt: 12 of 14", "cases"], "4.00"], *ROWS[2:]]
    page = read(pdf(underlined([HEAD, *rows])))
    (table,) = tables(page)
    assert grid(page, table) == [HEAD, *whole(rows)]


def test_a_title_above_the_first_row_of_a_group_is_no_line_of_its_cell() -> None:
    rows = [
        *ROWS[:1],
        [["Handles", "Wooden"], "14", "24", "6.80"],
        ["Iron", "9", "12", "8.10"],
        ["Brass", "2", "3", "9.9"],
    ]
    page = read(pdf(underlined([HEAD, *rows, ROWS[1]], align="bottom")))
    assert "Handles\nWooden 14 24 6.80" in page.text


def test_rows_that_no_line_separates_stay_rows() -> None:
    groups = [[["Seals", "Rods"], ["32", "21"], ["9", "41"], ["2.40", "9.50"]]] * 3
    page = read(pdf(underlined([HEAD, *groups])))
    assert page.text.split().count("Seals") == 3
    assert all(" ".join(row) in " ".join(page.text.split()) for row in (["Seals", "32", "9", "2.40"],))
