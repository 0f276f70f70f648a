"""A table of contents has the words of every section; what is sought stands in the sections."""

from collections.abc import Sequence

import pytest

from shared.models.page import Page
from tests.worker.answering.trees import PageMaker
from worker.answering.index import DocumentIndex, index_document
from worker.answering.search import search
from worker.answering.searchable import Searchable

SECTIONS = [
    ("Opening hours", "The office is open from eight to five on weekdays and closed on public holidays."),
    ("Mooring fees", "A boat of up to nine metres pays 14 euros a night, water included."),
    ("Waste", "Oil and batteries are taken to the shed beside the crane."),
    ("Safety", "Life jackets are worn on all pontoons from October to March."),
]


def handbook(entries: Sequence[str], sections: Sequence[tuple[str, str]] = SECTIONS) -> Searchable:
    """A document whose first page lists entries, and whose others are sections, one a page."""
    listing = PageMaker(1)
    listing.add("title", "Harbour handbook")
    parent = listing.add("list", "")
    for entry in entries:
        listing.add("list_item", entry, parent=parent)
    pages: list[Page] = [listing.page()]
    for number, (heading, text) in enumerate(sections, 2):
        section = PageMaker(number)
        section.add("heading", heading, level=1)
        section.add("paragraph", text)
        pages.append(section.page())
    index = DocumentIndex.unpack(index_document(pages))
    return Searchable("handbook", "handbook.pdf", index, lambda number: pages[number - 1])


def pages_found(query: str, document: Searchable) -> list[int]:
    return [passage.page for passage in search(query, [document], 10).passages]


@pytest.mark.parametrize("first", [2, 3, 41], ids=["the file's", "one is not counted", "of a larger volume"])
def test_a_section_is_found_and_not_the_table_of_contents_that_leads_to_it(first: int) -> None:
    entries = [f"{heading} {'. ' * 20}{number}" for number, (heading, _) in enumerate(SECTIONS, first)]
    found = pages_found("mooring fees", handbook(entries))
    assert found[0] == 3
    assert 1 not in found


def test_prices_beside_the_names_of_sections_are_found() -> None:
    prices = [f"{heading} {price}" for (heading, _), price in zip(SECTIONS, (120, 14, 30, 75), strict=True)]
    assert 1 in pages_found("mooring fees", handbook(prices))


def test_contents_that_lead_to_nothing_in_the_document_are_found() -> None:
    entries = [f"{heading} {'. ' * 20}{number}" for number, (heading, _) in enumerate(SECTIONS, 2)]
    assert pages_found("mooring fees", handbook(entries, [])) == [1]
