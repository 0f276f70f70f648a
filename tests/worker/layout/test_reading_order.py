import random
import textwrap

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.models.page import Page
from tests.worker.pages import LEFT, RIGHT, words
from worker.layout.reading_order.order import arrange
from worker.layout.words import PlacedLine, PlacedWord, PlacedWords

WIDTH, HEIGHT = 600.0, 800.0


def line(text: str, x: float, y: float, size: float = 10, slope: float = 0) -> PlacedLine:
    """Words of even type from ``x`` on, their line's top at ``y`` where ``x`` is 0, as an engine would find them."""
    found = []
    for part in text.split():
        width, top = 0.5 * size * len(part), y + slope * x
        box = (x / WIDTH, top / HEIGHT, (x + width) / WIDTH, (top + size) / HEIGHT)
        found.append(PlacedWord(part, box, 0.9, "ocr"))
        x += width + 0.3 * size
    return found


def column(texts: list[str], x: float, y: float, **options: float) -> list[PlacedLine]:
    return [line(text, x, y + 13 * i, **options) for i, text in enumerate(texts)]


def read(*lines: PlacedLine, seed: int = 1) -> Page:
    """The page of the lines, handed over in any order."""
    shuffled = list(lines)
    random.Random(seed).shuffle(shuffled)
    text, spans = arrange(PlacedWords.of(shuffled), WIDTH, HEIGHT)
    return Page(1, WIDTH, HEIGHT, "ocr", text, spans)


def flat(page: Page) -> str:
    return " ".join(page.text.split())


def test_two_columns_are_read_one_after_the_other() -> None:
    page = read(*column(LEFT, 50, 100), *column(RIGHT, 320, 100))
    assert flat(page) == " ".join(LEFT + RIGHT)


def test_columns_whose_lines_do_not_stand_level_are_read_one_after_the_other() -> None:
    page = read(*column(LEFT, 50, 100), *column(RIGHT, 320, 106))
    assert flat(page) == " ".join(LEFT + RIGHT)


def test_columns_that_start_at_different_heights_are_read_from_the_left() -> None:
    page = read(*column(LEFT, 50, 139), *column(RIGHT, 320, 100))
    assert flat(page) == " ".join(LEFT + RIGHT)


def test_three_columns_are_read_one_after_the_other() -> None:
    narrow = [
        [f"{start} the people of the", "valley had to walk all", "the way to the market"] * 2
        for start in ("First", "Then", "Now")
    ]
    page = read(*(each for i, texts in enumerate(narrow) for each in column(texts, 40 + 180 * i, 100)))
    assert flat(page) == " ".join(text for texts in narrow for text in texts)


def test_wide_spaces_in_a_justified_column_do_not_join_it_to_the_next() -> None:
    left = [line(text, 50, 100 + 13 * i) for i, text in enumerate(LEFT * 2)]
    for i in range(0, len(left), 5):
        left[i] = [word for word in left[i] if word.box[2] * WIDTH < 218] + list(line("was", 228, 100 + 13 * i))
    page = read(*left, *column(RIGHT * 2, 320, 100))
    assert flat(page) == " ".join([*(word.text for each in left for word in each), *RIGHT * 2])


@pytest.mark.parametrize("slope", [-0.01, 0.01])
def test_columns_of_a_slightly_skewed_scan_are_read_one_after_the_other(slope: float) -> None:
    page = read(*column(LEFT * 3, 50, 100, slope=slope), *column(RIGHT * 3, 320, 100, slope=slope))
    assert flat(page) == " ".join(LEFT * 3 + RIGHT * 3)


def test_a_title_over_columns_comes_first_and_a_footnote_under_them_last() -> None:
    title = line("News from the Town and the Province This Week", 120, 60, size=16)
    note = line("1 All figures are those of the ministry and were checked by two of our readers in person", 50, 330)
    page = read(title, *column(LEFT, 50, 100), *column(RIGHT, 320, 100), note)
    assert flat(page) == " ".join(
        ["News from the Town and the Province This Week", *LEFT, *RIGHT, *(w.text for w in note)]
    )


def test_a_heading_between_two_pairs_of_columns_parts_them() -> None:
    heading = line("And now for something that spans the page from side to side", 50, 240, size=14)
    page = read(
        *column(LEFT, 50, 100), *column(RIGHT, 320, 100), heading, *column(RIGHT, 50, 280), *column(LEFT, 320, 280)
    )
    heading_text = " ".join(word.text for word in heading)
    assert flat(page) == " ".join([*LEFT, *RIGHT, heading_text, *RIGHT, *LEFT])


def test_a_header_and_a_page_number_stand_apart_from_the_columns() -> None:
    page = read(
        line("Annual report", 50, 30),
        line("Chapter 4", 480, 30),
        *column(LEFT, 50, 100),
        *column(RIGHT, 320, 100),
        line("Page 17", 50, 770),
    )
    assert page.text.startswith("Annual report Chapter 4\n\n")
    assert page.text.endswith("\n\nPage 17")


