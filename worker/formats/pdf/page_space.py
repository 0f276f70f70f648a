"""Where things are on a PDF's page as shown."""

import numpy as np
import pypdfium2
from numpy.typing import NDArray

_DOWNWARDS = np.array([1.0, -1.0, 1.0, -1.0])


class PageSpace:
    """From a page's own units, y upwards, to fractions of the page as shown, rotation applied."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        left, bottom, right, top = page.get_bbox()
        self._origin = np.array([left, -top, left, -top])
        width, height = (right - left) or 1.0, (top - bottom) or 1.0
        self._size = np.array([width, height, width, height])
        self._rotation = page.get_rotation()
        self._edges = left, bottom, right, top

    def shown(self, edges: NDArray[np.float64]) -> NDArray[np.float64]:
        """Boxes x0, y0, x1, y1 of rows of left, top, right, bottom; not clipped to the page."""
        upright: NDArray[np.float64] = (edges * _DOWNWARDS - self._origin) / self._size
        if self._rotation == 0:
            return upright
        west, north, east, south = upright.T
        sides = {
            90: (1 - south, west, 1 - north, east),
            180: (1 - east, 1 - south, 1 - west, 1 - north),
            270: (north, 1 - east, south, 1 - west),
        }
        return np.stack(sides[self._rotation], axis=1)

    def own(self) -> tuple[float, float, float, float, float, float]:
        """The matrix from fractions of the page as shown, y downwards, to the page's own units, as PDF has matrices."""
        left, bottom, right, top = self._edges
        width, height = right - left, top - bottom
        return {
            0: (width, 0.0, 0.0, -height, left, top),
            90: (0.0, height, width, 0.0, left, bottom),
            180: (-width, 0.0, 0.0, height, right, bottom),
            270: (0.0, -height, -width, 0.0, right, top),
        }[self._rotation]
