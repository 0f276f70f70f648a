"""Saved web pages (MHTML) have their pictures and style sheets in them."""

import base64
import email.mime.multipart
import email.mime.text

import pytest

from shared.errors import Corrupt
from shared.files.content import Sniffer
from tests.worker.office import blocks_of, opened, png, read

MHTML = "multipart/related"
PAGE = "https://example.org/news/page.html"


def archive(html: bytes, *parts: tuple[str, str, bytes], charset: str = "utf-8") -> bytes:
    """A saved page; parts as their types, their addresses (``cid:…`` or others) and their bytes."""
    out = [
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/news/page.html\r\nSubject: News\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--=b"\r\n\r\n'
    ]
    for kind, address, data in (("text/html", PAGE, html), *parts):
        name = f"Content-ID: <{address[4:]}>" if address.startswith("cid:") else f"Content-Location: {address}"
        head = (
            f"----=b\r\nContent-Type: {kind}; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n{name}\r\n\r\n"
        )
        out.append(head.encode() + base64.encodebytes(data) + b"\r\n")
    return b"".join([*out, b"----=b--\r\n"])


def sniffed(data: bytes) -> str:
    sniffer = Sniffer()
    sniffer.feed(data)
    return sniffer.media_type("page.eml")


@pytest.mark.parametrize("address", ["cid:map@x", "https://example.org/news/art/map.png"])
@pytest.mark.parametrize("src", ["cid:map@x", "art/map.png"])
def test_pictures_are_found_by_their_ids_and_addresses(address: str, src: str) -> None:
    data = archive(f"<html><p>Rent</p><img src='{src}'>".encode(), ("image/png", address, png("1240").getvalue()))
    source = opened(data, MHTML)
    found = address.startswith("cid:") == src.startswith("cid:")
    assert len(source.page(1).pictures()) == found
    assert source.warnings == (set() if found else {"missing-pictures"})


def test_the_style_sheets_of_the_archive_hide_what_they_hid() -> None:
    html = b"<html><head><title>News</title><link rel=stylesheet href='cid:s@x'></head><p class=a>gone</p><p>seen</p>"
    source = opened(archive(html, ("text/css", "cid:s@x", b".a { display: none }")), MHTML)
    assert blocks_of(read(source)) == [("title", "News"), ("paragraph", "seen")]
    assert source.warnings == {"hidden-text"}


def test_the_encoding_is_that_of_the_part() -> None:
    source = opened(archive("<html><p>Привет, город".encode("koi8-r"), charset="koi8-r"), MHTML)
    assert read(source).text == "Привет, город"
    assert not source.warnings


def test_a_saved_page_is_told_from_a_mail() -> None:
    assert sniffed(archive(b"<html><p>x")) == MHTML
    letter = email.mime.multipart.MIMEMultipart("related")
    letter["From"], letter["To"], letter["Subject"] = "a@example.org", "b@example.org", "Rent"
    letter.attach(email.mime.text.MIMEText("<html>x", "html"))
    assert sniffed(letter.as_bytes()) != MHTML


def test_what_has_no_page_in_it_is_refused() -> None:
    with pytest.raises(Corrupt, match="saved web page"):
        opened(b"Content-Type: multipart/related; boundary=x\r\n\r\nnothing", MHTML)
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(3000))
    with pytest.raises(Corrupt):
        opened(deep, MHTML)


def test_what_frames_show_is_read_at_their_places() -> None:
    html = b"<html><p>before</p><iframe src='cid:f@x'></iframe><iframe src='cid:g@x' hidden></iframe><p>after</p>"
    frame = b"<html><ul><li>rent 1240</ul><iframe src='in/deep.html'></iframe><iframe src='cid:f@x'></iframe>"
    parts = [
        ("text/html", "cid:f@x", frame),
        ("text/html", "cid:g@x", b"<p>advertisement</p>"),
        ("text/html", "https://example.org/news/in/deep.html", b"<p>not from here</p>"),
    ]
    source = opened(archive(html, *parts), MHTML)
    assert read(source).text.split() == ["before", "\u2022", "rent", "1240", "after"]


def test_a_page_of_frames_shows_what_they_show() -> None:
    html = b"<html><head><title>Manual</title></head><frameset><frame src='menu.html'><frame src='a.html'>"
    parts = [
        ("text/html", "https://example.org/news/menu.html", b"<p>Contents</p>"),
        ("text/html", "https://example.org/news/a.html", b"<h1>Pumps</h1><p>Close the valve.</p>"),
    ]
    texts = [text for _, text in blocks_of(read(opened(archive(html, *parts), MHTML)))]
    assert texts == ["Manual", "Contents", "Pumps", "Close the valve."]


def test_frames_in_frames_end() -> None:
    def page(number: int) -> bytes:
        return f"<p>page{number}</p><iframe src='cid:f{number + 1}@x'></iframe>".encode()

    parts = [("text/html", f"cid:f{number}@x", page(number)) for number in range(1, 2000)]
    shown = read(opened(archive(page(0), *parts), MHTML)).text.split()
    assert shown == [f"page{number}" for number in range(len(shown))]
    assert 3 < len(shown) < 20
