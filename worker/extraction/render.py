"""A page as an image file, for looking at."""

import io
from typing import Literal

from PIL import Image

from worker.formats.page_source import PageSource

MAX_WIDTH = 2400
"""Width in pixels beyond which more detail is not visible."""

ImageFormat = Literal["PNG", "JPEG", "WEBP"]


def draw_page(page: PageSource, width: int, image_format: ImageFormat) -> bytes:
    """The page as shown, ``width`` pixels wide (at most 2400), in the bytes of an image file."""
    width = max(1, min(width, MAX_WIDTH))
    across, down = page.size
    height = max(1, min(round(width * down / across), 4 * MAX_WIDTH))
    pixels = page.image(72 * width / across)
    image = Image.fromarray(pixels[:, :, ::-1])
    if image.size != (width, height):
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    if image_format == "PNG":
        image.save(file, "PNG", compress_level=3)
    else:
        image.save(file, image_format, quality=85, **({"method": 2} if image_format == "WEBP" else {}))
    return file.getvalue()
