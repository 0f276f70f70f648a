"""Where things are on a PDF's page as shown."""

import numpy as np
import pypdfium2
from numpy.typing import NDArray


class PageSpace:
    """From a page's own units, y upwards, to fractions of the page as shown, rotation applied."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.rotation = page.get_rotation()

    def shown(self, edges: NDArray[np.float64]) -> NDArray[np.float64]:
        """Boxes x0, y0, x1, y1 of rows of left, top, right, bottom; not clipped to the page."""
        width, height = (self.right - self.left) or 1.0, (self.top - self.bottom) or 1.0
        west, east = (edges[:, 0] - self.left) / width, (edges[:, 2] - self.left) / width
        north, south = (self.top - edges[:, 1]) / height, (self.top - edges[:, 3]) / height
        sides = {
            0: (west, north, east, south),
            90: (1 - south, west, 1 - north, east),
            180: (1 - east, 1 - south, 1 - west, 1 - north),
            270: (north, 1 - east, south, 1 - west),
        }
        return np.stack(sides[self.rotation], axis=1)
