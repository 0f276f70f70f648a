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
    (b"\0\0\0\x18ftypcrx \0\0\0\1" + bytes(100), ".cr3"),
    (b"\0\0\1\0moov\0\0\0\x6cmvhd" + bytes(100), ".mov"),
    (b"\0\0\1\0\1\0\x10\x10" + bytes(100), ".ico"),
    (b"\x09\4\6\0\0\0\x10\0" + bytes(100), ".xls "),
    (b"\0\0\2\0\6\4\6\0" + bytes(100), ".wk1"),
    (b"P7\nWIDTH 3\n" + bytes(100), "Netpbm"),
    (b"\3\x7c\5\x11\3\0\0\0\x61\0\x14\0" + bytes(20) + b"NAME" + bytes(30) + b"Anna   " * 9, ".dbf"),
    (b"\0\0\2" + bytes(9) + b"\x28\0\x28\0\x18\0" + bytes(range(256)), ".tga"),
    (b"bplist00\xd1\1\2_\x10\x0fWebMainResource" + bytes(40), ".webarchive"),
    (b"\x04%!PS-Adobe-3.0\nshowpage", ".ps"),
    (b"\x1b%-12345X@PJL\n@PJL ENTER LANGUAGE=PCLXL\n", ".prn"),
    (b"<!-- drawn -->\n<svg xmlns='http://www.w3.org/2000/svg'/>", ".svg"),
    ("<?xml version='1.0' encoding='utf-16'?><letter>Dear Sir</letter>".encode("utf-16"), "XML"),
    (b"%FDF-1.2\n1 0 obj\n<</FDF<</Fields[]>>>>\nendobj", ".fdf"),
    (bytes(6000), "zeros"),
    (archive("content.xml", first="application/vnd.sun.xml.writer"), ".sxw"),
    (archive("META-INF/manifest.xml", "content.xml"), "OpenDocument"),
    (compound("StarWriterDocument"), "StarOffice"),
]


@pytest.mark.parametrize("step", [1000, 100_000])
@pytest.mark.parametrize(("data", "named"), KNOWN)
def test_a_refusal_names_what_the_file_is_whatever_it_is_called(data: bytes, named: str, step: int) -> None:
    detail = refusal(data, step)
    assert named in detail
    assert detail.startswith("This is ")
    assert ";" in detail


def package(**parts: str) -> bytes:
    """An archive that begins as an Office document does, with these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", "<Types/>")
        for name, content in parts.items():
            out.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize("step", [1, 100_000])
@pytest.mark.parametrize(
    ("data", "named"),
    [
        (package(**{"word/document.xml": "<w:document/>"}), ".docx"),
        (package(**{"docProps/core.xml": "<x/>", "word/styles.xml": "<x/>" * 50}), ".docx"),
        (package(**{"xl/workbook.xml": "<workbook/>"}), ".xlsx"),
        (package(**{"ppt/presentation.xml": "<p/>", "ppt/slides/slide1.xml": "<p/>"}), ".pptx"),
        (package(**{"docProps/core.xml": "<x/>"}), "Office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900) + "__substg1.0_0037001F".encode("utf-16-le"), ".msg"),
    ],
)
def test_a_document_without_what_makes_it_one_is_refused_by_name(data: bytes, named: str, step: int) -> None:
    detail = refusal(data, step)
    assert named in detail
    assert "missing; save it again" in detail


def test_documents_in_an_archive_do_not_make_it_one() -> None:
    inner = package(**{"word/document.xml": "<x/>"})
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as out:
        out.writestr("letter.docx", inner)
    assert ".zip" in refusal(file.getvalue())


@pytest.mark.parametrize("text", [b"MZ is a pair of letters", b"OTTO Meyer", b"ID3 tags", b"AC10 and AC12", b"PK"])
def test_a_text_that_begins_like_another_file_is_a_text(text: bytes) -> None:
    sniffer = Sniffer()
    sniffer.feed(text)
    assert sniffer.media_type("a.txt") == "text/plain"


@pytest.mark.parametrize(
    ("head", "named"),
    [
        (b"\xc5\xd0\xd3\xc6" + bytes(26), "PostScript"),
        (b"\x31\xbe\0\0", "Write"),
        (b"?_\3\0", "help"),
        (b"\x1bE\x1b&l1O\0", "printer"),
    ],
)
def test_a_known_file_whose_rest_is_text_is_refused_by_its_first_bytes(head: bytes, named: str) -> None:
    assert named in refusal(head + b"%!PS-Adobe-3.0 EPSF-3.0\n" * 300)


def test_bytes_of_no_known_file_are_refused_with_the_types_that_are_read() -> None:
    assert "/limits" in refusal(b"\x93\0\x01\x02" * 50)
