"""Fonts of Type 3, whose glyphs are drawings: whether these have colors of their own, or are blank.

The color that pdfium gives for a text is not what such glyphs show.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from worker.formats.pdf.dictionaries import value_at
from worker.formats.pdf.objects import MAX_FORM_DEPTH

if TYPE_CHECKING:
    import pikepdf

MAX_RESOURCES = 5000
"""Fonts and forms of a document that are looked through; one with more counts as having such glyphs."""

MAX_BLANK = 0.5
"""Share of a font's glyphs that may be blank, as that of the space is."""

_COLORED = re.compile(rb"\s*[-+.\d]+\s+[-+.\d]+\s+d0\b")
_COLORS = re.compile(rb"(?<![^\s\])>])(?:g|rg|k|cs|scn?|G|RG|K|CS|SCN?|sh|gs|Do|BI)(?![^\s\[(</])")
_PAINTS = re.compile(rb"(?<![^\s\])>])(?:f\*?|F|B\*?|b\*?|S|s|sh|Do|BI|Tj|TJ|'|\")(?![^\s\[(</])")


def have_glyphs_of_their_own_color(pdf: "pikepdf.Pdf") -> bool:
    """Whether fonts of the document draw glyphs in colors of their own, or mostly nothing."""
    seen: set[tuple[int, int]] = set()
    for page in pdf.pages:
        if any(map(_has_own_color, _type3_fonts(page.get("/Resources"), seen))):
            return True
        if len(seen) > MAX_RESOURCES:
            return True
    return False


def _type3_fonts(
    resources: "pikepdf.Object | None", seen: set[tuple[int, int]], depth: int = 0
) -> Iterator["pikepdf.Object"]:
    """The fonts of Type 3 among the resources of a page or a form, and of the forms in it, that were not seen."""
    fonts = value_at(resources, "/Font")
    for font in fonts.values() if fonts is not None else ():
        if font.get("/Subtype") == "/Type3" and _is_new(font, seen):
            yield font
    forms = value_at(resources, "/XObject") if depth < MAX_FORM_DEPTH else None
    for form in forms.values() if forms is not None else ():
        if form.get("/Subtype") == "/Form" and _is_new(form, seen):
            yield from _type3_fonts(form.get("/Resources"), seen, depth + 1)


def _is_new(one: "pikepdf.Object", seen: set[tuple[int, int]]) -> bool:
    """Whether an object was not seen before, which it then is; one without a number is where it is used alone."""
    if not one.is_indirect:
        return True
    if one.objgen in seen:
        return False
    seen.add(one.objgen)
    return True


def _has_own_color(font: "pikepdf.Object") -> bool:
    glyphs = [glyph.read_bytes() for glyph in islice(font.CharProcs.values(), 256)]
    if any(_COLORED.match(glyph) and _COLORS.search(glyph) for glyph in glyphs):
        return True
    return sum(not _PAINTS.search(glyph) for glyph in glyphs) > MAX_BLANK * len(glyphs)
