"""The default engine: RapidOCR's PP-OCR networks, on the CPU."""

import importlib.util
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from shared.errors import DeviceMissing, ModelMissing
from shared.settings import Settings
from worker.layout.words import PlacedLine, PlacedWord
from worker.ocr.alphabets import LANGUAGES, Alphabet
from worker.ocr.boxes import line_boxes
from worker.ocr.ctc import Span, words
from worker.ocr.engine import Recognition, check_languages
from worker.ocr.faint import with_contrast
from worker.ocr.lines import crop_lines, in_color, rotate_by_half, sides, widened
from worker.ocr.lone_characters import lone_characters
from worker.ocr.networks import LineRecognizer, runtime
from worker.ocr.page_transform import Image, PageTransform, Points
from worker.ocr.sparse import written_part

DETECTOR = "PP-OCRv6_det_small.onnx"
RECOGNIZER = "PP-OCRv6_rec_small.onnx"

LONG_SIDE = 1344
"""Pixels of the long side of the page in which lines are detected."""

MIN_CONFIDENCE = 0.5
"""Mean probability of a line's characters below which it is no text."""

CERTAIN = 0.9
"""Mean probability of the sample lines' characters from which a page is certainly not upside down."""

MIN_TALL_RATIO = 1.5
"""Height of a box, in its widths, above which its text may run up or down the page."""

ROOM = 0.5
"""White on each side of a letter that is alone on its page, in its heights."""

MIN_LINE_RATIO = 3.0
"""Width of a box, in its heights, from which it is a line that should be legible."""

COLUMN = 8
"""Pixels of a line image that are a column of the recognizer."""

MIN_COLUMNS, CONDENSED_CERTAIN = 1.7, 0.95
"""Columns of a line's characters, in the mean, and their probability below which it may be read better when wider."""

SAMPLE_LINES = range(3, 7)
"""Lines that are recognized to find out whether the page is upside down."""

MIN_SAMPLE = 2
"""Characters of the sample, at least, by which that is decided."""

SAMPLE_WIDTH = 480
"""Pixels that one of many sample lines should be wide. Fewer are enough where lines are wider."""


