"""How a page's image is turned to stand upright, and the way of places back to the image as given."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.models.page import Box

Image = NDArray[np.uint8]
"""A page as pixels: ``[height, width]`` gray or ``[height, width, 3]`` BGR."""

Points = NDArray[np.float32]
"""Places in pixels, ``[..., 2]`` as x and y, origin top-left."""


def small_gray(image: Image, side: int) -> Image:
    """A gray copy for looking at, of ``side`` pixels along its long side at most."""
    gray = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    height, width = gray.shape
    scale = min(side / max(height, width), 1.0)
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)


@dataclass(frozen=True, slots=True)
class Upright:
    """A turn of an image of ``width`` by ``height`` pixels by ``turns`` quarters and ``skew`` degrees.

    Both are clockwise and set the page upright. The upright page keeps the image's size, with the sides
    swapped after an odd number of quarters; a skew turns about the middle, so that corners may leave it.
    """

    width: int
    height: int
    turns: int = 0
    skew: float = 0.0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright page, in pixels."""
        return (self.height, self.width) if self.turns % 2 else (self.width, self.height)

    def matrix(self) -> NDArray[np.float64]:
        """The 2x3 affine map from the image as given to the upright page, in pixels."""
        angle = np.radians(90 * (self.turns % 4) + self.skew)
        cos, sin = np.cos(angle), np.sin(angle)
        turn = np.array([[cos, -sin], [sin, cos]])
        width, height = self.size
        shift = np.array([width, height]) / 2 - turn @ (np.array([self.width, self.height]) / 2)
        return np.column_stack([turn, shift])

    def image(self, image: Image) -> Image:
        """The image upright; what lies outside it continues its edge."""
        quarters = np.ascontiguousarray(np.rot90(image, -self.turns % 4))
        if not self.skew:
            return quarters
        width, height = self.size
        turn = Upright(width, height, 0, self.skew).matrix()
        level = cv2.warpAffine(quarters, turn, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(level, np.uint8)

    def points(self, given: Points) -> Points:
        """Places of the image as given, on the upright page."""
        matrix = self.matrix()
        return (given @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)

    def given(self, box: Box) -> Box:
        """The box, in fractions of the image as given, that covers a box in fractions of the upright page."""
        if not self.turns % 4 and not self.skew:
            return box
        width, height = self.size
        x0, y0, x1, y1 = box
        corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]) * (width, height)
        matrix = self.matrix()
        places = (corners - matrix[:, 2]) @ matrix[:, :2] / (self.width, self.height)
        left, top = places.min(0).clip(0, 1)
        right, bottom = places.max(0).clip(0, 1)
        return float(left), float(top), float(right), float(bottom)
