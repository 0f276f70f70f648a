"""Content whose structure is known is laid out on pages, and keeps that structure."""

import numpy as np
import pytest

from shared.errors import NoPages, TooManyPages
from shared.models.page import Page
from shared.settings import settings
from tests.worker.office import blocks_of, png, rows_of, text_of
from worker.extraction.page import extract_page, extract_text
from worker.formats.flow import layout
from worker.formats.flow.content import Flow, Item, ListItem, PageBreak, Paragraph, Picture, Table, TableCell
from worker.formats.flow.fonts import metric_font, runs_of
from worker.formats.flow.source import LaidSource
from worker.ocr.page import PageRecognizer
from worker.ocr.registry import load_engine

PROSE = "The committee met in the old town hall and discussed the plans for a bridge. "


def laid(*items: Item, **options: str) -> list[Page]:
    source = LaidSource(layout.lay_out(Flow(items, **options)))
    pages = [extract_text(source.page(number)) for number in range(1, source.page_count + 1)]
    return [page for page in pages if page is not None]


def table(rows: list[list[str]], **options: int) -> Table:
    return Table([TableCell(i, j, text) for i, row in enumerate(rows) for j, text in enumerate(row)], **options)


def test_blocks_are_those_of_the_content() -> None:
    (page,) = laid(Paragraph("Lease", "title"), Paragraph("Rent", "heading", 2), Paragraph("It is 1,240 euros."))
    assert blocks_of(page) == [("title", "Lease"), ("heading", "Rent"), ("paragraph", "It is 1,240 euros.")]
    assert page.blocks[1].level == 2


def test_every_word_is_a_span_of_the_text_in_its_block_and_on_the_page() -> None:
    for page in laid(*[Paragraph(PROSE * 9), ListItem("Keys"), table([["Name", "Fee"], ["Ada", "12"]])] * 9):
        words = [page.text[word.start : word.end] for word in page.words]
        assert " ".join(words) == " ".join(page.text.split())
        leaves = [block for block in page.blocks if block.type not in ("list",)]
        for word in page.words:
            (block,) = [one for one in leaves if one.start <= word.start and word.end <= one.end]
            assert 0 <= block.box[0] - 1e-6 <= word.box[0] < word.box[2] <= block.box[2] + 0.001 <= 1.001
            assert block.box[1] - 0.001 <= word.box[1] < word.box[3] <= block.box[3] + 0.001


def test_words_do_not_overlap() -> None:
    (page,) = laid(Paragraph(PROSE * 5), Paragraph("Straße Łódź Ελλάδα Москва 東京都 ไทย"))
    boxes = np.array([word.box for word in page.words])
    for i, (x0, y0, x1, y1) in enumerate(boxes):
        others = np.delete(boxes, i, axis=0)
        across = np.minimum(others[:, 2], x1) - np.maximum(others[:, 0], x0)
        down = np.minimum(others[:, 3], y1) - np.maximum(others[:, 1], y0)
        assert not ((across > 1e-5) & (down > 1e-3)).any()


def test_the_drawn_page_has_its_ink_in_the_boxes_of_its_words() -> None:
    source = LaidSource(
        layout.lay_out(Flow([Paragraph("Rent", "heading", 1), Paragraph(PROSE * 3), ListItem("Ключи")]))
    )
    image = source.page(1).image(144)
    dark = image.mean(axis=2) < 128
    height, width = dark.shape
    page = extract_text(source.page(1))
    assert page is not None
    inside = np.zeros_like(dark)
    for word in page.words:
        x0, y0, x1, y1 = word.box
        part = np.s_[int(y0 * height) : int(y1 * height) + 2, int(x0 * width) - 1 : int(x1 * width) + 2]
        assert dark[part].mean() > 0.03
        inside[part] = True
    assert (dark & inside).sum() >= 0.99 * dark.sum()


def test_text_that_is_longer_than_a_page_continues_on_the_next() -> None:
    first, second = laid(Paragraph(PROSE * 80))
    assert [block.continues for block in (first.blocks[0], second.blocks[0])] == [False, True]
    assert text_of([first, second]) == (PROSE * 80).strip()


