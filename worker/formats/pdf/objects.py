"""What is drawn on a page besides text: pictures and ruled lines, from pdfium without a Python loop."""

import ctypes
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from worker.formats.pdf.calls import Pointer, address, function, numbers, pointer
from worker.formats.pdf.outlines import NO_SHAPES, Shapes

MAX_OBJECTS = 20_000
"""Objects of a page that are looked through, at most."""

MAX_PATHS = 4000
"""Paths beyond which a page is a drawing, whose lines rule no tables."""

MAX_FORM_DEPTH = 4
"""Forms within forms that are looked into, at most."""

MAX_SEGMENTS = 8000
"""Segments of a page's paths that are looked at one by one, at most."""

MAX_THICKNESS_POINTS = 3.0
"""Thickness up to which a drawn path is a ruled line."""

MANY_SEGMENTS = 120
"""Segments up to which a path is one letter at most."""

ROUNDED_SEGMENTS = range(15, 19)
"""Points of a rectangle with rounded corners: three for each corner, and of its sides those that have a length."""

MIN_STRAIGHT = 0.5
"""Share of each of its sides that is straight, at least."""

MIN_GRID_POINTS = 24.0
"""Width and height of a grid, at least: smaller shapes of many segments are letters and signs."""

_pointer, _int = ctypes.c_void_p, ctypes.c_int
_count_page = ctypes.PYFUNCTYPE(_int, _pointer)(address(pdfium.FPDFPage_CountObjects))
_count_form = ctypes.PYFUNCTYPE(_int, _pointer)(address(pdfium.FPDFFormObj_CountObjects))
_of_page = function("FPDFPage_GetObject", _pointer)
_of_form = ctypes.PYFUNCTYPE(_pointer, _pointer, ctypes.c_ulong)(address(pdfium.FPDFFormObj_GetObject))
_type = function("FPDFPageObj_GetType")
_bounds = function("FPDFPageObj_GetBounds")
_matrix = ctypes.PYFUNCTYPE(_int, _pointer, _pointer)(address(pdfium.FPDFPageObj_GetMatrix))
count_segments = function("FPDFPath_CountSegments")
_segment = ctypes.PYFUNCTYPE(_pointer, _pointer, _int)(address(pdfium.FPDFPath_GetPathSegment))
_segment_type = ctypes.PYFUNCTYPE(_int, _pointer)(address(pdfium.FPDFPathSegment_GetType))
_segment_closes = ctypes.PYFUNCTYPE(_int, _pointer)(address(pdfium.FPDFPathSegment_GetClose))
_point = ctypes.PYFUNCTYPE(_int, _pointer, _pointer, _pointer)(address(pdfium.FPDFPathSegment_GetPoint))
render_mode = function("FPDFTextObj_GetTextRenderMode")

_NO_EDGES = np.zeros((0, 4))
_NO_INDICES = np.zeros(0, np.intp)
_SAME = np.eye(3)
"""The matrix of the page itself, which changes no units."""


