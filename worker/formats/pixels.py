"""Pixels of pictures of any of Pillow's modes, in blue, green, red.

A picture is converted in bands, so that besides what the decoder holds there is no second copy of a large one, and is
made smaller on the way where it has more pixels than any page is recognized with.
"""

from collections.abc import Callable, Iterator, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.BmpImagePlugin import BmpImageFile
from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile
from PIL.JpegImagePlugin import JpegImageFile

from worker.formats.page_source import MAX_RASTER_PIXELS

MIN_SHORT_SIDE = 1600
"""Pixels of the shorter side that a picture keeps: a long strip is recognized piece by piece, each as fine as it is."""

BAND_PIXELS = 4_000_000
"""Pixels that are converted at once."""

NOTHING, SEEN = 64, 128
"""Opacity, of 255, below which a transparent picture shows its ground, and from which it shows itself."""

GROUNDS = (255, 0, 128)
"""Grays on which a transparent picture is drawn, the first one if it shows as well as on the others."""

ENOUGH = 80
"""Difference of gray that is as good as any larger one."""

FAINTEST = 0.05
"""Share of the edges whose contrast does not count: they are smooth."""

_DEEP = ("I;16", "I;16L", "I;16B", "I;16N", "I", "F")
_TRANSPARENT = ("RGBA", "LA", "PA", "La", "RGBa")
_TURNS: dict[int, Callable[[NDArray[np.uint8]], NDArray[np.uint8]]] = {
    2: np.fliplr,
    3: lambda pixels: np.rot90(pixels, 2),
    4: np.flipud,
    5: lambda pixels: pixels.transpose(1, 0, 2),
    6: lambda pixels: np.rot90(pixels, -1),
    7: lambda pixels: np.rot90(pixels.transpose(1, 0, 2), 2),
    8: np.rot90,
}
"""What sets pixels upright, by EXIF's number of the orientation in which they are stored."""

_Convert = Callable[[Image.Image], NDArray[np.uint8]]


