"""E-books are read chapter by chapter."""

import io
import zipfile

import pytest

from shared.errors import Corrupt, Encrypted, NoPages
from tests.worker.office import blocks_of, opened, png, read, read_all, text_of

EPUB = "application/epub+zip"
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
XHTML = (
    '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "x.dtd">'
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/><link rel="stylesheet" href="s.css"/></head>'
    "<body>%s</body></html>"
)


def book(
    *chapters: str, manifest: str = "", metadata: str = "<dc:title>The ferry</dc:title>", **parts: str | bytes
) -> bytes:
    """An e-book with these bodies as chapters; other parts by their names with ``_`` for a dot."""
    items = "".join(
        f'<item id="c{i}" href="text/c%20{i}.xhtml" media-type="application/xhtml+xml"/>' for i in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{i}"/>' for i in range(len(chapters)))
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata>{metadata}</metadata><manifest>{items}{manifest}</manifest>"
        f'<spine><itemref idref="nav"/>{spine}</spine></package>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("mimetype", EPUB, zipfile.ZIP_STORED)
        out.writestr("META-INF/container.xml", CONTAINER)
        out.writestr("OEBPS/book.opf", opf)
        for i, chapter in enumerate(chapters):
            out.writestr(f"OEBPS/text/c {i}.xhtml", XHTML % chapter)
        for name, data in parts.items():
            out.writestr(name.replace("__", "/").replace("_", "."), data)
    return file.getvalue()


def test_chapters_follow_each_other_each_on_pages_of_its_own() -> None:
    pages = read_all(
        book(
            "<h1>One</h1><p>First&nbsp;text<br/>goes on</p>",
            '<a id="x"/><h1>Two</h1><p>Last text</p>',
            metadata="<dc:title>The ferry</dc:title><dc:creator>Ada Stone</dc:creator><dc:creator>Ota</dc:creator>",
        ),
        EPUB,
    )
    assert [blocks_of(page) for page in pages] == [
        [("title", "The ferry"), ("paragraph", "Ada Stone, Ota")],
        [("heading", "One"), ("paragraph", "First text\ngoes on")],
        [("heading", "Two"), ("paragraph", "Last text")],
    ]


def test_the_contents_are_left_out_and_style_sheets_of_the_book_hide() -> None:
    data = book(
        '<p>seen</p><p class="gone">hidden</p>',
        manifest='<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
        OEBPS__nav_xhtml=XHTML % "<nav><ol><li>Contents</li></ol></nav>",
        OEBPS__text__s_css=".gone { display: none }",
    )
    assert text_of(read_all(data, EPUB)) == "The ferry seen"
    assert opened(data, EPUB).warnings == {"hidden-text"}


@pytest.mark.parametrize(
    "body",
    [
        '<p>before</p><img src="../art/map.png" alt="map"/>',
        '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="../art/map.png"/></svg>',
    ],
)
def test_pictures_are_found_in_the_book(body: str) -> None:
    source = opened(book(body, OEBPS__art__map_png=png("Rent").getvalue()), EPUB)
    assert len(source.page(2).pictures()) == 1
    assert not source.warnings


@pytest.mark.parametrize(("first", "count"), [("<p>text</p>", 1), ('<img src="../cover.png"/>', 0)])
def test_the_cover_is_shown_once(first: str, count: int) -> None:
    item = '<item id="k" href="cover.png" media-type="image/png" properties="cover-image"/>'
    source = opened(book(first, manifest=item, OEBPS__cover_png=png("The ferry").getvalue()), EPUB)
    assert len(source.page(1).pictures()) == count
    assert sum(len(source.page(n).pictures()) for n in range(1, source.page_count + 1)) == 1


def test_a_protected_book_is_refused_and_one_with_obfuscated_fonts_is_read() -> None:
    def encryption(method: str) -> str:
        return (
            '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:e="http://www.w3.org/2001/04/'
            f'xmlenc#"><e:EncryptedData><e:EncryptionMethod Algorithm="{method}"/></e:EncryptedData></encryption>'
        )

    fonts = book("<p>seen</p>", **{"META-INF__encryption_xml": encryption("http://www.idpf.org/2008/embedding")})
    assert read(opened(fonts, EPUB), 2).text == "seen"
    protected = book(
        "<p>x</p>", **{"META-INF__encryption_xml": encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc")}
    )
    with pytest.raises(Encrypted, match="DRM"):
        opened(protected, EPUB)


def test_what_is_elsewhere_is_not_read_and_damage_has_its_errors() -> None:
    outside = book(
        '<p>seen</p><img src="../../../../etc/passwd" alt="a"/><img src="https://example.org/a.png" alt="b"/>'
    )
    source = opened(outside, EPUB)
    assert read(source, 2).text == "seen\n\na b"
    assert source.warnings == {"missing-pictures"}
    with pytest.raises(NoPages):
        opened(book(), EPUB)
    with pytest.raises(Corrupt, match="e-book"):
        opened(b"PK\x03\x04 and nothing more", EPUB)
    with pytest.raises(Corrupt):
        opened(book("<p>x</p>").replace(b"OEBPS/book.opf", b"OEBPS/none.opf"), EPUB)