@dataclass(frozen=True)
class ObjectGroup:
    """The objects of the page, or of one form on it, in the order in which they are drawn.

    ``handles`` are their addresses, ``pointers`` the same for calls, ``kinds`` pdfium's types of objects, a byte each.
    ``matrix`` leads from their units to the page's, for row vectors. ``form`` is the address of the form (None: the
    page), ``path`` its place among the page's objects, then among those of the form around it, and so on.
    """

    handles: list[int]
    pointers: list[Pointer]
    kinds: bytes
    matrix: NDArray[np.float64]
    form: int | None
    path: tuple[int, ...]

    @cached_property
    def texts(self) -> NDArray[np.intp]:
        """Indices of the text objects."""
        return self.of_kind(pdfium.FPDF_PAGEOBJ_TEXT)

    @cached_property
    def paths(self) -> NDArray[np.intp]:
        """Indices of the paths."""
        return self.of_kind(pdfium.FPDF_PAGEOBJ_PATH)

    @cached_property
    def text_bounds(self) -> NDArray[np.float64]:
        """The bounds of the text objects, in the units of the group."""
        return _bounds_of(self.text_pointers)

    def bounds_of_texts(self, step: int) -> NDArray[np.float64]:
        """The bounds of every so many-th of the text objects, in the units of the group."""
        return _bounds_of(self.text_pointers[::step])

    @cached_property
    def path_bounds(self) -> NDArray[np.float64]:
        """The bounds of the paths, in the units of the group."""
        return _bounds_of(self.pointers_at(self.paths))

    @cached_property
    def modes(self) -> NDArray[np.int64]:
        """How each text object is drawn: pdfium's text rendering modes."""
        return np.fromiter(map(render_mode, self.text_pointers), np.int64, len(self.texts))

    @cached_property
    def text_pointers(self) -> list[Pointer]:
        """The text objects."""
        return self.pointers_at(self.texts)

    def of_kind(self, kind: int) -> NDArray[np.intp]:
        """Indices of the objects of the kind."""
        if kind not in self.kinds:
            return _NO_INDICES
        is_of_kind: NDArray[np.bool_] = np.frombuffer(self.kinds, np.uint8) == kind
        return is_of_kind.nonzero()[0]

    def at(self, indices: NDArray[np.intp]) -> list[int]:
        """The addresses of these objects."""
        if len(indices) == len(self.handles):
            return self.handles
        return [self.handles[i] for i in indices.tolist()]

    def pointers_at(self, indices: NDArray[np.intp]) -> list[Pointer]:
        """These objects."""
        if len(indices) == len(self.pointers):
            return self.pointers
        return [self.pointers[i] for i in indices.tolist()]

    def placed(self, indices: NDArray[np.intp]) -> NDArray[np.float64]:
        """The bounds of these objects in the page's units."""
        return mapped(_bounds_of(self.pointers_at(indices)), self.matrix)


def _bounds_of(objects: Sequence[Pointer]) -> NDArray[np.float64]:
    """Left, top, right, bottom of each object, in the units of its group."""
    # pdfium writes left, bottom, right and top.
    return numbers(_bounds, objects, (0, 3, 2, 1))[0].view(np.float32).astype(np.float64)


@dataclass(frozen=True, slots=True)
class PageObjects:
    """Edges in the page's own units, rows of left, top, right, bottom, y upwards.

    ``ruled_lines`` are thin paths and the level and upright sides of others, ``shapes`` the paths of more sides than a
    rectangle has; a page of very many paths has neither. ``invisible`` are the addresses of the
    text objects that are drawn without ink; ``text_is_hidden`` says whether these are the most, as programs lay
    recognized text over a scan. ``are_complete`` is false where there are more objects than are looked through.
    """

    groups: tuple[ObjectGroup, ...]
    pictures: NDArray[np.float64]
    ruled_lines: NDArray[np.float64]
    shapes: Shapes
    invisible: frozenset[int]
    text_is_hidden: bool
    are_complete: bool

    def texts(self) -> tuple[list[int], NDArray[np.float64]]:
        """The addresses of all text objects, and their edges."""
        groups = [group for group in self.groups if len(group.texts)]
        handles = [handle for group in groups for handle in group.at(group.texts)]
        edges = [mapped(group.text_bounds, group.matrix) for group in groups]
        return handles, np.concatenate([_NO_EDGES, *edges])


def page_objects(page: int) -> PageObjects:
    """What is drawn on the page at address ``page``, in its nested forms too."""
    pictures, ruled_lines, shapes = [_NO_EDGES], [_NO_EDGES], [NO_SHAPES]
    invisible: list[int] = []
    texts = paths = 0
    groups = tuple(_groups(page))
    for group in groups:
        if len(images := group.of_kind(pdfium.FPDF_PAGEOBJ_IMAGE)):
            pictures.append(group.placed(images))
        paths += len(group.paths)
        if len(group.paths) and paths <= MAX_PATHS:
            lines, others = _ruled_lines(group)
            ruled_lines.append(mapped(lines, group.matrix))
            shapes.append(Shapes(mapped(others.bounds, group.matrix), others.figures))
        if not len(group.texts):
            continue
        texts += len(group.texts)
        without_ink = group.modes == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
        if without_ink.any():
            invisible += group.at(group.texts[without_ink])
    hidden = 2 * len(invisible) > texts
    complete = sum(len(group.handles) for group in groups) < MAX_OBJECTS and not any(
        len(group.path) == MAX_FORM_DEPTH and len(group.of_kind(pdfium.FPDF_PAGEOBJ_FORM)) for group in groups
    )
    return PageObjects(
        groups,
        np.concatenate(pictures),
        np.concatenate(ruled_lines),
        Shapes(*map(np.concatenate, zip(*shapes, strict=True))),
        frozenset(invisible),
        hidden,
        complete,
    )


