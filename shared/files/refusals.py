"""What a file of no supported type is, by its content, and what its owner can do."""

import re
from typing import NamedTuple, NoReturn

from shared.errors import UnsupportedMediaType
from shared.files import office97
from shared.settings import settings

_PDF = "save it as PDF"
_PICTURE = "save it as PNG or JPEG"
_UNPACK = "unpack it and send the files"


def _refusal(what: str, advice: str) -> UnsupportedMediaType:
    return UnsupportedMediaType(f"This is {what}, which is not read; {advice}.", what=what)


_NOT_A_DOCUMENT = "send the document itself"
_SIGNATURES: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"\xc5\xd0\xd3\xc6", "a PostScript file (.eps)", _PDF),
    (4, b"JXL \r\n\x87\n", "a JPEG XL picture (.jxl)", _PICTURE),
    (0, b"\xff\x0a", "a JPEG XL picture (.jxl)", _PICTURE),
    (0, b"8BPS", "a Photoshop picture (.psd)", _PICTURE),
    (0, b"II\xbc\1", "a JPEG XR picture (.jxr or .wdp)", _PICTURE),
    (0, b"\x97JB2\r\n\x1a\n", "a JBIG2 picture (.jb2)", "save it as PDF, PNG or TIFF"),
    (128, b"DICM", "a medical picture (.dcm)", _PICTURE),
    (8, b"CDR", "a CorelDRAW drawing (.cdr)", _PDF),
    (0, b"BLENDER", "a scene of Blender (.blend)", _PICTURE),
    (0, b"v/1\1", "an OpenEXR picture (.exr)", _PICTURE),
    (0, b"\n\5\1", "a Paintbrush picture (.pcx)", _PICTURE),
    (0, b"P6\n", "a picture of Netpbm (.ppm)", _PICTURE),
    (0, b"P5\n", "a picture of Netpbm (.pgm)", _PICTURE),
    (0, b"P4\n", "a picture of Netpbm (.pbm)", _PICTURE),
    (0, b"FUJIFILMCCD-RAW", "the raw data of a camera (.raf)", _PICTURE),
    (0, b"SIMPLE  =", "a picture of astronomers (.fits)", _PICTURE),
    (0, b"gimp xcf", "a GIMP picture (.xcf)", _PICTURE),
    (0, b"icns", "an icon (.icns)", _PICTURE),
    (0, b"\0\0\1\0", "an icon (.ico)", _PICTURE),
    (40, b" EMF", "a Windows drawing (.emf)", _PICTURE),
    (0, b"\xd7\xcd\xc6\x9a", "a Windows drawing (.wmf)", _PICTURE),
    (0, b"AT&TFORM", "a DjVu document (.djvu)", _PDF),
    (0, b"AC10", "an AutoCAD drawing (.dwg)", _PDF),
    (0, b"ITSF", "a help file (.chm)", _PDF),
    (60, b"BOOKMOBI", "a Kindle book (.mobi)", _PDF),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "a OneNote section (.one)", _PDF),
    (0, b"\xffWPC", "a WordPerfect document (.wpd)", _PDF),
    (0, b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5", "an InDesign document (.indd)", _PDF),
    (0, b"!BDN", "an Outlook mailbox (.pst)", "save the messages as PDF"),
    (0, b"\x78\x9f\x3e\x22", "an Outlook attachment (winmail.dat)", "ask its sender for the document itself"),
    (4, b"ftyp", "a video or a sound (.mp4)", _NOT_A_DOCUMENT),
    (0, b"\x1a\x45\xdf\xa3", "a video (.mkv or .webm)", _NOT_A_DOCUMENT),
    (8, b"AVI ", "a video (.avi)", _NOT_A_DOCUMENT),
    (8, b"WAVE", "a sound (.wav)", _NOT_A_DOCUMENT),
    (0, b"ID3", "a sound (.mp3)", _NOT_A_DOCUMENT),
    (2, b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07", "a signed or encrypted file (.p7m)", "save the document in it"),
    (4, b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07", "a signed or encrypted file (.p7m)", "save the document in it"),
    (0, b"\xff\xfb", "a sound (.mp3)", _NOT_A_DOCUMENT),
    (0, b"\xff\xf3", "a sound (.mp3)", _NOT_A_DOCUMENT),
    (0, b"\xff\xf1", "a sound (.aac)", _NOT_A_DOCUMENT),
    (0, b"MThd", "a sound (.mid)", _NOT_A_DOCUMENT),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a video or a sound (.wmv or .wma)", _NOT_A_DOCUMENT),
    (0, b"FLV\1", "a video (.flv)", _NOT_A_DOCUMENT),
    (0, b"\0\0\1\xba", "a video (.mpg)", _NOT_A_DOCUMENT),
    (0, b"OggS", "a sound or a video (.ogg)", _NOT_A_DOCUMENT),
    (0, b"fLaC", "a sound (.flac)", _NOT_A_DOCUMENT),
    (0, b"\x1f\x8b", "a compressed file (.gz)", _UNPACK),
    (0, b"BZh", "a compressed file (.bz2)", _UNPACK),
    (0, b"\xfd7zXZ", "a compressed file (.xz)", _UNPACK),
    (0, b"\x04\x22\x4d\x18", "a compressed file (.lz4)", _UNPACK),
    (0, b"\x1f\x9d", "a compressed file (.Z)", _UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "a compressed file (.zst)", _UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "an archive (.7z)", _UNPACK),
    (0, b"Rar!\x1a\x07", "an archive (.rar)", _UNPACK),
    (0, b"MSCF", "an archive (.cab)", _UNPACK),
    (257, b"ustar", "an archive (.tar)", _UNPACK),
    (0, b"SQLite format 3\0", "a database (.sqlite)", "export its tables as CSV"),
    (4, b"Standard Jet DB", "an Access database (.mdb)", "export its tables as CSV"),
    (4, b"Standard ACE DB", "an Access database (.accdb)", "export its tables as CSV"),
    (0, b"\x89HDF\r\n\x1a\n", "an HDF5 file (.h5)", "export its tables as CSV"),
    (0, b"\x93NUMPY", "an array of NumPy (.npy)", "export it as CSV"),
    (0, b"PAR1", "a Parquet table", "export it as CSV"),
    (0, b"\x7fELF", "a program", _NOT_A_DOCUMENT),
    (0, b"MZ", "a program (.exe)", _NOT_A_DOCUMENT),
    (0, b"\xca\xfe\xba\xbe", "a program", _NOT_A_DOCUMENT),
    (0, b"\xcf\xfa\xed\xfe", "a program", _NOT_A_DOCUMENT),
    (0, b"\0asm", "a program (.wasm)", _NOT_A_DOCUMENT),
    (0, b"CWS", "a Flash film (.swf)", _NOT_A_DOCUMENT),
    (0, b"FWS", "a Flash film (.swf)", _NOT_A_DOCUMENT),
    (0, b"L\0\0\0\1\x14\2\0", "a shortcut (.lnk)", _NOT_A_DOCUMENT),
    (0, b"\0\0\0\1Bud1", "a list of a Mac's folder (.DS_Store)", _NOT_A_DOCUMENT),
    (0, b"\0\1\0\0\0", "a font (.ttf)", _NOT_A_DOCUMENT),
    (0, b"OTTO", "a font (.otf)", _NOT_A_DOCUMENT),
    (0, b"wOF", "a font (.woff)", _NOT_A_DOCUMENT),
)
"""Offset and bytes of what begins a file, what it is, and what to do. The first that fits counts."""


class _Container(NamedTuple):
    """A format that contains files, of which one tells what it is: names, what it is, what to do.

    ``read`` are those of the types that are read, with their media types.
    """

    begins: bytes
    parts: tuple[tuple[bytes, str, str], ...]
    otherwise: tuple[str, str]
    read: tuple[tuple[bytes, str], ...] = ()
    by_office: tuple[tuple[bytes, str], ...] = ()
    """Those that are read where LibreOffice is."""


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


_OLD = "of 1997 to 2003"
_OFFICE_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENTS = tuple(
    f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")
)
_PACKAGE = re.compile(
    rb"PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|docProps/|customXml/|word/|xl/|ppt/|mimetype)", re.S
)
"""How an archive begins that is one document: other archives may contain documents."""
_CONTAINERS = (
    _Container(
        b"PK\x03\x04",
        (
            (b"xl/workbook.bin", "a binary Excel workbook (.xlsb)", "save it as .xlsx"),
            (b"visio/document", "a Visio drawing (.vsdx)", _PDF),
            (b"opendocument.graphics", "an OpenDocument drawing (.odg)", _PDF),
            (b"indesign-idml", "an InDesign document (.idml)", _PDF),
            (b"doc.kml", "a map (.kmz)", _PDF),
            (b"3D/3dmodel", "a model of a solid (.3mf)", _NOT_A_DOCUMENT),
            (b"FixedDocSeq", "an XPS document (.xps)", _PDF),
            (b"FixedDocumentSequence", "an XPS document (.xps)", _PDF),
            (b"Documents/1/", "an XPS document (.xps)", _PDF),
            (b"Index/Document.iwa", "a document of Apple's Pages, Numbers or Keynote", _PDF),
            (b"Index/Tables/", "a document of Apple's Numbers", _PDF),
            (b"META-INF/manifest.xml", "an OpenDocument file (.odt, .ods or .odp)", _PDF),
            (b"content.xml", "an OpenDocument file (.odt, .ods or .odp)", _PDF),
            (b"AndroidManifest.xml", "a program (.apk)", _NOT_A_DOCUMENT),
            (b"META-INF/MANIFEST.MF", "a program (.jar)", _NOT_A_DOCUMENT),
        ),
        ("an archive (.zip)", _UNPACK),
        (
            (b"word/document", f"{_OFFICE_XML}.wordprocessingml.document"),
            *((kind.encode(), kind) for kind in (*_OPEN_DOCUMENTS, "application/epub+zip")),
            (b"META-INF/container.xml", "application/epub+zip"),
            (b"ppt/presentation.xml", f"{_OFFICE_XML}.presentationml.presentation"),
            (b"ppt/slides/slide", f"{_OFFICE_XML}.presentationml.presentation"),
            (b"xl/workbook.xml", f"{_OFFICE_XML}.spreadsheetml.sheet"),
            (b"xl/worksheets/sheet", f"{_OFFICE_XML}.spreadsheetml.sheet"),
        ),
    ),
    _Container(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        (
            (_wide("WordDocument"), f"a Word document (.doc {_OLD})", _PDF),
            (_wide("Workbook"), f"an Excel workbook (.xls {_OLD})", "save its sheets as CSV or PDF"),
            (_wide("Book") + b"\0\0", f"an Excel workbook (.xls {_OLD})", "save its sheets as CSV or PDF"),
            (_wide("PowerPoint Document"), f"a PowerPoint presentation (.ppt {_OLD})", _PDF),
            (_wide("EncryptedPackage"), "an Office document with a password", "save it as PDF"),
            (_wide("VisioDocument"), "a Visio drawing (.vsd)", _PDF),
            (_wide("BodyText"), "a Hangul document (.hwp)", _PDF),
            (_wide("MatOST"), "a document of Microsoft Works (.wps)", _PDF),
            (_wide("Quill"), "a Publisher document (.pub)", _PDF),
        ),
        (f"a document of an Office program {_OLD}, or an installer", _PDF),
        tuple((_wide(name), "application/vnd.ms-outlook") for name in ("__properties_version1.0", "__substg1.0")),
        tuple((_wide(name), media_type) for name, media_type in office97.STREAMS),
    ),
)

_MARKUP_BYTES = 1000
"""Bytes from the beginning of markup in which its kind shows, at most."""

_MAX_SECTORS = 1 << 24
"""Number from which a compound file's sectors cannot be: a damaged file is looked through from its beginning."""

_OVERLAP = 64
"""Bytes kept from one piece to the next, more than the longest name is long."""

_RENDERED = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:%!PS|0\r?\n\s*SECTION\r?\n|<(?:\?xml|svg))", re.IGNORECASE)
_MARKUPS = (
    (b"%!ps", "a PostScript file (.ps or .eps)", _PDF),
    (b"section", "an AutoCAD drawing (.dxf)", _PDF),
    (b"<svg", "a drawing (.svg)", "save it as PDF or PNG"),
    (b"word.document", "a Word document (XML of 2003)", _PDF),
    (b"excel.sheet", "an Excel workbook (XML of 2003)", "save its sheets as CSV or PDF"),
    (b"<fictionbook", "an e-book (.fb2)", _PDF),
    (b"office:document", "an OpenDocument file", _PDF),
    (b"", "an XML file", "save it as PDF or as plain text"),
)


def refuse_rendered(head: bytes) -> None:
    """Raise UnsupportedMediaType with what a file is that begins so, if it is text made to be rendered or run."""
    if begin := _RENDERED.match(head):
        # What is nearest to its beginning is what it is.
        lower = head[: begin.end() + _MARKUP_BYTES].lower()
        what, advice = next((what, advice) for mark, what, advice in _MARKUPS if mark in lower)
        raise _refusal(what, advice)


def refuse_binary(head: bytes) -> NoReturn:
    """Raise UnsupportedMediaType with what a file is that begins so and is no text."""
    for offset, magic, what, advice in _SIGNATURES:
        if head.startswith(magic, offset):
            raise _refusal(what, advice)
    raise UnsupportedMediaType


class ContainerScan:
    """Is fed the rest of a file that contains others, until it is clear what it is."""

    def __init__(self, container: _Container, head: bytes) -> None:
        self._container = container
        is_archive = container.begins == b"PK\x03\x04"
        self._read = container.read if not is_archive or _PACKAGE.match(head) else ()
        if container.by_office and office97.are_read(settings()):
            self._read += container.by_office
        self._skip = 0 if is_archive else _directory_of(head)
        self._media_type: str | None = None
        self._tail = b""
        self.feed(head)

    @classmethod
    def of(cls, head: bytes) -> "ContainerScan | None":
        """For a file that begins so; None for one that contains no others. Raises as `feed`."""
        found = next((one for one in _CONTAINERS if head.startswith(one.begins)), None)
        return None if found is None else cls(found, head)

    def feed(self, chunk: bytes) -> None:
        """The next bytes. Raises UnsupportedMediaType as soon as it is clear that the file is of a type not read."""
        if self._media_type is not None:
            return
        if self._skip:
            skipped = min(self._skip, len(chunk))
            self._skip -= skipped
            chunk = chunk[skipped:]
        piece = self._tail + chunk
        # What comes first tells: a document may contain others.
        read = min(((at, kind) for name, kind in self._read if (at := piece.find(name)) >= 0), default=None)
        refused = [(at, what, advice) for name, what, advice in self._container.parts if (at := piece.find(name)) >= 0]
        if refused and (read is None or min(refused)[0] < read[0]):
            _, what, advice = refused[0]
            raise _refusal(what, advice)
        if read is not None:
            self._media_type = read[1]
        self._tail = piece[-_OVERLAP:]

    def close(self) -> str:
        """The media type, at the end of the file. Raises UnsupportedMediaType."""
        if self._media_type is None:
            raise _refusal(*self._container.otherwise)
        return self._media_type


def _directory_of(head: bytes) -> int:
    """Where the names of what is in a compound file begin (MS-CFB): before, there may be the content of others."""
    shift, first = int.from_bytes(head[30:32], "little"), int.from_bytes(head[48:52], "little")
    return (first + 1) << shift if shift in (9, 12) and first < _MAX_SECTORS else 0
