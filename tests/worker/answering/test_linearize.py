import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.models.page import Page
from tests.worker.answering.trees import PageMaker
from worker.answering.linearize import Heading, LinearText, linearize, plain


def whole(page: Page, *headings: Heading) -> LinearText:
    return linearize(page, 0, len(page.text), headings)


def span_of(linear: LinearText, page: Page, text: str) -> str | None:
    """The page's text that a span of the linear text maps to."""
    at = linear.text.index(text)
    found = linear.page_span(page.text, at, at + len(text))
    return None if found is None else page.text[slice(*found)]


def accounts() -> Page:
    maker = PageMaker()
    maker.table(
        [
            ["(in crowns)", "Three months", None, "Twelve months"],
            ["", "2022", "2021", "2022"],
            ["Inns", "877", "698", "3,142"],
            ["Ferries", "319", "", "1,294"],
        ],
        header_rows=2,
    )
    return maker.page()


def test_paragraphs_are_joined_and_their_line_breaks_are_blanks() -> None:
    maker = PageMaker()
    maker.add("paragraph", "The quay was built\nin 1612, of stone\nfrom Osmere.")
    maker.add("paragraph", "It was repaired in 1655.")

    linear = whole(maker.page())

    assert linear.text == "The quay was built in 1612, of stone from Osmere. ¶ It was repaired in 1655."


def test_a_row_of_a_table_names_the_headers_of_its_cells() -> None:
    linear = whole(accounts())

    assert linear.text == (
        "Inns | Three months 2022: 877 | Three months 2021: 698 | Twelve months 2022: 3,142"
        " ¶ Ferries | Three months 2022: 319 | Twelve months 2022: 1,294"
    )


def test_the_headers_of_a_row_map_to_the_header_cells() -> None:
    page = accounts()
    linear = whole(page)

    assert span_of(linear, page, "Twelve months") == "Twelve months"
    first, second = (linear.text.index("Three months"), linear.text.rindex("Three months"))
    assert linear.page_span(page.text, first, first + 5) == linear.page_span(page.text, second, second + 5)
    assert span_of(linear, page, "319") == "319"


def test_a_header_row_alone_is_told_by_its_cells() -> None:
    page = accounts()

    assert (
        linearize(page, 0, page.text.index("Inns") - 1).text
        == "(in crowns) | Three months | Twelve months ¶ 2022 | 2021 | 2022"
    )


def test_a_header_over_the_whole_table_is_a_row_of_its_own() -> None:
    maker = PageMaker()
    maker.table([["Harbour", None], ["Item", "Dues"], ["Brig", "12"]], header_rows=2)

    assert whole(maker.page()).text == "Harbour ¶ Brig | Dues: 12"


def fares() -> Page:
    maker = PageMaker()
    maker.table(
        [["Ticket", "Price"], ["Adults", None], ["Day", "9"], ["Children", None], ["Day", "4"], ["Year", "50"]],
        header_rows=1,
    )
    return maker.page()


def test_a_row_of_a_group_is_told_with_the_group_that_names_it() -> None:
    page = fares()
    linear = whole(page)

    assert linear.text == "Adults: Day | Price: 9 ¶ Children: Day | Price: 4 ¶ Children: Year | Price: 50"
    assert span_of(linear, page, "Children") == "Children"


def test_a_row_has_its_group_s_name_in_a_passage_without_it() -> None:
    page = fares()
    at = page.text.index("Year")

    assert linearize(page, at, len(page.text)).text == "Children: Year | Price: 50"


def test_a_group_s_name_alone_is_a_row() -> None:
    page = fares()
    at = page.text.index("Children")

    assert linearize(page, at, at + len("Children")).text == "Children"


def test_a_note_over_the_whole_width_names_no_group() -> None:
    note = "Children under six travel free of charge when they are with a grown-up who has a ticket of any kind."
    maker = PageMaker()
    maker.table([["Ticket", "Price"], [note, None], ["Day", "9"], ["See the notice", None]], header_rows=1)

    assert whole(maker.page()).text == f"{note} ¶ Day | Price: 9 ¶ See the notice"


def test_a_single_row_names_the_header_of_its_first_cell_too() -> None:
    maker = PageMaker()
    maker.table([["Shipper", "Consignee", "Weight"], ["Nordex AB", "Hotel Miramar", "212 kg"]])

    assert whole(maker.page()).text == "Shipper: Nordex AB | Consignee: Hotel Miramar | Weight: 212 kg"


def test_a_table_without_headers_is_told_by_its_cells() -> None:
    maker = PageMaker()
    maker.table([["Brannock", "07:05"], ["Osmere", "08:31"]], header_rows=0)

    assert whole(maker.page()).text == "Brannock | 07:05 ¶ Osmere | 08:31"


def test_only_the_rows_of_the_passage_are_told() -> None:
    page = accounts()
    at = page.text.index("Ferries")

    assert linearize(page, at, at + 7).text.startswith("Ferries | Three months 2022: 319")


