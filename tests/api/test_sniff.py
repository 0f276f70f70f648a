"""What a file is, by its content."""

import io
import zipfile

import pytest
from PIL import Image

from api.upload.filenames import attachment
from shared.errors import EmptyFile, UnsupportedMediaType
from shared.files.content import Sniffer
from shared.files.names import display_name
from shared.settings import settings
from tests.api.conftest import PDF


def sniffed(data: bytes, name: str = "a", step: int = 1 << 16) -> str:
    sniffer = Sniffer()
    for at in range(0, len(data), step):
        sniffer.feed(memoryview(data)[at : at + step])
    return sniffer.media_type(name)


def image(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF", "AVIF"])
@pytest.mark.parametrize("step", [1, 5, 100_000])
def test_the_first_bytes_of_an_image_decide_and_not_its_name(kind: str, step: int) -> None:
    assert sniffed(image(kind), "report.pdf", step) == f"image/{kind.lower()}"


@pytest.mark.parametrize("options", [{}, {"no_jp2": True}])
def test_a_jpeg_2000_picture_is_recognized_with_its_container_and_without(options: dict[str, bool]) -> None:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, "JPEG2000", **options)
    assert sniffed(out.getvalue()) == "image/jp2"


@pytest.mark.parametrize(
    ("brands", "kind"),
    [
        (b"heic\0\0\0\0mif1heic", "image/heic"),
        (b"hevc\0\0\0\0msf1heic", "image/heic"),
        (b"mif1\0\0\0\0mif1heic", "image/heif"),
        (b"mif1\0\0\0\0mif1avifmiaf", "image/avif"),
        (b"avis\0\0\0\0msf1", "image/avif"),
    ],
)
def test_the_brands_of_a_picture_tell_its_codec(brands: bytes, kind: str) -> None:
    assert sniffed((8 + len(brands)).to_bytes(4, "big") + b"ftyp" + brands + bytes(100)) == kind


@pytest.mark.parametrize("junk", [b"", b"\xef\xbb\xbf", b"\r\n ", bytes(1000), b"\xff" * 1024])
def test_a_pdf_may_have_junk_before_its_header(junk: bytes) -> None:
    assert sniffed(junk + PDF, "a.txt") == "application/pdf"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (b"plain", "a.txt", "text/plain"),
        (b"x", "a.pdf", "text/plain"),
        (b"# Title", "README.MD", "text/markdown"),
        ("naïve café — 日本語".encode(), "a", "text/plain"),
        ("\ufeffwith a mark".encode(), "a", "text/plain"),
        ("zwei Bytes".encode("utf-16"), "a", "text/plain"),
        ("vier Bytes".encode("utf-32"), "a", "text/plain"),
        ("größer als früher".encode("cp1252"), "a", "text/plain"),
        ("Привет, мир".encode("koi8-r"), "a", "text/plain"),
        ("氏名、市、会費".encode("cp932"), "a", "text/plain"),
        ("ohne Zeichen davor".encode("utf-16-le"), "a", "text/plain"),
        ("ohne Zeichen davor".encode("utf-16-be"), "a", "text/plain"),
        ("без отметки".encode("utf-16-le"), "a", "text/plain"),
        ("印なしの文です、".encode("utf-16-be"), "a", "text/plain"),
        ("cut off at its end".encode("utf-16") + b"\n", "a", "text/plain"),
        (b"ein " * 2000 + b"\xff", "a", "text/plain"),
        (b"a,b\n1,2\n", "A.CSV", "text/csv"),
        (b"a\tb\n1\t2\n", "a.tsv", "text/tab-separated-values"),
        (b"The header %PDF-1.7 begins a file.", "a", "text/plain"),
        (b"BM is a text that begins with BM", "a", "text/plain"),
        (("x" * 4095 + "é" + "y" * 9000).encode(), "a", "text/plain"),
        (b"  <!DOCTYPE html><p>hello", "a.txt", "text/html"),
        (b"<!-- saved -->\n<?xml version='1.0'?>\n<html lang='en'><p>caf\xe9", "a.md", "text/html"),
        ("<!doctype html>Größe".encode("utf-16"), "a", "text/html"),
        (b"<p>a piece of <b>a page", "a.HTM", "text/html"),
        (b"<p align=center>centred in Markdown", "a.md", "text/markdown"),
        (b"{\\rtf1 hello}", "a.doc", "application/rtf"),
        (b"no element, 1 < 2", "a.html", "text/plain"),
        (b"a line of a log\n" * 300 + b"\0\0" + b"a line of a log\n" * 300, "a.log", "text/plain"),
        (b"caf\xe9 at noon\n" * 300 + b"\x01" + b"caf\xe9 at noon\n" * 300, "a.txt", "text/plain"),
        (b"colours \x1b[31mred\x1b[0m\f\x1a", "a", "text/plain"),
    ],
)
@pytest.mark.parametrize("step", [1, 4096, 100_000])
def test_text_is_recognized_by_its_encoding(text: bytes, name: str, kind: str, step: int) -> None:
    assert sniffed(text, name, step) == kind


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04" + bytes(30) + PDF,
        b"\x7fELF" + bytes(100),
        bytes(range(256)) * 40,
        b"text, then" + bytes(10_000) + b"zeros",
        b"text\0" * 30,
        b"text" * 3000 + b"\0text" * 100,
        b"\xfe\xff\xd8\x00\x00a",
        b"%!PS-Adobe-3.0\n{ } loop",
        b"<?xml version='1.0'?><svg/>",
        b"caf\xe9" + b"\x01" * 3,
    ],
)
def test_what_is_no_supported_type_is_refused(data: bytes) -> None:
    with pytest.raises(UnsupportedMediaType):
        sniffed(data, "a.pdf")


