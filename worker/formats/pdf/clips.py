"""The clips of text objects: whether the page's paths leave all of a text visible."""

import ctypes
from collections import deque
from collections.abc import Callable, Sequence
from itertools import repeat

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from worker.formats.pdf.calls import Pointer, address, function, pointer

MAX_CLIPS = 8
"""Clips of one text that are compared with it, at most."""

MAX_CORNERS = 5
"""Segments of a clip's path that make a rectangle, at most."""

_int, _pointer = ctypes.c_int, ctypes.c_void_p
_clip = function("FPDFPageObj_GetClipPath", _pointer)
_count_paths = function("FPDFClipPath_CountPaths")
_count_segments = ctypes.PYFUNCTYPE(_int, _pointer, _int)(address(pdfium.FPDFClipPath_CountPathSegments))
_segment = ctypes.PYFUNCTYPE(_pointer, _pointer, _int, _int)(address(pdfium.FPDFClipPath_GetPathSegment))
_point = ctypes.PYFUNCTYPE(_int, _pointer, _pointer, _pointer)(address(pdfium.FPDFPathSegment_GetPoint))


def are_within_clips(objects: Sequence[Pointer], cores_of: Callable[[], NDArray[np.float64]]) -> NDArray[np.bool_]:
    """Whether the cores of the objects, rows of left, top, right, bottom, are within all the clips of the objects.

    ``cores_of`` gives them, and is called only where there are clips. False, too, where that cannot be told: in clips
    that are no rectangles, or very many.
    """
    clips = list(map(_clip, objects))
    counts = np.fromiter(map(_count_paths, map(pointer, clips)), np.int64, len(clips))
    # An object without clips has -1.
    if not (counts > 0).any():
        return np.ones(len(clips), bool)
    cores, within = cores_of(), counts <= MAX_CLIPS
    for i in range(int(counts[within].max(initial=0))):
        at = (within & (counts > i)).nonzero()[0]
        of_clips = [clips[j] for j in at.tolist()]
        sides = np.fromiter(map(_count_segments, of_clips, repeat(i)), np.int64, len(of_clips))
        simple = (sides == 4) | (sides == MAX_CORNERS)
        within[at[~simple]] = False
        at = at[simple]
        # Opposite corners of a rectangle; a path that is none is told by its other two.
        corners = np.stack([_points([clips[j] for j in at.tolist()], i, k) for k in range(4)], axis=1)
        low, high = corners.min(axis=1), corners.max(axis=1)
        upright = (np.abs(corners - low[:, None]) < 0.1) | (np.abs(corners - high[:, None]) < 0.1)
        inside = (cores[at, 0] >= low[:, 0]) & (cores[at, 2] <= high[:, 0])
        inside &= (cores[at, 3] >= low[:, 1]) & (cores[at, 1] <= high[:, 1])
        within[at] &= inside & upright.all(axis=(1, 2))
    return within


def _points(clips: Sequence[int], path: int, segment: int) -> NDArray[np.float64]:
    """One point of a path of each clip."""
    points = np.zeros((len(clips), 2), np.float32)
    start = points.ctypes.data
    segments = map(_segment, clips, repeat(path), repeat(segment))
    deque(
        map(_point, segments, range(start, start + points.nbytes, 8), range(start + 4, start + 4 + points.nbytes, 8)), 0
    )
    return points.astype(np.float64)
