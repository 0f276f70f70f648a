"""Which blocks continue over a page's end."""

import pytest

from shared.documents.continuation import continue_page, continued
from shared.models.blocks import Box
from shared.models.page import Page
from tests.shared.drafts import Draft

BOTTOM: Box = (0.1, 0.6, 0.9, 0.9)
TOP: Box = (0.1, 0.1, 0.9, 0.3)


def paragraph(text: str, number: int, box: Box) -> Draft:
    draft = Draft(number)
    draft.add("paragraph", text, box=box)
    return draft


def marked(first: Draft, second: Draft) -> bool:
    """Whether the second page's first block of text continues the first page."""
    page = continue_page(first.page(), second.page())
    return next(block.continues for block in page.blocks if block.type not in ("header", "figure"))


@pytest.mark.parametrize(
    ("before", "after", "goes_on"),
    [
        ("It stands on the left", "bank of the river.", True),
        ("An informa-", "tion of use.", True),
        ("In Oslo, Bergen,", "Tromsø and Bodø", True),
        ("It rains.", "today", False),
        ("It rains (much.)", "today", False),
        ("It is so", "The next chapter", False),
    ],
)
def test_a_paragraph_continues_where_the_page_ends_in_a_sentence(before: str, after: str, goes_on: bool) -> None:
    assert marked(paragraph(before, 1, BOTTOM), paragraph(after, 2, TOP)) is goes_on


@pytest.mark.parametrize(("end", "start"), [(TOP, TOP), (BOTTOM, BOTTOM)])
def test_what_ends_far_from_the_page_s_end_does_not_go_on(end: Box, start: Box) -> None:
    assert not marked(paragraph("It stands on the left", 1, end), paragraph("bank of the river.", 2, start))


def test_headers_footnotes_and_figures_may_be_between() -> None:
    first, second = paragraph("It stands on the left", 1, BOTTOM), Draft(2)
    first.add("footnote", "1 As seen from the west.")
    first.add("page_number", "7")
    second.add("header", "The river")
    second.add("figure", box=TOP)
    second.add("paragraph", "bank of the river.", box=TOP)
    assert marked(first, second)


def test_nothing_continues_over_a_page_that_is_not_there() -> None:
    assert not marked(paragraph("It stands on the left", 1, BOTTOM), paragraph("bank of the river.", 3, TOP))


@pytest.mark.parametrize(
    ("rows", "headers", "box", "goes_on"),
    [
        ([("Ink", "2")], 0, TOP, True),
        ([("Item", "Price"), ("Ink", "2")], 1, TOP, True),
        ([("City", "Rain"), ("Oslo", "2")], 1, TOP, False),
        ([("Ink", "2", "3")], 0, TOP, False),
        ([("Ink", "2")], 0, (0.5, 0.1, 0.9, 0.3), False),
    ],
)
def test_a_table_continues_with_as_many_columns_under_the_same_headers(
    rows: list[tuple[str, ...]], headers: int, box: Box, goes_on: bool
) -> None:
    first, second = Draft(1), Draft(2)
    first.table(("Item", "Price"), ("Paper", "1"), headers=1, box=BOTTOM)
    second.table(*rows, headers=headers, box=box)
    assert marked(first, second) is goes_on


@pytest.mark.parametrize(("after", "goes_on"), [("3. Sign it.", True), ("1. Open it.", False), ("(a) Open it.", False)])
def test_a_list_that_counts_from_one_is_another(after: str, goes_on: bool) -> None:
    pages = Draft(1), Draft(2)
    for draft, text, box in zip(pages, ("1. Ask.\n2. Fill it in.", after), (BOTTOM, TOP), strict=True):
        draft.add("list", text, box=box)
    assert marked(*pages) is goes_on


def test_a_list_continues_and_so_does_its_last_item() -> None:
    first, second, third = Draft(1), Draft(2), Draft(3)
    for draft, box in ((first, BOTTOM), (second, (0.1, 0.1, 0.9, 0.9))):
        outer = draft.add("list", "• Salt and", box=box)
        draft.add("list_item", parent=outer)
    third.add("paragraph", "pepper", box=TOP)
    pages = list(continued([first.page(), second.page(), third.page()]))
    assert [page.blocks[0].continues for page in pages] == [False, True, True]


def test_pages_without_blocks_stay_as_they_are() -> None:
    pages = [Page(number, 612, 792, "text", "on and") for number in (1, 2)]
    assert list(continued(pages)) == pages
