"""The media type of a file, from its content while it is received; kinds of text alone are known by its name."""

import codecs
import re
from pathlib import PurePath

from shared.encodings import BYTE_ORDER_MARKS, DAMAGED, WIDE_ENCODINGS, wide_without_mark
from shared.errors import EmptyFile, UnsupportedMediaType
from shared.files.mails import mail_in
from shared.files.markup import HTML, MHTML, PAGE_SUFFIXES, RTF, has_elements, markup_type
from shared.files.refusals import ContainerScan, refuse_binary, refuse_known, refuse_rendered

MEDIA_TYPES = (
    "application/pdf",
    "image/png",
    "image/jpeg",
    "image/tiff",
    "image/webp",
    "image/bmp",
    "image/gif",
    "image/avif",
    "image/jp2",
    "image/heic",
    "image/heif",
    "text/plain",
    "text/markdown",
    "text/csv",
    "text/tab-separated-values",
    HTML,
    MHTML,
    RTF,
    "application/epub+zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
    "message/rfc822",
    "application/vnd.ms-outlook",
)
HEAD_BYTES = 4096
"""What decides at the beginning, except for text, which is checked to its end."""

_TEXTS = {
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd"), "text/markdown"),
    ".csv": "text/csv",
    **dict.fromkeys((".tsv", ".tab"), "text/tab-separated-values"),
}
"""Kinds of text that only the end of a file's name tells."""
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),
    (b"MM\0+", "image/tiff"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"\xff\x4f\xff\x51", "image/jp2"),
)
_PDF_AT_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*%PDF-")
_PDF_HEADER = re.compile(rb"%PDF-\d\.\d")
_PICTURE_BRANDS = {
    **dict.fromkeys((b"avif", b"avis"), "image/avif"),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"), "image/heic"),
}
_GENERAL_BRANDS = (b"mif1", b"msf1")
MAX_BRANDS_BYTES = 256
"""Bytes of a file's list of brands that are looked through, at most."""
_BMP_HEADER_SIZES = frozenset({12, 16, 40, 52, 56, 64, 108, 124})


class Sniffer:
    """Is fed a file's bytes in their order and gives their media type at the end."""

    def __init__(self) -> None:
        self._head = b""
        self._type: str | None = None
        self._text: _TextCheck | None = None
        self._container: ContainerScan | None = None
        self._may_be_mail = self._has_elements = False
        self._decided = False

    def feed(self, chunk: bytes | memoryview) -> None:
        """The next bytes. Raises UnsupportedMediaType as soon as that is certain."""
        if self._decided:
            if self._text is not None:
                self._text.feed(bytes(chunk))
            elif self._container is not None:
                self._container.feed(bytes(chunk))
            return
        self._head += bytes(chunk)
        if len(self._head) >= HEAD_BYTES:
            self._decide()

    def media_type(self, filename: str) -> str:
        """The media type of all that was fed. Raises EmptyFile and UnsupportedMediaType."""
        if not self._decided:
            if not self._head:
                raise EmptyFile
            self._decide()
        if self._may_be_mail and PurePath(filename.lower()).suffix == ".eml":
            return "message/rfc822"
        if self._container is not None:
            return self._container.close()
        if self._text is not None:
            self._text.close()
            if self._has_elements and PurePath(filename.lower()).suffix in PAGE_SUFFIXES:
                return HTML
            return _TEXTS.get(PurePath(filename.lower()).suffix, "text/plain")
        assert self._type is not None
        return self._type

    def _decide(self) -> None:
        self._decided = True
        self._type = _by_magic(self._head) or markup_type(self._head)
        if self._type is None:
            mail = mail_in(self._head[:HEAD_BYTES], is_whole=len(self._head) < HEAD_BYTES)
            self._may_be_mail = mail is not None
            if mail == "mail":
                self._type = "message/rfc822"
        if self._type is None:
            if b"%PDF-".startswith(self._head):
                raise UnsupportedMediaType("The file ends within its first bytes; save it again from its source.")
            self._container = ContainerScan.of(self._head)
            if self._container is None:
                refuse_rendered(self._head)
                self._text = _checked(self._head)
                self._has_elements = has_elements(self._head)
        self._head = b""


def _by_magic(head: bytes) -> str | None:
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return _by_brands(head)
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BMP_HEADER_SIZES:
        return "image/bmp"
    if _PDF_AT_START.match(head):
        return "application/pdf"
    # Up to 1024 bytes may precede the header; but a text about PDF is a text.
    found = _PDF_HEADER.search(head, 0, 1024 + 8)
    if found and not head.startswith(b"PK\x03\x04") and (b" obj" in head[found.end() :] or not _plain(head)):
        return "application/pdf"
    return None


