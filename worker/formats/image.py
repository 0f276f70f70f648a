"""Images as documents: PNG, JPEG, WebP, BMP, GIF, AVIF, JPEG 2000, HEIC and the pages of TIFF, by Pillow."""

import io
import struct
from pathlib import Path

import cv2
import numpy as np
import pi_heif
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from shared.errors import Corrupt, NoPages, TooLargePage, TooManyPages
from shared.models.page import Box
from shared.settings import settings
from worker.formats.page_source import NO_WARNINGS, WHOLE
from worker.formats.pixels import Decoded, bgr, decode_smaller, reduction, upright
from worker.layout.ruled_lines import NO_RULED_LINES

PILLOW_FORMATS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/tiff": "TIFF",
    "image/webp": "WEBP",
    "image/bmp": "BMP",
    "image/gif": "GIF",
    "image/avif": "AVIF",
    "image/jp2": "JPEG2000",
    "image/heic": "HEIF",
    "image/heif": "HEIF",
}
"""Media types and Pillow's names of their formats; no other of Pillow's formats is ever tried."""

# One thread for each worker process, and of the pictures in a file only that which people are shown.
pi_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)

MEDIA_TYPES = tuple(PILLOW_FORMATS)

DEFAULT_DPI = 200.0
"""Resolution of an image that states none, or one that no scanner has."""

MIN_DPI = 30.0
"""Resolution below which an image's own is taken for a mistake."""

MIN_SIDE = 1600
"""Pixels of the longer side below which an image is not made smaller, whatever resolution it states."""

_ORIENTATION = 0x0112
_SIDEWAYS = (5, 6, 7, 8)
"""EXIF's tag of the orientation, and its values that swap the sides."""

# Our own limit is checked before any pixel is decoded; Pillow's would only warn.
Image.MAX_IMAGE_PIXELS = None

_DAMAGE = (
    *(OSError, ValueError, SyntaxError, EOFError, struct.error),
    *(KeyError, IndexError, TypeError, OverflowError, RuntimeError),
)
"""What the decoders raise on damaged files."""


def open_image(data: bytes | Path, media_type: str, _password: str | None) -> "ImageSource":
    """The image, or the pages of a TIFF."""
    return ImageSource(data, media_type)


class ImageSource:
    """An open image, or the pages of a TIFF. It keeps the pixels of the page that was asked for last."""

    warnings = NO_WARNINGS

    def __init__(self, data: bytes | Path, media_type: str) -> None:
        self._data = data
        file = io.BytesIO(data) if isinstance(data, bytes) else data
        try:
            self._image = Image.open(file, formats=[PILLOW_FORMATS[media_type]])
        except UnidentifiedImageError as error:
            raise Corrupt from error
        except Image.DecompressionBombError as error:
            raise TooLargePage from error
        except _DAMAGE as error:
            raise Corrupt from error
        self._page: ImagePage | None = None
        try:
            # Frames of an animation are not pages.
            self.page_count = self._count_frames() if media_type == "image/tiff" else 1
            self.page(1)
        except Exception:
            self.close()
            raise

    def page(self, number: int) -> "ImagePage":
        """See `DocumentSource`."""
        if self._page is None or self._page.number != number:
            self._page = None
            self._page = self._load(number)
        return self._page

    def close(self) -> None:
        """See `DocumentSource`."""
        self._page = None
        self._image.close()

    def _count_frames(self) -> int:
        """Pages of a TIFF; counting stops beyond the limit."""
        count, limit = 0, settings().max_pages
        try:
            while count <= limit:
                self._image.seek(count)
                count += 1
        except EOFError:
            pass
        except _DAMAGE as error:
            if count == 0:
                raise Corrupt from error
        if count > limit:
            raise TooManyPages
        if count == 0:
            raise NoPages
        return count

    def _load(self, number: int) -> "ImagePage":
        """The page with its pixels upright, in blue, green, red."""
        try:
            if self.page_count > 1:
                self._image.seek(number - 1)
            width, height = self._image.size
            if width < 1 or height < 1:
                raise Corrupt("The picture has no pixels.")
            if width * height > settings().max_page_pixels:
                raise TooLargePage
            dpi = _resolution(self._image)
            sideways = self._image.getexif().get(_ORIENTATION, 1) in _SIDEWAYS
            stored = self._decoded(reduction(width, height))
            # Pillow has turned a TIFF by itself, and then says so.
            pixels = upright(stored, self._image.getexif().get(_ORIENTATION, 1))
            smaller = max(width, height) / max(pixels.shape[:2])
            dpi = dpi[0] / smaller, dpi[1] / smaller
            if self.page_count == 1:
                self._image.close()
        except Image.DecompressionBombError as error:
            raise TooLargePage from error
        except _DAMAGE as error:
            raise Corrupt("The picture is damaged and could not be decoded.") from error
        return ImagePage(number, pixels, (dpi[1], dpi[0]) if sideways else dpi)

    def _decoded(self, factor: int) -> NDArray[np.uint8]:
        """The pixels as they are stored, ``factor`` x ``factor`` of them as one."""
        if factor == 1:
            return bgr(self._image, 1)
        if self._image.format == "WEBP" and getattr(self._image, "n_frames", 1) == 1:
            return bgr(Decoded(self._bytes()), factor)
        return bgr(self._image, decode_smaller(self._image, factor))

    def _bytes(self) -> NDArray[np.uint8]:
        data = self._data
        return np.frombuffer(data if isinstance(data, bytes) else data.read_bytes(), np.uint8)


