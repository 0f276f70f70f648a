"""Trees of drawn pages of every kind, by every source of words."""

from collections.abc import Callable

import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from bench.reading.structured import KINDS, structured_pages
from shared.documents.tables import grid_of
from shared.models.blocks import Block
from shared.models.page import Page
from shared.settings import Settings
from tests.worker.pages import both, lines, pdf
from worker.extraction.page import extract_text
from worker.formats.pdf.plumber import PlumberSource
from worker.formats.pdf.source import PdfSource
from worker.formats.text import TextSource
from worker.layout.tree import build_blocks
from worker.ocr.page import PageRecognizer
from worker.ocr.registry import load_engine

PROSE = (
    "The committee met in the old town hall and discussed the plans for a bridge across the river,",
    "which the engineers had drawn up in the winter. Most members spoke in favour of the cheaper",
    "design, although it needs two piers in the water and closes the shipping lane for a summer.",
)


def read(data: bytes, source: Callable[[bytes], object] = PdfSource) -> Page:
    page = extract_text(source(data).page(1), "off")  # type: ignore[attr-defined]
    assert page is not None
    return page


def outline(page: Page) -> list[tuple[str, str]]:
    """Types and texts of the blocks; of a list its number of children."""
    return [(block.type, page.text[block.start : block.end].replace("\n", " ")) for block in page.blocks]


def field_pairs(page: Page) -> list[tuple[str, str | bool | None]]:
    """Labels without a colon and their values, or whether they are checked."""
    found: list[tuple[str, str | bool | None]] = []
    for block in page.blocks:
        if block.type == "form_field" and block.label:
            label = page.text[block.label.start : block.label.end].rstrip(":")
            value = page.text[block.value.start : block.value.end] if block.value else None
            found.append((label, value if block.checked is None else block.checked))
    return found


def fields(page: Page) -> dict[str, str | bool | None]:
    return dict(field_pairs(page))


def grid(page: Page, table: Block) -> list[list[str]]:
    rows = max(cell.row + cell.row_span for cell in table.cells)
    columns = max(cell.column + cell.column_span for cell in table.cells)
    found = [[""] * columns for _ in range(rows)]
    for cell in table.cells:
        found[cell.row][cell.column] += " " + page.text[cell.start : cell.end]
    return [[" ".join(text.split()) for text in row] for row in found]


def tables(page: Page) -> list[Block]:
    return [block for block in page.blocks if block.type == "table"]


def row(y: float, *texts: tuple[float, str], size: float = 10) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        for x, text in texts:
            canvas.drawString(x, y, text)

    return draw


# ---- running text


@pytest.mark.parametrize("source", [PdfSource, PlumberSource])
def test_a_report_is_title_headings_paragraphs_and_margins(source: Callable[[bytes], object]) -> None:
    page = read(
        pdf(
            both(
                lines("Annual report 2024", x=72, y=810, size=8),
                lines("A bridge for the old town", y=760, size=20),
                lines(*PROSE, y=720),
                lines("1. Costs of the design", y=650, size=14),
                lines(*PROSE, y=625),
                lines("1.1 Piers", y=560, size=12.5),
                lines(*PROSE, y=540),
                lines("12", x=290, y=30, size=9),
            )
        ),
        source,
    )
    assert [kind for kind, _ in outline(page)] == [
        "header", "title", "paragraph", "heading", "paragraph", "heading", "paragraph", "page_number",
    ]  # fmt: skip
    assert [block.level for block in page.blocks if block.type == "heading"] == [2, 3]


