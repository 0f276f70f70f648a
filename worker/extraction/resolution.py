"""At how many pixels an inch a page is drawn for OCR."""

from shared.settings import settings
from worker.extraction.inspection import PageKind
from worker.formats.page_source import PageSource

MIN_DPI = 100.0
"""Resolution of a scan, at least: what is coarser is drawn with more pixels than it has."""

MAX_DPI = 300.0
"""Resolution of a scan, at most: finer ones are recognized no better, and take longer."""


def drawing_dpi(page: PageSource, kind: PageKind) -> float:
    """The scan's own resolution, so that its pixels are not resampled twice; elsewhere that of the settings."""
    own = page.resolution()
    if own is None:
        return settings().ocr_dpi
    own = min(max(own, MIN_DPI), MAX_DPI)
    # Beside a coarse picture there may be small letters.
    return max(own, settings().ocr_dpi) if kind is PageKind.MIXED else own
