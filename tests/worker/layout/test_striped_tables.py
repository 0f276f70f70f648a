"""Tables of which every other row has a ground, without lines between the rows."""

from collections.abc import Callable, Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.worker.layout.test_tree import grid, read, tables
from tests.worker.pages import both, lines, pdf

HEAD = ["Role", "Name", "Ext.", "Ask about"]
ROWS = [
    ["Principal", "Oriana Castle", "101", "all else"],
    ["Office manager", "Dell Whitcomb", "100", "records"],
    ["Nurse", "Philomena Rusk", "112", "medicines"],
    ["Counselor", "Tobin Achebe", "115", "worries"],
    ["Cafeteria", "Rosa Imbriani", "121", "menus"],
]
EDGES = [72, 190, 300, 360, 460]


def striped(rows: Sequence[Sequence[str]], first: int, pitch: float = 16) -> Callable[[Canvas], None]:
    """Rows from the ``first`` on, of which every other one has a box behind each of its cells."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for i, row in enumerate(rows):
            y = 700 - pitch * i
            for left, right, text in zip(EDGES, EDGES[1:], row, strict=False):
                if i >= first and (i - first) % 2 == 0:
                    canvas.setFillGray(0.85)
                    canvas.rect(left, y - 5, right - left, pitch, stroke=0, fill=1)
                    canvas.setFillGray(0)
                canvas.drawString(left + 4, y, text)

    return draw


@pytest.mark.parametrize("count", [3, 4, 5])
@pytest.mark.parametrize("first", [0, 1])
def test_rows_with_and_without_a_ground_are_one_table(first: int, count: int) -> None:
    rows = [HEAD, *ROWS[:count]]
    below = lines("The school may be reached by telephone on all days.", y=700 - 16 * count - 60, size=10)
    page = read(pdf(both(lines("Who is who", y=740, size=14), striped(rows, first), below)))
    (table,) = tables(page)
    assert grid(page, table) == rows


def test_an_empty_cell_of_a_row_with_a_ground_keeps_its_column() -> None:
    rows = [HEAD, *ROWS[:3], ["Clerk", "", "130", "pick-up"], ["Porter", "Ted Orme", "131", "doors"]]
    page = read(pdf(striped(rows, 0)))
    (table,) = tables(page)
    assert grid(page, table) == rows


def test_text_between_two_rows_with_a_ground_ends_the_table() -> None:
    def draw(canvas: Canvas) -> None:
        striped([HEAD], 0)(canvas)
        canvas.drawString(72, 684, "What follows is said of the evening school alone and of nobody else in it")
        canvas.translate(0, -32)
        striped([HEAD], 0)(canvas)

    page = read(pdf(draw))
    assert all(len(grid(page, table)) == 1 for table in tables(page))
