"""Letters that a font draws otherwise than it says, told by their outlines: how many figures these are, how high.

An o has two figures and is as high as an x; a t has one and is higher; a p goes below the base line. Letters that are
exchanged for others of the same shape are not found. A font whose letters have other shapes costs a check by OCR.
"""

import ctypes
from collections.abc import Sequence

import numpy as np
import pypdfium2.raw as pdfium

from worker.formats.pdf.calls import Pointer, function, numbers, pointer

_ONE, _TWO, _FEW = frozenset({1}), frozenset({2}), frozenset({1, 2})
_FIGURES = {
    **dict.fromkeys("cfhlmnrstuvwxyzCEFGHIJLMNSTUVWXYZ", _ONE),
    **dict.fromkeys("abdeijopqADOPR", _TWO),
    **dict.fromkeys("kK", _FEW),
    **dict.fromkeys("gQ", frozenset({2, 3})),
    "B": frozenset({3}),
}
"""How many figures the outline of each letter has."""

_LOW, _HIGH, _BELOW = "acemnorsuvwxz", "bdfhkl", "gpqy"
"""Letters as high as an x, higher ones, and those that go below the base line."""

_ON_THE_LINE = _LOW + "bdhklt"
"""Letters of which the base line is the foot."""

MAX_UNEVEN, MIN_HIGHER, MIN_T, MIN_BELOW, MAX_BELOW = 0.12, 1.15, 1.06, 0.1, 0.08
"""Parts of the height of an x: by which letters of that height differ, at most; the height of higher ones, and of
i, j and t, at least; how far letters below the base line go at least, and others at most."""

MIN_OTHERS = 2
"""Letters that have other shapes, at least, where letters are exchanged."""

MAX_LETTERS = 40
"""Letters of a font whose outlines are looked at, at most."""

MAX_SEGMENTS = 300
"""Segments of an outline beyond which it is no plain letter's."""

MAX_NAME = 128
_KEY = b"letters of "

_name = function("FPDFFont_GetBaseFontName", ctypes.c_size_t)
_path = function("FPDFFont_GetGlyphPath", ctypes.c_void_p)
_count = function("FPDFGlyphPath_CountGlyphSegments")
_segment = function("FPDFGlyphPath_GetGlyphPathSegment", ctypes.c_void_p)
_type = function("FPDFPathSegment_GetType")
_point = function("FPDFPathSegment_GetPoint")
_is_embedded = function("FPDFFont_GetIsEmbedded")
_SIZE = ctypes.c_float(100.0)


def draws_other_letters(font: int, letters: set[str], honest: set[bytes]) -> bool:
    """Whether the font at the address draws several of these letters with shapes of others.

    ``honest`` collects the fonts of the document that do not. Only names of fonts of which a part is in the document
    tell them apart.
    """
    if not font or _is_embedded(pointer(font)) != 1:
        return False
    name = ctypes.create_string_buffer(MAX_NAME)
    _name(pointer(font), name, MAX_NAME)
    if _KEY + name.value in honest:
        return False
    shapes = _shapes(font, sorted(letters)[:MAX_LETTERS])
    others = _of_others(shapes)
    if len(others) >= MIN_OTHERS:
        return True
    if b"+" in name.value and len(shapes) >= MAX_LETTERS // 2:
        honest.add(_KEY + name.value)
    return False


def _of_others(shapes: dict[str, tuple[int, float, float]]) -> set[str]:
    """The letters whose figures, tops and bottoms are those of others."""
    found = {letter for letter, (figures, _, _) in shapes.items() if figures not in _FIGURES[letter]}
    low = [shapes[letter][2] for letter in _LOW if letter in shapes]
    if len(low) < MIN_OTHERS:
        return found
    height = float(np.median(low))
    for letter, (_, bottom, top) in shapes.items():
        uneven = letter in _LOW and abs(top - height) > MAX_UNEVEN * height
        short = (letter in _HIGH and top < MIN_HIGHER * height) or (letter in "tij" and top < MIN_T * height)
        above = letter in _BELOW and bottom > -MIN_BELOW * height
        below = letter in _ON_THE_LINE and bottom < -MAX_BELOW * height
        if uneven or short or above or below:
            found.add(letter)
    return found


def _shapes(font: int, letters: Sequence[str]) -> dict[str, tuple[int, float, float]]:
    """Figures, bottom and top of the outline that the font draws for each of the letters, but for those that are none.

    All outlines are looked at together.
    """
    paths = {letter: _outline(font, letter) for letter in letters if letter in _FIGURES}
    counts = {letter: count for letter, path in paths.items() if 0 < (count := _count(path)) <= MAX_SEGMENTS}
    if not counts:
        return {}
    segments = [pointer(_segment(paths[letter], i)) for letter, count in counts.items() for i in range(count)]
    heights = numbers(_point, segments, (0, 1))[0][:, 1].view(np.float32)
    begins = np.fromiter(map(_type, segments), np.int64, len(segments)) == pdfium.FPDF_SEGMENT_MOVETO
    first = np.cumsum([0, *counts.values()])[:-1]
    figures = np.add.reduceat(begins.astype(np.int64), first).tolist()
    low, high = np.minimum.reduceat(heights, first).tolist(), np.maximum.reduceat(heights, first).tolist()
    return dict(zip(counts, zip(figures, low, high, strict=True), strict=True))


def _outline(font: int, letter: str) -> Pointer:
    return pointer(_path(pointer(font), ord(letter), _SIZE) or 0)
