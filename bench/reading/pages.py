"""Kinds of pages for measuring: drawn pages, and what scanners, cameras and fax machines do to them.

Everything follows from a seed.
"""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from bench.reading.drawn_pages import DPI, Image, Made, Quad, columns, dense, receipt, table
from bench.reading.hard_pages import (
    broken_toner,
    dot_matrix,
    faded,
    noisy,
    screen,
    stamped,
    stretched,
    thermal,
    tiny,
    typed,
    web,
)

FAX_DPI = (204, 98)
"""Fax machines' standard mode: twice as fine across as down."""


def _warped(made: Made, matrix: Quad, size: tuple[int, int], border: int = 255) -> Made:
    """The page under a 3x3 map of its pixels."""
    image = cv2.warpPerspective(made.image, matrix, size, flags=cv2.INTER_AREA, borderValue=(border,) * 3)
    words = [(w, cv2.perspectiveTransform(quad[None], matrix)[0]) for w, quad in made.words]
    return Made(np.asarray(image, np.uint8), made.text, [(w, np.asarray(q, float)) for w, q in words])


def _scaled(made: Made, across: float, down: float) -> Made:
    height, width = made.image.shape[:2]
    size = (round(width * across), round(height * down))
    shrinks = across * down < 1
    image = cv2.resize(made.image, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    factor = np.array([size[0] / width, size[1] / height])
    return Made(np.asarray(image, np.uint8), made.text, [(w, quad * factor) for w, quad in made.words])


def _skewed(made: Made, degrees: float) -> Made:
    height, width = made.image.shape[:2]
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), [0, 0, 1]])
    return _warped(made, matrix, (width, height))


def _jpeg(image: Image, quality: int) -> Image:
    coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_UNCHANGED), np.uint8)


def clean(made: Made, _seed: int) -> Made:
    """As drawn."""
    return made


def light(made: Made, seed: int) -> Made:
    """A good scan: half a degree of skew, JPEG at quality 60."""
    skewed = _skewed(made, 0.5 if seed % 2 else -0.5)
    return replace(skewed, image=_jpeg(skewed.image, 60))


def medium(made: Made, seed: int) -> Made:
    """A poor scan: 150 dpi, 1.5 degrees of skew, noise, JPEG at quality 40."""
    skewed = _scaled(_skewed(made, 1.5 if seed % 2 else -1.5), 0.75, 0.75)
    return replace(skewed, image=_jpeg(noisy(skewed.image, seed, 12), 40))


def photo(made: Made, seed: int) -> Made:
    """A photograph by hand: perspective, uneven light, a little blur, a dark table around the page."""
    rng = np.random.default_rng(seed)
    height, width = made.image.shape[:2]
    margin = 0.05 * width
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    pulled = corners + margin + rng.uniform(-0.035, 0.035, (4, 2)).astype(np.float32) * width
    matrix = np.asarray(cv2.getPerspectiveTransform(corners, pulled.astype(np.float32)), float)
    seen = _warped(made, matrix, (round(width + 2 * margin), round(height + 2 * margin)), border=70)
    y, x = np.mgrid[0 : seen.image.shape[0], 0 : seen.image.shape[1]]
    angle = rng.uniform(0, 2 * np.pi)
    slope = (x / x.max() - 0.5) * np.cos(angle) + (y / y.max() - 0.5) * np.sin(angle)
    shaded = cv2.GaussianBlur(seen.image, (0, 0), 0.9) * (0.78 + 0.35 * slope)
    tinted = np.stack([shaded * 0.92, shaded * 0.97, shaded], -1).clip(0, 255).astype(np.uint8)
    return replace(seen, image=_jpeg(noisy(tinted, seed, 4), 75))


def fax(made: Made, seed: int) -> Made:
    """A fax in standard mode: black and white at 204 by 98 dpi with specks, its pixels then made square."""
    sent = _scaled(made, FAX_DPI[0] / DPI, FAX_DPI[1] / DPI)
    rng = np.random.default_rng(seed)
    bits = np.where(sent.image > 190, 255, 0).astype(np.uint8)
    bits[rng.random(bits.shape) < 0.001] = 0
    bits[rng.random(bits.shape) < 0.001] = 255
    return _scaled(replace(sent, image=bits), 1.0, FAX_DPI[0] / FAX_DPI[1])


def coarse(made: Made, seed: int) -> Made:
    """120 dpi, 2 degrees of skew, noise."""
    skewed = _scaled(_skewed(made, 2.0 if seed % 2 else -2.0), 0.6, 0.6)
    return replace(skewed, image=_jpeg(noisy(skewed.image, seed, 10), 70))


def _turned(made: Made, quarters: int) -> Made:
    """The page turned clockwise by so many quarters."""
    height, width = made.image.shape[:2]
    image = np.ascontiguousarray(np.rot90(made.image, -quarters))
    steps: dict[int, Callable[[Quad], Quad]] = {
        1: lambda q: np.stack([height - q[:, 1], q[:, 0]], 1),
        2: lambda q: np.stack([width - q[:, 0], height - q[:, 1]], 1),
        3: lambda q: np.stack([q[:, 1], width - q[:, 0]], 1),
    }
    return Made(image, made.text, [(w, steps[quarters](quad)) for w, quad in made.words])


def turned_90(made: Made, seed: int) -> Made:
    """The light scan, fed in sideways."""
    return _turned(light(made, seed), 1)


def turned_180(made: Made, seed: int) -> Made:
    """The light scan, fed in upside down."""
    return _turned(light(made, seed), 2)


def turned_270(made: Made, seed: int) -> Made:
    """The light scan, fed in sideways, the other way round."""
    return _turned(light(made, seed), 3)


Degrade = Callable[[Made, int], Made]
PAGES: dict[str, tuple[Callable[[int], Made], Degrade]] = {
    "clean": (dense, clean),
    "light": (dense, light),
    "medium": (dense, medium),
    "photo": (dense, photo),
    "fax": (dense, fax),
    "120 dpi": (dense, coarse),
    "turned 90": (dense, turned_90),
    "turned 180": (dense, turned_180),
    "turned 270": (dense, turned_270),
    "columns": (columns, light),
    "table": (table, light),
    "receipt": (receipt, medium),
}
"""Kinds of pages to read, by name: how each is drawn, and what becomes of it."""

HARD_PAGES: dict[str, tuple[Callable[[int], Made], Degrade]] = {
    "dot matrix": (dot_matrix, clean),
    "thermal": (thermal, clean),
    "broken toner": (broken_toner, clean),
    "faded": (faded, clean),
    "tiny": (tiny, clean),
    "typed": (typed, clean),
    "stretched": (receipt, stretched),
    "stamped": (stamped, clean),
    "72 dpi": (dense, screen),
    "95 dpi": (dense, web),
}
"""Kinds that are hard to read, in the same way."""


def make(kind: str, seed: int) -> Made:
    """A page of a kind in `PAGES` or `HARD_PAGES`."""
    draw, degrade = (PAGES | HARD_PAGES)[kind]
    return degrade(draw(seed), seed)
