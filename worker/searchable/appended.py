"""Changes to a PDF as an incremental update (ISO 32000-2, 7.5.6): bytes that follow the file's own.

The file stays as it is, with its signatures, and only what was added has to be kept of a copy of it.
"""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Pdf, Stream

_START = re.compile(rb"startxref\s+([0-9]{1,15})\s+%%EOF")
_TAIL_BYTES = 2048
_KEPT = ("/Root", "/Info")


def end_of(path: Path) -> tuple[int, bool] | None:
    """Where the last cross-reference section of a file begins, and whether it is a stream; None where it has none."""
    size = path.stat().st_size
    with path.open("rb") as file:
        # Offsets count from the header, which must begin the file.
        if file.read(5) != b"%PDF-":
            return None
        file.seek(max(0, size - _TAIL_BYTES))
        found = [*_START.finditer(file.read())]
        if not found:
            return None
        start = int(found[-1][1])
        file.seek(start)
        head = file.read(32)
    if head.startswith(b"xref"):
        return start, False
    return (start, True) if re.match(rb"\d+\s+\d+\s+obj\b", head) else None


def update(pdf: Pdf, changed: Sequence[pikepdf.Object], size: int, end: tuple[int, bool]) -> bytes:
    """What follows a file of ``size`` bytes that ends as `end_of` says, so that it has the changed and new objects."""
    start, is_stream = end
    body = bytearray(b"\n")
    places: dict[int, tuple[int, int]] = {}
    for one in changed:
        number, generation = one.objgen
        places[number] = size + len(body), generation
        body += b"%d %d obj\n%b\nendobj\n" % (number, generation, _written(one))
    count = max(int(pdf.trailer.Size), 1 + max(places))
    entries = {name: pdf.trailer[name].unparse() for name in _KEPT if name in pdf.trailer}
    if "/ID" in pdf.trailer:
        again = hashlib.md5(body, usedforsecurity=False).hexdigest().encode()
        entries["/ID"] = b"[%b <%b>]" % (pdf.trailer["/ID"][0].unparse(), again)
    entries["/Prev"] = b"%d" % start
    at = size + len(body)
    body += _stream(places, count, at, entries) if is_stream else _table(places, count, entries)
    return bytes(body + b"startxref\n%d\n%%%%EOF\n" % at)


def _written(one: pikepdf.Object) -> bytes:
    if not isinstance(one, Stream):
        return one.unparse(resolved=True)
    data = one.read_raw_bytes()
    entries = Dictionary({**dict(one.items()), "/Length": len(data)})
    return entries.unparse() + b"\nstream\n" + data + b"\nendstream"


def _dictionary(entries: dict[str, bytes]) -> bytes:
    return b"<< " + b" ".join(name.encode() + b" " + value for name, value in entries.items()) + b" >>"


def _table(places: dict[int, tuple[int, int]], count: int, entries: dict[str, bytes]) -> bytes:
    rows = b"".join(b"%d 1\n%010d %05d n \n" % (number, *places[number]) for number in sorted(places))
    return b"xref\n" + rows + b"trailer\n" + _dictionary({"/Size": b"%d" % count, **entries}) + b"\n"


def _stream(places: dict[int, tuple[int, int]], count: int, at: int, entries: dict[str, bytes]) -> bytes:
    """The cross-reference stream, which lists itself."""
    places = places | {count: (at, 0)}
    data = b"".join(
        b"\x01" + offset.to_bytes(6, "big") + generation.to_bytes(2, "big")
        for _, (offset, generation) in sorted(places.items())
    )
    index = b" ".join(b"%d 1" % number for number in sorted(places))
    own = {
        "/Type": b"/XRef",
        "/Size": b"%d" % (count + 1),
        "/W": b"[1 6 2]",
        "/Index": b"[" + index + b"]",
        "/Length": b"%d" % len(data),
    }
    return b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (count, _dictionary(own | entries), data)