def test_lists_nest_by_indent_and_items_continue_over_lines() -> None:
    page = read(
        pdf(
            both(
                lines(*PROSE, y=760),
                row(690, (72, "1. Ask for the form at the counter of the town hall, which is open"), size=11),
                row(676, (86, "until noon."), size=11),
                row(662, (72, "2. Fill it in:"), size=11),
                row(648, (90, "(a) with a pen,"), size=11),
                row(634, (90, "(b) in capitals."), size=11),
                row(620, (72, "3. Send it."), size=11),
            )
        )
    )
    kinds = [(block.type, block.parent) for block in page.blocks]
    assert kinds == [
        ("paragraph", None),
        ("list", None),
        ("list_item", 1),
        ("list_item", 1),
        ("list", 1),
        ("list_item", 4),
        ("list_item", 4),
        ("list_item", 1),
    ]
    assert outline(page)[2][1].endswith("until noon.")


def test_captions_and_footnotes_are_told_by_their_form_and_place() -> None:
    page = read(
        pdf(
            both(
                lines(*PROSE, y=760),
                lines("Abbildung 3: Die Brücke von Osten", y=650, size=9),
                lines(*PROSE, y=600),
                lines("1 The plans are kept in the archive of the town.", y=120, size=8),
                lines("2 Prices of 2019.", y=108, size=8),
            )
        )
    )
    assert [kind for kind, _ in outline(page)] == ["paragraph", "caption", "paragraph", "footnote", "footnote"]


def test_a_table_of_contents_is_a_list_of_its_entries() -> None:
    entries = [f"{n}. {name} {'. ' * 40}{n * 7}" for n, name in enumerate(["Plans", "Costs", "Votes"], 1)]
    page = read(pdf(both(lines("Contents", y=780, size=18), lines(*entries, y=740))))
    assert [kind for kind, _ in outline(page)] == ["title", "list", "list_item", "list_item", "list_item"]


# ---- forms


def test_labels_and_values_are_fields_beside_and_beneath_each_other() -> None:
    page = read(
        pdf(
            both(
                row(760, (72, "Invoice number: 4711"), (320, "Date: 12 May 2021")),
                row(744, (72, "Customer:"), (180, "Bolt and Sons")),
                row(700, (72, "Delivered to:")),
                row(687, (72, "Osmere, Quill Street 4")),
                row(640, (72, "Ref:________")),
            )
        )
    )
    assert fields(page) == {
        "Invoice number": "4711",
        "Date": "12 May 2021",
        "Customer": "Bolt and Sons",
        "Delivered to": "Osmere, Quill Street 4",
        "Ref": None,
    }


def test_check_boxes_are_fields_that_are_checked_or_not() -> None:
    page = read(pdf(both(row(760, (72, "[x] Paid by card"), (250, "[ ] Paid in cash")), row(740, (72, "[ ] Unpaid")))))
    assert fields(page) == {"Paid by card": True, "Paid in cash": False, "Unpaid": False}


def test_labels_over_values_are_a_table_whose_head_is_the_labels() -> None:
    page = read(
        pdf(both(row(760, (72, "Invoice date:"), (300, "Due date:")), row(747, (72, "1/2/2021"), (300, "3/2/2021"))))
    )
    (table,) = tables(page)
    assert grid(page, table) == [["Invoice date:", "Due date:"], ["1/2/2021", "3/2/2021"]]
    assert [cell.header for cell in table.cells] == [True, True, False, False]


# ---- tables


@pytest.mark.parametrize("made", structured_pages(1, 7), ids=lambda made: made.kind)
@pytest.mark.parametrize("source", [PdfSource, PlumberSource])
def test_made_pages_of_every_kind_have_their_tables_and_fields(made, source) -> None:  # type: ignore[no-untyped-def]
    page = read(made.pdf, source)
    for table, (truth, header) in zip(tables(page), made.truth.tables, strict=False):
        assert grid(page, table) == truth
        assert {cell.row for cell in table.cells if cell.header} == set(range(header))
    if made.truth.tables:
        assert len(tables(page)) == len(made.truth.tables)
    pairs = [pair for table in tables(page) for pair in zip(*grid(page, table)[:2], strict=True)]
    pairs += [(label, value) for label, value in field_pairs(page) if value]
    for label, value in made.truth.fields:
        assert (label.rstrip(":"), value) in pairs
    headings = [text for kind, text in outline(page) if kind in ("title", "heading")]
    assert headings == made.truth.headings


