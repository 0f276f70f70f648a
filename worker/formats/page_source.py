"""What every document format offers to the reading of its pages."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shared.models.page import Box, Page


class Source(Protocol):
    """An open document. Pages are numbered from 1; a source is used by one thread."""

    @property
    def page_count(self) -> int:
        """Number of pages, at least 1."""

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of the page as shown, in points (1/72 inch)."""

    def text(self, number: int, *, trusting: bool = False) -> Page | None:
        """The page from the document's own text, None where it has no usable text layer.

        A layer is not usable when it is empty or, unless ``trusting``, not plausible as text.
        """

    def image(self, number: int, dpi: float) -> NDArray[np.uint8]:
        """The page as shown, height x width x 3 in the order blue, green, red, at about ``dpi`` pixels an inch.

        Large pages come at fewer pixels an inch, pictures never at more than they have.
        """

    def pictures(self, number: int) -> list[Box]:
        """Places of pictures on the page that may hold text of their own."""

    def rules(self, number: int) -> NDArray[np.float64]:
        """Ruled lines drawn on the page, ``[n, 4]`` as x0, y0, x1, y1 in fractions of the page as shown."""

    def close(self) -> None:
        """Free the document. It cannot be used afterwards."""
