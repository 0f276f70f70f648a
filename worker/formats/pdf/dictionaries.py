"""What only a PDF's dictionaries say, of the few documents that need it: read by pikepdf, since pdfium does not tell.

pikepdf is imported here when it is needed, so that most reading processes do without.
"""

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import pikepdf

T = TypeVar("T")


def ask(data: bytes | Path, password: str | None, question: "Callable[[pikepdf.Pdf], T]", unread: T) -> T:
    """What ``question`` answers of the PDF that the password opens; ``unread`` where it cannot be read so.

    pdfium reads damaged files that this library does not.
    """
    import pikepdf

    file = io.BytesIO(data) if isinstance(data, bytes) else data
    try:
        with pikepdf.open(file, password=password or "", suppress_warnings=True) as pdf:
            return question(pdf)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, KeyError, AttributeError, RuntimeError):
        return unread


def is_array(value: object) -> bool:
    """Whether a value of a dictionary is an array."""
    import pikepdf

    return isinstance(value, pikepdf.Array)


def is_dictionary(value: object) -> bool:
    """Whether a value is a dictionary, that of a stream included."""
    import pikepdf

    return isinstance(value, (pikepdf.Dictionary, pikepdf.Stream))


def value_at(holder: "pikepdf.Object | None", *keys: str) -> "pikepdf.Object | None":
    """What is under these keys of dictionaries within dictionaries; None where there is nothing."""
    for key in keys:
        holder = holder.get(key) if holder is not None and is_dictionary(holder) else None
    return holder
