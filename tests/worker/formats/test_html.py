"""Web pages keep what they mean, and show what a browser would."""

import base64

import pytest

from shared.errors import Corrupt, NoPages
from shared.models.page import Page
from tests.worker.office import blocks_of, opened, png, read, read_all, rows_of, text_of
from worker.extraction.render import draw_page

HTML = "text/html"


def shown(body: str, head: str = "") -> list[Page]:
    return read_all(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), HTML)


def one(body: str, head: str = "") -> Page:
    (page,) = shown(body, head)
    return page


def warnings(body: str) -> frozenset[str]:
    return frozenset(opened(f"<html><body>{body}</body></html>".encode(), HTML).warnings)


def test_the_title_and_headings_keep_their_levels_and_a_heading_that_repeats_the_title_is_there_once() -> None:
    page = one("<h1>Fee\n schedule</h1><p>Text<h2>City</h2>", "<title>Fee schedule</title>")
    assert [(b.type, b.level) for b in page.blocks] == [("title", None), ("paragraph", None), ("heading", 2)]
    assert blocks_of(page, "title") == [("title", "Fee schedule")]


def test_white_space_collapses_and_breaks_are_line_ends() -> None:
    page = one("<p>\n  one <b>bo</b>ld\n\n word<br>second&nbsp;line &amp; more\n</p>")
    assert page.text == "one bold word\nsecond line & more"


def test_preformatted_text_keeps_its_lines() -> None:
    page = one("<pre>\nfirst\n   second</pre><p style='white-space: pre-wrap'>a\nb</p>")
    assert [text for _, text in blocks_of(page)] == ["first\nsecond", "a\nb"]


def test_elements_that_were_left_open_are_closed_as_browsers_close_them() -> None:
    page = one("<p>one<p>two<ul><li>a<li>b</ul><table><tr><td>c<td>d<tr><td>e<td>f</table>")
    assert [text for _, text in blocks_of(page, "paragraph", "list_item")] == ["one", "two", "• a", "• b"]
    assert rows_of(page) == [["c", "d"], ["e", "f"]]


def test_lists_are_numbered_as_the_page_numbers_them() -> None:
    page = one(
        "<ol start=3><li>c<ul><li>inner</ul><li value=7><p>g</p><p>more</p></ol>"
        "<ol type=i reversed start=2><li>x<li>y</ol>"
    )
    assert [text for _, text in blocks_of(page, "list_item")] == ["3. c", "• inner", "7. g", "more", "ii. x", "i. y"]
    lists = [i for i, block in enumerate(page.blocks) if block.type == "list"]
    assert page.blocks[lists[1]].parent == lists[0]


def test_definitions_and_quotes_are_paragraphs_of_their_own() -> None:
    page = one("<dl><dt>Deposit<dd>Two rents</dl><blockquote>Quoted <q>word</q></blockquote>")
    assert [text for _, text in blocks_of(page)] == ["Deposit", "Two rents", "Quoted “word”"]
    assert page.blocks[1].box[0] > page.blocks[0].box[0]


def test_a_table_keeps_its_caption_header_rows_and_merged_cells() -> None:
    page = one(
        "<table><caption>Fees</caption><tfoot><tr><td>Sum<td colspan=2>40</tfoot>"
        "<thead><tr><th rowspan=2>City<th colspan=2>Fee<tr><th>2023<th>2024</thead>"
        "<tr><th>Ostrava<td>12<td>13<tr><td rowspan=9>Brno<td>1<td>2<tr><td>3<td>4</table>"
    )
    assert blocks_of(page, "caption") == [("caption", "Fees")]
    (table,) = (block for block in page.blocks if block.type == "table")
    cells = [(*cell[:4], cell.header, page.text[cell.start : cell.end]) for cell in table.cells]
    assert cells[:4] == [
        (0, 0, 2, 1, True, "City"),
        (0, 1, 1, 2, True, "Fee"),
        (1, 1, 1, 1, True, "2023"),
        (1, 2, 1, 1, True, "2024"),
    ]
    assert cells[4:6] == [(2, 0, 1, 1, True, "Ostrava"), (2, 1, 1, 1, False, "12")]
    # A cell that would reach into the next group of rows ends with its own.
    assert cells[7:] == [
        (3, 0, 2, 1, False, "Brno"),
        (3, 1, 1, 1, False, "1"),
        (3, 2, 1, 1, False, "2"),
        (4, 1, 1, 1, False, "3"),
        (4, 2, 1, 1, False, "4"),
        (5, 0, 1, 1, False, "Sum"),
        (5, 1, 1, 2, False, "40"),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "<table role=presentation><tr><td>left<td>right</table>",
        "<table><tr><td><h2>left</h2><td>right</table>",
        "<table><tr><td>left<tr><td>right</table>",
        "<table><tr><td>left<td><table><tr><td>right</table></table>",
    ],
)
def test_a_table_that_arranges_the_page_is_no_table(table: str) -> None:
    page = one(table)
    assert [text for _, text in blocks_of(page)] == ["left", "right"]
    assert not blocks_of(page, "table")


