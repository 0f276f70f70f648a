"""Digits that a font draws otherwise than it says, told by their outlines.

Words tell whether a font's letters are what it says; numbers are as likely as any others. But an 8 has two holes, 0, 4,
6 and 9 have one, and the others none: so their outlines are of three figures, of two, or of one. Digits that are
exchanged for others of as many figures are not found. A font whose digits have other outlines costs a check by OCR.
"""

import ctypes
from itertools import repeat

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from worker.formats.pdf.calls import function, pointer

FIGURES = ({2, 3}, {1}, {1}, {1}, {1, 2}, {1}, {2}, {1}, {3, 4}, {2})
"""How many figures the outline of each digit has: a zero may have a dot or a stroke, a four may be open."""

MOST_TELLING = (0, 9, 6, 4, 1, 7, 2, 3, 5)
MAX_DIGITS = 3
"""Digits of a font whose outlines are looked at, at most, where it has no 8: no exchange spares that one."""

MIN_OTHERS = 1 / 3
"""Share of a font's digits that have the outlines of others, at least, where it draws others than it says."""

SAMPLE = 64
"""Digits of a page whose font is looked up, at most."""

MAX_SEGMENTS = 400
"""Segments of an outline beyond which it is no plain digit's."""

MAX_NAME = 128

_name = function("FPDFFont_GetBaseFontName", ctypes.c_size_t)
_path = function("FPDFFont_GetGlyphPath", ctypes.c_void_p)
_count = function("FPDFGlyphPath_CountGlyphSegments")
_segment = function("FPDFGlyphPath_GetGlyphPathSegment", ctypes.c_void_p)
_type = function("FPDFPathSegment_GetType")
_is_embedded = function("FPDFFont_GetIsEmbedded")
_SIZE = ctypes.c_float(100.0)


def of_digits(codes: NDArray[np.uint32]) -> NDArray[np.intp]:
    """A sample of the indices of digits."""
    at = np.flatnonzero((codes >= ord("0")) & (codes <= ord("9")))
    return at if len(at) <= SAMPLE else at[np.arange(SAMPLE) * (len(at) - 1) // (SAMPLE - 1)]


def draws_other_digits(font: int, digits: set[int], honest: set[bytes]) -> bool:
    """Whether the font at the address draws one of these digits, 0 to 9, with the outline of another one.

    ``honest`` are the names of fonts of the document that do not, to which this one is added if it does not. Only
    names of fonts of which a part is in the document tell them apart.
    """
    if not font or _is_embedded(pointer(font)) != 1:
        return False
    name = ctypes.create_string_buffer(MAX_NAME)
    _name(pointer(font), name, MAX_NAME)
    if name.value in honest:
        return False
    chosen = [8] if 8 in digits else [digit for digit in MOST_TELLING if digit in digits][:MAX_DIGITS]
    if any(_is_another(font, digit) for digit in chosen):
        others = sum(_is_another(font, digit) for digit in digits)
        return others >= max(MIN_OTHERS * len(digits), min(2, len(digits)))
    if b"+" in name.value:
        honest.add(name.value)
    return False


def _is_another(font: int, digit: int) -> bool:
    """Whether the outline that the font draws for a digit is that of another one."""
    figures = _figures(font, digit)
    return figures is not None and figures not in FIGURES[digit]


def _figures(font: int, digit: int) -> int | None:
    """How many figures the outline has that the font draws for a digit; None where it has no plain outline."""
    path = pointer(_path(pointer(font), ord("0") + digit, _SIZE) or 0)
    count = _count(path)
    if not 0 < count <= MAX_SEGMENTS:
        return None
    segments = map(pointer, map(_segment, repeat(path), range(count)))
    return list(map(_type, segments)).count(pdfium.FPDF_SEGMENT_MOVETO)
