"""Whether a PDF has layers that can be switched off (optional content groups), found without parsing it.

pdfium honors them when it draws and ignores them when it gives text, and does not say whether there are any.
"""

import mmap
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

_PROPERTIES = re.compile(rb"/OCProperties")
_OBJECT_STREAM = re.compile(rb"/ObjStm\b")
_BEGIN = re.compile(rb"stream\r?\n")

MAX_HEADER = 2000
"""Bytes from the type of an object stream to its data, at most."""

MAX_INFLATED = 8_000_000
"""Bytes of an object stream that are looked through, at most."""


def may_have_layers(data: bytes | Path) -> bool:
    """False where the document certainly has no layers."""
    if isinstance(data, bytes):
        return _mentions_layers(data)
    with data.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return _mentions_layers(content)


def _mentions_layers(content: bytes | mmap.mmap) -> bool:
    if _PROPERTIES.search(content):
        return True
    return any(part is None or _PROPERTIES.search(part) for part in _object_streams(content))


def _object_streams(content: bytes | mmap.mmap) -> Iterator[bytes | None]:
    """What compressed groups of objects contain; None for one that cannot be inflated, as in an encrypted document."""
    for found in _OBJECT_STREAM.finditer(content):
        begin = _BEGIN.search(content, found.end(), found.end() + MAX_HEADER)
        if begin is None:
            continue
        try:
            yield zlib.decompressobj().decompress(content[begin.end() : begin.end() + MAX_INFLATED], MAX_INFLATED)
        except zlib.error:
            yield None