class RapidEngine:
    """Detects lines by one network and recognizes them by another."""

    name = "rapidocr"
    device = "cpu"
    # Faxes and poor scans have 0.98 and more. In made handwriting, at least one character in sixteen is wrong below
    # this, and at most one in 25 above it.
    certain = 0.95
    languages = LANGUAGES

    def __init__(self, models: Path, threads: int) -> None:
        """Load the networks from a folder and warm them. Raises `ModelMissing`."""
        if not all((models / name).is_file() for name in (DETECTOR, RECOGNIZER)):
            raise ModelMissing
        run = runtime(threads)
        self.model = f"PP-OCRv6 small on {run.name}"
        self._run = run
        self._recognizer_file = models / RECOGNIZER
        self._listed = run.alphabet(self._recognizer_file)
        self._detect = run.detector(models / DETECTOR)
        self._recognizers: dict[tuple[bool, bool], tuple[Alphabet, LineRecognizer]] = {}

    @classmethod
    def load(cls, settings: Settings) -> "RapidEngine":
        """The engine as the settings have it, warm. Raises `ModelMissing` and `DeviceMissing`."""
        if settings.device != "cpu":
            raise DeviceMissing("The OCR engine 'rapidocr' runs on the CPU only; choose 'easyocr' for a GPU.")
        engine = cls(settings.ocr_models or models_of_the_wheel(), settings.threads or os.cpu_count() or 1)
        languages = settings.ocr_languages if LANGUAGES.issuperset(settings.ocr_languages) else ("en",)
        engine.recognize(np.full((64, 64, 3), 255, np.uint8), languages)
        engine._recognize_lines([np.full((48, 320, 3), 255, np.uint8)], engine._recognizer(languages))
        return engine

    def recognize(self, image: Image, languages: Sequence[str]) -> Recognition:
        """See `OcrEngine`."""
        check_languages(self, languages)
        image = with_contrast(image)
        height, width = image.shape[:2]
        boxes = self._detect_lines(image)
        quarter_turns = int(_is_sideways(boxes))
        boxes = np.roll(boxes, -quarter_turns, 1)
        recognizer = self._recognizer(languages)
        lines = crop_lines(image, boxes)
        is_upside_down, known = self._recognize_sample(lines, recognizer)
        if is_upside_down:
            quarter_turns, boxes, lines = quarter_turns + 2, np.roll(boxes, -2, 1), rotate_by_half(lines)
        known |= self._rotate_tall(image, boxes, recognizer)
        transform = PageTransform(width, height, -quarter_turns % 4)
        transform = replace(transform, skew_degrees=-_skew(transform.to_upright(boxes)))
        others = [i for i in range(len(lines)) if i not in known]
        known |= zip(others, self._recognize_lines([lines[i] for i in others], recognizer), strict=True)
        spans = [known[i] for i in range(len(lines))]
        if not quarter_turns:
            boxes, spans = self._with_lone(image, boxes, spans, recognizer)
        placed = _place(spans, transform.to_upright(boxes), transform.size)
        # A short box may be a mark, a drawing, or a letter by itself.
        width, height = sides(boxes)
        long = int((width > MIN_LINE_RATIO * height).sum())
        return Recognition(placed, transform, max(long - len(placed), 0))

    def _detect_lines(self, image: Image) -> Points:
        """The boxes of the lines, in pixels of the image."""
        boxes = self._detect_in(image)
        if not len(boxes) and (part := written_part(image)) is not None:
            left, top, right, bottom = part
            boxes = self._detect_in(np.ascontiguousarray(image[top:bottom, left:right])) + np.array(
                [left, top], np.float32
            )
        return _alone(boxes) if len(boxes) == 1 else boxes

    def _detect_in(self, image: Image) -> Points:
        height, width = image.shape[:2]
        scale = LONG_SIDE / max(height, width)
        size = tuple(max(round(side * scale / 32), 1) * 32 for side in (width, height))
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        text_map = self._detect(in_color(np.asarray(small, np.uint8)))
        return line_boxes(text_map) * np.array([width / size[0], height / size[1]], np.float32)

    def _recognizer(self, languages: Sequence[str]) -> tuple[Alphabet, LineRecognizer]:
        key = Alphabet.key(languages)
        if key not in self._recognizers:
            alphabet = Alphabet(self._listed, languages)
            recognize = self._run.recognizer(self._recognizer_file, alphabet.classes, alphabet.odds)
            self._recognizers[key] = (alphabet, recognize)
        return self._recognizers[key]

    def _recognize_lines(self, lines: Sequence[Image], recognizer: tuple[Alphabet, LineRecognizer]) -> list[list[Span]]:
        alphabet, recognize = recognizer
        # The widest first: the threads then end at nearly the same time.
        order = sorted(range(len(lines)), key=lambda i: -lines[i].shape[1])
        spans: list[list[Span]] = [[]] * len(lines)
        for i, columns in zip(order, recognize([lines[i] for i in order]), strict=True):
            spans[i] = words(columns, alphabet)
        condensed = [i for i in order if _is_condensed(spans[i], lines[i].shape[1])]
        for i, columns in zip(condensed, recognize([widened(lines[i]) for i in condensed]), strict=True):
            again = words(columns, alphabet)
            spans[i] = max(spans[i], again, key=lambda line: _confidence([line]))
        return spans

    def _with_lone(
        self, image: Image, boxes: Points, spans: list[list[Span]], recognizer: tuple[Alphabet, LineRecognizer]
    ) -> tuple[Points, list[list[Span]]]:
        """The boxes of an upright page and what they say, with characters that stand alone beside its lines."""
        alone = lone_characters(image, boxes)
        found = [_lone(line) for line in self._recognize_lines(crop_lines(image, alone), recognizer)]
        return np.concatenate([boxes, alone[[bool(one) for one in found]]]), spans + [one for one in found if one]

    def _recognize_sample(
        self, lines: Sequence[Image], recognizer: tuple[Alphabet, LineRecognizer]
    ) -> tuple[bool, dict[int, list[Span]]]:
        """Whether a sample of the lines is recognized better when rotated by half, and what it says, by index."""
        indices = _sample([line.shape[1] for line in lines])
        sample = [lines[i] for i in indices]
        upright = self._recognize_lines(sample, recognizer)
        # A 7 by itself is an L when it is rotated.
        if _confidence(upright) < CERTAIN and _length(upright) >= MIN_SAMPLE:
            rotated = self._recognize_lines(rotate_by_half(sample), recognizer)
            if _confidence(rotated) > _confidence(upright):
                return True, dict(zip(indices, rotated, strict=True))
        return False, dict(zip(indices, upright, strict=True))

    def _rotate_tall(
        self, image: Image, boxes: Points, recognizer: tuple[Alphabet, LineRecognizer]
    ) -> dict[int, list[Span]]:
        """Rotate tall boxes, down the page, up it or not, as they are recognized best. What they say, by index."""
        known: dict[int, list[Span]] = {}
        width, height = sides(boxes)
        for i in np.flatnonzero(height > MIN_TALL_RATIO * width):
            ways = np.stack([np.roll(boxes[i], -quarters, 0) for quarters in (0, 1, 3)])
            found = self._recognize_lines(crop_lines(image, ways), recognizer)
            best = max(range(len(ways)), key=lambda way: _confidence([found[way]]))
            boxes[i], known[int(i)] = ways[best], found[best]
        return known


