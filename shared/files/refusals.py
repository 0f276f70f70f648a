"""What a file of no supported type is, by its content, and what its owner can do."""

import re
from typing import NamedTuple, NoReturn

from shared.errors import UnsupportedMediaType
from shared.files import office97
from shared.files.markup import in_bytes
from shared.files.signatures import NOT_A_DOCUMENT, PATTERNS, PDF, SIGNATURES, UNPACK
from shared.settings import settings


def _refusal(what: str, advice: str) -> UnsupportedMediaType:
    return UnsupportedMediaType(f"This is {what}, which is not read; {advice}.", what=what)


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
    remains: tuple[tuple[bytes, str, str], ...] = ()
    """Other parts of documents, which tell what a file is that has none of those above."""


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


_OLD = "of 1997 to 2003"
_STAR_OFFICE = ("Writer", "Calc", "Draw", "Impress")
_OUTLOOK = ("__properties_version1.0", "__substg1.0")
_AGAIN = "save it again from its program, or as PDF"
_NO_KIND = "an OpenDocument file (.odt, .ods or .odp) that does not begin with its kind"
_OFFICE_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENTS = tuple(
    f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")
)
_PACKAGE = re.compile(
    rb"PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|docProps/|customXml/|word/|xl/|ppt/|mimetype|META-INF/container)",
    re.S,
)
"""How an archive begins that is one document: other archives may contain documents."""
_CONTAINERS = (
    _Container(
        b"PK\x03\x04",
        (
            (b"xl/workbook.bin", "a binary Excel workbook (.xlsb)", "save it as .xlsx"),
            (b"visio/document", "a Visio drawing (.vsdx)", PDF),
            (b"opendocument.graphics", "an OpenDocument drawing (.odg)", PDF),
            (b"indesign-idml", "an InDesign document (.idml)", PDF),
            (b"doc.kml", "a map (.kmz)", PDF),
            (b"3D/3dmodel", "a model of a solid (.3mf)", NOT_A_DOCUMENT),
            (b"FixedDocSeq", "an XPS document (.xps)", PDF),
            (b"FixedDocumentSequence", "an XPS document (.xps)", PDF),
            (b"Documents/1/", "an XPS document (.xps)", PDF),
            (b"Index/Document.iwa", "a document of Apple's Pages, Numbers or Keynote", PDF),
            (b"Index/Tables/", "a document of Apple's Numbers", PDF),
            (b"buildVersionHistory.plist", "a document of Apple's Pages, Numbers or Keynote", PDF),
            (b"content/riffData.cdr", "a CorelDRAW drawing (.cdr)", PDF),
            (b"application/vnd.sun.xml", "a document of StarOffice (.sxw, .sxc or .sxi)", PDF),
            (b"META-INF/manifest.xml", _NO_KIND, _AGAIN),
            (b"content.xml", _NO_KIND, _AGAIN),
            (b"AndroidManifest.xml", "a program (.apk)", NOT_A_DOCUMENT),
            (b"META-INF/MANIFEST.MF", "a program (.jar)", NOT_A_DOCUMENT),
        ),
        ("an archive (.zip)", UNPACK),
        (
            (b"word/document", f"{_OFFICE_XML}.wordprocessingml.document"),
            *((kind.encode(), kind) for kind in (*_OPEN_DOCUMENTS, "application/epub+zip")),
            (b"META-INF/container.xml", "application/epub+zip"),
            (b"ppt/presentation.xml", f"{_OFFICE_XML}.presentationml.presentation"),
            (b"ppt/slides/slide", f"{_OFFICE_XML}.presentationml.presentation"),
            (b"xl/workbook.xml", f"{_OFFICE_XML}.spreadsheetml.sheet"),
            (b"xl/worksheets/sheet", f"{_OFFICE_XML}.spreadsheetml.sheet"),
        ),
        remains=(
            (b"word/", "a Word document (.docx)", _AGAIN),
            (b"xl/", "an Excel workbook (.xlsx)", _AGAIN),
            (b"ppt/", "a PowerPoint presentation (.pptx)", _AGAIN),
            (b"docProps/", "an Office document", _AGAIN),
            (b"application/epub+zip", "an e-book (.epub)", _AGAIN),
        ),
    ),
    _Container(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        (
            (_wide("WordDocument"), f"a Word document (.doc {_OLD})", PDF),
            (_wide("Workbook"), f"an Excel workbook (.xls {_OLD})", "save its sheets as CSV or PDF"),
            (_wide("Book") + b"\0\0", f"an Excel workbook (.xls {_OLD})", "save its sheets as CSV or PDF"),
            (_wide("PowerPoint Document"), f"a PowerPoint presentation (.ppt {_OLD})", PDF),
            (_wide("EncryptedPackage"), "an Office document with a password", "save it without, or as PDF"),
            (_wide("VisioDocument"), "a Visio drawing (.vsd)", PDF),
            (_wide("BodyText"), "a Hangul document (.hwp)", PDF),
            (_wide("MatOST"), "a document of Microsoft Works (.wps)", PDF),
            (_wide("Quill"), "a Publisher document (.pub)", PDF),
            *(
                (_wide(f"Star{kind}Document"), "a document of StarOffice (.sdw, .sdc or .sdd)", PDF)
                for kind in _STAR_OFFICE
            ),
            (_wide("PerfectOffice_MAIN"), "a document of WordPerfect Office (.wpd or .wb3)", PDF),
            *((_wide(f"Props{version}"), "a plan of Project (.mpp)", PDF) for version in ("9", "12", "14")),
        ),
        (f"a document of an Office program {_OLD}, or an installer", PDF),
        tuple((_wide(name), "application/vnd.ms-outlook") for name in _OUTLOOK),
        tuple((_wide(name), media_type) for name, media_type in office97.STREAMS),
        remains=tuple((_wide(name), "an Outlook message (.msg)", _AGAIN) for name in _OUTLOOK),
    ),
)

