"""Plain text and Markdown, laid out on A4 pages in a fixed pitch, so that boxes and images have a place to refer to.

The layout is arithmetic: a character is one cell wide, an East Asian one two, and every line has its place on the
grid. Words stay as they were written, whatever script they are in; the drawn page shows what its font can draw.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from shared.errors import NoPages, TooManyPages
from shared.models.page import Box, Word, Words
from shared.models.warnings import WarningCode
from shared.settings import settings
from worker.formats.flow.fonts import WIDE
from worker.formats.flow.writing import write
from worker.formats.page_source import NO_WARNINGS, WHOLE, TextLayer
from worker.formats.text_encoding import decode
from worker.layout.normalize import normalize
from worker.layout.ruled_lines import NO_RULED_LINES
from worker.layout.words import PlacedWord, PlacedWords

MEDIA_TYPES = ("text/plain", "text/markdown")

WIDTH, HEIGHT = 595.276, 841.89
"""A4 in points."""

MARGIN = 54.0
"""White on all sides, in points."""

CELL, LEADING, TYPE_SIZE = 5.4, 12.6, 9.0
"""Width of a cell, distance of lines and size of the type, in points."""

BASELINE = 2.4
"""Of a line above its foot, in points."""

CELLS = int((WIDTH - 2 * MARGIN) / CELL)
LINES = int((HEIGHT - 2 * MARGIN) / LEADING)
TAB = 4
"""Cells from one tab stop to the next."""


_WIDE_OR_NOT = re.compile(f"[{WIDE}]|[^{WIDE}]+")
"""Wide characters are each in cells of their own; others are drawn together, as their script joins them."""

PlacedInCells = tuple[int, int, str]
"""First cell, number of cells, and text of a word on its line."""


def open_text(data: bytes | Path, _media_type: str, _password: str | None) -> "TextSource":
    """The text; Markdown is shown as it was written."""
    return TextSource(data)


class TextSource:
    """An open text."""

    def __init__(self, data: bytes | Path) -> None:
        text, is_guessed = decode(data if isinstance(data, bytes) else data.read_bytes())
        lines = _lines_of(text)
        if not any(map(str.isalnum, text)):
            raise NoPages("The text contains no letter and no digit.")
        self._pages = [lines[i : i + LINES] for i in range(0, len(lines), LINES)]
        self.page_count = len(self._pages)
        self.warnings: frozenset[WarningCode] = frozenset({"guessed-encoding"} if is_guessed else ())

    def page(self, number: int) -> "TextPage":
        """See `DocumentSource`."""
        return TextPage(number, self._pages[number - 1])

    def close(self) -> None:
        """See `DocumentSource`."""
        self._pages = []


class TextPage:
    """A page of lines, each of words that are laid out in cells."""

    size = (WIDTH, HEIGHT)
    warnings = NO_WARNINGS

    def __init__(self, number: int, lines: list[list[PlacedInCells]]) -> None:
        self.number = number
        self._lines = lines

    def text_layer(self) -> TextLayer:
        """See `PageSource`; a line of the text that is wider than the page continues below."""
        parts: list[str] = []
        words: list[Word] = []
        at = 0
        for row, line in enumerate(self._lines):
            for i, (column, cells, word) in enumerate(line):
                space = " " if i else ""
                at += len(space)
                words.append(Word(at, at + len(word), _box(row, column, cells), None, row, "text"))
                parts.append(space + word)
                at += len(word)
            parts.append("\n")
            at += 1
        placed = [
            [PlacedWord(word, _box(row, column, cells), None, "text") for column, cells, word in line]
            for row, line in enumerate(self._lines)
        ]
        return TextLayer(PlacedWords.of(placed), in_order=("".join(parts).rstrip("\n"), Words(words)))

    def ruled_lines(self) -> NDArray[np.float64]:
        """See `PageSource`: a text has none."""
        return NO_RULED_LINES

    def pictures(self) -> list[Box]:
        """See `PageSource`: a text has none."""
        return []

    def resolution(self) -> None:
        """See `PageSource`: it has no pictures."""

    def image(self, dpi: float, _within: Box = WHOLE) -> NDArray[np.uint8]:
        """See `PageSource`."""
        words = [(_box(row, *place), word) for row, line in enumerate(self._lines) for *place, word in line]
        return _drawn(words, self.size, dpi)


def _drawn(words: Iterable[tuple[Box, str]], size: tuple[float, float], dpi: float) -> NDArray[np.uint8]:
    """Words in cells on a white page of that size in points."""
    width, height = size
    scale = min(dpi / 72, (settings().max_page_pixels / (width * height)) ** 0.5)
    paper = Image.new("L", (max(1, round(width * scale)), max(1, round(height * scale))), 255)
    pen = ImageDraw.Draw(paper)
    for (x0, _, x1, y1), word in words:
        baseline = y1 * paper.height - BASELINE * scale
        x, cell = x0 * paper.width, (x1 - x0) * paper.width / _cells_of(word)
        for piece in _WIDE_OR_NOT.findall(word):
            room = _cells_of(piece) * cell
            write(pen, piece, (x, baseline), TYPE_SIZE * scale, room)
            x += room
    return np.asarray(cv2.cvtColor(np.asarray(paper), cv2.COLOR_GRAY2BGR))


_ESCAPES = re.compile("\x1b\\[[0-9;?]*[A-Za-z]")
"""What colors a terminal's output, in the logs of programs."""


def _lines_of(text: str) -> list[list[PlacedInCells]]:
    """The text's words on lines of cells. A word longer than a line is cut."""
    limit = settings().max_pages * LINES
    lines: list[list[PlacedInCells]] = []
    text = _ESCAPES.sub("", text)
    for source in text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n"):
        for line in _wrapped(source.expandtabs(TAB)):
            lines.append(line)
            if len(lines) > limit:
                raise TooManyPages
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _wrapped(source: str) -> Iterator[list[PlacedInCells]]:
    """A line of text on as many lines of so many cells as it needs, its indentation kept on the first."""
    line: list[PlacedInCells] = []
    at = min(len(source) - len(source.lstrip()), CELLS // 2)
    for raw in source.split():
        for word, width in _parts(normalize(raw)):
            if at and at + width > CELLS:
                yield line
                line, at = [], 0
            line.append((at, width, word))
            at += width + 1
    yield line


def _parts(word: str) -> Iterator[tuple[str, int]]:
    """The word with its width, or as parts that each fit on a line."""
    # A word that is certainly too long is not measured as a whole: it may be all of the file.
    if len(word) <= CELLS // 2 or (len(word) <= CELLS and _cells_of(word) <= CELLS):
        if word:
            yield word, _cells_of(word)
        return
    step = CELLS if word.isascii() else CELLS // 2
    for at in range(0, len(word), step):
        part = word[at : at + step]
        yield part, _cells_of(part)


def _cells_of(word: str) -> int:
    """The cells that a word takes."""
    if word.isascii():
        return len(word)
    return max(1, sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in word))


def _box(row: int, column: int, cells: int) -> Box:
    x0, y0 = MARGIN + column * CELL, MARGIN + row * LEADING
    return x0 / WIDTH, y0 / HEIGHT, (x0 + cells * CELL) / WIDTH, (y0 + LEADING) / HEIGHT
