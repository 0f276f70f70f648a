"""Which characters a page shows: for the doubtful ones, by drawing the page with and without them."""

import ctypes
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import repeat

import cv2
import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from shared.models.page import Box
from worker.formats.pdf import characters
from worker.formats.pdf.calls import address, function, pointer
from worker.formats.pdf.doubtful_text import FIRST_CLIP
from worker.formats.pdf.drawing import Drawing
from worker.formats.pdf.objects import render_mode

DRAW_DPI = 100.0
"""Resolution at which doubtful text is looked for: a letter of ten points is seven pixels wide."""

MIN_CHANGE = 12
"""Difference, of 255 in any color, that a character makes where it is drawn: less is not seen on paper."""

MIN_CHANGED = 0.12
"""Share of the box around a character's ink that changes, at least, where the character is seen."""

MIN_INK_CONTRAST = 32
"""Difference of the lightest and the darkest pixel, of 255, where something is written on a scan."""

MOST, FEW = 0.7, 0.2
"""Shares of a word's characters: with more than `MOST` of them all are seen, with fewer than `FEW` none is."""

OVERLAP = 0.25
"""Share of the shorter side of an object that others may touch from each side, as lines of type do."""

MAX_ASKED = 64
"""Objects that are asked for their text one by one, at most: pdfium looks through the page's characters each time."""

MAX_LAYERS = 6
"""Objects on each other that are tried one by one, at most; each layer costs a drawing."""

_object_of = function("FPDFText_GetTextObject", ctypes.c_size_t)
_set_active = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)(address(pdfium.FPDFPageObj_SetIsActive))

_text_of = ctypes.PYFUNCTYPE(ctypes.c_ulong, *[ctypes.c_void_p] * 3, ctypes.c_ulong)(
    address(pdfium.FPDFTextObj_GetText)
)
_written = ctypes.create_string_buffer(64)
_BLANKS = " \r\n\t\xa0\0"

_font = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(address(pdfium.FPDFTextObj_GetFont))
_is_embedded = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(address(pdfium.FPDFFont_GetIsEmbedded))

_FIRST_FOREIGN = 0x0250
"""The first code point behind the Latin letters, which pdfium has glyphs for."""