def test_there_are_many_kinds_of_made_pages() -> None:
    assert len(KINDS) >= 15


def test_an_empty_cell_has_a_place_and_no_text() -> None:
    page = read(
        pdf(
            both(
                row(760, (72, "Item"), (250, "Size"), (400, "Price")),
                row(745, (72, "Bolt"), (250, "M8"), (400, "0.35")),
                row(730, (72, "Hammer"), (400, "18.90")),
                row(715, (72, "Level"), (250, "60"), (400, "24.50")),
            )
        )
    )
    (table,) = tables(page)
    (empty,) = [cell for cell in table.cells if cell.start == cell.end]
    assert (empty.row, empty.column) == (2, 1)
    assert empty.box[0] < empty.box[2]
    assert empty.box[1] < empty.box[3]


def test_a_cell_over_lines_that_do_not_follow_each_other_is_read_whole() -> None:
    page = read(
        pdf(
            both(
                row(760, (72, "Item"), (250, "Remark"), (400, "Price")),
                row(745, (72, "Hex bolt, zinc"), (250, "sold by the box"), (400, "0.35")),
                row(733, (72, "plated"), (250, "of fifty")),
                row(715, (72, "Hammer"), (250, "none"), (400, "18.90")),
            )
        )
    )
    (table,) = tables(page)
    expected = ["Hex bolt, zinc plated", "sold by the box of fifty", "0.35"]
    assert grid(page, table)[1] == expected
    assert grid_of(table, page.text).rows[1] == expected


def test_a_plain_text_has_its_headings_fields_and_lists() -> None:
    text = "MINUTES\n\nDate: 12 May 2021\nPlace: Osmere\n\n- the bridge\n- the museum\n\nThe meeting ended at noon.\n"
    page = extract_text(TextSource(text.encode()).page(1))
    assert page is not None
    assert fields(page) == {"Date": "12 May 2021", "Place": "Osmere"}
    assert [kind for kind, _ in outline(page) if kind != "form_field"] == [
        "heading", "list", "list_item", "list_item", "paragraph",
    ]  # fmt: skip


def test_a_recognized_scan_has_the_structure_of_its_page() -> None:
    data = pdf(
        both(
            lines("Report to the members", y=770, size=20),
            row(720, (72, "Item"), (250, "Size"), (400, "Price"), size=11),
            row(702, (72, "Hex bolt"), (250, "M8"), (400, "0.35"), size=11),
            row(684, (72, "Claw hammer"), (250, "450 g"), (400, "18.90"), size=11),
            row(666, (72, "Spirit level"), (250, "60 cm"), (400, "24.50"), size=11),
            lines(*PROSE, y=600),
            lines("Customer: Bolt and Sons", y=520),
        )
    )
    image = PdfSource(data).page(1).image(150)
    recognized = PageRecognizer(load_engine(Settings(threads=2)), ["en"]).page(image).layout
    page = Page(1, 595, 842, "ocr", recognized.text, recognized.words, recognized.blocks)
    assert [kind for kind, _ in outline(page)] == ["title", "table", "paragraph", "form_field"]
    assert grid(page, tables(page)[0])[2] == ["Claw hammer", "450 g", "18.90"]
    assert fields(page) == {"Customer": "Bolt and Sons"}


def test_words_alone_make_the_same_table_without_ruled_lines() -> None:
    made = next(page for page in structured_pages(1, 3) if page.kind == "ruled")
    page = read(made.pdf)
    blocks = build_blocks(page.text, page.words, page.width, page.height, np.zeros((0, 4)))
    table = next(block for block in blocks if block.type == "table")
    assert grid(page, table) == made.truth.tables[0][0]