def test_a_cell_keeps_its_lines_lists_and_tables() -> None:
    page = one(
        "<table><tr><th>a<th>b<tr><td><p>one</p><p>two</p><td><ul><li>x</ul>"
        "<table><tr><th>k<th>l<tr><td>1<td>2</table></table>"
    )
    assert rows_of(page)[1] == ["one two", "• x k, l 1, 2"]


def test_fields_of_forms_have_their_labels_and_values() -> None:
    page = one(
        "<form><label>Name: <input value='Ada Stone'></label>"
        "<label for=c>City</label> <select id=c><option>Brno<option selected>Zlín</select>"
        "<label><input type=checkbox checked> News</label><label><input type=radio> Post</label>"
        "<label for=p>Password</label><input id=p type=password value=secret><input type=hidden value=token>"
        "Note <textarea>two\nwords</textarea></form>"
    )
    fields = [block for block in page.blocks if block.type == "form_field"]
    said = [
        tuple(None if span is None else page.text[span.start : span.end] for span in (field.label, field.value))
        for field in fields
    ]
    assert said == [("Name:", "Ada Stone"), ("City", "Zlín"), ("News", None), ("Post", None)]
    assert [field.checked for field in fields] == [None, None, True, False]
    assert "secret" not in page.text
    assert "token" not in page.text
    assert "Note two\nwords" in page.text


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>gone</p>",
        "<p style='color:red; display : none'>gone</p>",
        "<p style='visibility:hidden'>gone</p>",
        "<span style='font-size:0px'>gone</span>",
        "<div style='opacity: 0'>gone</div>",
        "<p style='color:#FFFFFF'>gone</p>",
        "<p><font color=white>gone</font></p>",
        "<p style='background-color: #eee; color: #EEE'>gone</p>",
        "<style>@import 'x'; .a > p, b:hover { display: none }</style><div class=a><p>gone</div>",
        "<dialog>gone</dialog>",
    ],
)
def test_what_the_page_hides_is_left_out_and_told(hidden: str) -> None:
    assert one(f"<p>seen</p>{hidden}").text == "seen"
    assert warnings(f"<p>seen</p>{hidden}") == {"hidden-text"}


@pytest.mark.parametrize(
    "sheet",
    [
        "@media print { p { display: none } }",
        "p { display: none } p.open { display: block }",
        "p:hover { display: none }",
        "/* p { display: none } */ p { color: red }",
        "body { visibility: hidden }",
        "p { font-size: 0.9em; margin-top: 0 }",
        "p { opacity: 0 }",
    ],
)
def test_what_may_be_shown_after_all_is_read(sheet: str) -> None:
    assert one(f"<style>{sheet}</style><p class=open aria-hidden=true>seen</p>").text == "seen"
    assert not warnings(f"<style>{sheet}</style><p class=open aria-hidden=true>seen</p>")


@pytest.mark.parametrize("tag", ["script", "style", "template", "noscript", "iframe", "object", "svg"])
def test_what_is_no_text_of_the_page_is_left_out(tag: str) -> None:
    assert one(f"<p>seen</p><{tag}>gone</{tag}>").text == "seen"


def test_menus_and_footers_are_what_they_are_and_an_articles_own_header_is_not_the_pages() -> None:
    page = one(
        "<header><h1>The city</h1><nav><ul><li><a>Home</a><li><a>Fees</a><a>Map</a></ul></nav></header>"
        "<article><header><h2>News</h2></header><p>Text</p></article><footer><p>Call</p><p>123</p></footer>"
    )
    assert blocks_of(page) == [
        ("heading", "The city"),
        ("header", "Home · Fees · Map"),
        ("heading", "News"),
        ("paragraph", "Text"),
        ("footer", "Call · 123"),
    ]