def test_a_line_that_runs_over_into_the_next_column_does_not_join_the_columns() -> None:
    left = [*LEFT[:3], "http://example.org/a/very/long/address/that/runs/over", *LEFT[4:]]
    page = read(*column(left, 50, 100), *column(RIGHT, 320, 106))
    assert flat(page) == " ".join(left + RIGHT)


def test_columns_with_numbered_lines_are_read_one_after_the_other() -> None:
    numbers = [[line(str(i + 1), x, 100 + 13 * i) for i in range(8)] for x in (40, 310)]
    page = read(*numbers[0], *column(LEFT, 65, 100), *numbers[1], *column(RIGHT, 335, 100))
    assert page.text.split("\n")[:8] == [f"{i} {text}" for i, text in enumerate(LEFT, 1)]
    assert page.text.split("\n")[-8:] == [f"{i} {text}" for i, text in enumerate(RIGHT, 1)]


def test_a_column_of_short_lines_beside_prose_is_read_apart() -> None:
    side = ["Contact", "Jane Miller", "Ogdenville", "Skills", "Cooking", "Rowing", "Languages", "English"]
    page = read(*column(side, 50, 100), *column(LEFT, 250, 100))
    assert flat(page) == " ".join(side + LEFT)


def test_terms_stay_at_the_first_line_of_what_explains_them() -> None:
    terms = [line("Bridge", 50, 100), line("Tunnel", 50, 100 + 13 * 5)]
    page = read(*terms, *column(LEFT, 200, 100))
    explained = ["Bridge " + LEFT[0], *LEFT[1:5], "Tunnel " + LEFT[5], *LEFT[6:]]
    assert page.text.split("\n") == explained


def wrapped(text: str) -> list[str]:
    """The lines of a paragraph whose third to eighth line leave room for a picture."""
    first = textwrap.wrap(text, 100)[:2]
    beside = textwrap.wrap(text[len(" ".join(first)) + 1 :], 58)[:6]
    return [*first, *beside, *textwrap.wrap(text[len(" ".join(first + beside)) + 1 :], 100)]


CAPTION = ["Figure 1. The old bridge", "seen from the northern bank", "in the year of its opening"]


@pytest.mark.parametrize("lines_of_caption", [1, 2, 3])
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("offset", [0, 6])
def test_a_caption_beside_text_that_wraps_around_its_picture_comes_behind_the_paragraph(
    lines_of_caption: int, side: str, offset: int
) -> None:
    text_x, caption_x = (50, 365) if side == "right" else (250, 50)
    paragraph = wrapped(" ".join(LEFT + RIGHT))
    text = [line(each, text_x if 2 <= i < 8 else 50, 100 + 13 * i) for i, each in enumerate(paragraph)]
    caption = CAPTION[:lines_of_caption]
    placed = column(caption, caption_x, 100 + 13 * (8 - lines_of_caption) - offset)
    after = column(RIGHT, 50, 260)
    assert flat(read(*text, *placed, *after)) == " ".join([*paragraph, *caption, *RIGHT])


def test_a_side_head_stays_with_its_paragraph() -> None:
    page = read(*column(LEFT, 200, 100), line("Bridge", 50, 100), *column(RIGHT, 200, 204), line("Museum", 50, 204))
    assert flat(page) == " ".join(["Bridge", *LEFT, "Museum", *RIGHT])


def test_a_word_in_cells_that_overlap_is_kept_once() -> None:
    """Ruled lines that cross within a cell make a second one inside of it."""
    upright = [(60, 100, 220), (160, 140, 180), (260, 100, 140), (360, 100, 220)]
    level = [(260, 360, 100), (60, 360, 140), (160, 360, 180), (60, 360, 220)]
    edges = [(x, y0, x, y1) for x, y0, y1 in upright] + [(x0, y, x1, y) for x0, x1, y in level]
    placed = [line("Harbour dues", 65, 150), line("Ferries paid", 200, 150), line("4,512 crowns", 200, 195)]
    rules = np.array(edges, float) / (WIDTH, HEIGHT, WIDTH, HEIGHT)
    text, spans = arrange(PlacedWords.of(placed), WIDTH, HEIGHT, rules)
    assert sorted(text.split()) == sorted(["Harbour", "dues", "Ferries", "paid", "4,512", "crowns"])
    assert [text[span.start : span.end] for span in spans] == text.split()


def test_rows_of_a_table_stay_lines_with_their_cells_in_order() -> None:
    rows = [("Item", "Count", "Price"), ("Bolts", "250", "12.50"), ("Washers", "1000", "8.00"), ("Nuts", "40", "3.10")]
    assert read(*cells(rows, 60, 100)).text.split("\n") == [" ".join(row) for row in rows]


