"""OpenDocument texts, spreadsheets and presentations keep what they mean."""

import io
import zipfile

import odfdo
import pytest

from shared.errors import Corrupt, Encrypted
from tests.worker.office import ODF, blocks_of, opened, read, read_all, rows_of, saved

TEXT, SHEET, SLIDES = f"{ODF}.text", f"{ODF}.spreadsheet", f"{ODF}.presentation"
_BASE = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = " ".join(
    f'xmlns:{short}="{_BASE}:{long}:1.0"'
    for short, long in [
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
        ("presentation", "presentation"),
        ("svg", "svg-compatible"),
        ("fo", "xsl-fo-compatible"),
        ("manifest", "manifest"),
    ]
)


def made(kind: str, body: str, *, styles: str = "", manifest: str = "") -> bytes:
    """An OpenDocument file with this XML in its body."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as out:
        out.writestr("mimetype", f"{ODF}.{kind}")
        out.writestr(
            "content.xml",
            f"<office:document-content {_NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
        )
        out.writestr("META-INF/manifest.xml", f"<manifest:manifest {_NAMES}>{manifest}</manifest:manifest>")
    return file.getvalue()


def test_a_text_of_another_library_keeps_headings_lists_and_tables() -> None:
    document = odfdo.Document("text")
    document.body.clear()
    document.body.append(odfdo.Header(1, "Terms"))
    document.body.append(odfdo.Paragraph("The rent is 1,240 euros."))
    document.body.append(odfdo.List(["Keys", "Windows"]))
    table = odfdo.Table("Fees", width=2, height=2)
    table.set_values([["City", "Fee"], ["Ostrava", "12"]])
    document.body.append(table)
    (page,) = read_all(saved(document), TEXT)
    assert blocks_of(page)[:2] == [("heading", "Terms"), ("paragraph", "The rent is 1,240 euros.")]
    assert blocks_of(page, "list_item") == [("list_item", "• Keys"), ("list_item", "• Windows")]
    assert rows_of(page) == [["City", "Fee"], ["Ostrava", "12"]]


def test_white_space_links_and_notes_are_read() -> None:
    note = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>Without tax.</text:p></text:note-body></text:note>"
    )
    body = f'<text:p>The<text:s text:c="3"/><text:a>fee</text:a>{note} is<text:line-break/>15 euros.</text:p>'
    (page,) = read_all(made("text", body), TEXT)
    assert blocks_of(page) == [("paragraph", "The fee[1] is\n15 euros."), ("footnote", "[1] Without tax.")]


def test_numbered_lists_show_their_numbers() -> None:
    levels = "".join(
        f'<text:list-level-style-number text:level="{level}" style:num-format="{kind}" style:num-suffix="{end}"/>'
        for level, kind, end in [(1, "1", "."), (2, "a", ")")]
    )
    styles = f'<text:list-style style:name="L">{levels}</text:list-style>'
    inner = "<text:list><text:list-item><text:p>Front</text:p></text:list-item></text:list>"
    body = (
        f'<text:list text:style-name="L"><text:list-item><text:p>Keys</text:p>{inner}</text:list-item>'
        "<text:list-item><text:p>Cars</text:p></text:list-item></text:list>"
    )
    (page,) = read_all(made("text", body, styles=styles), TEXT)
    assert blocks_of(page, "list") == [("list", "1. Keys\na) Front\n2. Cars"), ("list", "a) Front")]


def test_changes_comments_and_hidden_text_are_told() -> None:
    styles = (
        '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
    )
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:p>Seen<office:annotation><text:p>why?</text:p>"
        '</office:annotation><text:span text:style-name="H"> unseen</text:span></text:p>'
    )
    source = opened(made("text", body, styles=styles), TEXT)
    assert read(source).text == "Seen"
    assert source.warnings == {"tracked-changes", "comments", "hidden-text"}


def test_a_style_may_begin_a_page() -> None:
    styles = (
        '<style:style style:name="B" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/>'
        "</style:style>"
    )
    body = '<text:p>One</text:p><text:p text:style-name="B">Two</text:p>'
    assert [page.text for page in read_all(made("text", body, styles=styles), TEXT)] == ["One", "Two"]


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def test_cells_are_as_the_sheet_shows_them_and_have_addresses() -> None:
    empty = '<table:table-row table:number-rows-repeated="4"><table:table-cell/></table:table-row>'
    dated = cell("1. März 2024", 'office:value-type="date" office:date-value="2024-03-01"')
    body = (
        f'<table:table table:name="Konten"><table:table-row>{cell("Name")}{cell("Tag")}</table:table-row>{empty}'
        f'<table:table-row><table:table-cell table:number-columns-repeated="1"/>{dated}</table:table-row></table:table>'
    )
    (page,) = read_all(made("spreadsheet", body), SHEET)
    at = page.text.index("1. März 2024")
    assert page.place(at, at + 12) == "Konten!B6"


def test_hidden_sheets_rows_and_columns_are_left_out_and_told() -> None:
    styles = (
        '<style:style style:name="S" style:family="table"><style:table-properties table:display="false"/></style:style>'
    )
    body = (
        f'<table:table table:name="A"><table:table-column/><table:table-column table:visibility="collapse"/>'
        f"<table:table-row>{cell('shown')}{cell('unseen1')}</table:table-row>"
        f'<table:table-row table:visibility="filter">{cell("unseen2")}</table:table-row></table:table>'
        f'<table:table table:name="B" table:style-name="S"><table:table-row>{cell("unseen3")}</table:table-row>'
        "</table:table>"
    )
    source = opened(made("spreadsheet", body, styles=styles), SHEET)
    assert source.page_count == 1
    assert rows_of(read(source)) == [["shown"]]
    assert source.warnings == {"hidden-content"}


def test_a_sheet_that_repeats_its_last_row_a_million_times_is_read() -> None:
    body = (
        f'<table:table table:name="A"><table:table-row>{cell("x")}</table:table-row><table:table-row '
        'table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row></table:table>"
    )
    (page,) = read_all(made("spreadsheet", body), SHEET)
    assert rows_of(page) == [["x"]]


def frame(text: str, kind: str, x: float, y: float) -> str:
    return (
        f'<draw:frame presentation:class="{kind}" svg:x="{x}cm" svg:y="{y}cm" svg:width="8cm" svg:height="3cm">'
        f"<draw:text-box>{text}</draw:text-box></draw:frame>"
    )


def test_slides_have_everything_at_its_place_and_hidden_ones_are_told() -> None:
    styles = (
        '<style:style style:name="H" style:family="drawing-page">'
        '<style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    )
    points = "<text:list><text:list-item><text:p>A bridge</text:p></text:list-item></text:list>"
    title = frame("<text:p>Plans</text:p>", "title", 2, 1)
    body = (
        f'<draw:page draw:style-name="H">{frame("<text:p>Unseen</text:p>", "title", 2, 1)}</draw:page>'
        f"<draw:page>{frame(points, 'outline', 2, 6)}{title}<presentation:notes>"
        f"{frame('<text:p>Said</text:p>', 'notes', 1, 1)}</presentation:notes></draw:page>"
    )
    source = opened(made("presentation", body, styles=styles), SLIDES)
    page = read(source)
    assert source.page_count == 1
    assert blocks_of(page) == [("title", "Plans"), ("list", "• A bridge"), ("list_item", "• A bridge")]
    assert page.place(0, 5) == "slide 2"
    assert source.warnings == {"hidden-content"}


def test_an_encrypted_document_is_named_so() -> None:
    entry = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    with pytest.raises(Encrypted):
        opened(made("text", "<text:p>x</text:p>", manifest=entry), TEXT)


def test_a_drawing_is_refused() -> None:
    with pytest.raises(Corrupt):
        opened(made("drawing", "<draw:page/>"), TEXT)