def test_a_heading_goes_with_the_text_under_it() -> None:
    lines = [Paragraph(f"Line {i}.") for i in range(38)]
    for count in range(30, 38):
        pages = laid(*lines[:count], Paragraph("Rent", "heading", 1), Paragraph(PROSE * 4))
        for page in pages:
            assert page.blocks[-1].type != "heading"


def test_a_list_within_a_list_is_a_block_of_the_outer_one() -> None:
    (page,) = laid(
        ListItem("Keys", "1."), ListItem("Front", "a)", 1), ListItem("Back", "b)", 1), ListItem("Cars", "2.")
    )
    assert blocks_of(page, "list") == [("list", "1. Keys\na) Front\nb) Back\n2. Cars"), ("list", "a) Front\nb) Back")]
    outer, inner = (i for i, block in enumerate(page.blocks) if block.type == "list")
    assert page.blocks[inner].parent == outer
    assert [block.parent for block in page.blocks if block.type == "list_item"] == [outer, inner, inner, outer]


def test_items_of_another_list_begin_another_list() -> None:
    (page,) = laid(ListItem("Keys", list_id="1"), ListItem("First", "1.", list_id="2"))
    assert blocks_of(page, "list") == [("list", "• Keys"), ("list", "1. First")]


def test_a_list_goes_on_over_pages() -> None:
    pages = laid(*[ListItem(f"Item {i}", f"{i}.") for i in range(130)])
    assert len(pages) == 3
    assert [[block.continues for block in page.blocks if block.type == "list"] for page in pages] == [
        [False],
        [True],
        [True],
    ]
    assert sum(len(blocks_of(page, "list_item")) for page in pages) == 130


def test_a_table_repeats_its_header_on_each_page() -> None:
    pages = laid(table([["Name", "Fee"], *([f"Person {i}", str(i)] for i in range(100))]))
    assert [page.blocks[0].continues for page in pages] == [False, True, True]
    for page in pages:
        assert rows_of(page)[0] == ["Name", "Fee"]
        assert [cell.header for cell in page.blocks[0].cells[:4]] == [True, True, False, False]
    assert sum(len(rows_of(page)) - 1 for page in pages) == 100


def test_a_cell_that_spans_rows_is_on_both_pages_that_they_are_on() -> None:
    cells = [TableCell(0, 0, "Region", 80), *(TableCell(i, 1, f"City {i}") for i in range(80))]
    pages = laid(Table(cells, 0))
    assert len(pages) == 2
    for page in pages:
        assert {row[0] for row in rows_of(page)} == {"Region"}


def test_a_row_that_is_higher_than_a_page_is_cut() -> None:
    pages = laid(table([["Name", "Story"], ["Ada", PROSE * 150]], header_rows=1))
    assert len(pages) > 2
    assert PROSE.split() * 150 == [w for page in pages for row in rows_of(page)[1:] for w in row[1].split()]


def test_no_column_is_wider_than_the_page() -> None:
    (page,) = laid(table([[f"Column number {i} of a wide table" for i in range(12)], ["12"] * 12]))
    assert max(word.box[2] for word in page.words) < 0.92
    assert rows_of(page)[0][11] == "Column number 11 of a wide table"


def test_a_word_that_is_wider_than_its_line_is_cut_and_stays_one_run_of_letters() -> None:
    (page,) = laid(Paragraph("x" * 500))
    assert page.text.replace("\n", "") == "x" * 500
    assert max(word.box[2] for word in page.words) < 0.92


def test_notes_are_at_the_foot_of_their_page() -> None:
    pages = laid(Paragraph("The fee[1] is due.", notes=["[1] Forty euros."]), PageBreak(), Paragraph("Second page."))
    (note,) = [block for block in pages[0].blocks if block.type == "footnote"]
    assert pages[0].text[note.start : note.end] == "[1] Forty euros."
    assert note.box[1] > 0.9
    assert "Forty" not in pages[1].text


