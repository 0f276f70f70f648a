"""What a page is: found out once, before anything is extracted from it."""

from dataclasses import dataclass
from enum import Enum

from shared.models.document import OcrMode
from shared.models.page import Box
from worker.extraction.pictures import is_blank, pictures_with_text
from worker.formats.page_source import PageSource, TextLayer

MAX_UNRELIABLE = 0.5
"""Share of a page's words that may be unreliable: beyond it, the whole page is recognized to verify them."""

MIN_SCAN = 0.5
"""Share of the page that its pictures cover, at least, where it is a scan."""


class PageKind(Enum):
    """What has to be done with a page."""

    TEXT = "text"
    """Its own text is all there is to extract; it may have none."""

    MIXED = "mixed"
    """It has text of its own, and pictures that contain more, or some of its words are unreliable."""

    DOUBTFUL = "doubtful"
    """It has a text layer that may not say what the page shows; OCR decides."""

    SCAN = "scan"
    """It has no text that counts; OCR recognizes the whole page."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a page is, with the text layer that counts and, where it is mixed, the pictures that contain text."""

    kind: PageKind
    layer: TextLayer | None = None
    pictures: tuple[Box, ...] = ()

    @property
    def needs_ocr(self) -> bool:
        """Whether its own text is not enough."""
        return self.kind is not PageKind.TEXT


def inspect(page: PageSource, mode: OcrMode) -> Inspection:
    """What ``page`` is. ``mode`` says whether OCR is used where it is needed, everywhere, or nowhere."""
    if mode == "force":
        return Inspection(PageKind.SCAN)
    layer = page.text_layer()
    if mode == "off":
        return Inspection(PageKind.TEXT, layer)
    if layer is None or _is_doubtful(page, layer):
        # A page with a picture is drawn by the worker that recognizes it, not twice.
        if not page.pictures() and is_blank(page):
            return Inspection(PageKind.TEXT)
        return Inspection(PageKind.SCAN if layer is None else PageKind.DOUBTFUL, layer)
    pictures = tuple(pictures_with_text(page, layer.words.boxes))
    mixed = pictures or layer.words.unreliable.any()
    return Inspection(PageKind.MIXED if mixed else PageKind.TEXT, layer, pictures)


def _is_doubtful(page: PageSource, layer: TextLayer) -> bool:
    """Whether the layer is no text, or was laid over a scan, so that it may say anything."""
    if not layer.is_plausible or layer.words.unreliable.mean() > MAX_UNRELIABLE:
        return True
    return layer.is_hidden and _share_of_pictures(page) >= MIN_SCAN


def _share_of_pictures(page: PageSource) -> float:
    return sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in page.pictures())
