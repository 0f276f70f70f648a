"""Heads of tables on a ground of their own, above rows that no upright line separates."""

from collections.abc import Callable, Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.worker.layout.test_tree import grid, read, tables
from tests.worker.pages import both, lines, pdf

HEAD = ["Fund", "Charge", "1 year", "Risk"]
ROWS = [["Global shares", "0.14 %", "−1.9 %", "6"], ["Bonds of all kinds", "0.12 %", "2.8 %", "3"]]
EDGES = [72, 220, 300, 380, 450]


def shaded(y: float, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Callable[[Canvas], None]:
    """A table whose head has a box of its own behind each cell; the rows have none."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for i, row in enumerate([head, *rows]):
            for j, text in enumerate(row):
                if i == 0:
                    canvas.setFillGray(0.8)
                    canvas.rect(EDGES[j], y - 5, EDGES[j + 1] - EDGES[j], 16, stroke=0, fill=1)
                    canvas.setFillGray(0)
                if text:
                    canvas.drawString(EDGES[j] + 4, y - 16 * i, text)

    return draw


def test_a_head_on_a_ground_of_its_own_is_of_the_table_below_it() -> None:
    page = read(pdf(both(lines("Of the funds in which members save:", y=740, size=10), shaded(700, HEAD, ROWS))))
    (table,) = tables(page)
    assert grid(page, table) == [HEAD, *ROWS]
    assert {cell.row for cell in table.cells if cell.header} == {0}


def test_cells_that_run_together_are_parted_below_such_a_head() -> None:
    rows = [
        ["Gown, sterile, for adults", "03/03/2025", "1 year", "3"],
        ["Suture, absorbable", "03/03/2025", "2 years", "6"],
    ]
    edges = [72, 220, 275, 340, 400]

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for left, right, text in zip(edges, edges[1:], HEAD, strict=False):
            canvas.setFillGray(0.8)
            canvas.rect(left, 695, right - left, 16, stroke=0, fill=1)
            canvas.setFillGray(0)
            canvas.drawString(left + 2, 700, text)
        for i, row in enumerate(rows):
            for left, text in zip(edges, row, strict=False):
                canvas.drawString(left + 2, 684 - 16 * i, text)

    page = read(pdf(draw))
    (table,) = tables(page)
    assert grid(page, table) == [HEAD, *rows]


def test_such_a_head_may_have_no_name_for_the_first_column() -> None:
    page = read(pdf(shaded(700, ["", "2025", "2024", "2023"], ROWS)))
    (table,) = tables(page)
    assert grid(page, table) == [["", "2025", "2024", "2023"], *ROWS]
    assert {cell.row for cell in table.cells if cell.header} == {0}


@pytest.mark.parametrize("head", [["Total", "4.10", "5.20", "6.00"], ["", "4.10", "", "6"]])
def test_a_row_of_figures_on_a_ground_of_its_own_is_no_head(head: list[str]) -> None:
    page = read(pdf(shaded(700, head, ROWS)))
    assert not any(cell.header for table in tables(page) for cell in table.cells)