BILL = ["Bill to", "Acme Trading Ltd", "12 Mill Road", "Brannock 40210"]
SHIP = ["Ship to", "Bolt and Sons", "7 Harbour Street", "Quill Bay 50119"]
BANK = ["Remit to", "Union Bank", "1 Exchange Square", "Osmere 60001"]
ITEMS = [("Description", "Price", "Amount"), ("Hammer", "12.00", "12.00"), ("Box of nails", "3.25", "6.50")]


TERMS = [
    (["Date of the delivery", "of all goods"], ["The day on which the last of the goods", "leaves the warehouse."]),
    (
        ["Price"],
        ["What the buyer pays for all goods, as", "the parties agree on it in writing", "before the first one."],
    ),
    (["Delay in the delivery", "of some goods"], ["Goods that come late."]),
    (["Place of the delivery"], ["The warehouse of the buyer in Oslo."]),
]


def test_cells_of_several_lines_are_read_one_after_the_other() -> None:
    """In a table without ruled lines, too: more white parts its rows than their lines."""
    placed, y = [], 100.0
    for label, value in TERMS:
        placed += [*column(label, 50, y), *column(value, 180, y)]
        y += 13 * max(len(label), len(value)) + 7
    assert flat(read(*placed)) == " ".join(" ".join(label + value) for label, value in TERMS)


def test_labels_stay_with_what_they_name_where_no_white_parts_the_rows() -> None:
    terms = [
        ("Date of the first delivery", ["The day on which the last of all the", "goods leaves the warehouse."]),
        (
            "Price of all the goods",
            ["What the buyer pays for them, as the", "parties agree on it in writing", "before."],
        ),
        ("Place of every delivery", ["The warehouse of the buyer in Oslo, or", "another one that the buyer names."]),
        ("Delay of any delivery", ["More than ten days between the date", "agreed and the real one."]),
    ]
    placed, y = [], 100.0
    for label, value in terms:
        placed += [line(label, 50, y), *column(value, 220, y)]
        y += 13 * len(value)
    assert flat(read(*placed)) == " ".join(" ".join([label, *value]) for label, value in terms)