_MARKUP_BYTES = 1000
"""Bytes from the beginning of markup in which its kind shows, at most."""

_MAX_SECTORS = 1 << 24
"""Number from which a compound file's sectors cannot be: a damaged file is looked through from its beginning."""

_KIND = b"application/"
"""How the content of a part begins that says what the archive is."""

_HEADER_BYTES = 30
"""Bytes before a part's name in an archive."""

MIN_DOCUMENT_BYTES = 40
"""Bytes that the main part of a document has at least, which names the long namespace that it is in."""

_OVERLAP = 128
"""Bytes kept from one piece to the next, more than the longest name and what is before it."""

_RENDERED = re.compile(
    rb"(?:\xef\xbb\xbf)?[\s\x04]*(?:<!--.*?-->\s*)*"
    rb"(?:%!PS|\x1b%-12345X|%FDF-|SIMPLE  =|d\d+:(?:announce|created)|0\r?\n\s*SECTION\r?\n|<(?:\?xml|svg|mxfile))",
    re.IGNORECASE | re.DOTALL,
)
_MARKUPS = (
    (b"\x1b%-12345x", "data for a printer (.prn)", PDF),
    (b"%!ps", "a PostScript file (.ps or .eps)", PDF),
    (b"%fdf-", "the values of a form without the form (.fdf)", "save the form with them as PDF"),
    (b"simple  =", "a picture of astronomers (.fits)", "save it as PNG or JPEG"),
    (b":announce", "a list of what to download (.torrent)", NOT_A_DOCUMENT),
    (b"<mxfile", "a drawing of draw.io (.drawio)", PDF),
    (b"section", "an AutoCAD drawing (.dxf)", PDF),
    (b"<svg", "a drawing (.svg)", "save it as PDF or PNG"),
    (b"word.document", "a Word document (XML of 2003)", PDF),
    (b"excel.sheet", "an Excel workbook (XML of 2003)", "save its sheets as CSV or PDF"),
    (b"<fictionbook", "an e-book (.fb2)", PDF),
    (b"office:document", "an OpenDocument file", PDF),
    (b"", "an XML file", "save it as PDF or as plain text"),
)


