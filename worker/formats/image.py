"""Images as documents: PNG, JPEG, WebP, BMP, GIF, AVIF, JPEG 2000, HEIC and the pages of TIFF, by Pillow."""

import io
import struct
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
import pi_heif
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from shared.errors import Corrupt, NoPages, TooLargePage, TooManyPages
from shared.models.page import Box
from shared.models.warnings import WarningCode
from shared.settings import settings
from worker.formats.decoding import decoding_what_is_there, first_that_shows, is_of_one_color
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

DAMAGED: frozenset[WarningCode] = frozenset({"damaged-picture"})
_UNDECODED = "The picture is damaged and could not be decoded."
_DAMAGE = (
    *(OSError, ValueError, SyntaxError, EOFError, struct.error),
    *(KeyError, IndexError, TypeError, OverflowError, RuntimeError),
)
"""What the decoders raise on damaged files."""


def open_image(data: bytes | Path, media_type: str, _password: str | None) -> "ImageSource":
    """The image, or the pages of a TIFF."""
    return ImageSource(data, media_type)


class ImageSource:
    """An open image, or the pages of a TIFF. The pixels of one page are kept, and decoded when they are asked for."""

    def __init__(self, data: bytes | Path, media_type: str) -> None:
        self._data = data
        self._format = PILLOW_FORMATS[media_type]
        self.warnings = NO_WARNINGS
        try:
            self._image = self._opened()
        except UnidentifiedImageError as error:
            raise Corrupt from error
        except Image.DecompressionBombError as error:
            raise TooLargePage from error
        except _DAMAGE as error:
            raise Corrupt from error
        self._page: ImagePage | None = None
        try:
            # Frames of an animation are not pages.
            self.page_count = self._count_frames() if self._format == "TIFF" else 1
            self.page(1)
        except Exception:
            self.close()
            raise

    def page(self, number: int) -> "ImagePage":
        """See `DocumentSource`."""
        if self._page is None or self._page.number != number:
            self._page = None
            self._page = self._found(number)
        return self._page

    def close(self) -> None:
        """See `DocumentSource`."""
        self._page = None
        self._image.close()

    def _opened(self) -> Image.Image:
        file = io.BytesIO(self._data) if isinstance(self._data, bytes) else self._data
        return Image.open(file, formats=[self._format])

    def _count_frames(self) -> int:
        """Pages of a TIFF; counting stops beyond the limit, and where the file is cut off."""
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
            self.warnings = DAMAGED
        if count > limit:
            raise TooManyPages
        if count == 0:
            raise NoPages
        return count

    def _found(self, number: int) -> "ImagePage":
        """The page, by what is said of it before its pixels."""
        try:
            if self.page_count > 1:
                self._image.seek(number - 1)
            width, height = self._image.size
            if width < 1 or height < 1:
                raise Corrupt("The picture has no pixels.")
            if width * height > settings().max_page_pixels:
                raise TooLargePage
            dpi = _resolution(self._image)
            if self._orientation() in _SIDEWAYS:
                dpi = dpi[1], dpi[0]
                if self._format != "TIFF":  # Pillow turns these by itself
                    width, height = height, width
        except _DAMAGE as error:
            raise Corrupt(_UNDECODED) from error
        return ImagePage(number, (width, height), dpi, lambda: self._pixels(number))

    def _orientation(self) -> int:
        """What EXIF says of the page. For a PNG that does so behind its pixels, they are decoded."""
        if self._format == "PNG" and "exif" not in self._image.info and b"eXIf" not in self._bytes():
            return 1
        return int(self._image.getexif().get(_ORIENTATION, 1))

    def _pixels(self, number: int) -> tuple[NDArray[np.uint8], bool]:
        """The pixels of a page, upright, in blue, green, red, and whether some of them are missing."""
        try:
            return self._decoded(self._image), False
        except Image.DecompressionBombError as error:
            raise TooLargePage from error
        except _DAMAGE:
            pass
        finally:
            if self.page_count == 1:
                self._image.close()
        try:
            with self._opened() as image, decoding_what_is_there():
                image.seek(number - 1)
                pixels = self._decoded(image)
        except Image.DecompressionBombError as error:
            raise TooLargePage from error
        except _DAMAGE as error:
            raise Corrupt(_UNDECODED) from error
        if is_of_one_color(pixels):
            raise Corrupt(_UNDECODED)
        return pixels, True

    def _decoded(self, image: Image.Image) -> NDArray[np.uint8]:
        factor = reduction(*image.size)
        if factor > 1 and self._format == "WEBP" and getattr(image, "n_frames", 1) == 1:
            stored = bgr(Decoded(np.frombuffer(self._bytes(), np.uint8)), factor)
        else:
            stored = bgr(image, decode_smaller(image, factor) if factor > 1 else 1)
            if self._format != "TIFF":
                stored = first_that_shows(image, stored, factor)
        # Pillow has turned a TIFF by itself, and then says so.
        return upright(stored, image.getexif().get(_ORIENTATION, 1))

    def _bytes(self) -> bytes:
        return self._data if isinstance(self._data, bytes) else self._data.read_bytes()


class ImagePage:
    """An image as a page.

    ``shown`` is its width and height in pixels, ``dpi`` its resolution across and down. ``decode`` gives its pixels,
    height x width x 3 and perhaps fewer than there are, and whether some of the picture is missing.
    """

    def __init__(
        self,
        number: int,
        shown: tuple[int, int],
        dpi: tuple[float, float],
        decode: Callable[[], tuple[NDArray[np.uint8], bool]],
    ) -> None:
        self.number = number
        self.warnings = NO_WARNINGS
        self._shown = shown
        self._dpi = dpi
        self._decode = decode

    @cached_property
    def _pixels(self) -> NDArray[np.uint8]:
        pixels, is_damaged = self._decode()
        if is_damaged:
            self.warnings = DAMAGED
        return pixels

    @property
    def size(self) -> tuple[float, float]:
        """See `PageSource`: by the image's resolution."""
        return self._shown[0] * 72 / self._dpi[0], self._shown[1] * 72 / self._dpi[1]

    def text_layer(self) -> None:
        """See `PageSource`: an image has none."""

    def ruled_lines(self) -> NDArray[np.float64]:
        """See `PageSource`: nothing is drawn beside the image."""
        return NO_RULED_LINES

    def pictures(self) -> list[Box]:
        """See `PageSource`: the whole page."""
        return [(0.0, 0.0, 1.0, 1.0)]

    def resolution(self) -> float:
        """See `PageSource`: the finer of the two, of the pixels that are decoded."""
        return max(self._dpi) / reduction(*self._shown)

    def image(self, dpi: float, _within: Box = WHOLE) -> NDArray[np.uint8]:
        """See `PageSource`: with square pixels, made smaller where it has far more than ``dpi``."""
        height, width = self._pixels.shape[:2]
        smaller = max(self._shown) / max(width, height)
        across, down = self._dpi[0] / smaller, self._dpi[1] / smaller
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
