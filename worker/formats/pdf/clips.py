"""The clips of text objects: whether the page's paths leave all of a text visible."""

import ctypes
from collections.abc import Callable, Sequence
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from worker.formats.pdf.calls import Pointer, function, numbers, pointer

MAX_CLIPS = 8
"""Clips of one text that are compared with it, at most."""

MAX_CORNERS = 5
"""Segments of a clip's path that make a rectangle, at most."""

_clip = function("FPDFPageObj_GetClipPath", ctypes.c_void_p)
_count_paths = function("FPDFClipPath_CountPaths")
_count_segments = function("FPDFClipPath_CountPathSegments")
_segment = function("FPDFClipPath_GetPathSegment", ctypes.c_void_p)
_point = function("FPDFPathSegment_GetPoint")


def are_within_clips(objects: Sequence[Pointer], cores_of: Callable[[], NDArray[np.float64]]) -> NDArray[np.bool_]:
    """Whether the cores of the objects, rows of left, top, right, bottom, are within all the clips of the objects.

    ``cores_of`` gives them, and is called only where there are clips. False, too, where that cannot be told: in clips
    that are no rectangles, or very many.
    """
    clips = list(map(pointer, map(_clip, objects)))
    counts = np.fromiter(map(_count_paths, clips), np.int64, len(clips))
    # An object without clips has -1.
    if not (counts > 0).any():
        return np.ones(len(clips), bool)
    cores, within = cores_of(), counts <= MAX_CLIPS
    for i in range(int(counts[within].max(initial=0))):
        at = (within & (counts > i)).nonzero()[0]
        begins = list(map(_segment, [clips[j] for j in at.tolist()], repeat(i), repeat(0)))
        # Objects that are drawn one after the other share their clips, and these have their segments in one place.
        holders = dict(zip(begins, at.tolist(), strict=True))
        places = dict(zip(holders, range(len(holders)), strict=True))
        left, top, right, bottom = _insides([clips[j] for j in holders.values()], i)[
            np.fromiter(map(places.__getitem__, begins), np.intp, len(begins))
        ].T
        inside = (cores[at, 0] >= left) & (cores[at, 2] <= right)
        within[at] &= inside & (cores[at, 3] >= bottom) & (cores[at, 1] <= top)
    return within


def _insides(clips: Sequence[Pointer], path: int) -> NDArray[np.float64]:
    """Left, top, right and bottom of one path of each clip; of one that is no rectangle, within which nothing is."""
    found = np.full((len(clips), 4), (np.inf, -np.inf, -np.inf, np.inf))
    sides = np.fromiter(map(_count_segments, clips, repeat(path)), np.int64, len(clips))
    at = ((sides == 4) | (sides == MAX_CORNERS)).nonzero()[0]
    # Opposite corners of a rectangle; a path that is none is told by its other two.
    corners = _points([_segment(clips[j], path, k) or 0 for j in at.tolist() for k in range(4)]).reshape(-1, 4, 2)
    low, high = corners.min(axis=1), corners.max(axis=1)
    upright = (np.abs(corners - low[:, None]) < 0.1) | (np.abs(corners - high[:, None]) < 0.1)
    rectangle = upright.all(axis=(1, 2))
    found[at[rectangle]] = np.stack([low[:, 0], high[:, 1], high[:, 0], low[:, 1]], axis=1)[rectangle]
    return found


def _points(segments: Sequence[int]) -> NDArray[np.float64]:
    """Where each segment ends, x and y."""
    written, _ = numbers(_point, list(map(pointer, segments)), (0, 1))
    return written[:, :2].view(np.float32).astype(np.float64)
