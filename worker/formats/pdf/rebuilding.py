"""PDFs that end too early, as downloads that broke off do: what is left of them.

A PDF's end says where its objects are. pdfium finds them without it in some files only; pikepdf (qpdf) looks for them
from the beginning on, as viewers do.
"""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from worker.formats.pdf.dictionaries import ask

if TYPE_CHECKING:
    import pikepdf

_END, _OBJECT = b"startxref", b" obj"

END_BYTES = 1 << 16
"""Bytes at the end of a file in which its end is looked for: some programs write more behind it."""

_CLOSED = b"\nendstream\nendobj\n%\n"
"""Ends the object in which a file breaks off: qpdf leaves out one that has no end, or behind which nothing follows."""


def rebuilt(data: bytes | Path) -> bytes | None:
    """A PDF that pdfium does not open, written anew from the objects that are left; None where none shows anything."""
    content = (data if isinstance(data, bytes) else data.read_bytes()) + _CLOSED
    return ask(content, None, _written, None)


def has_end(data: bytes | Path) -> bool:
    """Whether a PDF has its end."""
    if isinstance(data, bytes):
        tail = data[-END_BYTES:]
    else:
        with data.open("rb") as file:
            file.seek(max(0, data.stat().st_size - END_BYTES))
            tail = file.read()
    at = tail.rfind(_END)
    # What is written for the web has an end at its beginning, too, behind which are more objects.
    return at >= 0 and _OBJECT not in tail[at:]


def _written(pdf: "pikepdf.Pdf") -> bytes | None:
    from pikepdf import StreamDecodeLevel

    if not any("/Contents" in page for page in pdf.pages):
        return None
    out = io.BytesIO()
    # What is left of a compressed stream is copied: only pdfium inflates one that has no end.
    pdf.save(out, compress_streams=False, stream_decode_level=StreamDecodeLevel.none)
    return out.getvalue()
