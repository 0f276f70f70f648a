"""What pdfium does not say of a PDF: layers that can be switched off, units of pages, associated files, drawn fonts.

pdfium honors layers (optional content groups) when it draws the content of a page, and ignores them for annotations and
when it gives text. It ignores the unit of a page. Few files have any of them, so that names are searched for in its
bytes, and pages parsed only then.
"""

import mmap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from worker.formats.pdf.dictionaries import ask
from worker.formats.pdf.layer_states import Hidden, hidden_annotations
from worker.formats.pdf.object_streams import OBJECT_STREAM, object_streams
from worker.formats.pdf.type3_fonts import have_glyphs_of_their_own_color

if TYPE_CHECKING:
    import pikepdf

_LAYERS, _UNIT, _ASSOCIATED = b"/OCProperties", b"/UserUnit", b"/AFRelationship"
_TYPE3 = b"/Type3"
_NAMES = (_LAYERS, _UNIT, _ASSOCIATED, _TYPE3)

SEARCHED_AT_ONCE = 1 << 20
"""Bytes of a file that are copied to search them: that is ten times as fast as in the mapped file itself."""

MAX_UNIT = 1000.0
"""Unit of a page, in points, beyond which it is taken for a mistake: a page of 14,400 units is then 5 km wide."""


class FileFeatures(NamedTuple):
    """``may_have_layers`` is False where the document certainly has no layers.

    ``hidden_annotations`` are the annotations in layers that are switched off, and ``has_glyphs_of_their_own_color``
    says that it has fonts of Type 3 that draw in another color than that of the text, or draw nothing.
    ``units`` are the sizes of pages' units in points, by the pages' numbers, where they are others than 1.
    ``has_associated_files`` says that it has files that belong to parts of it, beside its attachments.
    ``honest_fonts`` collects the names of its fonts that were found to draw what they say.
    """

    may_have_layers: bool
    hidden_annotations: Hidden
    has_glyphs_of_their_own_color: bool
    units: Mapping[int, float]
    has_associated_files: bool
    honest_fonts: set[bytes]


def file_features(data: bytes | Path, password: str | None) -> FileFeatures:
    """The features of the PDF that the password opens."""
    if isinstance(data, bytes):
        named, is_certain = _named(data)
    else:
        with data.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            named, is_certain = _named(content)
    layers = _LAYERS in named or not is_certain
    type3 = _TYPE3 in named or not is_certain
    return FileFeatures(
        layers,
        ask(data, password, hidden_annotations, {}) if layers else {},
        type3 and ask(data, password, have_glyphs_of_their_own_color, False),
        ask(data, password, _units, {}) if _UNIT in named else {},
        _ASSOCIATED in named,
        set(),
    )


def _named(content: bytes | mmap.mmap) -> tuple[set[bytes], bool]:
    """Which names occur in the content; and False where some of it could not be inflated, as in encrypted documents."""
    found: set[bytes] = set()
    streams: list[int] = []
    overlap = max(map(len, (*_NAMES, OBJECT_STREAM))) - 1
    for start in range(0, len(content), SEARCHED_AT_ONCE):
        part = content[start : start + SEARCHED_AT_ONCE + overlap]
        found |= {name for name in _NAMES if name in part}
        streams += [start + at for at in _positions(part, OBJECT_STREAM) if at < SEARCHED_AT_ONCE]
    is_certain = True
    for objects in object_streams(content, streams):
        if objects is None:
            is_certain = False
        else:
            found |= {name for name in _NAMES if name in objects}
    return found, is_certain


def _positions(part: bytes, name: bytes) -> Iterator[int]:
    at = part.find(name)
    while at >= 0:
        yield at
        at = part.find(name, at + len(name))


def _units(pdf: "pikepdf.Pdf") -> dict[int, float]:
    """The units of pages that have others than points."""
    found = {}
    for number, page in enumerate(pdf.pages, 1):
        unit = float(page.get("/UserUnit", 1))
        if unit != 1 and 0 < unit <= MAX_UNIT:
            found[number] = unit
    return found
