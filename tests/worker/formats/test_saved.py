"""What LibreOffice saved (``saved/make.py``) is read: the same words, headings, lists and tables from every format."""

from pathlib import Path

import pytest

from shared.files.content import Sniffer
from shared.models.page import Page
from tests.worker.office import blocks_of, read_all, rows_of, text_of

SAVED = Path(__file__).parent / "saved"

HEADINGS = {
    "lease": ["Lease of a boathouse", "1. Rent and deposit", "2. Duties of the club", "Keys"],
    "minutes": ["Zápis ze schůze sboru", "Rozpočet", "Úkoly"],
    "notice": ["図書館のお知らせ", "開館時間"],
}
SAID = {
    "lease": ["The yearly rent is 18,400 crowns", "the rowing club Nordlys", "nine months’ notice"],
    "minutes": ["Předsedala Božena Říhová", "za 86 500 Kč", "objedná žluté vesty"],
    "notice": ["十月三日から十月九日まで休館します", "館長は佐藤美咲です"],
}
ROWS = {
    "lease": [["North 1", "7.5 m", "1,150"], ["North 2", "9 m", "1,420"], ["South 4", "12 m", "2,075"]],
    "minutes": [["Hadice", "12 400 Kč"], ["Přilby", "21 900 Kč"]],
    "notice": [["火曜日", "9時から18時"], ["土曜日", "10時から16時"]],
}


def saved(name: str) -> list[Page]:
    """The pages of a file, whose type its content tells."""
    data = (SAVED / name).read_bytes()
    sniffer = Sniffer()
    sniffer.feed(data)
    return read_all(data, sniffer.media_type(name))


@pytest.mark.parametrize("suffix", ["docx", "odt", "rtf", "html", "epub"])
@pytest.mark.parametrize("stem", ["lease", "minutes", "notice"])
def test_words_headings_and_tables_come_through(stem: str, suffix: str) -> None:
    pages = saved(f"{stem}.{suffix}")
    text = text_of(pages)
    assert all(said in text for said in SAID[stem])
    tables = [rows_of(page) for page in pages if blocks_of(page, "table")]
    assert [[cell.replace("\xa0", " ") for cell in row] for row in tables[0]][-len(ROWS[stem]) :] == ROWS[stem]
    headings = [said for page in pages for _, said in blocks_of(page, "title", "heading")]
    if suffix == "epub":
        # LibreOffice's e-books have no headings, nor the header row of a table.
        assert len(headings) == 1
    else:
        assert headings[-len(HEADINGS[stem]) + 1 :] == HEADINGS[stem][1:]
        assert HEADINGS[stem][0] in headings


@pytest.mark.parametrize("suffix", ["docx", "odt", "rtf", "html"])
def test_lists_keep_their_markers(suffix: str) -> None:
    items = [said for page in saved(f"lease.{suffix}") for _, said in blocks_of(page, "list_item")]
    assert items == [
        *("1. Keep the slipway free of ice.", "2. Paint the doors every second spring."),
        "3. Report damage to the warden, Ingrid Solheim, within three days.",
        *("• Two keys for the gate", "• One key for the fuel store"),
    ]


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_cells_keep_their_addresses_and_show_what_the_sheet_shows(suffix: str) -> None:
    first, second = saved(f"budget.{suffix}")
    assert rows_of(first) == [
        ["Item", "Planned", "Spent", "Left", "Due"],
        ["Timber", "5200", "4870.5", "329.50", "2025-02-15"],
        ["Paint", "640", "712", "-72.00", "2025-03-15"],
        ["Rope", "95", "88", "7.00", "2025-04-15"],
        ["Total", "5935", "5670.5", "264.5", ""],
    ]
    assert rows_of(second)[2] == ["Mei Tanaka", "Sapporo", "40 %"]
    for page, said, address in ((first, "4870.5", "Budget!C2"), (second, "Sapporo", "Členové!B3")):
        at = page.text.index(said)
        assert any(place.start <= at < place.end and place.name == address for place in page.places)


@pytest.mark.parametrize("suffix", ["pptx", "odp"])
def test_slides_are_pages_with_titles_lists_and_tables(suffix: str) -> None:
    pages = saved(f"ferry.{suffix}")
    assert [blocks_of(page, "title")[0][1] for page in pages] == ["Ferry timetable 2026", "What changes", "Fares"]
    assert ("list_item", "• Bicycles travel free") in blocks_of(pages[1])
    assert rows_of(pages[2]) == [["Passenger", "Fare"], ["Adult", "64 kr"], ["Child", "32 kr"]]
    assert [page.places[0].name for page in pages] == ["slide 1", "slide 2", "slide 3"]