class ImagePage:
    """An image as a page: ``pixels`` are height x width x 3, ``dpi`` its resolution across and down."""

    warnings = NO_WARNINGS

    def __init__(self, number: int, pixels: NDArray[np.uint8], dpi: tuple[float, float]) -> None:
        self.number = number
        self._pixels = pixels
        self._dpi = dpi

    @property
    def size(self) -> tuple[float, float]:
        """See `PageSource`: by the image's resolution."""
        height, width = self._pixels.shape[:2]
        return width * 72 / self._dpi[0], height * 72 / self._dpi[1]

    def text_layer(self) -> None:
        """See `PageSource`: an image has none."""

    def ruled_lines(self) -> NDArray[np.float64]:
        """See `PageSource`: nothing is drawn beside the image."""
        return NO_RULED_LINES

    def pictures(self) -> list[Box]:
        """See `PageSource`: the whole page."""
        return [(0.0, 0.0, 1.0, 1.0)]

    def resolution(self) -> float:
        """See `PageSource`: the finer of the two."""
        return max(self._dpi)

    def image(self, dpi: float, _within: Box = WHOLE) -> NDArray[np.uint8]:
        """See `PageSource`: with square pixels, made smaller where it has far more than ``dpi``."""
        height, width = self._pixels.shape[:2]
        across, down = self._dpi
        finest = max(across, down)
        # Square pixels at the finer of the two resolutions, then no more of them than are asked for.
        wide, high = width * finest / across, height * finest / down
        scale = min(1.0, max(dpi / finest, MIN_SIDE / max(wide, high)))
        scale = min(scale, (settings().max_page_pixels / (wide * high)) ** 0.5)
        target = max(1, round(wide * scale)), max(1, round(high * scale))
        if target == (width, height):
            return self._pixels
        interpolation = cv2.INTER_AREA if target[0] * target[1] < width * height else cv2.INTER_CUBIC
        return np.asarray(cv2.resize(self._pixels, target, interpolation=interpolation))


def _resolution(image: Image.Image) -> tuple[float, float]:
    """Pixels an inch across and down, the usual ones where they are missing or absurd."""
    try:
        across, down = (float(value) for value in image.info.get("dpi", (0, 0)))
    except (TypeError, ValueError, ZeroDivisionError):
        return DEFAULT_DPI, DEFAULT_DPI
    # A NaN fails every comparison, and the two resolutions of real devices are alike.
    if not (MIN_DPI <= across < float("inf") and MIN_DPI <= down < float("inf") and 0.25 < across / down < 4):
        return DEFAULT_DPI, DEFAULT_DPI
    return across, down
