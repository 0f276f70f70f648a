"""What is drawn on a page besides text: pictures and ruled lines, from pdfium without a Python loop."""

import ctypes
from collections import deque
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from worker.reading.characters import address

MOST_OBJECTS = 20_000
"""Objects of a page that are looked through."""

MOST_PATHS = 4000
"""Paths beyond which a page is a drawing, whose lines rule no tables."""

THIN = 3.0
"""Points below which a drawn path is a ruled line."""

_object = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(address(pdfium.FPDFPage_GetObject))
_type = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(address(pdfium.FPDFPageObj_GetType))
_bounds = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, *[ctypes.c_void_p] * 4)(
    address(pdfium.FPDFPageObj_GetBounds)
)
_segments = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(address(pdfium.FPDFPath_CountSegments))


@dataclass(frozen=True, slots=True)
class Drawn:
    """Places in the page's own units, rows of left, top, right, bottom, y upwards.

    ``rules`` are thin paths and the four sides of rectangles.
    """

    pictures: NDArray[np.float64]
    rules: NDArray[np.float64]


def drawn(page: int) -> Drawn:
    """Pictures and ruled lines of the page at address ``page``."""
    count = min(pdfium.FPDFPage_CountObjects(ctypes.cast(page, pdfium.FPDF_PAGE)), MOST_OBJECTS)
    handles = list(map(_object, repeat(page), range(count)))
    kinds = np.fromiter(map(_type, handles), np.int64, count)
    # A form may hold a picture; whether it does shows when the page is looked at.
    pictures = np.flatnonzero((kinds == pdfium.FPDF_PAGEOBJ_IMAGE) | (kinds == pdfium.FPDF_PAGEOBJ_FORM))
    paths = np.flatnonzero(kinds == pdfium.FPDF_PAGEOBJ_PATH)
    if len(paths) > MOST_PATHS:
        paths = paths[:0]
    return Drawn(_places([handles[i] for i in pictures.tolist()]), _rules([handles[i] for i in paths.tolist()]))


def _places(handles: list[int]) -> NDArray[np.float64]:
    places = np.zeros((len(handles), 4), np.float32)
    start, size = places.ctypes.data, places.itemsize
    left, top, right, bottom = (range(start + i * size, start + i * size + places.nbytes, 4 * size) for i in range(4))
    deque(map(_bounds, handles, left, bottom, right, top), maxlen=0)
    return places.astype(np.float64)


def _rules(paths: list[int]) -> NDArray[np.float64]:
    places = _places(paths)
    width, height = places[:, 2] - places[:, 0], places[:, 1] - places[:, 3]
    thin = (width <= THIN) != (height <= THIN)
    boxes = np.flatnonzero((width > THIN) & (height > THIN)).tolist()
    # A rectangle has four or five segments; what has more is a shape, or a grid that few programs write so.
    boxes = [i for i in boxes if _segments(paths[i]) in (4, 5)]
    left, top, right, bottom = places[boxes].T
    sides = [
        (left, top, right, top),
        (left, bottom, right, bottom),
        (left, top, left, bottom),
        (right, top, right, bottom),
    ]
    return np.concatenate([places[thin], *(np.stack(side, axis=1) for side in sides)])
