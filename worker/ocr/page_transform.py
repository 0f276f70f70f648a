"""The transform from a page's image to the upright page, and back."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.models.page import Box

Image = NDArray[np.uint8]
"""A page as pixels: ``[height, width]`` gray or ``[height, width, 3]`` BGR."""

Points = NDArray[np.float32]
"""Points in pixels, ``[..., 2]`` as x and y, origin top-left."""


def small_gray(image: Image, side: int) -> Image:
    """A gray copy whose long side has ``side`` pixels at most."""
    gray = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    height, width = gray.shape
    scale = min(side / max(height, width), 1.0)
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)


@dataclass(frozen=True, slots=True)
class PageTransform:
    """Rotates an image of ``width`` by ``height`` pixels by ``quarter_turns`` and then deskews it.

    Both are clockwise and set the page upright. The upright page keeps the image's size, with the sides swapped after
    an odd number of quarter turns; deskewing rotates about the middle, so that corners may leave it.
    """

    width: int
    height: int
    quarter_turns: int = 0
    skew_degrees: float = 0.0

    @property
    def is_identity(self) -> bool:
        """Whether the image is upright as it is."""
        return not self.quarter_turns % 4 and not self.skew_degrees

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright page, in pixels."""
        return (self.height, self.width) if self.quarter_turns % 2 else (self.width, self.height)

    def matrix(self) -> NDArray[np.float64]:
        """The 2x3 affine matrix from the original image to the upright page, in pixels."""
        angle = np.radians(90 * (self.quarter_turns % 4) + self.skew_degrees)
        cos, sin = np.cos(angle), np.sin(angle)
        rotation = np.array([[cos, -sin], [sin, cos]])
        width, height = self.size
        shift = np.array([width, height]) / 2 - rotation @ (np.array([self.width, self.height]) / 2)
        return np.column_stack([rotation, shift])

    def apply(self, image: Image) -> Image:
        """The upright page of an original image; what lies outside of the image continues its edge."""
        rotated = np.ascontiguousarray(np.rot90(image, -self.quarter_turns % 4))
        if not self.skew_degrees:
            return rotated
        width, height = self.size
        deskew = PageTransform(width, height, 0, self.skew_degrees).matrix()
        level = cv2.warpAffine(
            rotated, deskew, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(level, np.uint8)

    def to_upright(self, points: Points) -> Points:
        """Points of the original image on the upright page."""
        matrix = self.matrix()
        return (points @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)

    def to_original(self, box: Box) -> Box:
        """The box, in fractions of the original image, that covers a box in fractions of the upright page."""
        if self.is_identity:
            return box
        width, height = self.size
        x0, y0, x1, y1 = box
        corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]) * (width, height)
        matrix = self.matrix()
        points = (corners - matrix[:, 2]) @ matrix[:, :2] / (self.width, self.height)
        left, top = points.min(0).clip(0, 1)
        right, bottom = points.max(0).clip(0, 1)
        return float(left), float(top), float(right), float(bottom)
