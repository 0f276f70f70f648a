"""The fonts that come with the package, and which of them draws a character.

A document then has the same places, and the same pictures of its pages, on every machine. DejaVu Sans draws what no
other one does; the scripts that it lacks and that have no font here are drawn as boxes.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

_FOLDER = Path(__file__).parent
USUAL = _FOLDER / "DejaVuSans.ttf"

WIDE = (
    "\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97f"
    "\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
)
"""Characters that are an em wide by convention, as a part of a set in a regular expression."""

_RUNS = (
    (f"[{WIDE}\u3130-\u318f\uff61-\uffdc]+", _FOLDER / "DroidSansFallback.ttf"),
    ("[\u0e00-\u0e7f]+", _FOLDER / "NotoSansThai.ttf"),
    ("[\u0900-\u097f\ua8e0-\ua8ff]+", _FOLDER / "NotoSansDevanagari.ttf"),
    ("[\u0980-\u09ff]+", _FOLDER / "NotoSansBengali.ttf"),
    ("[\u0b80-\u0bff]+", _FOLDER / "NotoSansTamil.ttf"),
)
_OTHERS = re.compile("|".join(f"({pattern})" for pattern, _ in _RUNS))


def runs_of(text: str) -> Iterator[tuple[str, Path]]:
    """The pieces of a text that are each drawn by one font, and the font."""
    if text.isascii():
        yield text, USUAL
        return
    at = 0
    for run in _OTHERS.finditer(text):
        if run.start() > at:
            yield text[at : run.start()], USUAL
        yield run[0], _RUNS[(run.lastindex or 1) - 1][1]
        at = run.end()
    if at < len(text):
        yield text[at:], USUAL


@lru_cache(64)
def font(path: Path, quarters: int) -> ImageFont.FreeTypeFont:
    """A font in quarters of a pixel."""
    return ImageFont.truetype(path, quarters / 4)


@lru_cache(8)
def metric_font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    """A font to measure single characters with."""
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