Draw = Callable[[float, Box], Drawing]
"""Draws the page as shown at a resolution, at least what is in a box."""
Redraw = Callable[[], Drawing]
"""Draws the same part of the page again."""
ToPage = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""From rows of left, top, right, bottom in the page's units to x0, y0, x1, y1 in fractions of the page as shown."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """The text objects that a page may not show, by their addresses: None where it may be any of them.

    ``invisible`` are those that it draws without ink. ``texts`` gives the addresses of all text objects, and their
    bounds as rows of left, top, right, bottom in the page's units.
    """

    objects: Sequence[int] | None
    invisible: frozenset[int]
    texts: Callable[[], tuple[list[int], NDArray[np.float64]]]

    def __bool__(self) -> bool:
        return self.objects is None or bool(self.objects or self.invisible)


def are_blank(text_page: int, doubts: Doubts) -> bool:
    """Whether all doubtful objects of the text page at the address are spaces, as they are on most pages with some."""
    objects = doubts.objects
    if objects is None or len(objects) + len(doubts.invisible) > MAX_ASKED:
        return False
    return all(_is_blank(text_page, one) for one in (*doubts.invisible, *objects))


def _is_blank(text_page: int, text: int) -> bool:
    length = _text_of(text, text_page, ctypes.addressof(_written), len(_written))
    # pdfium writes no text that is longer.
    return length <= len(_written) and not _written.raw[:length].decode("utf-16-le", "replace").strip(_BLANKS)


def unseen(
    text_page: int,
    codes: NDArray[np.uint32],
    solid: NDArray[np.bool_],
    words: NDArray[np.int64],
    doubts: Doubts,
    draw: Draw,
    shown: ToPage,
) -> NDArray[np.bool_]:
    """Whether each character of the text page at the address is one that the page does not show.

    ``codes`` are their code points, ``solid`` are those that are no blanks, and ``words`` number the words they are in.
    """
    at = solid.nonzero()[0]
    of_characters = list(map(_object_of, repeat(pointer(text_page)), at.tolist()))
    found = np.zeros(len(solid), bool)
    if doubts.objects is not None and {*doubts.objects, *doubts.invisible}.isdisjoint(of_characters):
        # All of them are spaces.
        return found
    objects = np.array(of_characters, np.int64)
    without_ink = np.isin(objects, list(doubts.invisible))
    doubtful = (objects != 0 if doubts.objects is None else np.isin(objects, doubts.objects)) & ~without_ink
    if doubtful.any():
        boxes = shown(characters.tight_boxes(text_page, at[doubtful]))
        unique, which = np.unique(objects[doubtful], return_inverse=True)
        redraw = partial(draw, DRAW_DPI, _around(boxes))
        page = redraw()
        places = _around_each(boxes, which, len(unique))
        seen = np.zeros(len(boxes), bool)
        for layer in layers_of(places, page.width, page.height):
            among = np.isin(which, layer)
            seen[among] = _change(boxes[among], unique[layer].tolist(), page, redraw)
        gone = np.bincount(which, seen) == 0
        if gone.any() and (copies := _copies(places[gone], set(objects.tolist()), doubts, shown)):
            seen |= _change(boxes, [*unique[gone].tolist(), *copies], page, redraw)
        modes = np.fromiter(map(render_mode, map(pointer, unique.tolist())), np.int64, len(unique))
        if (clips := modes >= FIRST_CLIP).any():
            # Letters that are a clip show what is drawn through them.
            seen |= clips[which] & _is_inked(boxes, page)
        seen |= _lack_glyphs(objects[doubtful], codes[at[doubtful]])
        found[at[doubtful]] = ~_agreed(seen, words[at[doubtful]])
    if without_ink.any():
        boxes = shown(characters.loose_boxes(text_page, at[without_ink]))
        # Layers over scans are a little displaced.
        near = boxes + (boxes[:, 3] - boxes[:, 1])[:, None] / 2 * np.array([-1, -1, 1, 1])
        others = shown(characters.loose_boxes(text_page, at[~without_ink & ~found[at]]))
        inked = _is_inked(near, draw(DRAW_DPI, _around(near)))
        written = _agreed(inked & ~_are_on(boxes, others), words[at[without_ink]])
        found[at[without_ink]] = ~written
    return found


def _around_each(boxes: NDArray[np.float64], which: NDArray[np.intp], count: int) -> NDArray[np.float64]:
    """The boxes around the boxes of each of ``count`` objects; ``which`` says whose each one is."""
    places = np.concatenate([np.full((count, 2), np.inf), np.full((count, 2), -np.inf)], axis=1)
    np.minimum.at(places[:, :2], which, boxes[:, :2])
    np.maximum.at(places[:, 2:], which, boxes[:, 2:])
    return places


def layers_of(places: NDArray[np.float64], width: int, height: int) -> list[NDArray[np.intp]]:
    """The objects at these places, those that lie on each other in different layers: of two, each is tried by itself.

    ``width`` and ``height`` are of the page in pixels.
    """
    if not len(places):
        return []
    sides = places[:, 2:] - places[:, :2]
    inner = places + OVERLAP * np.minimum(sides[:, :1] * width, sides[:, 1:] * height) * (
        np.array([1, 1, -1, -1]) / np.array([width, height, width, height])
    )
    corners = (np.clip(inner, 0, 1) * [width, height, width, height]).astype(np.int64).tolist()
    depths = np.zeros((height, width), np.uint8)
    layers = np.zeros(len(places), np.intp)
    for i, (x0, y0, x1, y1) in enumerate(corners):
        place = depths[y0 : y1 + 1, x0 : x1 + 1]
        layers[i] = min(int(place.max(initial=0)), MAX_LAYERS - 1)
        place[:] = layers[i] + 1
    return [np.flatnonzero(layers == layer) for layer in range(int(layers.max()) + 1)]


def _copies(gone: NDArray[np.float64], with_characters: set[int], doubts: Doubts, shown: ToPage) -> list[int]:
    """Text objects at the places of those that are gone, of which pdfium gives no character.

    Where a text is drawn twice, as a halo and on it, pdfium gives the characters that are drawn first.
    """
    handles, bounds = doubts.texts()
    silent = [i for i, one in enumerate(handles) if one not in with_characters]
    if not silent:
        return []
    x, y = (gone[:, 0] + gone[:, 2]) / 2, (gone[:, 1] + gone[:, 3]) / 2
    x0, y0, x1, y1 = shown(bounds[silent]).T[:, :, None]
    around = (x0 <= x) & (x1 >= x) & (y0 <= y) & (y1 >= y)
    return [handles[silent[i]] for i in np.flatnonzero(around.any(axis=1)).tolist()]


def _lack_glyphs(objects: NDArray[np.int64], codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Whether characters cannot be drawn here: those of scripts whose font is neither in the document nor in pdfium."""
    foreign = codes >= _FIRST_FOREIGN
    if not foreign.any():
        return foreign
    unique, which = np.unique(objects, return_inverse=True)
    embedded = np.fromiter((_is_embedded(_font(one) or 0) == 1 for one in unique.tolist()), np.bool_, len(unique))
    return np.asarray(foreign & ~embedded[which], np.bool_)


