"""PDFs that end too early, as downloads that broke off do: what is left of them.

A PDF's end says where its objects are. pdfium finds them without it in some files only; pikepdf (qpdf) looks for them
from the beginning on, as viewers do, but not in object streams, nor for pages whose tree is lost.
"""

import io
import mmap
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from worker.formats.pdf.dictionaries import ask
from worker.formats.pdf.object_streams import StoredObject, stored_objects

if TYPE_CHECKING:
    import pikepdf

_END = b"startxref"
_OBJECT = re.compile(rb"(?<!\d)(\d{1,8})\s+\d{1,5}\s+obj\b")
_END_OF_DICTIONARY = re.compile(rb"endobj|stream\r?\n")

_CLOSED = b"\nendstream\nendobj\n%\n"
"""Ends the object in which a file breaks off: qpdf leaves out one that has no end, or behind which nothing follows."""

_FONT_FILE = re.compile(rb"/Length1\b|/Subtype\s*/(?:Type1C|CIDFontType0C|OpenType)\b")
_TYPE = re.compile(rb"/Type\s*/(Catalog|Pages|Page)\b")
_PARENT = re.compile(rb"/Parent\b")

MAX_DICTIONARY = 4000
"""Bytes of an object in which it is looked for what it is, at most."""

_TRAILER = b"\ntrailer\n<</Root %d 0 R/Size %d>>\nstartxref\n0\n%%%%EOF\n"
_PAGES = b"%d 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n"
_CATALOG = b"%d 0 obj\n<</Type/Catalog/Pages %d 0 R>>\nendobj\n"


def rebuilt(data: bytes | Path) -> bytes | None:
    """A PDF that pdfium does not open, written anew from the objects that are left; None where none shows anything."""
    content = _without_broken_font(data if isinstance(data, bytes) else data.read_bytes())
    closed = content + _CLOSED
    found = ask(closed, None, _written, None)
    if found is None and (more := _with_tree(content)) is not None:
        found = ask(closed + more, None, _written, None)
    return found


def has_end(data: bytes | Path) -> bool:
    """Whether a PDF has its end; some programs write more behind it."""
    if isinstance(data, bytes):
        return _has_end(data)
    if not data.stat().st_size:
        return False
    with data.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return _has_end(content)


def _has_end(content: bytes | mmap.mmap) -> bool:
    at = content.rfind(_END)
    # What is written for the web has an end at its beginning, too, behind which are more objects.
    return at >= 0 and _OBJECT.search(content, at) is None


def _without_broken_font(content: bytes) -> bytes:
    """The content without the object in which it breaks off where that is a font's file: nothing is drawn with a part.

    Where the file is missing, pdfium draws with another font.
    """
    broken = _OBJECT.search(content, max(0, content.rfind(b"endobj")))
    data = broken and _END_OF_DICTIONARY.search(content, broken.end())
    is_font = broken and data and _FONT_FILE.search(content, broken.end(), data.start())
    return content[: broken.start()] if broken and is_font else content


def _with_tree(content: bytes) -> bytes | None:
    """What a file that breaks off lacks: the objects of its object streams as others, and a tree of its pages.

    None where there is no page.
    """
    plain = list(_plain_objects(content))
    numbers = {number for number, _ in plain}
    # An object that is there twice is one that an update of the file replaced, by a plain one as by a later one.
    stored = {number: text for number, text in stored_objects(content) if number not in numbers}
    of_type: dict[bytes, list[StoredObject]] = {}
    for each in (*plain, *(StoredObject(*item) for item in stored.items())):
        if found := _TYPE.search(each.text):
            of_type.setdefault(found.group(1), []).append(each)
    if b"Page" not in of_type:
        return None
    written = b"".join(b"%d 0 obj\n%s\nendobj\n" % item for item in stored.items())
    free = max((*numbers, *stored)) + 1
    if b"Catalog" in of_type:
        return written + _TRAILER % (of_type[b"Catalog"][-1].number, free)
    root, catalog = free, free + 1
    # The root of the tree, where that is left, is the one among its nodes that has no parent.
    roots = [node.number for node in of_type.get(b"Pages", []) if not _PARENT.search(node.text)]
    if roots:
        return written + _CATALOG % (catalog, roots[-1]) + _TRAILER % (catalog, catalog + 1)
    kids = b" ".join(b"%d 0 R" % page.number for page in of_type[b"Page"])
    written += _PAGES % (root, len(of_type[b"Page"]), kids)
    return written + _CATALOG % (catalog, root) + _TRAILER % (catalog, catalog + 1)


def _plain_objects(content: bytes) -> Iterator[StoredObject]:
    """The objects that are in no object stream, each as far as its dictionary goes."""
    for found in _OBJECT.finditer(content):
        begin, limit = found.end(), found.end() + MAX_DICTIONARY
        end = _END_OF_DICTIONARY.search(content, begin, limit)
        yield StoredObject(int(found.group(1)), content[begin : end.start() if end else limit])


def _written(pdf: "pikepdf.Pdf") -> bytes | None:
    from pikepdf import StreamDecodeLevel

    if not any("/Contents" in page for page in pdf.pages):
        return None
    out = io.BytesIO()
    # What is left of a compressed stream is copied: only pdfium inflates one that has no end.
    pdf.save(out, compress_streams=False, stream_decode_level=StreamDecodeLevel.none)
    return out.getvalue()
