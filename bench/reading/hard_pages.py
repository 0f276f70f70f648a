"""Pages that are hard to read, for measuring: worn printers, faded and tiny print, stamps, notes by hand, coarse scans.

Everything follows from a seed.
"""

import math
import random
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from bench.reading.drawn_pages import LETTER, Image, Made, Quad, Sheet, dense, font, prose, receipt

DOT = 2.78
"""Pixels between the needles of a dot-matrix printer, 72 an inch, on a page of 200 dpi."""


def uneven(shape: tuple[int, ...], seed: int, coarseness: float) -> NDArray[np.float32]:
    """Smooth noise of mean 0 and deviation 1, whose spots are about so many pixels wide."""
    height, width = shape[:2]
    size = (max(int(width / coarseness), 2), max(int(height / coarseness), 2))
    noise = np.random.default_rng(seed).normal(size=size[::-1]).astype(np.float32)
    smooth = cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray((smooth - smooth.mean()) / smooth.std(), np.float32)


def noisy(image: Image, seed: int, sigma: float) -> Image:
    """With noise of this deviation in each pixel."""
    noise = np.random.default_rng(seed).normal(0, sigma, image.shape)
    return (image + noise).clip(0, 255).astype(np.uint8)


def dot_matrix(seed: int) -> Made:
    """A letter by a dot-matrix printer: letters of nine rows of dots, a ribbon that fades, a needle that is weak."""
    rng = random.Random(seed)
    face = font("DejaVuSansMono", 10)
    columns, rows = int(LETTER[0] / DOT), int(LETTER[1] / DOT)
    sheet = Sheet(columns, rows)
    sheet.draw.fontmode = "1"
    y, left = 40.0, 300
    while left > 0:
        count = min(left, rng.randint(40, 80))
        y = sheet.paragraph(48, y, columns - 96, prose(rng, count), face, 14, justified=False) + 10
        left -= count
    dots = np.array(sheet.pillow) < 128
    weak = rng.randrange(9)
    strength = 0.75 + 0.12 * uneven(dots.shape, seed, 40).astype(np.float64)
    strength[np.arange(rows) % 14 == (weak + 3) % 14] -= 0.25 if seed % 2 else 0
    image = _dots(dots * strength.clip(0.3, 1), (round(columns * DOT), round(rows * DOT)))
    words = [(word, quad * DOT) for word, quad in sheet.words]
    return Made(noisy(image, seed, 6), "\n".join(sheet.lines), words)


