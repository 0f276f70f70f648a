"""Words with places, as sources and OCR engines hand them over before their reading order is known."""

from collections.abc import Sequence
from typing import NamedTuple

from shared.models.page import Box, WordSource


class PlacedWord(NamedTuple):
    """One word and where it stands.

    ``box`` is in fractions of the page as shown, origin top-left. ``confidence`` is from 0 to 1, None for text
    that comes from the document itself.
    """

    text: str
    box: Box
    confidence: float | None
    source: WordSource


PlacedLine = Sequence[PlacedWord]
"""Words that stand on one physical line, in logical order: a detector's line box, or a run of a PDF's text."""
