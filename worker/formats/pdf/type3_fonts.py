"""Fonts of Type 3, whose glyphs are drawings: whether these have colors of their own, or are blank.

The color that pdfium gives for a text is not what such glyphs show.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from worker.formats.pdf.dictionaries import is_dictionary, value_at

if TYPE_CHECKING:
    import pikepdf

MAX_OBJECTS = 20_000
"""Objects of a document that are looked through; one with more counts as having such glyphs."""

MAX_BLANK = 0.5
"""Share of a font's glyphs that may be blank, as that of the space is."""

_COLORED = re.compile(rb"\s*[-+.\d]+\s+[-+.\d]+\s+d0\b")
_COLORS = re.compile(rb"(?<![^\s\])>])(?:g|rg|k|cs|scn?|G|RG|K|CS|SCN?|sh|gs|Do|BI)(?![^\s\[(</])")
_PAINTS = re.compile(rb"(?<![^\s\])>])(?:f\*?|F|B\*?|b\*?|S|s|sh|Do|BI|Tj|TJ|'|\")(?![^\s\[(</])")


def have_glyphs_of_their_own_color(pdf: "pikepdf.Pdf") -> bool:
    """Whether fonts of the document draw glyphs in colors of their own, or mostly nothing."""
    if len(pdf.objects) > MAX_OBJECTS:
        return True
    return any(map(_has_own_color, _type3_fonts(pdf)))


def _type3_fonts(pdf: "pikepdf.Pdf") -> Iterator["pikepdf.Object"]:
    """All fonts of Type 3; those of a page's resources may be written where they are used."""
    for one in pdf.objects:
        if not is_dictionary(one):
            continue
        for fonts in (value_at(one, "/Font"), value_at(one, "/Resources", "/Font")):
            if fonts is not None and is_dictionary(fonts):
                yield from (font for font in fonts.values() if font.get("/Subtype") == "/Type3")
        if one.get("/Subtype") == "/Type3":
            yield one


def _has_own_color(font: "pikepdf.Object") -> bool:
    glyphs = [glyph.read_bytes() for glyph in islice(font.CharProcs.values(), 256)]
    if any(_COLORED.match(glyph) and _COLORS.search(glyph) for glyph in glyphs):
        return True
    return sum(not _PAINTS.search(glyph) for glyph in glyphs) > MAX_BLANK * len(glyphs)
