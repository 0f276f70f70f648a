"""Makes pictures of a PDF's pages as a scanner or a camera would: a little askew, noisy, compressed."""

import io
import random
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

POINTS_PER_INCH = 72
LEAST_DPI, MOST_DPI = 150, 200
_SKEW_DEGREES = 0.7
"""Standard deviation of the angle."""
_PAPER = (255, 255, 255)


def scan(path: Path, rng: random.Random) -> list[bytes]:
    """The pages of the PDF, each as a JPEG with its resolution. All pages have the properties of one scanner."""
    dpi = rng.randint(LEAST_DPI, MOST_DPI)
    gray = rng.random() < 0.5
    noise, blur, quality = rng.uniform(0, 9), rng.choice((0, 0, 0.4, 0.7)), rng.randint(40, 90)
    black, white = rng.uniform(0, 50), rng.uniform(225, 255)
    document = pypdfium2.PdfDocument(path)
    pages: list[bytes] = []
    try:
        for page in document:
            image = page.render(scale=dpi / POINTS_PER_INCH).to_pil().convert("RGB")
            image = image.rotate(rng.gauss(0, _SKEW_DEGREES), Image.Resampling.BICUBIC, fillcolor=_PAPER)
            if blur:
                image = image.filter(ImageFilter.GaussianBlur(blur))
            pixels = np.asarray(image.convert("L") if gray else image, np.float64)
            pixels = black + pixels * (white - black) / 255
            pixels = pixels + np.random.default_rng(rng.getrandbits(32)).normal(0, noise, pixels.shape)
            out = io.BytesIO()
            scanned = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
            scanned.save(out, "JPEG", quality=quality, dpi=(dpi, dpi))
            pages.append(out.getvalue())
    finally:
        document.close()
    return pages
