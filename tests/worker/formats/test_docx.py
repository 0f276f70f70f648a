"""Word documents keep what they mean."""

from typing import Any

import pytest
from docx.enum.text import WD_BREAK
from docx.shared import Inches

from tests.worker.office import (
    W,
    blocks_of,
    opened,
    png,
    raw_word_document,
    read,
    read_all,
    rows_of,
    text_of,
    word_document,
)


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_headings_keep_their_levels_and_the_title_is_one() -> None:
    def draw(document: Any) -> None:
        document.add_heading("Lease", 0)
        for level in (1, 2, 5):
            document.add_heading(f"Part {level}", level)

    (page,) = read_all(word_document(draw))
    assert [(block.type, block.level) for block in page.blocks] == [
        ("title", None),
        ("heading", 1),
        ("heading", 2),
        ("heading", 5),
    ]


def test_lists_keep_their_numbers_bullets_and_depth() -> None:
    def draw(document: Any) -> None:
        for text, style in [
            ("Keys", "List Bullet"),
            ("Front", "List Bullet 2"),
            ("One", "List Number"),
            ("Two", "List Number"),
        ]:
            document.add_paragraph(text, style=style)

    (page,) = read_all(word_document(draw))
    assert blocks_of(page, "list") == [
        ("list", "• Keys\n• Front"),
        ("list", "• Front"),
        ("list", "1. One\n2. Two"),
    ]


def test_merged_cells_span_their_rows_and_columns() -> None:
    def draw(document: Any) -> None:
        table = document.add_table(rows=4, cols=3)
        for i, row in enumerate([["City", "Fee", "Note"], ["Ostrava", "12", "x"], ["", "15", "y"], ["All", "", "z"]]):
            for j, text in enumerate(row):
                table.cell(i, j).text = text
        table.cell(1, 0).merge(table.cell(2, 0))
        table.cell(3, 0).merge(table.cell(3, 1))

    (page,) = read_all(word_document(draw))
    spans = {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in page.blocks[0].cells}
    assert spans[1, 0] == (2, 1)
    assert spans[3, 0] == (1, 2)
    assert rows_of(page) == [
        ["City", "Fee", "Note"],
        ["Ostrava", "12", "x"],
        ["Ostrava", "15", "y"],
        ["All", "All", "z"],
    ]


def test_rows_that_the_file_names_as_header_are() -> None:
    def cell(text: str) -> str:
        return f"<w:tc><w:tcPr/>{p(r(text))}</w:tc>"

    rows = "".join(
        f"<w:tr><w:trPr>{'<w:tblHeader/>' if i < 2 else ''}</w:trPr>{cell(f'a{i}')}{cell(f'b{i}')}</w:tr>"
        for i in range(4)
    )
    (page,) = read_all(raw_word_document(f"<w:tbl>{rows}</w:tbl>"))
    assert [cell.header for cell in page.blocks[0].cells] == [True] * 4 + [False] * 4


def test_tracked_changes_are_read_as_if_accepted_and_told() -> None:
    body = p(
        r("The fee is "),
        f"<w:del>{r('12').replace('w:t', 'w:delText')}</w:del>",
        f"<w:ins>{r('15')}</w:ins>",
        r(" euros"),
        properties="<w:rPr><w:del/></w:rPr>",
    ) + p(r(" a month."))
    source = opened(raw_word_document(body))
    assert read(source).text == "The fee is 15 euros a month."
    assert source.warnings == {"tracked-changes"}


def test_hidden_text_and_comments_are_left_out_and_told() -> None:
    body = p(r("Seen"), r(" unseen", "<w:vanish/>"), '<w:r><w:commentReference w:id="1"/></w:r>')
    source = opened(raw_word_document(body))
    assert read(source).text == "Seen"
    assert source.warnings == {"hidden-text", "comments"}


def test_footnotes_are_read_with_their_marks() -> None:
    notes = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="7">{p(r("Without tax."))}</w:footnote></w:footnotes>'
    body = p(r("The fee"), '<w:r><w:footnoteReference w:id="7"/></w:r>', r(" is 15 euros."))
    (page,) = read_all(raw_word_document(body, footnotes=notes))
    assert blocks_of(page) == [("paragraph", "The fee[1] is 15 euros."), ("footnote", "[1] Without tax.")]


def test_links_fields_and_content_controls_are_read_by_their_text() -> None:
    body = p(
        r("See "),
        f"<w:hyperlink>{r('the site')}</w:hyperlink>",
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>',
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r(" on page 4")}',
        f"<w:sdt><w:sdtPr/><w:sdtContent>{r(' today')}</w:sdtContent></w:sdt>",
    )
    (page,) = read_all(raw_word_document(body + f"<w:sdt><w:sdtContent>{p(r('Signed'))}</w:sdtContent></w:sdt>"))
    assert blocks_of(page) == [("paragraph", "See the site on page 4 today"), ("paragraph", "Signed")]


def test_text_boxes_are_read_once() -> None:
    inside = f"<w:txbxContent>{p(r('Boxed'))}</w:txbxContent>"
    box = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
        f"<w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    (page,) = read_all(raw_word_document(p(r("Around"), box)))
    assert blocks_of(page) == [("paragraph", "Around"), ("paragraph", "Boxed")]


def test_a_formula_is_a_line_of_text() -> None:
    run = "<m:r><m:t>{}</m:t></m:r>".format
    formula = (
        f"<m:oMath>{run('E=')}<m:f><m:num>{run('m+1')}</m:num><m:den>{run('2')}</m:den></m:f>"
        f"<m:sSup><m:e>{run('c')}</m:e><m:sup>{run('2')}</m:sup></m:sSup></m:oMath>"
    )
    (page,) = read_all(raw_word_document(p(formula)))
    assert page.text == "E=(m+1)/2c^2"


def test_page_breaks_begin_pages() -> None:
    def draw(document: Any) -> None:
        document.add_paragraph("One").add_run().add_break(WD_BREAK.PAGE)
        document.add_paragraph("Two")

    assert [page.text for page in read_all(word_document(draw))] == ["One", "Two"]


def test_headers_and_footers_are_read_once() -> None:
    def draw(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "Ostrava Works"
        document.sections[0].footer.paragraphs[0].text = "Confidential"
        document.add_paragraph("Text")
        document.add_section().footer.paragraphs[0].text = "Confidential"

    pages = read_all(word_document(draw))
    assert text_of(pages) == "Ostrava Works Text Confidential"


def test_pictures_are_shown_where_they_are() -> None:
    def draw(document: Any) -> None:
        document.add_paragraph("Before")
        document.add_picture(png("Invoice number 8841"), width=Inches(3))

    source = opened(word_document(draw))
    ((x0, y0, x1, y1),) = source.page(1).pictures()
    assert (x1 - x0) * 595.276 == pytest.approx(216, abs=1)
    image = source.page(1).image(72)
    height, width = image.shape[:2]
    assert (image[int(y0 * height) : int(y1 * height), int(x0 * width) : int(x1 * width)] < 100).any()


def test_a_nested_table_is_read_in_its_cell() -> None:
    def draw(document: Any) -> None:
        outer = document.add_table(rows=1, cols=2)
        outer.cell(0, 0).text = "Left"
        inner = outer.cell(0, 1).add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "Deep", "15"

    (page,) = read_all(word_document(draw))
    assert rows_of(page) == [["Left", "Deep, 15"]]
