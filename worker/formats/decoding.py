"""Pictures that do not come as one whole: those that were cut off, and animations that begin with nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile

from worker.formats.pixels import bgr

MAX_FRAMES = 20
"""Frames of an animation that are looked through for one that shows something."""


@contextmanager
def decoding_what_is_there() -> Iterator[None]:
    """Have Pillow decode what there is of a picture that was cut off. For one thread: it decodes all of them so."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def is_of_one_color(pixels: NDArray[np.uint8]) -> bool:
    """Whether all pixels are alike, as where nothing was decoded."""
    return bool((pixels == pixels[0, 0]).all())


def first_that_shows(image: Image.Image, first: NDArray[np.uint8], factor: int) -> NDArray[np.uint8]:
    """The pixels of the first frame of an animation that shows anything, ``first`` those of its first frame."""
    if not is_of_one_color(first):
        return first
    for number in range(1, min(getattr(image, "n_frames", 1), MAX_FRAMES)):
        image.seek(number)
        pixels = bgr(image, factor)
        if not is_of_one_color(pixels):
            return pixels
    return first