def test_an_empty_file_has_a_cause_of_its_own() -> None:
    with pytest.raises(EmptyFile):
        sniffed(b"")


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\scan.png", "scan.png"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        ("nul\0l.pdf", "null.pdf"),
        ("日本語.pdf", "日本語.pdf"),
        ("..", "unnamed"),
        ("dir/", "unnamed"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_a_file_name_is_shown_without_paths_and_tricks(sent: str, shown: str) -> None:
    assert display_name(sent) == shown


def test_a_download_s_name_survives_its_header() -> None:
    value = attachment('naïve "report" 100%.pdf')
    assert value == (
        "attachment; filename=\"na_ve _report_ 100_.pdf\"; filename*=UTF-8''na%C3%AFve%20%22report%22%20100%25.pdf"
    )
    assert "\r" not in attachment("a\r\nb")


OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "ppt/slides/slide1.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "<x/>" * 2000)
    return out.getvalue()


@pytest.mark.parametrize(("part", "kind"), OFFICE.items())
@pytest.mark.parametrize("step", [7, 1000, 1 << 20])
def test_the_parts_of_an_archive_tell_what_document_it_is(part: str, kind: str, step: int) -> None:
    assert sniffed(archive("[Content_Types].xml", "docProps/app.xml", part), "a.zip", step) == kind


@pytest.mark.parametrize("part", OFFICE)
def test_an_archive_of_documents_is_none(part: str) -> None:
    with pytest.raises(UnsupportedMediaType, match="archive"):
        sniffed(archive("letters/one.docx", part))


@pytest.mark.parametrize("part", OFFICE)
def test_a_document_in_a_document_does_not_tell_what_it_is(part: str) -> None:
    assert (
        sniffed(archive("[Content_Types].xml", part, *(OFFICE.keys() - {part}), "visio/document.xml")) == OFFICE[part]
    )


@pytest.mark.parametrize("kind", ["text", "spreadsheet", "presentation"])
@pytest.mark.parametrize("step", [7, 1 << 20])
def test_an_open_document_says_what_it_is(kind: str, step: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        file.writestr("content.xml", "<x/>" * 2000)
    assert sniffed(out.getvalue(), "a", step) == f"application/vnd.oasis.opendocument.{kind}"


def test_old_office_files_are_read_where_an_office_program_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    names = {"WordDocument": "msword", "Workbook": "vnd.ms-excel", "PowerPoint Document": "vnd.ms-powerpoint"}
    for name in names:
        with pytest.raises(UnsupportedMediaType, match="1997 to 2003"):
            sniffed(begin + name.encode("utf-16-le"))
    monkeypatch.setenv("DOCINSIGHT_OFFICE", "libreoffice")
    settings.cache_clear()
    try:
        for name, kind in names.items():
            assert sniffed(begin + name.encode("utf-16-le")) == f"application/{kind}"
    finally:
        monkeypatch.undo()
        settings.cache_clear()