def test_headers_and_footers_are_shown_once_and_are_told_from_the_text() -> None:
    pages = laid(Paragraph("One."), PageBreak(), Paragraph("Two."), header="Ostrava Works", footer="Confidential")
    assert blocks_of(pages[0]) == [("header", "Ostrava Works"), ("paragraph", "One."), ("footer", "Confidential")]
    assert blocks_of(pages[1]) == [("paragraph", "Two.")]


def test_text_that_is_read_from_right_to_left_is_laid_out_so() -> None:
    (page,) = laid(Paragraph("שלום עולם טוב"))
    lefts = [word.box[0] for word in page.words]
    assert lefts == sorted(lefts, reverse=True)
    assert page.text == "שלום עולם טוב"
    assert page.words[0].box[2] == pytest.approx(1 - 54 / 595.276, abs=0.001)


def test_scripts_without_spaces_have_a_box_a_character() -> None:
    (page,) = laid(Paragraph("契約は二年間有効です。" * 9))
    assert len(page.words) == 99
    assert page.text.replace("\n", "") == "契約は二年間有効です。" * 9


def test_what_has_neither_text_nor_pictures_is_no_document() -> None:
    with pytest.raises(NoPages):
        laid(Paragraph("  "))


def test_more_pages_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    few = settings().model_copy(update={"max_pages": 3})
    monkeypatch.setattr(layout, "settings", lambda: few)
    with pytest.raises(TooManyPages):
        laid(*[Paragraph(PROSE * 20)] * 40)


@pytest.fixture(scope="module")
def recognizer() -> PageRecognizer:
    return PageRecognizer(load_engine(settings()), ["en"])


def test_writing_in_a_picture_is_read_into_the_figure_that_it_is(recognizer: PageRecognizer) -> None:
    image = png("Invoice number 8841 of March", "Payable within thirty days").getvalue()
    items = [Paragraph("Before."), Picture(lambda: image, 400, 130), ListItem("Behind."), ListItem("Last.")]
    source = LaidSource(layout.lay_out(Flow(items)))
    assert extract_text(source.page(1)) is None
    page = extract_page(source.page(1), "auto", recognizer)
    assert page.source == "mixed"
    ((_, figure),) = blocks_of(page, "figure")
    assert "8841" in figure
    assert page.text.startswith("Before.\n\n")
    assert blocks_of(page, "list") == [("list", "• Behind.\n• Last.")]
    assert [page.text[word.start : word.end] for word in page.words] == page.text.split()
    number = next(word for word in page.words if page.text[word.start : word.end] == "8841")
    assert number.source == "ocr"
    x0, y0, x1, y1 = source.page(1).pictures()[0]
    assert x0 < number.box[0] < x1
    assert y0 < number.box[1] < y1


def test_a_picture_that_cannot_be_drawn_leaves_the_rest_of_its_page() -> None:
    source = LaidSource(layout.lay_out(Flow([Paragraph(PROSE), Picture(lambda: b"no picture", 300, 200)])))
    page = extract_text(source.page(1))
    assert page is not None
    assert page.text.split() == PROSE.split()
    assert source.page(1).image(72).ndim == 3


@pytest.mark.parametrize("text", ["図書館休館", "도서관", "สวัสดี", "नमस्ते", "আমার", "வணக்கம்", "Привет", "مرحبا"])
def test_scripts_are_drawn_by_fonts_that_have_them(text: str) -> None:
    missing = [metric_font(path, 50).getmask(chr(0x10FFFD)) for _, path in runs_of(text)]
    for (run, path), box in zip(runs_of(text), missing, strict=True):
        drawn = [metric_font(path, 50).getmask(character) for character in run]
        assert all(bytes(one) != bytes(box) for one in drawn)
    image = LaidSource(layout.lay_out(Flow([Paragraph(text)]))).page(1).image(100)
    ink = np.argwhere(image.min(axis=2) < 128)
    (page,) = laid(Paragraph(text))
    x0, y0, x1, y1 = page.blocks[0].box
    height, width = image.shape[:2]
    assert ink[:, 1].min() >= x0 * width - 2
    assert x1 * width - 12 <= ink[:, 1].max() <= x1 * width + 2
    assert y0 * height - 2 <= ink[:, 0].min() <= ink[:, 0].max() <= y1 * height + 2