def _groups(page: int) -> Iterator[ObjectGroup]:
    """The page's objects, then those of each form on it."""
    left = MAX_OBJECTS
    waiting: deque[tuple[int, tuple[int, ...], NDArray[np.float64]]] = deque([(page, (), _SAME)])
    while waiting and left > 0:
        holder, path, matrix = waiting.popleft()
        count = min((_count_form if path else _count_page)(holder), left)
        left -= max(count, 1)
        if path:
            handles = list(map(_of_form, repeat(holder), range(count)))
        else:
            handles = list(map(_of_page, repeat(pointer(holder)), range(count)))
        pointers = list(map(pointer, handles))
        group = ObjectGroup(handles, pointers, bytes(map(_type, pointers)), matrix, holder if path else None, path)
        yield group
        if len(path) < MAX_FORM_DEPTH:
            for i in group.of_kind(pdfium.FPDF_PAGEOBJ_FORM).tolist():
                waiting.append((handles[i], (*path, i), matrix_of(handles[i]) @ matrix))


def matrix_of(thing: int) -> NDArray[np.float64]:
    """The matrix of a form or a path, for row vectors."""
    values = np.zeros(6, np.float32)
    if not _matrix(thing, values.ctypes.data):
        return _SAME
    a, b, c, d, e, f = values.tolist()
    return np.array([[a, b, 0], [c, d, 0], [e, f, 1]])


