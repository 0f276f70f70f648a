"""Whatever bytes a document has, it is read or refused by a known cause: no parser's own error comes through."""

import html
import io
import zipfile
from collections.abc import Callable
from functools import lru_cache

from hypothesis import example, given
from hypothesis import strategies as st

from shared.errors import DocInsightError
from tests.hostile import office
from tests.worker.compound import compound_file, message
from worker.extraction.page import extract_text
from worker.formats.mail.rtf import html_of
from worker.formats.page_source import HasAttachments
from worker.formats.registry import open_source

MAIL, OUTLOOK = "message/rfc822", "application/vnd.ms-outlook"
OFFICE_XML = "application/vnd.openxmlformats-officedocument"

LINES = [
    *("From: a@b.c", "To: =?utf-8?q?=C3=BC?= <a@b.c>", "Subject: =?x?b?w7w?= =?utf-8?Q?=?=", "Date: \u00fc", " folded"),
    *(
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-16; format=flowed; delsp=yes",
        "Content-Type: text/html",
    ),
    *(
        "Content-Type: multipart/mixed; boundary=b",
        "Content-Type: multipart/alternative; boundary=c",
        "--b",
        "--c",
        "--b--",
    ),
    *("Content-Type: message/rfc822", "Content-Type: message/delivery-status", "Content-Type: message/external-body"),
    *("Content-Type: multipart/signed; boundary=b", "Content-Type: application/pkcs7-mime", "Content-Type: image/png"),
    *(
        "Content-Transfer-Encoding: base64",
        "Content-Transfer-Encoding: quoted-printable",
        "Content-ID: <a>",
        "=FC=",
        "w7w=",
    ),
    *(
        "Content-Disposition: attachment; filename*0*=utf-8''%C3; filename*1=x",
        'Content-Disposition: inline; filename="',
    ),
    *("", "", "<p>Text<img src=cid:a>", "> quoted ", "-- ", "Text"),
]
MAILS = st.lists(st.one_of(st.sampled_from(LINES).map(str.encode), st.binary(max_size=40)), max_size=40).map(b"\n".join)


def is_read(data: bytes, media_type: str) -> bool:
    """Read a document with all that is attached to it; false where it is refused."""
    try:
        source = open_source(data, media_type)
        for number in range(1, min(source.page_count, 5) + 1):
            extract_text(source.page(number))
    except DocInsightError:
        return False
    if isinstance(source, HasAttachments):
        assert all(isinstance(one.name, str) and isinstance(one.load(), bytes) for one in source.attachments)
    return True


@given(MAILS)
@example(b"From: a@b.c\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n--b--")
def test_a_mail_of_any_bytes_is_read_or_refused(data: bytes) -> None:
    if data:
        is_read(data, MAIL)


@lru_cache(1)
def a_message() -> bytes:
    inner = message({0x37: "Inner", 0x1000: "Text"}, header=24)
    attachments = [{0x3707: "a.txt", 0x3701: b"text", 0x3705: 1}, {0x3001: "in", 0x3705: 5, 0x3701: inner}]
    values = {0x37: "Subject", 0x1000: "Text " * 900, 0x1013: b"<p>Text", 0x0C1A: "Ada", 0x39: 133_000_000_000_000_000}
    return compound_file(message(values, [{0x3001: "Bob", 0x39FE: "b@c.d", 0x0C15: 1}], attachments))


@given(
    st.lists(st.tuples(st.integers(0, 1 << 15), st.binary(min_size=1, max_size=8)), max_size=8), st.integers(0, 9000)
)
@example([], 0)
def test_a_damaged_message_of_outlook_is_read_or_refused(changes: list[tuple[int, bytes]], cut: int) -> None:
    data = bytearray(a_message())
    for at, changed in changes:
        data[at % len(data) : at % len(data) + len(changed)] = changed
    read = is_read(bytes(data[: len(data) - cut]), OUTLOOK)
    assert read or changes or cut


WORDS = [
    rb"\htmlrtf",
    rb"\htmlrtf0 ",
    rb"{\*\htmltag64 <p>}",
    rb"\'fc",
    rb"\u-3999?",
    rb"\u55357?",
    rb"\uc0",
    rb"\par",
    b"{",
]


@given(st.lists(st.one_of(st.sampled_from([*WORDS, b"}", b"\\", b"text"]), st.binary(max_size=9)), max_size=30))
def test_any_rich_text_gives_html(parts: list[bytes]) -> None:
    html_of(rb"{\rtf1\ansi\ansicpg1252\fromhtml1 " + b"".join(parts)).encode()