def test_pictures_in_the_file_are_at_their_place_and_others_are_told_by_their_texts() -> None:
    data = base64.b64encode(png("Rent 1240").getvalue()).decode()
    body = f"<p>before</p><img width=200 src='data:image/png;base64,{data}'><p>after <img src=x.png alt='a map'></p>"
    source = opened(f"<html>{body}".encode(), HTML)
    page = read(source, mode="off")
    assert [kind for kind, _ in blocks_of(page)] == ["paragraph", "figure", "paragraph"]
    figure = page.blocks[1]
    assert (figure.box[2] - figure.box[0]) * page.width == pytest.approx(150, abs=0.5)
    assert "after a map" in page.text
    assert warnings(body) == {"missing-pictures"}
    assert len(source.page(1).pictures()) == 1
    assert len(draw_page(source.page(1), 300, "PNG")) > 1000


def test_drawings_and_damaged_pictures_are_told() -> None:
    assert warnings("<p>x<img src='data:image/svg+xml,<svg/>'>") == {"unread-pictures"}
    assert warnings("<p>x<img src='data:image/png;base64,AAAA'>") == {"unread-pictures"}
    assert not warnings("<p>x<img width=1 height=1 src='https://example.org/seen.gif'>")


def test_deleted_text_is_left_out_formulas_are_lines_and_readings_are_not_read_twice() -> None:
    page = one(
        "<p>Now <del>50</del> 40</p><math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac></math>"
        "<p><ruby>漢<rt>kan</ruby></p>"
    )
    assert page.text == "Now 40\n\n(a+b)/2\n\n漢"
    assert warnings("<p>Now <del>50</del> 40</p>") == {"tracked-changes"}


@pytest.mark.parametrize(
    ("data", "is_guessed"),
    [
        ("<meta charset=windows-1251>Привет, город".encode("cp1251"), False),
        ("<meta http-equiv=Content-Type content='text/html; charset=Shift_JIS'>Привет, город".encode("cp932"), False),
        ("<meta charset=iso-8859-1>Привет, город".encode(), False),
        ("<html>Привет, город".encode("utf-16"), False),
        ("\ufeff<meta charset=windows-1251>Привет, город".encode(), False),
        ("<meta charset=unheard-of>Привет, город".encode("koi8-r"), True),
    ],
)
def test_a_page_is_decoded_as_browsers_decode_it(data: bytes, is_guessed: bool) -> None:
    source = opened(data, HTML)
    assert read(source).text == "Привет, город"
    assert ("guessed-encoding" in source.warnings) is is_guessed


def test_a_long_page_runs_over_several_pages_and_repeats_the_head_of_its_table() -> None:
    rows = "".join(f"<tr><td>city {i}<td>{i}" for i in range(200))
    pages = shown(f"<table><thead><tr><th>City<th>Fee</thead>{rows}</table>")
    assert len(pages) > 2
    assert all(rows_of(page)[0] == ["City", "Fee"] for page in pages)
    assert "city 199 199" in text_of(pages)


@pytest.mark.parametrize("unit", ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<blockquote>", "<q>"])
def test_nesting_as_deep_as_pages_have_it_is_read_and_deeper_is_refused(unit: str) -> None:
    assert "deep" in text_of(shown(unit * 1000 + "deep"))
    with pytest.raises(Corrupt, match="deeper"):
        shown(unit * 30_000 + "deep")


def test_a_page_that_shows_nothing_has_no_pages() -> None:
    with pytest.raises(NoPages):
        opened(b"<html><body><script>draw()</script><p hidden>x</p>", HTML)


@pytest.mark.parametrize(
    "shown",
    [
        "<p style='color:white;background:navy'>seen</p>",
        "<div style='background-color:navy'><p style='color:#fff'>seen</p></div>",
        "<table bgcolor=navy><tr><td><font color=#ffffff>seen</font></table>",
        "<style>.bar { background: navy }</style><p class=bar style='color:#fff'>seen</p>",
        "<p style='opacity:0.5'>seen</p>",
        "<p style='background-color:#fff'>seen</p>",
    ],
)
def test_light_text_on_a_dark_ground_is_read(shown: str) -> None:
    assert one(shown).text == "seen"
    assert not warnings(shown)
