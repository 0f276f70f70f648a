"""Pages drawn by pdfium, whole or in part."""

import math
from typing import NamedTuple

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from shared.errors import Corrupt
from shared.models.page import Box
from shared.settings import settings
from worker.formats.page_source import MAX_RASTER_PIXELS, WHOLE

PART_MARGIN = 4
"""Pixels that are drawn around a part."""


class Drawing(NamedTuple):
    """A part of a page: height x width x 3 in the order blue, green, red.

    ``left`` and ``top`` are where it begins on the whole page, whose ``width`` and ``height`` are in pixels, too.
    """

    pixels: NDArray[np.uint8]
    left: int
    top: int
    width: int
    height: int

    def on_paper(self) -> NDArray[np.uint8]:
        """The whole page, white where it was not drawn."""
        high, wide = self.pixels.shape[:2]
        if (high, wide) == (self.height, self.width):
            return self.pixels
        paper = np.full((self.height, self.width, 3), 255, np.uint8)
        paper[self.top : self.top + high, self.left : self.left + wide] = self.pixels
        return paper


def draw(
    page: pypdfium2.PdfPage, size: tuple[float, float], dpi: float, box: Box = WHOLE, *, has_fields: bool
) -> Drawing:
    """What the page shows in the box, in fractions of it, and a little around it; its parts are drawn as on the whole.

    ``size`` is the page's in points. Large pages come at fewer pixels an inch. Raises `Corrupt`.
    """
    width, height = size
    most = min(MAX_RASTER_PIXELS, settings().max_page_pixels)
    try:
        scale = min(dpi / 72, (most / (width * height)) ** 0.5, most / max(width, height))
        across, down = math.ceil(width * scale), math.ceil(height * scale)
        left, right = _range(box[0], box[2], across)
        top, bottom = _range(box[1], box[3], down)
        # pdfium's wrapper rounds what it crops up to pixels.
        crop = tuple(max(0.0, edge - 0.5) / scale for edge in (left, down - bottom, across - right, top))
        bitmap = page.render(scale=scale, crop=crop, may_draw_forms=has_fields)
    except (pypdfium2.PdfiumError, ValueError, OverflowError) as error:
        raise Corrupt("The page could not be drawn.") from error
    try:
        pixels: NDArray[np.uint8] = bitmap.to_numpy()
        pixels = np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels[:, :, :3].copy()
        return Drawing(pixels, left, top, across, down)
    finally:
        bitmap.close()


def _range(begin: float, end: float, pixels: int) -> tuple[int, int]:
    """The first pixel, and the one behind the last, of a part of a side of the page; one pixel at least."""
    if (begin, end) == (0.0, 1.0):
        return 0, pixels
    first = min(max(0, math.floor(begin * pixels) - PART_MARGIN), pixels - 1)
    return first, min(max(first + 1, math.ceil(end * pixels) + PART_MARGIN), pixels)