def _tags(names: str) -> st.SearchStrategy[str]:
    return st.sampled_from(names.split())


VALUES = st.one_of(
    st.sampled_from(["0", "-1", "1", "99999999999", "A1:XFD1048576", "a", "", "1e999", "true"]), st.text(max_size=5)
)


def trees(names: str, attributes: str) -> st.SearchStrategy[str]:
    """Elements of these names with these attributes, in each other as no program writes them."""
    own = st.dictionaries(_tags(attributes), VALUES, max_size=3).map(
        lambda chosen: "".join(f' {name}="{html.escape(_written(value))}"' for name, value in chosen.items())
    )

    def within(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        parts = st.lists(inside, max_size=4).map("".join)
        return st.tuples(_tags(names), own, parts).map(lambda one: f"<{one[0]}{one[1]}>{one[2]}</{one[0]}>")

    return st.recursive(st.one_of(st.just("Text"), st.just("7")), within, max_leaves=12)


def _written(text: str) -> str:
    """Text without what XML cannot contain."""
    return "".join(one for one in text if one.isprintable())


def word_document(content: str) -> bytes:
    return office.word(content)


def open_text(content: str) -> bytes:
    return office.open_document("text", content)


def open_sheets(content: str) -> bytes:
    return office.open_document("spreadsheet", content)


DOCUMENTS: list[tuple[Callable[[str], bytes], str, st.SearchStrategy[str]]] = [
    (
        word_document,
        f"{OFFICE_XML}.wordprocessingml.document",
        trees(
            "w:p w:r w:t w:tbl w:tr w:tc w:tcPr w:gridSpan w:vMerge w:pPr w:numPr w:numId w:ilvl w:sdt w:ins w:ind",
            "w:val w:id w:left w:type",
        ),
    ),
    (
        office.sheet,
        f"{OFFICE_XML}.spreadsheetml.sheet",
        trees("sheetData row c v f is t mergeCells mergeCell cols col dimension", "r t s ref min max hidden"),
    ),
    (
        office.slide,
        f"{OFFICE_XML}.presentationml.presentation",
        trees(
            "p:sp p:grpSp p:spPr a:xfrm a:off a:ext p:txBody a:p a:r a:t a:tbl a:tr a:tc p:pic",
            "x y cx cy lvl gridSpan",
        ),
    ),
    (
        open_text,
        "application/vnd.oasis.opendocument.text",
        trees(
            "text:p text:h text:s text:list text:list-item table:table table:table-row table:table-cell text:span",
            "text:c text:outline-level table:number-columns-spanned table:number-rows-spanned text:style-name",
        ),
    ),
    (
        open_sheets,
        "application/vnd.oasis.opendocument.spreadsheet",
        trees(
            "table:table table:table-row table:table-cell table:table-column text:p",
            "table:number-columns-repeated table:number-rows-repeated table:number-columns-spanned table:name",
        ),
    ),
]
CASES = st.one_of(
    [content.map(lambda text, kind=kind, make=make: (make, kind, text)) for make, kind, content in DOCUMENTS]
)


@given(CASES)
def test_an_office_document_of_any_elements_is_read_or_refused(case: tuple[Callable[[str], bytes], str, str]) -> None:
    make, media_type, content = case
    is_read(make(content), media_type)


@given(st.integers(0, 5000), st.binary(min_size=1, max_size=4))
def test_a_damaged_archive_is_read_or_refused(at: int, changed: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("word/document.xml", f'<w:document xmlns:w="{office.W}"><w:body>Text</w:body></w:document>')
    data = bytearray(out.getvalue())
    data[at % len(data) : at % len(data) + len(changed)] = changed
    is_read(bytes(data), DOCUMENTS[0][1])


@given(
    trees(
        "p div table tr td th ul ol li h1 form input select option pre math svg img a details",
        "colspan rowspan start type value src href style hidden checked width",
    )
)
def test_a_web_page_of_any_elements_is_read_or_refused(content: str) -> None:
    is_read(f"<!doctype html>{content}".encode(), "text/html")


RICH_TEXT = (
    rb"{ } \cell \row \par \trowd \cellx9 \u-1? \'9f \pict \footnote \shptxt \header \itap2 \nestcell \nestrow "
    rb"\clvmrg \clmrg \uc9 \bin3 \listtext \stylesheet \s1 \* text"
)


@given(st.lists(st.one_of(st.sampled_from(RICH_TEXT.split()), st.binary(max_size=9)), max_size=40))
def test_rich_text_of_any_words_is_read_or_refused(parts: list[bytes]) -> None:
    is_read(rb"{\rtf1 Text " + b"".join(parts), "application/rtf")