def _around(boxes: NDArray[np.float64]) -> Box:
    """The box around boxes."""
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    x0, y0, x1, y1 = np.clip(np.concatenate([low, high]), 0, 1).tolist()
    return x0, y0, x1, y1


def _change(boxes: NDArray[np.float64], objects: Sequence[int], page: Drawing, redraw: Redraw) -> NDArray[np.bool_]:
    """Whether the page, as drawn, looks otherwise in each of the boxes when it is drawn without the objects."""
    with _switched_off(objects):
        without = redraw()
    blue, green, red = cv2.split(cv2.absdiff(page.pixels, without.pixels))
    changed = np.asarray(cv2.max(cv2.max(blue, green), red), np.uint8) >= MIN_CHANGE
    x0, y0, x1, y1 = edges = _pixels(boxes, page)
    enough = np.maximum(1, MIN_CHANGED * (x1 - x0) * (y1 - y0))
    return np.asarray(_count(changed, edges, page) >= enough, np.bool_)


@contextmanager
def _switched_off(objects: Sequence[int]) -> Iterator[None]:
    for one in objects:
        _set_active(one, 0)
    try:
        yield
    finally:
        for one in objects:
            _set_active(one, 1)


def _is_inked(boxes: NDArray[np.float64], page: Drawing) -> NDArray[np.bool_]:
    """Whether something is written in each box."""
    gray = cv2.cvtColor(page.pixels, cv2.COLOR_BGR2GRAY)
    strokes = cv2.morphologyEx(gray, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) >= MIN_INK_CONTRAST
    return _count(strokes, _pixels(boxes, page), page) > 0


def _are_on(boxes: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether the middle of each box is in one of the others."""
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    found = np.zeros(len(boxes), bool)
    # A few thousand characters at once, so that a page of many does not take gigabytes.
    for part in np.array_split(others, max(1, len(boxes) * len(others) // 4_000_000)):
        inside = (x[:, None] >= part[:, 0]) & (x[:, None] <= part[:, 2])
        found |= (inside & (y[:, None] >= part[:, 1]) & (y[:, None] <= part[:, 3])).any(axis=1)
    return found


def _agreed(seen: NDArray[np.bool_], words: NDArray[np.int64]) -> NDArray[np.bool_]:
    """What holds for each character of a word, where it holds for nearly all or nearly none of them."""
    _, word = np.unique(words, return_inverse=True)
    share = np.bincount(word, seen)[word] / np.bincount(word)[word]
    return (seen | (share > MOST)) & (share >= FEW)


def _pixels(boxes: NDArray[np.float64], page: Drawing) -> NDArray[np.int64]:
    """Columns x0, y0, x1, y1 of the boxes in pixels of the whole page; sides of two or less are rounded outwards."""
    sides = np.array([page.width, page.height, page.width, page.height])
    edges: NDArray[np.float64] = np.clip(boxes, -1, 2) * sides
    low, high = edges[:, :2], edges[:, 2:]
    thin = high - low <= 2
    low, high = np.where(thin, np.floor(low), np.rint(low)), np.where(thin, np.ceil(high), np.rint(high))
    corners = np.concatenate([low, np.maximum(high, low + 1)], axis=1)
    return np.asarray(np.clip(corners, 0, sides).T, np.int64)


def _count(marks: NDArray[np.bool_], edges: NDArray[np.int64], page: Drawing) -> NDArray[np.int64]:
    """Pixels that are marked, on what is drawn of the page, in each box of these edges on the whole page."""
    height, width = marks.shape
    x0, x1 = np.clip(edges[::2] - page.left, 0, width)
    y0, y1 = np.clip(edges[1::2] - page.top, 0, height)
    sums = cv2.integral(marks.view(np.uint8))
    return np.asarray(sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0], np.int64)