def _dots(strength: NDArray[np.float64], size: tuple[int, int]) -> Image:
    """Each element of the array as a round dot of ink."""
    fine = 8
    y, x = np.mgrid[:fine, :fine] - (fine - 1) / 2
    dot = (np.hypot(x, y) < 0.47 * fine).astype(np.float32)
    page = cv2.resize(np.kron(strength, dot).astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return (250 - 225 * page).clip(0, 255).astype(np.uint8)


def thermal(seed: int) -> Made:
    """A receipt on thermal paper: gray print with dead columns, faded in stripes, on paper that has darkened."""
    made = receipt(seed)
    rng = np.random.default_rng(seed)
    ink = np.asarray(cv2.GaussianBlur(1 - made.image.astype(np.float32) / 255, (0, 0), 0.8), np.float32)
    ink[:, rng.integers(0, ink.shape[1], 6)] *= 0.15
    down = 0.55 + 0.3 * np.sin(np.arange(ink.shape[0]) / 90 + seed)[:, None]
    paper = 218 + 8 * uneven(ink.shape, seed, 120)
    return replace(made, image=noisy((paper - 150 * ink * down).clip(0, 255).astype(np.uint8), seed, 5))


def broken_toner(seed: int) -> Made:
    """A page whose toner did not hold: strokes are eaten away in spots, and specks lie between them."""
    made = dense(seed, words=450)
    spots = uneven(made.image.shape, seed, 2.5) + 0.8 * uneven(made.image.shape, seed + 1, 60)
    ink = (made.image < 140) & (spots < 1.0)
    ink |= np.random.default_rng(seed).random(ink.shape) < 0.0015
    return replace(made, image=np.where(ink, 25, 250).astype(np.uint8))


def faded(seed: int) -> Made:
    """A page that has faded to a tenth of its contrast, in some places to less."""
    made = dense(seed, words=450)
    ink = cv2.GaussianBlur(1 - made.image.astype(np.float32) / 255, (0, 0), 0.7)
    contrast = 24 + 7 * uneven(ink.shape, seed, 300)
    paper = 228 + 6 * uneven(ink.shape, seed + 1, 500)
    return replace(made, image=noisy((paper - ink * contrast.clip(9, 60)).clip(0, 255).astype(np.uint8), seed, 2.5))


def tiny(seed: int) -> Made:
    """A receipt whose small letters are six pixels high."""
    made = receipt(seed)
    small = cv2.resize(made.image, None, fx=0.45, fy=0.45, interpolation=cv2.INTER_AREA)
    coded = cv2.imencode(".jpg", noisy(np.asarray(small, np.uint8), seed, 4), [cv2.IMWRITE_JPEG_QUALITY, 70])[1]
    image = np.asarray(cv2.imdecode(coded, cv2.IMREAD_UNCHANGED), np.uint8)
    return replace(made, image=image, words=[(word, quad * 0.45) for word, quad in made.words])


def typed(seed: int) -> Made:
    """A report in letters of one width, with wide gaps beside narrow ones, scanned at 120 dpi."""
    rng = random.Random(seed)
    face = font(("DejaVuSansMono", "cmtt10")[seed % 2], 28)
    sheet = Sheet(*LETTER)
    y, left = 130.0, 380
    while left > 0:
        count = min(left, rng.randint(50, 90))
        y = sheet.paragraph(150, y, 1400, prose(rng, count), face, 40, justified=False) + 22
        left -= count
    return coarse_scan(sheet.made(), seed, 120)


def stamped(seed: int) -> Made:
    """A page with two stamps on it, and strokes of a pen through its lines."""
    made = dense(seed, words=450)
    rng = random.Random(seed)
    page = np.repeat(made.image[..., None], 3, 2).astype(np.float32)
    for name, color in (("RECEIVED", (150, 60, 40)), ("PAID IN FULL", (50, 40, 190))):
        mask = _stamp(name, rng)
        height, width = mask.shape
        x, y = rng.randrange(200, LETTER[0] - width - 150), rng.randrange(200, 1500 - height)
        part = page[y : y + height, x : x + width]
        part *= 1 - mask[..., None] * (1 - np.array(color, np.float32) / 255)
    for _ in range(5):
        points = [(rng.randrange(150, 1550), rng.randrange(200, 1500))]
        for _ in range(6):
            points.append((points[-1][0] + rng.randint(20, 60), points[-1][1] + rng.randint(-28, 28)))
        cv2.polylines(page, [np.array(points, np.int32)], isClosed=False, color=(120, 40, 20), thickness=3)
    return replace(made, image=noisy(page.clip(0, 255).astype(np.uint8), seed, 3))


def _stamp(text: str, rng: random.Random) -> NDArray[np.float32]:
    """How much ink a tilted rubber stamp leaves, from 0 to 1."""
    face = font("VeraBd", 54)
    width, height = int(face.getlength(text)) + 80, 130
    stamp = Pillow.new("L", (width, height), 0)
    draw = ImageDraw.Draw(stamp)
    draw.rounded_rectangle((4, 4, width - 5, height - 5), 20, outline=255, width=7)
    draw.text((40, 32), text, font=face, fill=255)
    tilted = np.asarray(stamp.rotate(rng.uniform(-18, 18), Pillow.Resampling.BICUBIC, expand=True), np.float32) / 255
    worn = uneven(tilted.shape, rng.randrange(1 << 30), 6)
    return np.asarray(tilted * (0.75 + 0.2 * worn).clip(0, 1), np.float32)


def coarse_scan(made: Made, seed: int, dpi: float) -> Made:
    """The page of 200 dpi scanned at fewer, with a little noise and compression."""
    scale = dpi / 200
    small = np.asarray(cv2.resize(made.image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    coded = cv2.imencode(".jpg", noisy(small, seed, 3), [cv2.IMWRITE_JPEG_QUALITY, 80])[1]
    image = np.asarray(cv2.imdecode(coded, cv2.IMREAD_UNCHANGED), np.uint8)
    return replace(made, image=image, words=[(word, quad * scale) for word, quad in made.words])


def stretched(made: Made, seed: int) -> Made:
    """Half as wide again, as printers write headings, at 150 dpi."""
    wide = np.asarray(cv2.resize(made.image, None, fx=1.5, fy=1.0, interpolation=cv2.INTER_CUBIC), np.uint8)
    words = [(word, quad * (1.5, 1.0)) for word, quad in made.words]
    return coarse_scan(Made(wide, made.text, words), seed, 150)


def screen(made: Made, seed: int) -> Made:
    """72 dpi."""
    return coarse_scan(made, seed, 72)


def web(made: Made, seed: int) -> Made:
    """95 dpi."""
    return coarse_scan(made, seed, 95)


def by_hand(seed: int, face: ImageFont.FreeTypeFont) -> Made:
    """A note in a face that imitates handwriting: words rise, fall and lean a little, each otherwise."""
    rng = random.Random(seed)
    page = Pillow.new("L", (1200, 900), 255)
    lines: list[str] = []
    words: list[tuple[str, Quad]] = []
    left = prose(rng, 70)
    y = 60.0
    while left and y < 820:
        x, line = 70.0, []
        while left and x + face.getlength(left[0]) < 1130:
            word = left.pop(0)
            piece = Pillow.new("L", (int(face.getlength(word)) + 40, 120), 0)
            ImageDraw.Draw(piece).text((20, 30), word, font=face, fill=255)
            piece = piece.rotate(rng.uniform(-3, 3), Pillow.Resampling.BICUBIC)
            at = round(x - 20), round(y - 30 + rng.uniform(-4, 4))
            page.paste(rng.choice((20, 60, 90)), at, piece)
            x1, y1 = x + face.getlength(word), y + 50
            words.append((word, np.array([(x, y), (x1, y), (x1, y1), (x, y1)], float)))
            x = x1 + face.getlength(" ") * rng.uniform(1.0, 1.7) + 4
            line.append(word)
        lines.append(" ".join(line))
        y += 74 * math.exp(rng.uniform(-0.05, 0.05))
    return Made(noisy(np.array(page), seed, 3), "\n".join(lines), words)
