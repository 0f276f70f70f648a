from collections.abc import Sequence

from shared.models.page import Page, Word, Words
from worker.layout.document import mark_continuations
from worker.layout.tree import build_blocks

WIDTH, HEIGHT = 595.0, 842.0


def page(number: int, rows: Sequence[Sequence[tuple[float, str]]], top: float = 200) -> Page:
    """A page of lines, each of texts at an x in points; an empty line is a blank one."""
    text, words, y, line = "", [], top, 0
    for row in rows:
        if not row:
            text, y = text.rstrip("\n") + "\n\n", y + 24
            continue
        for x, part in row:
            for word in part.split():
                end = x + 5 * len(word)
                box = (x / WIDTH, y / HEIGHT, end / WIDTH, (y + 10) / HEIGHT)
                words.append(Word(len(text), len(text) + len(word), box, None, line, "text"))
                text += word + " "
                x = end + 3
        text, y, line = text[:-1] + "\n", y + 14, line + 1
    placed = Words(words)
    text = text.rstrip("\n")
    return Page(number, WIDTH, HEIGHT, "text", text, placed, build_blocks(text, placed, WIDTH, HEIGHT))


def continuing(*pages: Page) -> list[list[str]]:
    """The types of the blocks that continue, by page."""
    return [[b.type for b in marked.blocks if b.continues] for marked in mark_continuations(pages)]


ROWS = [[(60, f"Item {name}"), (250, f"{n}.50"), (400, f"{n * 7},000.00")] for n, name in enumerate("abcdef", 2)]
HEAD = [(60, "Description"), (250, "Price"), (400, "Amount")]
LONG = "which the members of the committee had asked for in the winter before last when"


def test_a_sentence_that_runs_over_a_page_is_continued() -> None:
    one, two = page(1, [[(60, f"The report, {LONG}")], [(60, LONG)]]), page(2, [[(60, f"it was ready. {LONG}.")]])
    assert continuing(one, two) == [[], ["paragraph"]]


def test_a_sentence_that_ended_is_not_continued() -> None:
    one, two = page(1, [[(60, f"The report, {LONG} it came.")]]), page(2, [[(60, f"Later, {LONG}, it was ready.")]])
    assert continuing(one, two) == [[], []]


def test_a_table_in_the_same_columns_is_continued_and_its_repeated_head_is_one() -> None:
    one, two = page(1, [HEAD, *ROWS]), page(2, [HEAD, *ROWS])
    marked = list(mark_continuations([one, two]))
    assert [block.type for block in marked[1].blocks if block.continues] == ["table"]
    assert {cell.row for cell in marked[1].blocks[0].cells if cell.header} == {0}


def test_a_table_without_its_head_is_continued() -> None:
    assert continuing(page(1, [HEAD, *ROWS]), page(2, ROWS)) == [[], ["table"]]


def test_a_table_with_a_head_of_its_own_is_another_table() -> None:
    other = [(60, "Person"), (250, "Age"), (400, "Income")]
    assert continuing(page(1, [HEAD, *ROWS]), page(2, [other, *ROWS])) == [[], []]


def test_a_table_in_other_columns_is_another_table() -> None:
    moved = [[(x + 60, text) for x, text in row] for row in ROWS]
    assert continuing(page(1, [HEAD, *ROWS]), page(2, moved)) == [[], []]


def test_a_numbered_list_is_continued_by_the_next_number() -> None:
    one = page(1, [[(60, "1. Ask for the form.")], [(60, "2. Fill it in.")]])
    assert continuing(one, page(2, [[(60, "3. Sign it.")], [(60, "4. Send it.")]])) == [[], ["list"]]
    assert continuing(one, page(2, [[(60, "1. Sign it.")], [(60, "2. Send it.")]])) == [[], []]


def test_what_stands_between_in_margins_does_not_part() -> None:
    one = page(1, [[(60, f"The report, {LONG}")], [(60, LONG)]])
    two = page(2, [[(60, "Annual report 2024"), (500, "7")], [], [], [], [(60, f"it was ready. {LONG}.")]], top=20)
    assert two.blocks[0].type == "header"
    assert continuing(one, two) == [[], ["paragraph"]]


def test_a_page_without_a_tree_is_passed_on() -> None:
    plain = Page(1, WIDTH, HEIGHT, "text", "Nothing is known of it", Words())
    assert list(mark_continuations([plain])) == [plain]
