"""Measure what the recognizer's int8 layers need to know: ``python -m training.activation_ranges --help``.

Draws lines of text in many fonts, sizes and states (blurred, noisy, colored, faxed), always the same ones, lets the
float network read them, and keeps the greatest value of every channel. Needs the fonts in the wheels of Matplotlib
and ReportLab, which the development environment has.
"""

import argparse
import random
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from worker.ocr.int8 import ACTIVATION_RANGES, ActivationRanges, checksum, pointwise
from worker.ocr.lines import line_width
from worker.ocr.networks import LINE_HEIGHT, MEAN, SCALE
from worker.ocr.page_transform import Image
from worker.ocr.rapid import RECOGNIZER, models_of_the_wheel

_FONTS = (
    "DejaVuSans DejaVuSans-Bold DejaVuSans-Oblique DejaVuSansMono DejaVuSansMono-Bold DejaVuSerif DejaVuSerif-Bold "
    "DejaVuSerif-Italic STIXGeneral STIXGeneralBol STIXGeneralItalic cmr10 cmss10 cmtt10 cmb10 Vera VeraBd VeraIt"
)
FONTS = _FONTS.split()
SMALL_LETTERS = "abcdefghijklmnopqrstuvwxyz"
ACCENTED = "áàâäãåçéèêëíìîïñóòôöõøúùûüýßœæđğşžščćłńřť€£$%&@§*+=()[]"
CODES = SMALL_LETTERS.upper() + "0123456789-/#"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="python -m training.activation_ranges", description=__doc__)
    parser.add_argument("--lines", type=int, default=120, help="lines to read (default 120)")
    parser.add_argument(
        "--to", type=Path, default=ACTIVATION_RANGES, metavar="FILE", help="default: where workers expect it"
    )
    parsed = parser.parse_args(arguments)
    model = models_of_the_wheel() / RECOGNIZER
    ranges = measure(model, parsed.lines)
    parsed.to.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {"network": np.array(checksum(model)), **ranges}
    np.savez_compressed(parsed.to, **arrays)
    print(f"{len(ranges)} layers, {sum(map(len, ranges.values()))} channels: {parsed.to}")


def measure(model: Path, lines: int) -> ActivationRanges:
    """The activation ranges of a float network over so many drawn lines."""
    import openvino
    from openvino import opset13 as ops

    core = openvino.Core()
    network = core.read_model(model)
    layers = pointwise(network)
    inputs = openvino.Model([ops.result(layer.input_value(0)) for layer in layers], network.get_parameters())
    request = core.compile_model(inputs, "CPU", {"INFERENCE_PRECISION_HINT": "f32"}).create_infer_request()
    ranges: ActivationRanges = {}
    for seed in range(lines):
        pixels = (drawn(seed).astype(np.float32) - MEAN) / SCALE
        request.infer([pixels.transpose(2, 0, 1)[None]])
        for i, layer in enumerate(layers):
            reach = np.abs(request.get_output_tensor(i).data[0]).max((1, 2)).clip(1e-4)
            name = layer.get_friendly_name()
            ranges[name] = np.maximum(ranges.get(name, reach), reach)
    return ranges


def drawn(seed: int) -> Image:
    """A line image as the recognizer is given them, ``[48, width, 3]``."""
    rng, noise = random.Random(seed), np.random.default_rng(seed)
    size = rng.randint(14, 60)
    face = _font(rng.choice(FONTS), size)
    text = " ".join(_word(rng) for _ in range(rng.choice((2, 3, 5, 8, 10, 12))))
    shade = rng.choice((0, 0, 0, 40, 90))
    sheet = Pillow.new("L", (int(face.getlength(text)) + 2 * size, 3 * size), 255)
    ImageDraw.Draw(sheet).text((size, 0.8 * size), text, font=face, fill=shade)
    x0, y0, x1, y1 = Pillow.eval(sheet, lambda value: 255 - value).getbbox() or (0, 0, size, size)
    edges = [int(size * rng.uniform(0, 0.4)) for _ in range(4)]
    line = np.asarray(sheet)[max(y0 - edges[0], 0) : y1 + edges[1], max(x0 - edges[2], 0) : x1 + edges[3]]
    line = _spoilt(line, rng, noise)
    height, width = line.shape[:2]
    return np.asarray(cv2.resize(line, (line_width(width, height), LINE_HEIGHT)), np.uint8)


def _word(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.15:
        return f"{rng.randint(1, 9_999_999) / 100:,.2f}"
    if kind < 0.25:
        return "".join(rng.choices(CODES, k=rng.randint(2, 10)))
    word = "".join(rng.choices(SMALL_LETTERS, k=rng.randint(1, 11)))
    word = rng.choice((word, word, word, word.capitalize(), word.upper(), rng.choice(ACCENTED) + word))
    return word + (rng.choice(".,;:!?)") if rng.random() < 0.12 else "")


def _spoilt(line: Image, rng: random.Random, noise: np.random.Generator) -> Image:
    """The line, in color, as a scanner, a fax machine or a camera may leave it."""
    kind = rng.random()
    if kind < 0.15:
        sent = cv2.resize(line, None, fx=1, fy=0.5, interpolation=cv2.INTER_AREA)
        bits = np.where((sent > 190) ^ (noise.random(sent.shape) < 0.002), 255, 0).astype(np.uint8)
        line = np.asarray(cv2.resize(bits, None, fx=1, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)
    elif kind < 0.6:
        blurred, scale = cv2.GaussianBlur(line, (0, 0), rng.uniform(0.3, 1.5)), rng.uniform(0.5, 1)
        line = np.asarray(cv2.resize(blurred, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    colors: NDArray[np.floating[Any]] = np.repeat(line[..., None], 3, 2).astype(np.float32)
    if rng.random() < 0.5:
        ink, paper = noise.uniform(0, 80, 3), noise.uniform(150, 255, 3)
        colors = ink + colors / 255 * (paper - ink)
    if rng.random() < 0.1:
        colors = 255 - colors
    if rng.random() < 0.6:
        colors = colors + noise.normal(0, rng.uniform(1, 15), colors.shape)
    pixels = colors.clip(0, 255).astype(np.uint8)
    coded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(30, 95)])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)


def _font(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    for package, folder in (("reportlab", "fonts"), ("matplotlib", "mpl-data/fonts/ttf")):
        spec = find_spec(package)
        if spec and spec.origin and (path := Path(spec.origin).parent / folder / f"{name}.ttf").exists():
            return ImageFont.truetype(str(path), pixels)
    raise FileNotFoundError(name)


if __name__ == "__main__":
    main()
