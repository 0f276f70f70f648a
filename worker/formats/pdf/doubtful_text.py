"""Text that its page may not show, told from the objects alone, without drawing the page.

Most pages have none: dark text on paper or on a light ground, with nothing drawn over it. What cannot be told from
colors, clips and order is named here, and `visibility` draws the page to decide.
"""

import ctypes
from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from worker.formats.pdf.calls import Pointer, address, function, numbers, pointer
from worker.formats.pdf.clips import are_within_clips
from worker.formats.pdf.layers import may_be_in_layers
from worker.formats.pdf.objects import MAX_FORM_DEPTH, ObjectGroup, count_segments, mapped

MIN_CONTRAST = 40
"""Difference of text and ground, of 255 in any color, from which text is certainly seen."""

MAX_RULE_POINTS = 3.0
"""Height or width up to which a path is a line that hides no text."""

MAX_PAIRS = 2_000_000
"""Texts times areas that are compared, at most; on a page with more, all text is doubtful."""

MAX_EXTENTS = 128
"""Text objects of a group whose extent is asked for where it is not known, at most."""

_int, _pointer = ctypes.c_int, ctypes.c_void_p
_color = function("FPDFPageObj_GetFillColor")
_stroke_color = function("FPDFPageObj_GetStrokeColor")
_transparent = function("FPDFPageObj_HasTransparency")
_draw_mode = ctypes.PYFUNCTYPE(_int, *[_pointer] * 3)(address(pdfium.FPDFPath_GetDrawMode))
_font = function("FPDFTextObj_GetFont", ctypes.c_void_p)
_is_embedded = ctypes.PYFUNCTYPE(_int, _pointer)(address(pdfium.FPDFFont_GetIsEmbedded))
_data = ctypes.PYFUNCTYPE(_int, _pointer, _pointer, ctypes.c_size_t, _pointer)(address(pdfium.FPDFFont_GetFontData))

FIRST_CLIP = pdfium.FPDF_TEXTRENDERMODE_FILL_CLIP
"""The first of the modes in which letters are a clip for what is drawn behind them."""
_FILLED, _FILLED_AND_STROKED = pdfium.FPDF_TEXTRENDERMODE_FILL, pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE
_PAPER = np.full(3, 255)
_PATTERN = np.full(3, 0xBF)
"""The color that pdfium gives for a pattern of any colors."""
_PICTURES = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING)


class _Texts(NamedTuple):
    """Text objects: colors, order, and whether color and clip say all there is to know."""

    colors: NDArray[np.int64]
    orders: NDArray[np.int64]
    is_simple: NDArray[np.bool_]


InLayers = NDArray[np.bool_] | None
"""Whether each object of a group may be in a layer; None where there are no layers."""


class _Areas(NamedTuple):
    """What covers areas of the page: bounds, colors, order, whether each is a rectangle, whether it has one color."""

    bounds: NDArray[np.float64]
    colors: NDArray[np.int64]
    orders: NDArray[np.int64]
    is_rectangle: NDArray[np.bool_]
    is_plain: NDArray[np.bool_]


def doubtful_text(
    groups: Sequence[ObjectGroup],
    notes: NDArray[np.float64],
    *,
    has_layers: bool = False,
    has_own_colors: bool = False,
) -> list[int]:
    """The addresses of the text objects that the page may not show, those drawn without ink among them.

    ``notes`` are the bounds of annotations, which are drawn over everything else. ``has_layers`` says that the document
    may have layers that are switched off, ``has_own_colors`` that it has fonts of Type 3 whose glyphs have.
    """
    handles = text_objects(groups)
    if not handles:
        return []
    orders = _orders(groups)
    layered = [may_be_in_layers(group) if has_layers else None for group in groups]
    texts, areas = _texts(groups, orders, layered), _areas(groups, orders, layered, notes)
    if has_own_colors:
        texts = texts._replace(is_simple=texts.is_simple & ~_are_of_type3(handles))
    if areas is not None and len(areas.bounds) * len(handles) > MAX_PAIRS:
        return handles
    if areas is None:
        stands_out = _contrast(texts.colors, _PAPER) >= MIN_CONTRAST
    else:
        cores = [_placed_cores(group) for group in groups if len(group.texts)]
        stands_out = _stands_out(texts, np.concatenate(cores), areas)
    is_certain = texts.is_simple & stands_out & ~_without_extent(groups)
    return [handles[i] for i in (~is_certain).nonzero()[0].tolist()]


def text_objects(groups: Sequence[ObjectGroup]) -> list[int]:
    """The addresses of all text objects."""
    return [handle for group in groups for handle in group.at(group.texts)]


