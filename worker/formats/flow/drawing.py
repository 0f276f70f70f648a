"""Draws a page that was laid out."""

import io
import logging

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from shared.models.blocks import Block
from shared.models.page import Box
from shared.settings import settings
from worker.formats.flow.page_builder import LaidPage, PlacedPicture
from worker.formats.flow.typeface import ASCENT, DESCENT
from worker.formats.flow.writing import write

log = logging.getLogger(__name__)

MAX_PICTURE_PIXELS = 64_000_000
"""Pixels of a picture in a document beyond which it is not drawn: a page needs a tenth of them."""

_STRONG = frozenset({"title", "heading"})
_GRAY = 200


def draw(page: LaidPage, dpi: float) -> NDArray[np.uint8]:
    """The page at about ``dpi`` pixels an inch, height x width x 3 in the order blue, green, red."""
    width, height = page.size
    scale = min(dpi / 72, (settings().max_page_pixels / (width * height)) ** 0.5)
    paper = Image.new("RGB", (max(1, round(width * scale)), max(1, round(height * scale))), "white")
    for picture in page.pictures:
        _paste(paper, picture)
    pen = ImageDraw.Draw(paper)
    for block in page.layout.blocks:
        for cell in block.cells:
            pen.rectangle(_pixels(cell.box, paper.size), outline=(_GRAY,) * 3)
    strong = _strong_spans(page.layout.blocks)
    at = 0
    for word in page.layout.words:
        while at < len(strong) and strong[at][1] <= word.start:
            at += 1
        is_strong = at < len(strong) and strong[at][0] <= word.start
        _write(pen, page.layout.text[word.start : word.end], word.box, paper.size, is_strong=is_strong)
    return np.asarray(cv2.cvtColor(np.asarray(paper), cv2.COLOR_RGB2BGR))


def _strong_spans(blocks: tuple[Block, ...]) -> list[tuple[int, int]]:
    """Where text is drawn in heavier type."""
    spans = [(block.start, block.end) for block in blocks if block.type in _STRONG]
    spans += [(cell.start, cell.end) for block in blocks for cell in block.cells if cell.header]
    return sorted(spans)


def _write(pen: ImageDraw.ImageDraw, text: str, box: Box, size: tuple[int, int], *, is_strong: bool) -> None:
    """Write a word into its box, whose height gives the size of the type."""
    x0, y0, x1, y1 = box[0] * size[0], box[1] * size[1], box[2] * size[0], box[3] * size[1]
    height = (y1 - y0) / (ASCENT + DESCENT)
    write(pen, text, (x0, y0 + ASCENT * height), height, x1 - x0, is_strong=is_strong)


def _paste(paper: Image.Image, picture: PlacedPicture) -> None:
    """Draw a picture into its box; one that cannot be drawn is a frame."""
    x0, y0, x1, y1 = _pixels(picture.box, paper.size)
    size = max(1, x1 - x0), max(1, y1 - y0)
    try:
        with Image.open(io.BytesIO(picture.load())) as image:
            if image.width * image.height > MAX_PICTURE_PIXELS:
                raise ValueError("too many pixels")
            image.draft("RGB", size)
            drawn = image.convert("RGBA").resize(size, Image.Resampling.BICUBIC, reducing_gap=2)
    except Exception as error:
        log.info("a picture was not drawn: %s", type(error).__name__)
        ImageDraw.Draw(paper).rectangle((x0, y0, x1, y1), outline=(_GRAY,) * 3)
        return
    paper.paste(drawn, (x0, y0), drawn)


def _pixels(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = box
    return round(x0 * size[0]), round(y0 * size[1]), round(x1 * size[0]), round(y1 * size[1])
