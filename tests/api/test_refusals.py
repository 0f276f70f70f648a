"""A file that is not read is named by its content, with what its owner can do."""

import io
import zipfile

import pytest

from shared.errors import UnsupportedMediaType
from shared.files.content import Sniffer


def refusal(data: bytes, step: int = 100_000, name: str = "a.pdf") -> str:
    sniffer = Sniffer()
    try:
        for at in range(0, len(data), step):
            sniffer.feed(data[at : at + step])
        found = sniffer.media_type(name)
    except UnsupportedMediaType as error:
        return error.detail
    pytest.fail(f"taken for {found}")


def archive(*names: str, first: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as out:
        if first:
            out.writestr("mimetype", first)
        for name in names:
            out.writestr(name, "<x/>" * 2000)
    return file.getvalue()


def compound(stream: str) -> bytes:
    """A file of the format of Office 97 whose directory, far behind, names a stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9000) + stream.encode("utf-16-le") + bytes(600)


KNOWN = [
    (archive("[Content_Types].xml", "xl/workbook.bin"), ".xlsb"),
    (archive("content.xml", first="application/vnd.oasis.opendocument.graphics"), ".odg"),
    (archive("content.xml", "META-INF/manifest.xml"), ".odt"),
    (archive("FixedDocumentSequence.fdseq"), ".xps"),
    (archive("notes.txt"), ".zip"),
    (compound("WordDocument"), ".doc "),
    (compound("Workbook"), ".xls "),
    (compound("PowerPoint Document"), ".ppt "),
    (compound("EncryptedPackage"), "password"),
    (compound("Unheard of"), "Office"),
    (b"\n%!PS-Adobe-3.0", ".ps"),
    (b"<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'/>", ".svg"),
    (b"<?xml version='1.0'?><letter/>", "XML"),
    (b"\0\0\0\x18ftypisom" + bytes(100), ".mp4"),
    (b"8BPS\0\1" + bytes(100), ".psd"),
    (b"\x1f\x8b\x08\0" + bytes(100), ".gz"),
    (b"7z\xbc\xaf\x27\x1c\0\4" + bytes(100), ".7z"),
    (b"letter.txt".ljust(257, b"\0") + b"ustar\00000", ".tar"),
    (b"MZ\x90\0" + bytes(100), ".exe"),
    (compound("Book\0"), ".xls "),
    (compound("BodyText"), ".hwp"),
    (archive("designmap.xml", first="application/vnd.adobe.indesign-idml-package"), ".idml"),
    (b"  0\r\nSECTION\r\n  2\r\nHEADER\r\n", ".dxf"),
    (b"II\xbc\1" + bytes(100), ".jxr"),
    (b"\x97JB2\r\n\x1a\n" + bytes(100), ".jb2"),
    (b"\x30\x82\x11\x22\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + bytes(100), ".p7m"),
    (b"\xff\xfb\x90\x64" + bytes(100), ".mp3"),
    (b"\x04\x22\x4d\x18" + bytes(100), ".lz4"),
    (b"\x93NUMPY\1\0" + bytes(100), ".npy"),
    (b"L\0\0\0\1\x14\2\0" + bytes(100), ".lnk"),
    (b"\0\0\0\x18ftypmp42" + bytes(100), ".mp4"),
]


@pytest.mark.parametrize("step", [1000, 100_000])
@pytest.mark.parametrize(("data", "named"), KNOWN)
def test_a_refusal_names_what_the_file_is_whatever_it_is_called(data: bytes, named: str, step: int) -> None:
    detail = refusal(data, step)
    assert named in detail
    assert detail.startswith("This is ")
    assert ";" in detail


@pytest.mark.parametrize("text", [b"MZ is a pair of letters", b"OTTO Meyer", b"ID3 tags", b"AC10 and AC12", b"PK"])
def test_a_text_that_begins_like_another_file_is_a_text(text: bytes) -> None:
    sniffer = Sniffer()
    sniffer.feed(text)
    assert sniffer.media_type("a.txt") == "text/plain"


def test_bytes_of_no_known_file_are_refused_with_the_types_that_are_read() -> None:
    assert "/limits" in refusal(b"\x93\0\x01\x02" * 50)