def _stands_out(texts: _Texts, cores: NDArray[np.float64], areas: _Areas) -> NDArray[np.bool_]:
    """Whether each text has another color than all that lies behind it, and nothing lies before it."""
    stands_out = _contrast(texts.colors, _PAPER) >= MIN_CONTRAST
    # Sides one after the other are compared in half the time.
    left, top, right, bottom = np.ascontiguousarray(areas.bounds.T)
    core = cores.T[:, :, None]
    overlap = (core[0] < right) & (core[2] > left)
    overlap &= (core[3] < top) & (core[1] > bottom)
    # From here on, pairs of a text and an area that overlap: few. NumPy finds them several times as fast in one row.
    pairs = overlap.ravel().nonzero()[0]
    if not len(pairs):
        return stands_out
    text, area = np.divmod(pairs, len(areas.bounds))
    before = areas.orders[area] > texts.orders[text]
    covered = text[before]
    text, area = text[~before], area[~before]
    core, bounds = cores[text], areas.bounds[area]
    contains = (core[:, 0] >= bounds[:, 0]) & (core[:, 2] <= bounds[:, 2])
    contains &= (core[:, 3] >= bounds[:, 3]) & (core[:, 1] <= bounds[:, 1])
    grounds = contains & areas.is_rectangle[area]
    # The last rectangle behind the whole of a text hides what is behind it, the paper too.
    last = np.full(len(stands_out), -1)
    np.maximum.at(last, text[grounds], areas.orders[area[grounds]])
    stands_out |= last >= 0
    differs = _contrast(texts.colors[text], areas.colors[area]) >= MIN_CONTRAST
    like_ground = (areas.orders[area] >= last[text]) & ~(differs & areas.is_plain[area])
    stands_out[text[like_ground]] = False
    stands_out[covered] = False
    return stands_out


