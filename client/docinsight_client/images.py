"""The image of a page, with what was found framed on it."""

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from docinsight_client.models.base import Box

if TYPE_CHECKING:
    from PIL.Image import Image

FRAME_COLOR = (220, 90, 0, 255)
FILL_COLOR = (255, 200, 0, 90)
MARGIN = 0.004
"""Between a box and its frame, as a part of the image's width."""
FRAME_WIDTH = 0.003
"""As a part of the image's width."""
SURROUNDINGS = 0.12
"""As a part of the page's height."""


class PageImage:
    """The image of a page as the service renders it, and the boxes to be framed on it.

    ``data`` are the bytes of a PNG without frames. Whatever frames needs Pillow: ``doc-insight-client[images]``.
    """

    def __init__(self, data: bytes, boxes: Sequence[Box] = ()) -> None:
        self.data = data
        self.boxes = tuple(boxes)

    def to_pillow(self) -> "Image":
        """A Pillow image in RGB with the boxes framed."""
        from PIL import Image, ImageDraw

        with Image.open(io.BytesIO(self.data)) as opened:
            page = opened.convert("RGB")
        draw = ImageDraw.Draw(page, "RGBA")
        for box in self.boxes:
            draw.rectangle(frame(box, page.width, page.height), FILL_COLOR, FRAME_COLOR, frame_width(page.width))
        return page

    def framed_part(self, surroundings: float = SURROUNDINGS) -> "Image":
        """A Pillow image of what is framed, as wide as the page, with so much of its height above and below."""
        page = self.to_pillow()
        top = min((box[1] for box in self.boxes), default=0.0) - surroundings
        bottom = max((box[3] for box in self.boxes), default=1.0) + surroundings
        return page.crop((0, round(max(0.0, top) * page.height), page.width, round(min(1.0, bottom) * page.height)))

    def to_png(self) -> bytes:
        """A PNG with the boxes framed."""
        if not self.boxes:
            return self.data
        out = io.BytesIO()
        self.to_pillow().save(out, "PNG")
        return out.getvalue()

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the image with the boxes framed, in the format that the path's suffix names."""
        path = Path(path)
        if path.suffix.lower() == ".png":
            path.write_bytes(self.to_png())
        else:
            self.to_pillow().save(path)
        return path

    def show(self) -> None:
        """Show the image with the boxes framed: in the notebook, or by the desktop's viewer."""
        if not _shown_in_notebook(self):
            self.to_pillow().show()

    def _repr_png_(self) -> bytes:
        """What a notebook shows of it."""
        return self.to_png()


def frame(box: Box, width: int, height: int) -> tuple[float, float, float, float]:
    """The corners, in pixels, of the frame around a box on an image of that size."""
    x0, y0, x1, y1 = box
    margin = width * MARGIN
    left, top = max(0.0, x0 * width - margin), max(0.0, y0 * height - margin)
    return left, top, min(width - 1.0, x1 * width + margin), min(height - 1.0, y1 * height + margin)


def frame_width(width: int) -> int:
    """The width of a frame's line, in pixels, on an image of that width."""
    return max(2, round(width * FRAME_WIDTH))


def _shown_in_notebook(image: PageImage) -> bool:
    if "IPython" not in sys.modules:
        return False
    from IPython.core.getipython import get_ipython
    from IPython.display import display

    shell = get_ipython()
    if shell is None or not hasattr(shell, "kernel"):
        return False
    display(image)
    return True