def mapped(bounds: NDArray[np.float64], matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of left, top, right, bottom as upright boxes in the units that ``matrix`` leads to."""
    if not len(bounds) or matrix is _SAME or (matrix == _SAME).all():
        return bounds
    corners = np.stack([bounds[:, [x, y]] for x in (0, 2) for y in (1, 3)]) @ matrix[:2, :2] + matrix[2, :2]
    low, high = corners.min(axis=0), corners.max(axis=0)
    return np.stack([low[:, 0], high[:, 1], high[:, 0], low[:, 1]], axis=1)


def _ruled_lines(group: ObjectGroup) -> tuple[NDArray[np.float64], Shapes]:
    """The ruled lines that the paths of a group draw, and those with more sides than a rectangle has, in its units."""
    bounds = group.path_bounds
    paths = group.at(group.paths)
    width, height = bounds[:, 2] - bounds[:, 0], bounds[:, 1] - bounds[:, 3]
    thin = (width <= MAX_THICKNESS_POINTS) != (height <= MAX_THICKNESS_POINTS)
    boxes = ((width > MAX_THICKNESS_POINTS) & (height > MAX_THICKNESS_POINTS)).nonzero()[0]
    if not len(boxes):
        return bounds[thin], NO_SHAPES
    counts = np.fromiter(map(count_segments, group.pointers_at(group.paths[boxes])), np.int64, len(boxes))
    # A rectangle has four or five segments, and its bounds are its sides; what has more may be a grid.
    plain, more = boxes[(counts == 4) | (counts == 5)], counts > 5
    if len(maybe := ((counts >= ROUNDED_SEGMENTS.start) & (counts < ROUNDED_SEGMENTS.stop)).nonzero()[0]):
        rounded = maybe[list(map(_is_rounded, (paths[boxes[i]] for i in maybe.tolist()), bounds[boxes[maybe]]))]
        plain, more[rounded] = np.concatenate([plain, boxes[rounded]]), False
    large = more & ((width[boxes] >= MIN_GRID_POINTS) | (height[boxes] >= MIN_GRID_POINTS))
    left, top, right, bottom = bounds[plain].T
    sides = (
        (left, top, right, top),
        (left, bottom, right, bottom),
        (left, top, left, bottom),
        (right, top, right, bottom),
    )
    grids = [paths[i] for i in boxes[large].tolist()]
    of_grids = map(_sides, grids) if counts[large].sum() <= MAX_SEGMENTS else ()
    lines = np.concatenate([bounds[thin], *(np.stack(side, axis=1) for side in sides), *of_grids])
    others, counts = boxes[more], counts[more]
    figures = np.ones(len(others), np.int64)
    for i in (counts >= MANY_SEGMENTS).nonzero()[0].tolist():
        figures[i] = _figures(paths[others[i]], int(counts[i]))
    return lines, Shapes(bounds[others], figures)


def _figures(path: int, segments: int) -> int:
    """Number of figures that a path of many segments is made of, by its first ones."""
    sample = min(segments, MANY_SEGMENTS)
    kinds = np.fromiter(map(_segment_type, map(_segment, repeat(path), range(sample))), np.int64, sample)
    return max(1, int((kinds == pdfium.FPDF_SEGMENT_MOVETO).sum()) * segments // sample)


def _is_rounded(path: int, bounds: NDArray[np.float64]) -> bool:
    """Whether a path is a rectangle with rounded corners: its straight parts are on its bounds, in its own units."""
    segments = [_segment(path, i) for i in range(ROUNDED_SEGMENTS.stop)]
    kinds = [_segment_type(segment) for segment in segments if segment]
    if kinds.count(pdfium.FPDF_SEGMENT_BEZIERTO) != 12 or kinds.count(pdfium.FPDF_SEGMENT_MOVETO) != 1:
        return False
    left, top, right, bottom = bounds.tolist()
    width, height = right - left, top - bottom
    sides = _sides(path)
    lengths = (sides[:, [2, 1]] - sides[:, [0, 3]]).T
    across, up = lengths[0] >= MIN_STRAIGHT * width, lengths[1] >= MIN_STRAIGHT * height
    return all(
        bool((is_long & (np.abs(sides[:, [a, b]] - edge) <= MAX_THICKNESS_POINTS).all(axis=1)).any())
        for is_long, a, b, edge in ((up, 0, 2, left), (up, 0, 2, right), (across, 1, 3, top), (across, 1, 3, bottom))
    )


def _sides(path: int) -> NDArray[np.float64]:
    """The level and upright lines of a path of many segments."""
    segments = list(map(_segment, repeat(path), range(count_segments(pointer(path)))))
    kinds = np.fromiter(map(_segment_type, segments), np.int64, len(segments))
    closes = np.fromiter(map(_segment_closes, segments), np.bool_, len(segments))
    points = np.zeros((len(segments), 2), np.float32)
    start, size = points.ctypes.data, points.itemsize
    x, y = (range(start + i * size, start + i * size + points.nbytes, 2 * size) for i in range(2))
    deque(map(_point, segments, x, y), maxlen=0)
    matrix = matrix_of(path)
    placed = points.astype(np.float64) @ matrix[:2, :2] + matrix[2, :2]
    lines = (kinds == pdfium.FPDF_SEGMENT_LINETO).nonzero()[0]
    # What closes a figure continues from its last point to its first.
    begins = np.maximum.accumulate(np.where(kinds == pdfium.FPDF_SEGMENT_MOVETO, np.arange(len(kinds)), 0))
    closing = closes.nonzero()[0]
    one = np.concatenate([placed[lines - 1], placed[closing]])
    other = np.concatenate([placed[lines], placed[begins[closing]]])
    low, high = np.minimum(one, other), np.maximum(one, other)
    sides = high - low
    straight = (sides.min(axis=1) <= 0.1) & (sides.max(axis=1) > MAX_THICKNESS_POINTS)
    found: NDArray[np.float64] = np.stack([low[:, 0], high[:, 1], high[:, 0], low[:, 1]], axis=1)[straight]
    return found
