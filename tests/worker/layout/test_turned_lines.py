"""Lines that are not level: watermarks over text, and columns of Chinese and Japanese."""

import pytest

from tests.worker.layout.lines import HEIGHT, WIDTH, column, flat, line, read
from tests.worker.pages import LEFT, RIGHT
from worker.layout.words import PlacedLine, PlacedWord


def slanted(text: str, x: float, y: float, side: float) -> PlacedWord:
    """A word at half a right angle, its box as high as wide."""
    return PlacedWord(text, (x / WIDTH, y / HEIGHT, (x + side) / WIDTH, (y + side) / HEIGHT), None, "text")


def upright(*columns: str, x: float = 500, size: float = 14) -> list[PlacedLine]:
    """Columns of letters, each a word as pdfium gives it, the first at the right."""
    found = []
    for i, text in enumerate(columns):
        left = x - 1.6 * size * i
        box = (left / WIDTH, 80 / HEIGHT, (left + size) / WIDTH, (80 + size * len(text)) / HEIGHT)
        found.append([PlacedWord(text, box, None, "text")])
    return found


def test_a_watermark_over_text_comes_behind_it() -> None:
    lines = column(LEFT, 50, 100)
    mark = slanted("SPECIMEN", 60, 90, 130)
    assert flat(read(*lines, [mark])) == " ".join([*LEFT, "SPECIMEN"])
    assert flat(read(*lines[:-1], [*lines[-1], mark])) == " ".join([*LEFT, "SPECIMEN"])


def test_a_watermark_over_columns_does_not_join_them() -> None:
    lines = [*column(LEFT, 50, 100), *column(RIGHT, 330, 100)]
    page = read(*lines, [slanted("INTERNAL", 180, 90, 200)])
    assert flat(page) == " ".join([*LEFT, *RIGHT, "INTERNAL"])


def test_watermarks_all_over_the_page_leave_the_lines_whole() -> None:
    lines = column(LEFT, 50, 100)
    tiles = [[slanted("COPY", 60 + 110 * i, 88 + 45 * j, 24)] for i in range(3) for j in range(3)]
    page = read(*lines, *tiles)
    assert flat(page).startswith(" ".join(LEFT))
    assert page.text.count("COPY") == len(tiles)


def test_a_large_heading_above_text_comes_before_it() -> None:
    assert flat(read(*column(LEFT, 50, 140), line("Bridges", 50, 90, size=30))) == " ".join(["Bridges", *LEFT])


def test_columns_of_japanese_are_read_from_the_right() -> None:
    columns = (
        "\u6e2f\u306e\u5009\u5eab\u306f\u6708\u66dc\u65e5\u306b",
        "\u958b\u304f\u3002\u9375\u306f\u9580\u756a\u304c",
        "\u6301\u3064\u3002\u96fb\u8a71\u3059\u308b\u3002",
    )
    assert "".join(read(*upright(*columns)).text.split()) == "".join(columns)


def test_a_word_up_the_edge_is_read_from_its_foot() -> None:
    box = (30 / WIDTH, 200 / HEIGHT, 42 / WIDTH, 330 / HEIGHT)
    page = read(*column(LEFT, 80, 100), [PlacedWord("Confidential", box, None, "text")])
    assert flat(page) == " ".join([*LEFT, "Confidential"])


@pytest.mark.parametrize("slope", [-0.12, -0.07, 0.07, 0.12])
def test_lines_of_a_page_that_was_laid_askew_stay_in_order(slope: float) -> None:
    lines = []
    for i, text in enumerate(LEFT):
        # Lines further down begin further to the left where they fall to the right.
        x, y, words = 100 + 14 * i * slope, 100 + 14.0 * i, []
        for word in text.split():
            width = 6.0 * len(word)
            top, bottom = sorted((y - slope * x, y - slope * (x + width)))
            box = (x / WIDTH, top / HEIGHT, (x + width) / WIDTH, (bottom + 11) / HEIGHT)
            words.append(PlacedWord(word, box, None, "text"))
            x += width + 4
        lines.append(words)
    assert flat(read(*lines)) == " ".join(LEFT)