def test_rows_of_figures_between_blank_lines_stay_rows() -> None:
    rows = [(f"Item {i} of many", f"{7 * i:,}", f"{900 - i}") for i in range(12)]
    placed = [each for i, row in enumerate(rows) for each in cells([row], 50, 100 + 13 * i + 12 * (i // 4))]
    assert [line for line in read(*placed).text.split("\n") if line] == [" ".join(row) for row in rows]


def cells(rows: list[tuple[str, ...]], x: float, y: float, pitch: float = 170) -> list[PlacedLine]:
    return [line(cell, x + pitch * j, y + 16 * i) for i, row in enumerate(rows) for j, cell in enumerate(row)]


@pytest.mark.parametrize("blocks", [[BILL, SHIP], [BILL, SHIP, BANK]], ids=["two", "three"])
def test_level_addresses_are_read_one_after_the_other_and_the_table_below_row_by_row(blocks: list[list[str]]) -> None:
    page = read(
        *(each for i, block in enumerate(blocks) for each in column(block, 50 + 170 * i, 100)), *cells(ITEMS, 50, 200)
    )
    assert page.text.split("\n\n") == ["\n".join(block) for block in blocks] + ["\n".join(map(" ".join, ITEMS))]


def test_an_address_beside_labelled_values_is_read_apart_from_them() -> None:
    values = [
        ("Invoice number", "4711"),
        ("Invoice date", "12 May 2021"),
        ("Due date", "3 June 2021"),
        ("Order", "881"),
    ]
    page = read(
        *column(BILL, 50, 100),
        *(line(cell, 320 + 120 * j, 100 + 13 * i) for i, row in enumerate(values) for j, cell in enumerate(row)),
    )
    assert page.text.split("\n\n") == ["\n".join(BILL), "\n".join(map(" ".join, values))]


def test_a_table_of_addresses_stays_in_rows() -> None:
    rows = [("Name", "Street", "Town"), *((name, street, town) for _, name, street, town in (BILL, SHIP, BANK))]
    assert read(*cells(rows, 50, 100)).text.split("\n") == [" ".join(row) for row in rows]


def test_parts_of_a_line_are_put_together() -> None:
    whole = line("The quick brown fox jumps over the lazy dog", 60, 100)
    page = read(whole[:3], whole[3:5], whole[5:], line("and is gone", 60, 113))
    assert page.text == "The quick brown fox jumps over the lazy dog\nand is gone"
    assert [word.line for word in page.words] == [0] * 9 + [1] * 3


def test_paragraphs_are_parted_by_a_blank_line() -> None:
    page = read(*column(LEFT, 50, 100), *column(RIGHT, 50, 230))
    assert page.text == "\n".join(LEFT) + "\n\n" + "\n".join(RIGHT)


def test_typewritten_lines_with_wide_spaces_stay_lines() -> None:
    def typed(text: str, y: float) -> PlacedLine:
        starts = [i for i in range(len(text)) if text[i] != " " and (i == 0 or text[i - 1] == " ")]
        return [
            PlacedWord(
                w, ((50 + 6 * i) / WIDTH, y / HEIGHT, (50 + 6 * (i + len(w))) / WIDTH, (y + 10) / HEIGHT), 1, "ocr"
            )
            for i, w in zip(starts, text.split(), strict=True)
        ]

    # The spaces of these lines stand exactly below each other.
    texts = [
        "it is the old man of the sea who",
        "so we are not out of the fog yet",
        "as he had the key to it all then",
    ] * 2
    page = read(*(typed(text, 100 + 12 * i) for i, text in enumerate(texts)))
    assert page.text == "\n".join(texts)


def test_a_word_broken_over_two_lines_is_one_run_of_text_and_two_words() -> None:
    page = read(line("the plans were post-", 50, 100), line("poned until spring", 50, 113))
    assert page.text == "the plans were postponed\nuntil spring"
    assert words(page)[3:5] == ["post", "poned"]
    assert page.words[3].end == page.words[4].start
    assert [page.words[3].line, page.words[4].line] == [0, 1]
    assert len(page.boxes(15, 24)) == 2


def test_a_hyphen_that_the_page_writes_elsewhere_is_kept() -> None:
    page = read(
        line("a well-known matter and well-", 50, 100),
        line("known people at the co-", 50, 113),
        line("Op shop", 50, 126),
    )
    assert page.text == "a well-known matter and well-known\npeople at the co-\nOp shop"


def test_right_to_left_lines_are_read_from_the_right() -> None:
    hebrew = ["\u05e9\u05dc\u05d5\u05dd", "\u05e2\u05d5\u05dc\u05dd", "\u05d8\u05d5\u05d1"]
    boxes = [(0.8, 0.1, 0.9, 0.12), (0.45, 0.1, 0.55, 0.12), (0.1, 0.1, 0.2, 0.12)]
    parts = [[PlacedWord(text, box, 0.9, "ocr")] for text, box in zip(hebrew, boxes, strict=True)]
    assert read(*parts).text == " ".join(hebrew)


def test_a_line_whose_parts_come_out_of_order_is_not_upside_down() -> None:
    button, title = line("Print", 520, 40), line("Drawings of the harbour", 150, 40)
    page = read([*button, *title], *column(LEFT, 50, 100))
    assert flat(page) == " ".join(["Drawings of the harbour Print", *LEFT])


def test_text_up_the_edge_of_the_page_is_read_apart() -> None:
    stamp = [
        PlacedWord(text, (0.02, y / HEIGHT, 0.035, (y + 60) / HEIGHT), 0.9, "ocr")
        for text, y in (("preprint", 500), ("server", 430), ("2024", 380))
    ]
    page = read(stamp, *column(LEFT, 50, 100))
    assert page.text == "\n".join(LEFT) + "\n\npreprint server 2024"


def test_no_lines_are_no_text() -> None:
    assert arrange(PlacedWords.of([]), WIDTH, HEIGHT)[0] == ""


placed = st.builds(
    lambda text, x, y, w, h: PlacedWord(text, (x, y, min(1, x + w), min(1, y + h)), 0.5, "ocr"),
    st.text("abc1-\u05d0\u6771.", min_size=1, max_size=6),
    *[st.floats(0, 0.95)] * 2,
    *[st.floats(0, 0.5)] * 2,
)


@given(st.lists(st.lists(placed, min_size=1, max_size=5), max_size=12))
def test_every_word_is_kept_once_and_is_a_span_of_the_text(lines: list[PlacedLine]) -> None:
    text, spans = arrange(PlacedWords.of(lines), WIDTH, HEIGHT)
    given_words = sorted(word.text.rstrip("-") for each in lines for word in each)
    assert sorted(text[span.start : span.end].rstrip("-") for span in spans) == given_words
    ends = 0
    for span in spans:
        assert span.start >= ends
        ends = span.end
        assert text[span.start : span.end].strip() == text[span.start : span.end] != ""
    numbers = [span.line for span in spans]
    assert numbers == sorted(numbers)


def test_a_page_of_very_many_words_is_put_in_order() -> None:
    rows = [
        line("some words of a long line of a very long list of lines", 50, 0.01 * i, size=0.008) for i in range(8000)
    ]
    text, spans = arrange(PlacedWords.of(rows), WIDTH, HEIGHT)
    assert len(spans) == 8000 * 13
    assert text.count("\n") >= 7999