def test_fields_lists_and_addresses_have_their_signs() -> None:
    maker = PageMaker()
    maker.field("Invoice no:", "4711")
    items = maker.add("list", "")
    maker.add("list_item", "Two lanterns", parent=items)
    maker.add("list_item", "2. A stone\nquay", parent=items)
    maker.add("paragraph", "Bolt and Sons\n7 Harbour Street\nQuill Bay 50119")

    linear = whole(maker.page())

    assert linear.text == (
        "Invoice no: 4711 ¶ • Two lanterns ¶ 2. A stone quay ¶ Bolt and Sons ¶ 7 Harbour Street ¶ Quill Bay 50119"
    )


def entries(*texts: str) -> Page:
    maker = PageMaker()
    parent = maker.add("list", "")
    for text in texts:
        maker.add("list_item", text, parent=parent)
    return maker.page()


def test_an_entry_of_a_table_of_contents_names_its_page() -> None:
    page = entries("Preface . . . . . iv", "1 Harbour dues ........ 3", "2.1 Late\nferries …………… 12", "Inns____12")

    linear = whole(page)

    assert linear.text == (
        "• Preface | page: iv ¶ • 1 Harbour dues | page: 3 ¶ • 2.1 Late ferries | page: 12 ¶ • Inns | page: 12"
    )
    assert span_of(linear, page, "12") == "12"
    assert span_of(linear, page, "Harbour dues | page: 3") == "Harbour dues"


@pytest.mark.parametrize(
    "texts",
    [
        ("Soup ........ 12", "Bread ........ 3", "Fish ........ 24"),
        ("Name ........", "Street ........"),
        ("A list that ends .... 3",),
    ],
)
def test_dots_that_lead_to_no_pages_stay(texts: tuple[str, ...]) -> None:
    assert whole(entries(*texts)).text == " ¶ ".join(f"• {text}" for text in texts)


def test_headings_are_before_the_passage_and_map_to_their_place_if_it_is_on_the_page() -> None:
    maker = PageMaker()
    maker.add("heading", "Wages", level=2)
    maker.add("paragraph", "They were paid monthly.")
    page = maker.page()
    start = page.text.index("They")

    linear = linearize(page, start, len(page.text), [Heading("Accounts\nof 1612"), Heading("Wages", 0)])

    assert linear.text == "Accounts of 1612 > Wages: They were paid monthly."
    assert span_of(linear, page, "Wages") == "Wages"
    assert span_of(linear, page, "Accounts of 1612") is None


def test_a_span_that_ends_on_inserted_characters_is_trimmed_inwards() -> None:
    maker = PageMaker()
    maker.field("Total", "12.50")
    maker.add("paragraph", "Paid in full.")
    page = maker.page()

    assert span_of(whole(page), page, ": 12.50 ¶ ") == "12.50"


def test_a_span_over_a_header_and_its_value_is_the_longer_of_the_two() -> None:
    page = accounts()

    assert span_of(whole(page), page, "Twelve months 2022: 3,142") == "Twelve months"


def test_a_page_without_a_tree_is_told_by_its_paragraphs() -> None:
    page = Page(1, 595, 842, "text", "The quay was\nbuilt late.\n\nThe mayor was\nold by then.")

    assert whole(page).text == "The quay was built late. ¶ The mayor was old by then."


def test_plain_text_is_the_page_s_own() -> None:
    page = accounts()
    linear = plain(page, 5, 20)

    assert linear.text == page.text[5:20]
    assert linear.page_span(page.text, 0, 7) == (5, 11)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_every_character_is_its_page_s_or_a_blank_in_its_place_or_inserted(data: st.DataObject) -> None:
    maker = PageMaker()
    texts = st.text(st.sampled_from("ab.,: \n•1É"), min_size=1, max_size=40).filter(str.strip).map(str.strip)
    for _ in range(data.draw(st.integers(1, 5))):
        kind = data.draw(st.sampled_from(["paragraph", "heading", "list_item", "table", "field"]))
        if kind == "table":
            maker.table(data.draw(st.lists(st.lists(texts, min_size=2, max_size=2), min_size=1, max_size=3)))
        elif kind == "field":
            maker.field(data.draw(texts), data.draw(texts))
        else:
            maker.add(kind, data.draw(texts))  # type: ignore[arg-type]
    page = maker.page()
    start = data.draw(st.integers(0, len(page.text)))
    end = data.draw(st.integers(start, len(page.text)))

    linear = linearize(page, start, end)

    assert linear.offsets.dtype == np.int32
    assert linear.offsets.shape == (len(linear.text),)
    for character, at in zip(linear.text, linear.offsets.tolist(), strict=True):
        assert at == -1 or page.text[at] == character or (character == " " and page.text[at].isspace())


@pytest.mark.parametrize("text", ["", " \n "])
def test_a_page_without_text_is_told_by_nothing(text: str) -> None:
    assert whole(Page(1, 595, 842, "text", text)).text == ""
