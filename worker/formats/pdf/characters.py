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

from worker.formats.pdf.calls import address, function, rectangles

# Prototypes over plain addresses save a ctypes object a call. They keep the interpreter's lock: each is short.
_text = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_void_p)(
    address(pdfium.FPDFText_GetText)
)
_unicode = ctypes.PYFUNCTYPE(ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)(address(pdfium.FPDFText_GetUnicode))
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
    if written == count + 1 and not ((text >= 0xD800) & (text < 0xE000)).any():
        return text.astype(np.uint32)
    # Some character has no text or takes two units: only the slow call keeps the indices in step.
    return np.fromiter(map(_unicode, repeat(page), range(count)), np.uint32, count)


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