def _contrast(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    red, green, blue = np.abs(one - other).T
    found: NDArray[np.int64] = np.maximum(np.maximum(red, green), blue)
    return found


def _orders(groups: Sequence[ObjectGroup]) -> list[NDArray[np.int64]]:
    """For each group, the place of each of its objects in the order in which the whole page is drawn."""
    if len(groups) == 1:
        return [np.arange(len(groups[0].handles))]
    rows = []
    for group in groups:
        keys = np.full((len(group.handles), MAX_FORM_DEPTH + 1), -1, np.int64)
        keys[:, : len(group.path)] = group.path
        keys[:, len(group.path)] = np.arange(len(keys))
        rows.append(keys)
    keys = np.concatenate(rows)
    ranks = np.empty(len(keys), np.int64)
    ranks[np.lexsort(keys.T[::-1])] = np.arange(len(keys))
    return np.split(ranks, np.cumsum([len(row) for row in rows])[:-1])


def _texts(groups: Sequence[ObjectGroup], orders: Sequence[NDArray[np.int64]], layered: Sequence[InLayers]) -> _Texts:
    parts = []
    veiled = _transparent_forms(groups)
    for group, order, in_layers in zip(groups, orders, layered, strict=True):
        at, objects = group.texts, group.text_pointers
        if not objects:
            continue
        colors, known = _colors(objects, _color)
        known &= (group.modes == _FILLED) | (group.modes == _FILLED_AND_STROKED)
        if (group.modes >= FIRST_CLIP).any():
            # pdfium does not tell which letters clip what is drawn after them.
            known[:] = False
        known &= ~np.fromiter(map(_transparent, objects), np.bool_, len(objects))
        known &= are_within_clips(objects, lambda group=group: _cores(group))  # type: ignore[misc]
        if group.form is not None and _is_within(group.path, veiled):
            known[:] = False
        if in_layers is not None:
            known &= ~in_layers[at]
        parts.append(_Texts(colors, order[at], known))
    return parts[0] if len(parts) == 1 else _Texts(*map(np.concatenate, zip(*parts, strict=True)))


def _are_of_type3(texts: Sequence[int]) -> NDArray[np.bool_]:
    """Whether the font of each text object is one of drawings: in the document, and without the data of a font."""
    fonts = list(map(_font, map(pointer, texts)))
    kinds = {font: bool(font) and _is_embedded(font) == 1 and not _data_length(font) for font in set(fonts)}
    return np.fromiter(map(kinds.__getitem__, fonts), np.bool_, len(fonts))


def _data_length(font: int) -> int:
    length = ctypes.c_size_t()
    _data(font, None, 0, ctypes.addressof(length))
    return length.value


def _without_extent(groups: Sequence[ObjectGroup]) -> NDArray[np.bool_]:
    """Whether each text object has glyphs without any extent, as those of some fonts; of many, a sample is asked."""
    found = []
    for group in groups:
        if not len(group.texts):
            continue
        step = 1 if "text_bounds" in vars(group) else len(group.texts) // MAX_EXTENTS + 1
        left, top, right, bottom = (group.text_bounds if step == 1 else group.bounds_of_texts(step)).T
        blank = np.zeros(len(group.texts), np.bool_)
        blank[::step] = (right <= left) | (top <= bottom)
        found.append(blank)
    return np.concatenate(found)


def _placed_cores(group: ObjectGroup) -> NDArray[np.float64]:
    return mapped(_cores(group), group.matrix)


def _cores(group: ObjectGroup) -> NDArray[np.float64]:
    """The middle of each text's bounds, which are those of the type: what touches a text does not hide it."""
    bounds = group.text_bounds
    width, height = bounds[:, 2] - bounds[:, 0], bounds[:, 1] - bounds[:, 3]
    short = np.minimum(width, height)
    core: NDArray[np.float64] = bounds + 0.25 * short[:, None] * np.array([1, -1, -1, 1])
    return core


def _areas(
    groups: Sequence[ObjectGroup],
    orders: Sequence[NDArray[np.int64]],
    layered: Sequence[InLayers],
    notes: NDArray[np.float64],
) -> _Areas | None:
    """Pictures, shadings, filled paths and thick lines; None where there are none."""
    parts = []
    for group, order, in_layers in zip(groups, orders, layered, strict=True):
        pictures = [at for kind in _PICTURES if len(at := group.of_kind(kind))]
        parts += [_mixed(group.placed(at), order[at]) for at in pictures]
        if len(group.paths) and (painted := _painted(group, order, in_layers)) is not None:
            parts.append(painted)
    if len(notes):
        parts.append(_mixed(notes, np.full(len(notes), np.iinfo(np.int64).max)))
    return _Areas(*map(np.concatenate, zip(*parts, strict=True))) if parts else None


def _mixed(bounds: NDArray[np.float64], orders: NDArray[np.int64]) -> _Areas:
    """Areas of unknown colors."""
    count = len(bounds)
    return _Areas(bounds, np.zeros((count, 3), np.int64), orders, np.zeros(count, bool), np.zeros(count, bool))


def _painted(group: ObjectGroup, order: NDArray[np.int64], in_layers: InLayers) -> _Areas | None:
    """The paths that cover an area; None where there are none."""
    bounds = mapped(group.path_bounds, group.matrix)
    wide = np.minimum(bounds[:, 2] - bounds[:, 0], bounds[:, 1] - bounds[:, 3]) > MAX_RULE_POINTS
    if not wide.any():
        return None
    at, bounds = group.paths[wide], bounds[wide]
    handles = group.at(at)
    modes = np.zeros((len(handles), 2), np.int32)
    start = modes.ctypes.data
    deque(
        map(_draw_mode, handles, range(start, start + modes.nbytes, 8), range(start + 4, start + 4 + modes.nbytes, 8)),
        maxlen=0,
    )
    filled = modes[:, 0] != pdfium.FPDF_FILLMODE_NONE
    # A line is as high as it is thick only where it is level; a frame around text is no area.
    lines = ~filled & (modes[:, 1] != 0)
    segments = np.fromiter(map(count_segments, group.pointers_at(at)), np.int64, len(handles))
    kept = (filled | (lines & (segments == 2))).nonzero()[0]
    if not len(kept):
        return None
    at, bounds, filled, segments = at[kept], bounds[kept], filled[kept], segments[kept]
    objects = group.pointers_at(at)
    colors, plain = _colors(objects, _color)
    if not filled.all():
        line_colors, line_known = _colors(objects, _stroke_color)
        colors, plain = np.where(filled[:, None], colors, line_colors), np.where(filled, plain, line_known)
    plain &= ~np.fromiter(map(_transparent, objects), np.bool_, len(objects))
    if in_layers is not None:
        plain &= ~in_layers[at]
    rectangle = plain & filled & ((segments == 4) | (segments == 5))
    return _Areas(bounds, colors, order[at], rectangle, plain)


def _colors(objects: Sequence[Pointer], ask: Callable[..., int]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Red, green and blue of each object, and whether it has a color (a pattern is none) that hides what is behind."""
    values, known = numbers(ask, objects)
    colors = values[:, :3].astype(np.int64)
    return colors, known & (values[:, 3] == 255) & (colors != _PATTERN).any(axis=1)


def _transparent_forms(groups: Sequence[ObjectGroup]) -> list[tuple[int, ...]]:
    """The paths of the forms that are drawn as a whole in another way than their parts alone."""
    return [group.path for group in groups if group.form is not None and _transparent(pointer(group.form))]


def _is_within(path: tuple[int, ...], forms: Sequence[tuple[int, ...]]) -> bool:
    return any(path[: len(form)] == form for form in forms)
