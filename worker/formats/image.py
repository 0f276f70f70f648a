"""Pictures as documents: PNG, JPEG, WebP, BMP, GIF and the pages of TIFF, by Pillow."""

import io
import struct
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from shared.errors import Corrupt, NoPages, TooLargePage, TooManyPages
from shared.models.page import Box, Page
from shared.settings import settings
from worker.layout.ruled_lines import NO_RULED_LINES

FORMATS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/tiff": "TIFF",
    "image/webp": "WEBP",
    "image/bmp": "BMP",
    "image/gif": "GIF",
}
"""Media types and Pillow's names of their formats; no other of Pillow's formats is ever tried."""

USUAL_DPI = 200.0
"""Resolution of a picture that says none, or one that no scanner has."""

LEAST_DPI = 30.0

LEAST_SIDE = 1600
"""Pixels of the longer side below which a picture is not made smaller, whatever resolution it claims."""

# Our own limit holds before any pixel is decoded; Pillow's would only warn.
Image.MAX_IMAGE_PIXELS = None

_DAMAGE = (OSError, ValueError, SyntaxError, EOFError, struct.error, KeyError, IndexError, TypeError, OverflowError)
"""What Pillow's decoders raise on damaged files."""


class PictureSource:
    """An open picture, or the pages of a TIFF."""

    def __init__(self, data: bytes | Path, media_type: str) -> None:
        file = io.BytesIO(data) if isinstance(data, bytes) else data
        try:
            self._image = Image.open(file, formats=[FORMATS[media_type]])
        except UnidentifiedImageError as error:
            raise Corrupt from error
        except Image.DecompressionBombError as error:
            raise TooLargePage from error
        except (*_DAMAGE, MemoryError) as error:
            raise Corrupt from error
        self._pixels: NDArray[np.uint8] | None = None
        self._number = 0
        self._dpi = (USUAL_DPI, USUAL_DPI)
        try:
            # Frames of an animation are not pages.
            self.page_count = self._count_frames() if media_type == "image/tiff" else 1
            self._load(1)
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        """Free the picture."""
        self._pixels = None
        self._image.close()

    def size(self, number: int) -> tuple[float, float]:
        """Width and height in points, by the picture's resolution."""
        height, width = self._load(number).shape[:2]
        return width * 72 / self._dpi[0], height * 72 / self._dpi[1]

    def text(self, number: int, *, trusting: bool = False) -> Page | None:  # noqa: ARG002
        """A picture has no text of its own."""
        return None

    def pictures(self, number: int) -> list[Box]:  # noqa: ARG002
        """The whole page."""
        return [(0.0, 0.0, 1.0, 1.0)]

    def rules(self, number: int) -> NDArray[np.float64]:  # noqa: ARG002
        """Nothing is drawn beside the picture."""
        return NO_RULED_LINES

    def image(self, number: int, dpi: float) -> NDArray[np.uint8]:
        """The picture upright and with square pixels; made smaller where it has far more than ``dpi``."""
        pixels = self._load(number)
        height, width = pixels.shape[:2]
        across, down = self._dpi
        finest = max(across, down)
        # Square pixels at the finer of the two resolutions, then no more of them than are asked for.
        wide, high = width * finest / across, height * finest / down
        scale = min(1.0, max(dpi / finest, LEAST_SIDE / max(wide, high)))
        scale = min(scale, (settings().max_page_pixels / (wide * high)) ** 0.5)
        target = max(1, round(wide * scale)), max(1, round(high * scale))
        if target == (width, height):
            return pixels.copy()
        shrinks = target[0] * target[1] < width * height
        return np.asarray(cv2.resize(pixels, target, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC))

    # ---- frames

    def _count_frames(self) -> int:
        """Pages of a TIFF; counting stops beyond the limit."""
        count, limit = 0, settings().max_pages
        try:
            while count <= limit:
                self._image.seek(count)
                count += 1
        except EOFError:
            pass
        except (*_DAMAGE, MemoryError) as error:
            if count == 0:
                raise Corrupt from error
        if count > limit:
            raise TooManyPages
        if count == 0:
            raise NoPages
        return count

    def _load(self, number: int) -> NDArray[np.uint8]:
        """Pixels of the page, upright, in blue, green, red; kept until another page is asked for."""
        if self._pixels is None or number != self._number:
            self._pixels = None
            try:
                if self.page_count > 1:
                    self._image.seek(number - 1)
                width, height = self._image.size
                if width < 1 or height < 1:
                    raise Corrupt("The picture has no pixels.")
                if width * height > settings().max_page_pixels:
                    raise TooLargePage
                dpi = _resolution(self._image)
                turned = self._image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
                upright = ImageOps.exif_transpose(self._image)
                self._pixels = _bgr(upright)
            except Image.DecompressionBombError as error:
                raise TooLargePage from error
            except (*_DAMAGE, MemoryError) as error:
                raise Corrupt("The picture is damaged and could not be decoded.") from error
            self._dpi = (dpi[1], dpi[0]) if turned else dpi
            self._number = number
        return self._pixels


def _resolution(image: Image.Image) -> tuple[float, float]:
    """Pixels an inch across and down, the usual ones where they are missing or absurd."""
    try:
        across, down = (float(value) for value in image.info.get("dpi", (0, 0)))
    except (TypeError, ValueError, ZeroDivisionError):
        return USUAL_DPI, USUAL_DPI
    # A NaN fails every comparison, and the two resolutions of real devices are alike.
    if not (LEAST_DPI <= across < float("inf") and LEAST_DPI <= down < float("inf") and 0.25 < across / down < 4):
        return USUAL_DPI, USUAL_DPI
    return across, down


def _bgr(image: Image.Image) -> NDArray[np.uint8]:
    """Pixels of any of Pillow's modes on white paper, height x width x 3 in blue, green, red."""
    if image.mode in ("I;16", "I;16L", "I;16B", "I;16N", "I", "F"):
        return cv2.cvtColor(_stretched(np.asarray(image, np.float64)), cv2.COLOR_GRAY2BGR).astype(np.uint8, copy=False)
    if image.mode == "1" or image.mode == "L":
        gray = np.asarray(image.convert("L"))
        return np.asarray(cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR))
    if "transparency" in image.info or image.mode in ("RGBA", "LA", "PA", "La", "RGBa"):
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image)
        image = paper
    return np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1])


def _stretched(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Deep gray values as 8 bits: whole numbers by their range, others by what occurs."""
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if low >= 0 and 255 < high <= 65535:
        low, high = 0.0, 65535.0
    elif low >= 0 and high <= 255 and high > 1:
        low, high = 0.0, 255.0
    return ((values - low) * (255 / ((high - low) or 1.0))).astype(np.uint8)
