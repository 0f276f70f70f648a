import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worker.layout.lines import HEIGHT, WIDTH, column, flat, line, read
from tests.worker.pages import LEFT, RIGHT, words
from worker.layout.reading_order.order import arrange
from worker.layout.words import PlacedLine, PlacedWord, PlacedWords


def test_two_columns_are_read_one_after_the_other() -> None:
    page = read(*column(LEFT, 50, 100), *column(RIGHT, 320, 100))
    assert flat(page) == " ".join(LEFT + RIGHT)


def test_columns_whose_lines_are_not_level_are_read_one_after_the_other() -> None:
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


def test_a_header_and_a_page_number_are_apart_from_the_columns() -> None:
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


def test_parts_of_a_line_are_put_together() -> None:
    whole = line("The quick brown fox jumps over the lazy dog", 60, 100)
    page = read(whole[:3], whole[3:5], whole[5:], line("and is gone", 60, 113))
    assert page.text == "The quick brown fox jumps over the lazy dog\nand is gone"
    assert [word.line for word in page.words] == [0] * 9 + [1] * 3


def test_paragraphs_are_separated_by_a_blank_line() -> None:
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

    # The spaces of these lines are exactly below each other.
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
    assert page.text == "a well-known matter and well-known\npeople at the co-Op\nshop"


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


def test_columns_that_share_a_gutter_with_the_table_above_them_are_read_one_after_the_other() -> None:
    table = [(f"Part {n} of the sum", f"{n} months", f"{n}.50") for n in range(1, 9)]
    rows = [
        line(cell, x, 60 + 15 * i) for i, row in enumerate(table) for cell, x in zip(row, (50, 320, 480), strict=True)
    ]
    # A paragraph that ends earlier on one side: from there on lines are not level.
    left = [*column(LEFT[:3], 50, 200), *column(LEFT[3:], 50, 245)]
    page = read(*rows, *left, *column(RIGHT, 320, 200))
    assert flat(page) == " ".join([*(cell for row in table for cell in row), *LEFT, *RIGHT])


def test_cells_of_prose_under_rows_of_short_ones_stay_in_their_rows() -> None:
    short = [("Price", "12.00", "15.00"), ("Weight", "3 kg", "4 kg"), ("Colour", "red", "blue")]
    texts = [
        ("Use", "For walls and ceilings of", "For floors and stairs of"),
        ("", "dry rooms that are", "halls in which many"),
    ]
    texts.append(("", "warm all the year.", "people walk."))
    rows = [*short, *texts]
    placed = [
        line(cell, x, 60 + 13 * i + 12 * (i > 2))
        for i, row in enumerate(rows)
        for cell, x in zip(row, (50, 180, 380), strict=True)
        if cell
    ]
    text = flat(read(*placed))
    assert text.startswith("Price 12.00 15.00 Weight 3 kg 4 kg Colour red blue Use For walls and ceilings of")
