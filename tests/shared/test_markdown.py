"""A document's tree as Markdown and as tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from shared.documents.markdown import render
from shared.documents.structure import DocumentTree, Node
from shared.models.blocks import Block, BlockType
from shared.models.page import Page
from tests.shared.drafts import WHOLE_PAGE, Draft

TEXT = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))


def nodes(*drafts: Draft | Page) -> list[Node]:
    tree = DocumentTree()
    pages = [one if isinstance(one, Page) else one.page() for one in drafts]
    return [node for page in pages for node in tree.add(page)] + tree.close()


def markdown(*drafts: Draft | Page) -> str:
    return "\n\n".join(render(nodes(*drafts)))


def html(text: str) -> str:
    return MarkdownIt("commonmark").enable("table").render(text)


def test_titles_and_headings_have_levels_and_lines_of_a_paragraph_are_joined() -> None:
    page = Draft()
    page.add("title", "Annual report")
    page.add("heading", "Results", level=1)
    page.add("paragraph", "Sales grew\nin every quarter.")
    page.add("heading", "Outlook", level=9)
    assert markdown(page) == "# Annual report\n\n## Results\n\nSales grew in every quarter.\n\n###### Outlook"


def test_headers_footers_and_page_numbers_are_left_out() -> None:
    page = Draft()
    page.add("header", "Annual report")
    page.add("paragraph", "Sales grew.")
    page.add("footer", "Confidential")
    page.add("page_number", "7")
    assert markdown(page) == "Sales grew."


def test_lists_are_nested_under_their_items() -> None:
    page = Draft()
    outer = page.add("list")
    page.add("list_item", "1. Fruit", parent=outer)
    item = page.add("list_item", "2. Vegetables", parent=outer)
    inner = page.add("list", parent=item)
    page.add("list_item", "• Leeks", parent=inner)
    page.add("list_item", "– Peas", parent=inner)
    page.add("list_item", "☒ Bought", parent=outer, checked=True)
    page.add("list_item", "[ ] Cooked", parent=outer, checked=False)
    assert markdown(page) == "1. Fruit\n2. Vegetables\n   - Leeks\n   - Peas\n- [x] Bought\n- [ ] Cooked"


def test_a_list_item_s_text_is_without_that_of_the_list_in_it() -> None:
    page = Draft()
    whole = page.write("• Outer\n• Inner")
    page.blocks = [
        Block("list", *whole, WHOLE_PAGE),
        Block("list_item", *whole, WHOLE_PAGE, parent=0),
        Block("list", 8, whole.end, WHOLE_PAGE, parent=1),
        Block("list_item", 8, whole.end, WHOLE_PAGE, parent=2),
    ]
    assert markdown(page) == "- Outer\n  - Inner"


def test_a_list_that_does_not_begin_with_one_is_still_a_list_in_its_item() -> None:
    page = Draft()
    item = page.add("list_item", "• Outer")
    page.add("list_item", "3. Inner", parent=item)
    assert '<ol start="3">' in html(markdown(page))


def test_form_fields_are_labels_with_values() -> None:
    page = Draft()
    page.field("Name:", "Maria_ Keller")
    page.field("Signed", "", checked=True)
    page.add("form_field", "☐ Paid", checked=False)
    assert markdown(page) == "**Name:** Maria\\_ Keller\n\n- [x] Signed\n- [ ] Paid"


def test_a_table_with_spans_and_two_rows_of_headers_has_one() -> None:
    page = Draft()
    page.table((("Region", 2, 1), ("2024", 1, 2)), ("Q1", "Q2"), (("North | *", 2, 1), "1", "2"), ("3", ""), headers=2)
    assert markdown(page).splitlines() == [
        "| Region | 2024 Q1 | 2024 Q2 |",
        "| --- | --- | --- |",
        "| North \\| \\* | 1 | 2 |",
        "| North \\| \\* | 3 |  |",
    ]
    assert "<td>North | *</td>" in html(markdown(page))


def test_a_table_without_headers_has_an_empty_row_for_them() -> None:
    page = Draft()
    page.table(("a", "b"), ("c", "d"))
    assert markdown(page).splitlines() == ["|  |  |", "| --- | --- |", "| a | b |", "| c | d |"]


def test_an_empty_corner_may_be_among_headers() -> None:
    page = Draft()
    page.table(("", "2024"), ("North", "1"), headers=1)
    (table,) = nodes(page)
    assert table.grid is not None
    assert (table.grid.header_rows, table.grid.rows) == (1, [["", "2024"], ["North", "1"]])


def test_a_table_that_continues_over_pages_is_one_and_its_repeated_header_occurs_once() -> None:
    first, second, third = Draft(1), Draft(2), Draft(3)
    first.table(("Item", "Price"), ("Paper", "1"), headers=1)
    first.add("footnote", "Without tax.")
    first.add("footer", "1")
    second.add("header", "Invoice")
    second.table(("Item", "Price"), ("Ink", "2"), headers=1, continues=True)
    second.add("footnote", "With tax.")
    third.table(("Glue", "3"), continues=True)
    table, *rest = nodes(first, second, third)
    assert table.grid is not None
    assert table.grid.rows == [["Item", "Price"], ["Paper", "1"], ["Ink", "2"], ["Glue", "3"]]
    assert (table.page, table.grid.header_rows) == (1, 1)
    assert [node.text for node in rest] == ["Without tax.", "With tax."]


@pytest.mark.parametrize(
    ("before", "after", "whole"), [("It rains", "today.", "It rains today."), ("ru-", "le", "rule")]
)
def test_a_paragraph_that_continues_over_a_page_is_one(before: str, after: str, whole: str) -> None:
    first, second = Draft(1), Draft(2)
    first.add("paragraph", before)
    second.add("paragraph", after, continues=True)
    second.add("paragraph", "Next.")
    assert markdown(first, second) == f"{whole}\n\nNext."


def test_a_list_that_continues_over_a_page_is_one_and_so_is_its_item() -> None:
    first, second = Draft(1), Draft(2)
    one = first.add("list")
    first.add("list_item", "• Salt", parent=one)
    first.add("list_item", "• Black", parent=one)
    other = second.add("list", continues=True)
    second.add("list_item", "pepper", parent=other, continues=True)
    second.add("list_item", "• Oil", parent=other)
    assert markdown(first, second) == "- Salt\n- Black pepper\n- Oil"


def test_the_rest_of_an_item_joins_it() -> None:
    first, second = Draft(1), Draft(2)
    one = first.add("list")
    first.add("list_item", "• Black", parent=one)
    second.add("paragraph", "pepper", continues=True)
    assert markdown(first, second) == "- Black pepper"


def test_what_continues_after_a_page_that_is_not_there_is_alone() -> None:
    first, third = Draft(1), Draft(3)
    first.add("paragraph", "It rains")
    third.add("paragraph", "today.", continues=True)
    assert markdown(first, third) == "It rains\n\ntoday."


def test_a_page_without_blocks_is_paragraphs_between_blank_lines() -> None:
    page = Page(1, 612, 792, "text", "One\nline.\n\n# Two")
    assert markdown(page) == "One line.\n\n\\# Two"


@given(st.sampled_from(["paragraph", "heading", "list_item", "caption"]), st.text(TEXT))
def test_no_text_is_taken_for_markdown(kind: BlockType, text: str) -> None:
    words = text.split()
    page = Draft()
    page.add(kind, f"x {text}" if kind == "list_item" else text)
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown(page))
    leaves = [child for token in tokens for child in token.children or ()]
    assert {leaf.type for leaf in leaves} <= {"text", "text_special"}
    assert "".join(leaf.content for leaf in leaves).split() == (["x", *words] if kind == "list_item" else words)


@pytest.mark.parametrize("text", ["__x__", "_x_ y", "x__y", "snake_case", "a_b_ c"])
def test_underscores_are_no_emphasis(text: str) -> None:
    page = Draft()
    page.add("paragraph", text)
    assert html(markdown(page)) == f"<p>{text}</p>\n"
    assert ("\\" in markdown(page)) is (text != "snake_case")


@given(st.text("#>-+=_*`~|[]()<!&;1.)\\ ax", min_size=1))
def test_no_sign_of_markdown_is_taken_for_one(text: str) -> None:
    page = Draft()
    page.add("paragraph", text)
    page.table((text, "b"))
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown(page))
    leaves = [child for token in tokens for child in token.children or ()]
    assert {leaf.type for leaf in leaves} <= {"text", "text_special"}
    words = text.split()
    assert "".join(leaf.content for leaf in leaves).replace(" ", "") == "".join([*words, *words, "b"])