def refuse_rendered(head: bytes) -> None:
    """Raise UnsupportedMediaType with what a file is that begins so, if it is text made to be rendered or run."""
    # What is guessed to be of two bytes for a character may be of one after all.
    for content in (head, in_bytes(head)):
        if begin := _RENDERED.match(content):
            # What is nearest to its beginning is what it is.
            lower = content[: begin.end() + _MARKUP_BYTES].lower()
            what, advice = next((what, advice) for mark, what, advice in _MARKUPS if mark in lower)
            raise _refusal(what, advice)


def refuse_known(head: bytes) -> None:
    """Raise UnsupportedMediaType with what a file is, if a kind of binary file is known that begins so."""
    for offset, magic, what, advice in SIGNATURES:
        if head.startswith(magic, offset):
            raise _refusal(what, advice)
    for pattern, what, advice in PATTERNS:
        if pattern.match(head):
            raise _refusal(what, advice)


def refuse_binary(head: bytes) -> NoReturn:
    """Raise UnsupportedMediaType with what a file is that begins so and is no text."""
    refuse_known(head)
    raise UnsupportedMediaType


class ContainerScan:
    """Is fed the rest of a file that contains others, until it is clear what it is."""

    def __init__(self, container: _Container, head: bytes) -> None:
        self._container = container
        is_archive = container.begins == b"PK\x03\x04"
        self._is_archive = is_archive
        is_document = not is_archive or _PACKAGE.match(head)
        self._read = container.read if is_document and (is_archive or _has_sectors(head)) else ()
        self._of_remains = container.remains if is_document else ()
        self._remains = len(self._of_remains)
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
        read = min(((at, kind) for name, kind in self._read if (at := self._at(piece, name)) >= 0), default=None)
        refused = [(at, what, advice) for name, what, advice in self._container.parts if (at := piece.find(name)) >= 0]
        if refused and (read is None or min(refused)[0] < read[0]):
            _, what, advice = refused[0]
            raise _refusal(what, advice)
        if read is not None:
            self._media_type = read[1]
        for rank, (name, _, _) in enumerate(self._of_remains[: self._remains]):
            if self._at(piece, name, least=0) >= 0:
                self._remains = rank
                break
        self._tail = piece[-_OVERLAP:]

    def close(self) -> str:
        """The media type, at the end of the file. Raises UnsupportedMediaType."""
        if self._media_type is None:
            if self._remains == len(self._of_remains):
                raise _refusal(*self._container.otherwise)
            _, what, advice = self._of_remains[self._remains]
            raise UnsupportedMediaType(f"This is {what} whose content is missing; {advice}.", what=f"{what}, damaged")
        return self._media_type

    def _at(self, piece: bytes, name: bytes, least: int = MIN_DOCUMENT_BYTES) -> int:
        """Where a piece has a name, -1 where it has not: of archives, that of a part of at least so many bytes."""
        at = piece.find(name)
        if not self._is_archive or name.startswith(_KIND):
            return at
        while at >= 0:
            header = at - _HEADER_BYTES
            # Some programs write the length behind the part, and 0 before it.
            size = int.from_bytes(piece[max(0, header + 22) : max(0, header + 26)], "little")
            if header >= 0 and piece.startswith(b"PK\x03\x04", header) and (size >= least or not size):
                return at
            at = piece.find(name, at + 1)
        return -1


def _has_sectors(head: bytes) -> bool:
    """Whether a compound file that begins so can be opened: its header says how large its sectors are."""
    return int.from_bytes(head[30:32], "little") in (9, 12)


def _directory_of(head: bytes) -> int:
    """Where the names of what is in a compound file begin (MS-CFB): before, there may be the content of others."""
    shift, first = int.from_bytes(head[30:32], "little"), int.from_bytes(head[48:52], "little")
    return (first + 1) << shift if shift in (9, 12) and first < _MAX_SECTORS else 0
