"""How fine the pictures are that a page consists of."""

import ctypes
from collections.abc import Sequence

import numpy as np
import pypdfium2.raw as pdfium

from worker.formats.pdf.objects import ObjectGroup, matrix_of

MIN_COVERED = 0.5
"""Share of the page that pictures cover, at least, where it consists of them."""


def resolution_of(groups: Sequence[ObjectGroup], page_area: float) -> float | None:
    """Pixels an inch of the finest pictures that together cover most of the page, in square points; None: none do.

    A scan may be cut into strips, and its letters may be a finer mask before a coarser ground.
    """
    found = []
    for group in groups:
        for handle in group.at(group.of_kind(pdfium.FPDF_PAGEOBJ_IMAGE)):
            matrix = matrix_of(handle) @ group.matrix
            across, down = np.hypot(*matrix[0, :2]), np.hypot(*matrix[1, :2])
            pixels = _pixels(handle)
            if across > 0 and down > 0 and pixels is not None:
                finest = 72 * max(pixels[0] / across, pixels[1] / down)
                found.append((float(finest), abs(float(np.linalg.det(matrix[:2, :2])))))
    covered = 0.0
    for finest, area in sorted(found, reverse=True):
        covered += area
        if covered >= MIN_COVERED * page_area:
            return finest
    return None


def _pixels(picture: int) -> tuple[int, int] | None:
    """Width and height of a picture, without decoding it."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    handle = ctypes.cast(ctypes.c_void_p(picture), pdfium.FPDF_PAGEOBJECT)
    found = pdfium.FPDFImageObj_GetImagePixelSize(handle, width, height)
    return (width.value, height.value) if found else None