def _by_brands(head: bytes) -> str | None:
    """The media type of a file in the format of MPEG-4 that begins so, if it is a picture (ISO/IEC 23008-12)."""
    size = min(int.from_bytes(head[:4], "big"), MAX_BRANDS_BYTES)
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, size, 4))]
    if brands[0] in _GENERAL_BRANDS:
        # Which codec it is coded by is among the brands that it is compatible with.
        return next(
            (_PICTURE_BRANDS[brand] for brand in brands if _PICTURE_BRANDS.get(brand) == "image/avif"), "image/heif"
        )
    return _PICTURE_BRANDS.get(brands[0])


def _checked(head: bytes) -> "_TextCheck":
    """The check of a text that begins so. Raises UnsupportedMediaType with what other file it is."""
    try:
        text = _TextCheck(head)
    except UnsupportedMediaType:
        refuse_binary(head)
    if text.is_damaged:
        # A few bytes before a program's text are damage to a text, and the mark of a binary file.
        refuse_known(head)
    return text


def _plain(head: bytes) -> bool:
    try:
        text = _TextCheck(head)
    except UnsupportedMediaType:
        return False
    return text.is_utf8


MAX_DAMAGED, MIN_DAMAGED = 0.005, 3
"""Share of a text's characters that no text contains, at most, and how many a short text may have as well: a log or an
old disk has a few."""

MAX_DAMAGED_OF_WIDE = 0.02
"""The same share in UTF-16 and UTF-32, which show by more than it."""

MAX_DAMAGED_OF_FEW = 0.03
"""The same share where a text is short."""

MAX_ZEROS = 0.9
"""Share of zeros, at most: what a crash left unwritten is a run of them, and counts as one damage."""

_CONTROLS = bytes([*range(1, 9), *range(14, 26), 28, 29, 30, 31, 127])
"""Characters that no text in a legacy encoding contains; tab, line and page breaks, escape and end of file may."""

_ZEROS = re.compile(rb"\0+")


class _TextCheck:
    """Checks text to its end: Unicode, with a byte order mark or without, or any 8-bit or East Asian encoding."""

    def __init__(self, head: bytes) -> None:
        marked = next((encoding for mark, encoding in BYTE_ORDER_MARKS if head.startswith(mark)), None)
        announced = marked or wide_without_mark(head[:HEAD_BYTES])
        self._is_wide = announced in WIDE_ENCODINGS
        self._decoder = codecs.getincrementaldecoder(announced or "utf-8")("replace" if self._is_wide else "strict")
        self.is_utf8 = not self._is_wide
        """True while all bytes are UTF-8."""
        self._damaged = self._runs = self._zeros = self._size = 0
        self._ends_in_zero = False
        # What begins as no text is refused at once.
        self.feed(head[:HEAD_BYTES])
        self._refuse_damaged()
        self.feed(head[HEAD_BYTES:])

    @property
    def is_damaged(self) -> bool:
        """Whether characters, or zeros, were found that no text contains."""
        return self._damaged + self._runs > 0

    def feed(self, chunk: bytes, final: bool = False) -> None:
        """The next bytes."""
        if self._is_wide:
            text = self._decoder.decode(chunk, final)
            # The last character may be cut off.
            self._damaged += len(DAMAGED.findall(text)) - (self._ends_in_zero and text.startswith("\0")) if chunk else 0
            self._ends_in_zero = text.endswith("\0") if text else self._ends_in_zero
            self._size += len(text)
            return
        if self.is_utf8:
            try:
                self._decoder.decode(chunk, final)
            except UnicodeDecodeError:
                self.is_utf8 = False
        self._damaged += len(chunk) - len(chunk.translate(None, _CONTROLS))
        if zeros := chunk.count(0):
            self._zeros += zeros
            self._runs += len(_ZEROS.findall(chunk)) - (self._ends_in_zero and chunk[0] == 0)
        if chunk:
            self._ends_in_zero = chunk[-1] == 0
        self._size += len(chunk)

    def close(self) -> None:
        """The end of the file. Raises UnsupportedMediaType."""
        self.feed(b"", final=True)
        self._refuse_damaged()

    def _refuse_damaged(self) -> None:
        """Raise UnsupportedMediaType where there is more than damage in what may be a text."""
        share = MAX_DAMAGED_OF_WIDE if self._is_wide else MAX_DAMAGED
        most = max(share * self._size, min(MIN_DAMAGED, MAX_DAMAGED_OF_FEW * self._size))
        # UTF-8 alone proves a text that has control characters of terminals.
        damaged = self._damaged if self._is_wide or not self.is_utf8 else 0
        if self._zeros > MAX_ZEROS * self._size or self._runs > most or damaged > 4 * most:
            raise UnsupportedMediaType
        if self._is_wide and damaged > most:
            raise UnsupportedMediaType(
                "The text is damaged: it does not keep to the encoding its first bytes announce."
            )
        if damaged + self._runs > most:
            raise UnsupportedMediaType("The encoding of the text cannot be detected; save it as UTF-8.")
