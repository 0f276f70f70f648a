"""Characters and their boxes from pdfium, called without a Python loop.

A page has thousands of characters and a call through ctypes costs as much as pdfium's answer to it. So text comes
by one call, and boxes only for the characters asked for, each written by pdfium into its row of one array.
"""

import ctypes
from collections import deque
from itertools import repeat

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from worker.formats.pdf.calls import address, function, pointer, rectangles
from worker.layout.normalize import REPLACEMENT

HYPHENS = (0x02, 0xFFFE)
"""How pdfium writes a hyphen that breaks a word at a line's end: character by character, and in a whole text.

It writes what its font says to be no character in the same way.
"""

_DELETED = 0x2060

# Prototypes over plain addresses save a ctypes object a call. They keep the interpreter's lock: each is short.
_text = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_void_p)(
    address(pdfium.FPDFText_GetText)
)
_unicode = ctypes.PYFUNCTYPE(ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)(address(pdfium.FPDFText_GetUnicode))
_is_hyphen = function("FPDFText_IsHyphen")
_object_of = function("FPDFText_GetTextObject", ctypes.c_void_p)
_font_of = function("FPDFTextObj_GetFont", ctypes.c_void_p)
_is_embedded = function("FPDFFont_GetIsEmbedded")
_has_error = function("FPDFText_HasUnicodeMapError")
_loose = function("FPDFText_GetLooseCharBox")
_tight = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, *[ctypes.c_void_p] * 4)(
    address(pdfium.FPDFText_GetCharBox)
)
_origin = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, *[ctypes.c_void_p] * 2)(
    address(pdfium.FPDFText_GetCharOrigin)
)
_matrix = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
    address(pdfium.FPDFText_GetMatrix)
)
_size = ctypes.PYFUNCTYPE(ctypes.c_double, ctypes.c_void_p, ctypes.c_int)(address(pdfium.FPDFText_GetFontSize))


def codes(page: int, count: int) -> NDArray[np.uint32]:
    """Code points of the ``count`` characters of the text page at address ``page``; 0 where there is none."""
    units = np.zeros(count + 1, np.uint16)
    written = _text(page, 0, count, units.ctypes.data)
    text = units[:count]
    if written == count + 1 and (text.max() < 0xD800 or not ((text >= 0xD800) & (text < 0xE000)).any()):
        return text.astype(np.uint32)
    # Some character has no text or takes two units: only the slow call keeps the indices in step.
    return _paired(np.fromiter(map(_unicode, repeat(page), range(count)), np.uint32, count))


def _paired(found: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The code points of units of 16 bits, the second unit of a pair as a character that is deleted later."""
    at = ((found[:-1] >> 10 == 0x36) & (found[1:] >> 10 == 0x37)).nonzero()[0]
    found[at] = 0x10000 + ((found[at] & 0x3FF) << 10) + (found[at + 1] & 0x3FF)
    found[at + 1] = _DELETED
    return found


def mark_lost(page: int, found: NDArray[np.uint32]) -> None:
    """Set the code points of characters that are none, and have ink, to U+FFFD.

    pdfium writes them as hyphens at a line's end, or as the numbers of their glyphs.
    """
    low = (found < ord(" ")) & (found != ord("\t")) & (found != ord("\n")) & (found != ord("\r"))
    low |= (found >= 0x80) & (found < 0xA0)
    at = (low | (found == HYPHENS[1])).nonzero()[0]
    if not len(at):
        return
    at = at[np.fromiter(map(_is_hyphen, repeat(pointer(page)), at.tolist()), np.int64, len(at)) != 1]
    left, top, right, bottom = tight_boxes(page, at).T
    objects = map(pointer, map(_object_of, repeat(pointer(page)), at.tolist()))
    # Fonts that the document lacks have no such glyphs.
    drawn = np.fromiter(map(_is_embedded, map(pointer, map(_font_of, objects))), np.int64, len(at)) == 1
    found[at] = np.where(drawn & (right > left) & (top > bottom), ord(REPLACEMENT), ord(" "))


def lack_unicode(page: int, indices: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether the font of each of the characters does not tell which one it is."""
    errors = np.fromiter(map(_has_error, repeat(pointer(page)), indices.tolist()), np.int64, len(indices))
    return np.asarray(errors == 1, np.bool_)


def loose_boxes(page: int, indices: NDArray[np.intp]) -> NDArray[np.float64]:
    """Boxes as high as the font and as wide as the advance, rows of left, top, right, bottom (y upwards).

    Right for upright, level text only; elsewhere the edges come out of order or drift along a line.
    """
    return rectangles(_loose, page, indices).astype(np.float64)


def tight_boxes(page: int, indices: NDArray[np.intp]) -> NDArray[np.float64]:
    """Boxes around the ink, turned with the text, rows of left, top, right, bottom (y upwards)."""
    boxes = np.zeros((len(indices), 4), np.float64)
    start, size = boxes.ctypes.data, boxes.itemsize
    left, top, right, bottom = (range(start + i * size, start + i * size + boxes.nbytes, 4 * size) for i in range(4))
    deque(map(_tight, repeat(page), indices.tolist(), left, right, bottom, top), maxlen=0)
    return boxes


def feet_and_heads(page: int, indices: NDArray[np.intp]) -> NDArray[np.float64]:
    """Where the line's foot and head are above and below each character's origin, turned with the text.

    Rows of foot x, foot y, head x, head y. An em is taken to reach from a fifth below the base line upwards.
    """
    origins = np.zeros((len(indices), 2), np.float64)
    start, size = origins.ctypes.data, origins.itemsize
    x, y = (range(start + i * size, start + i * size + origins.nbytes, 2 * size) for i in range(2))
    deque(map(_origin, repeat(page), indices.tolist(), x, y), maxlen=0)
    matrices = np.zeros((len(indices), 6), np.float32)
    start = matrices.ctypes.data
    deque(map(_matrix, repeat(page), indices.tolist(), range(start, start + matrices.nbytes, 24)), maxlen=0)
    sizes = np.fromiter(map(_size, repeat(page), indices.tolist()), np.float64, len(indices))
    ems = matrices[:, 2:4] * sizes[:, None]
    return np.concatenate([origins - 0.2 * ems, origins + 0.8 * ems], axis=1)


def directions(page: int, indices: NDArray[np.intp]) -> NDArray[np.float64]:
    """In which direction the line of each character runs: rows of x and y (upwards), of length 1."""
    matrices = np.zeros((len(indices), 6), np.float32)
    start = matrices.ctypes.data
    deque(map(_matrix, repeat(page), indices.tolist(), range(start, start + matrices.nbytes, 24)), maxlen=0)
    found = matrices[:, :2].astype(np.float64)
    lengths = np.hypot(found[:, 0], found[:, 1])
    return found / np.maximum(lengths, 1e-9)[:, None]