def reduction(width: int, height: int) -> int:
    """How many pixels of a side become one, so that a picture has as many as a page may have."""
    wanted = int(np.ceil((width * height / MAX_RASTER_PIXELS) ** 0.5))
    return max(1, min(wanted, min(width, height) // MIN_SHORT_SIDE))


def decode_smaller(image: Image.Image, factor: int) -> int:
    """Have the decoder make the picture smaller, where it can; how much smaller it is to be made still."""
    width, height = image.size
    if isinstance(image, JpegImageFile):
        image.draft(None, (width // factor, height // factor))
    elif isinstance(image, Jpeg2KImageFile):
        image.reduce = int(np.log2(factor))  # an attribute of this plugin, where others have a method
        image.load()
    return -(-factor // max(1, round(width / image.size[0])))


class Decoded:
    """Pixels that OpenCV decoded, as far as `bgr` needs a picture.

    For WebP: Pillow's decoder is that of animations, which holds a large picture four times.
    """

    mode = "RGBA"
    info: Mapping[str, object] = {}

    def __init__(self, data: NDArray[np.uint8]) -> None:
        pixels = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
        if pixels is None or pixels.ndim != 3:
            raise ValueError("it is damaged")
        self._pixels = pixels
        self.height, self.width = pixels.shape[:2]

    def load(self) -> None:
        """See `Image.Image`."""

    def crop(self, box: tuple[int, int, int, int]) -> Image.Image:
        """See `Image.Image`."""
        left, top, right, bottom = box
        part = self._pixels[top:bottom, left:right]
        way = cv2.COLOR_BGRA2RGBA if part.shape[2] == 4 else cv2.COLOR_BGR2RGBA
        return Image.fromarray(np.asarray(cv2.cvtColor(part, way), np.uint8))


def upright(pixels: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """The pixels as they are to be seen, where EXIF says how they are stored."""
    turn = _TURNS.get(orientation)
    return pixels if turn is None else np.ascontiguousarray(turn(pixels))


def bgr(image: Image.Image | Decoded, factor: int) -> NDArray[np.uint8]:
    """The pixels, height x width x 3, on white or black paper, ``factor`` x ``factor`` of them as one."""
    convert = _conversion(image)
    width, height = max(1, image.width // factor), max(1, image.height // factor)
    pixels = np.empty((height, width, 3), np.uint8)
    top = 0
    for band in _bands(image, factor):
        rows = max(1, band.height // factor)
        part = convert(band)
        if factor > 1:
            part = part[: rows * factor, : width * factor]
            cv2.resize(part, (width, rows), dst=pixels[top : top + rows], interpolation=cv2.INTER_AREA)
        else:
            pixels[top : top + rows] = part
        top += rows
    return pixels


def _bands(image: Image.Image | Decoded, factor: int) -> Iterator[Image.Image]:
    """The picture from top to bottom, in bands of a multiple of ``factor`` rows; rows beyond the last are left out."""
    rows = max(1, BAND_PIXELS // image.width // factor) * factor
    height = max(image.height - image.height % factor, 1)
    for top in range(0, height, rows):
        yield image.crop((0, top, image.width, min(top + rows, height)))


def _conversion(image: Image.Image | Decoded) -> _Convert:
    """What converts each band of the picture: what it shows as a whole decides on ground and range."""
    image.load()
    if image.mode in _DEEP:
        low, high = _range(image)
        return lambda band: _of_gray(_stretched(_values(band), low, high))
    if image.mode in ("1", "L"):
        return lambda band: _of_gray(np.asarray(band.convert("L")))
    if _is_unused_alpha(image):
        return lambda band: np.asarray(cv2.cvtColor(np.asarray(band)[:, :, :3], cv2.COLOR_RGB2BGR), np.uint8)
    if ("transparency" in image.info or image.mode in _TRANSPARENT) and not _is_opaque(image):
        ground = _ground(image)
        return lambda band: _on_ground(band.convert("RGBA"), ground)
    return lambda band: np.asarray(cv2.cvtColor(np.asarray(band.convert("RGB")), cv2.COLOR_RGB2BGR), np.uint8)


def _of_gray(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR), np.uint8)


def _on_ground(band: Image.Image, ground: int) -> NDArray[np.uint8]:
    paper = Image.new("RGBA", band.size, (ground, ground, ground, 255))
    paper.alpha_composite(band)
    return np.asarray(cv2.cvtColor(np.asarray(paper), cv2.COLOR_RGBA2BGR), np.uint8)


def _is_opaque(image: Image.Image | Decoded) -> bool:
    """Whether a picture that may be transparent is not, as most screenshots are."""
    return isinstance(image, Image.Image) and image.mode == "RGBA" and image.getextrema()[-1] == (255, 255)


def _is_unused_alpha(image: Image.Image | Decoded) -> bool:
    """Whether a bitmap of 32 bits a pixel leaves the last 8 of them 0, as programs do that know of no transparency."""
    return isinstance(image, BmpImageFile) and image.mode == "RGBA" and image.getextrema()[-1] == (0, 0)


def _ground(image: Image.Image | Decoded) -> int:
    """The gray on which the visible part of a transparent picture shows: white unless what borders on nothing is light.

    Where it is light and dark in turn, the gray between them.
    """
    edges = np.zeros(256, np.int64)
    for band in _bands(image, 1):
        pixels = np.asarray(band.convert("RGBA"))
        seen, nothing = pixels[:, :, 3] >= SEEN, pixels[:, :, 3] < NOTHING
        beside = np.zeros_like(seen)
        beside[1:] |= nothing[:-1]
        beside[:-1] |= nothing[1:]
        beside[:, 1:] |= nothing[:, :-1]
        beside[:, :-1] |= nothing[:, 1:]
        gray = cv2.cvtColor(pixels, cv2.COLOR_RGBA2GRAY)[seen & beside]
        edges += np.bincount(gray, minlength=256)
    if not edges.any():
        return GROUNDS[0]
    levels = np.arange(256)
    # As much as most of the edges are apart from it.
    return max(GROUNDS, key=lambda ground: _least(np.minimum(abs(levels - ground), ENOUGH), edges))


def _least(contrast: NDArray[np.int64], edges: NDArray[np.int64]) -> int:
    """The contrast that all but the faintest of the edges have."""
    order = np.argsort(contrast, kind="stable")
    return int(contrast[order][np.searchsorted(np.cumsum(edges[order]), FAINTEST * edges.sum())])


def _values(band: Image.Image) -> NDArray[np.float32]:
    """Deep gray values, those that are no numbers as 0."""
    return np.nan_to_num(np.asarray(band).astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)


def _range(image: Image.Image | Decoded) -> tuple[float, float]:
    """The values that are black and white: of whole numbers by their range, of others by what occurs."""
    ends = [(float(values.min()), float(values.max())) for values in map(_values, _bands(image, 1))]
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    if low >= 0 and 255 < high <= 65535:
        return 0.0, 65535.0
    if low >= 0 and 1 < high <= 255:
        return 0.0, 255.0
    return low, high


def _stretched(values: NDArray[np.float32], low: float, high: float) -> NDArray[np.uint8]:
    return ((values - np.float32(low)) * np.float32(255 / ((high - low) or 1.0))).astype(np.uint8)
