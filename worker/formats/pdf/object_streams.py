"""Object streams: the compressed groups in which most PDFs of today keep their small objects.

They are read here without the table at a file's end that says where they are: as they follow each other in the file.
"""

import mmap
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

OBJECT_STREAM = b"/ObjStm"
_IN_NAMES = re.compile(rb"\w")
_BEGIN = re.compile(rb"stream\r?\n")
_COUNT, _FIRST = re.compile(rb"/N\s+(\d{1,9})\b"), re.compile(rb"/First\s+(\d{1,9})\b")

MAX_DIGITS = 9
"""Digits of the number of an object and of a place in an object stream, at most."""

MAX_HEADER = 2000
"""Bytes from the type of an object stream to its data, at most."""

MAX_INFLATED = 8_000_000
"""Bytes of an object stream that are looked through, at most."""

MAX_STORED = 64_000_000
"""Bytes of all object streams together whose objects are taken out of them, at most."""

DEFLATED_AT_ONCE = 1 << 13
"""Bytes of an object stream that are inflated at once; most streams have fewer."""


class StoredObject(NamedTuple):
    """An object of an object stream: its number, and how it is written."""

    number: int
    text: bytes


def object_streams(content: bytes | mmap.mmap, positions: Iterable[int]) -> Iterator[bytes | None]:
    """What object streams contain whose types are at these positions; None for one that cannot be inflated."""
    for at in positions:
        if (begin := _begin(content, at)) is None:
            continue
        try:
            yield _inflated(content, begin)
        except zlib.error:
            yield None


def stored_objects(content: bytes) -> Iterator[StoredObject]:
    """The objects of all object streams, as far as these go; of one that breaks off, those that are whole."""
    at, left = content.find(OBJECT_STREAM), MAX_STORED
    while at >= 0 and left > 0:
        if (begin := _begin(content, at)) is not None:
            header = content[max(content.rfind(b"obj", max(0, at - MAX_HEADER), at), 0) : begin]
            with suppress(zlib.error):
                stream = _inflated(content, begin)
                left -= len(stream)
                yield from _objects_of(stream, header)
        at = content.find(OBJECT_STREAM, at + len(OBJECT_STREAM))


def _objects_of(stream: bytes, header: bytes) -> Iterator[StoredObject]:
    count, first = _COUNT.search(header), _FIRST.search(header)
    if count is None or first is None:
        return
    begin = int(first.group(1))
    # Pairs of numbers of objects and of where they begin.
    numbers = stream[:begin].split()[: 2 * int(count.group(1))]
    if not all(number.isdigit() and len(number) <= MAX_DIGITS for number in numbers):
        return
    places = [begin + int(number) for number in numbers[1::2]]
    if places != sorted(places):
        return
    # What follows the last object of a whole stream is its end; one that breaks off has lost some.
    ends = [*places[1:], len(stream)]
    for number, start, end in zip(numbers[::2], places, ends, strict=False):
        if start < end <= len(stream):
            yield StoredObject(int(number), stream[start:end])


def _begin(content: bytes | mmap.mmap, at: int) -> int | None:
    """Where the data of the object stream begins whose type is at ``at``; None where that is another name."""
    end = at + len(OBJECT_STREAM)
    begin = None if _IN_NAMES.match(content, end) else _BEGIN.search(content, end, end + MAX_HEADER)
    return None if begin is None else begin.end()


def _inflated(content: bytes | mmap.mmap, begin: int) -> bytes:
    """What is deflated from ``begin`` on: as far as it goes, taken in pieces, as its length is not known."""
    inflater, out = zlib.decompressobj(), bytearray()
    for start in range(begin, min(begin + MAX_INFLATED, len(content)), DEFLATED_AT_ONCE):
        piece = content[start : min(start + DEFLATED_AT_ONCE, begin + MAX_INFLATED)]
        out += inflater.decompress(piece, MAX_INFLATED - len(out))
        if inflater.eof or len(out) == MAX_INFLATED:
            break
    return bytes(out)