def _sample(widths: Sequence[int]) -> list[int]:
    """The indices of the lines that are recognized first: those of middling width, as many as it takes."""
    most = SAMPLE_LINES[-1]
    indices = sorted(range(len(widths)), key=lambda i: abs(widths[i] - SAMPLE_WIDTH))[:most]
    reach = np.cumsum([widths[i] for i in indices])
    return indices[: max(int(np.searchsorted(reach, most * SAMPLE_WIDTH)) + 1, SAMPLE_LINES[0])]


def models_of_the_wheel() -> Path:
    """The folder of networks that RapidOCR's wheel brings along; the package itself is not imported."""
    wheel = importlib.util.find_spec("rapidocr")
    if wheel is None or not wheel.submodule_search_locations:
        raise ModelMissing
    return Path(wheel.submodule_search_locations[0]) / "models"


def _confidence(lines: Sequence[list[Span]]) -> float:
    """The mean probability of the characters of some lines."""
    spans = [span for line in lines for span in line]
    return sum(span.confidence * len(span.text) for span in spans) / max(_length(lines), 1)


def _is_condensed(line: list[Span], width: int) -> bool:
    """Whether the characters of a doubtful line, of so many pixels, are narrower than the recognizer can part."""
    columns = sum(span.end - span.start for span in line) * width / COLUMN
    return columns < MIN_COLUMNS * _length([line]) and _confidence([line]) < CONDENSED_CERTAIN


def _lone(line: list[Span]) -> list[Span]:
    """The character that a mark is, if it certainly is one; a stroke by itself is the digit."""
    if _length([line]) != 1 or not (line[0].text.isalnum() or line[0].text == "|") or line[0].confidence < CERTAIN:
        return []
    return [replace(line[0], text="1")] if line[0].text in "ilI|" else line


def _length(lines: Sequence[list[Span]]) -> int:
    """The number of characters of some lines."""
    return sum(len(span.text) for line in lines for span in line)


def _alone(boxes: Points) -> Points:
    """The box of a page's only text; that of a letter level, and with white beside it.

    The smallest box around a 7 is a tilted one, and without white beside it the network takes it for a 1.
    """
    (width,), (height,) = sides(boxes)
    if max(width, height) >= MIN_TALL_RATIO * min(width, height):
        return boxes
    (x0, y0), (x1, y1) = boxes[0].min(axis=0), boxes[0].max(axis=0)
    room = ROOM * (y1 - y0)
    x0, x1 = x0 - room, x1 + room
    return np.array([[[x0, y0], [x1, y0], [x1, y1], [x0, y1]]], np.float32)


def _is_sideways(boxes: Points) -> bool:
    """Whether most of the text runs up or down the image."""
    width, height = sides(boxes)
    long = np.maximum(width, height) > 2 * np.minimum(width, height)
    return bool(height[long & (height > width)].sum() > width[long & (width > height)].sum())


def _skew(boxes: Points) -> float:
    """The angle of the text, in degrees clockwise: the median over long lines, the longer ones the surer."""
    width, height = sides(boxes)
    edge = (boxes[:, 1] - boxes[:, 0])[width > 5 * height]
    if not len(edge):
        return 0.0
    angles, weights = np.arctan2(edge[:, 1], edge[:, 0]), np.square(edge).sum(1)
    order = np.argsort(angles)
    half = np.searchsorted(weights[order].cumsum(), weights.sum() / 2)
    return float(np.degrees(angles[order[half]]))


def _place(lines: Sequence[list[Span]], boxes: Points, page_size: tuple[int, int]) -> list[PlacedLine]:
    """The words with their boxes, in fractions of the upright page. Lines of low confidence are no text."""
    placed: list[PlacedLine] = []
    for spans, box in zip(lines, boxes, strict=True):
        characters = sum(len(span.text) for span in spans)
        if sum(span.confidence * len(span.text) for span in spans) < MIN_CONFIDENCE * max(characters, 1):
            continue
        along, down = box[1] - box[0], box[3] - box[0]
        line = []
        for span in spans:
            left, right = box[0] + along * span.start, box[0] + along * span.end
            corners = np.array([left, right, right + down, left + down]) / page_size
            (x0, y0), (x1, y1) = corners.min(0).clip(0, 1), corners.max(0).clip(0, 1)
            line.append(PlacedWord(span.text, (float(x0), float(y0), float(x1), float(y1)), span.confidence, "ocr"))
        if line:
            placed.append(line)
    return placed
