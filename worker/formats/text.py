"""Plain text and Markdown, laid out on A4 pages in a fixed pitch, so that boxes and images have a place to refer to.

The layout is arithmetic: a character is one cell wide, an East Asian one two, and every line has its place on the
grid. Words stay as they were written, whatever script they are in; the drawn page shows what its font can draw.
"""

import unicodedata
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from shared.encodings import BYTE_ORDER_MARKS
from shared.errors import NoPages, TooManyPages
from shared.models.page import Box, Word, Words
from shared.settings import settings
from worker.formats.page_source import NO_WARNINGS, TextLayer
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

CELLS = int((WIDTH - 2 * MARGIN) / CELL)
LINES = int((HEIGHT - 2 * MARGIN) / LEADING)
TAB = 4
"""Cells from one tab stop to the next."""


PlacedInCells = tuple[int, int, str]
"""First cell, number of cells, and text of a word on its line."""


def open_text(data: bytes | Path, _media_type: str, _password: str | None) -> "TextSource":
    """The text; Markdown is shown as it was written."""
    return TextSource(data)


class TextSource:
    """An open text."""

    warnings = NO_WARNINGS

    def __init__(self, data: bytes | Path) -> None:
        text = decode(data if isinstance(data, bytes) else data.read_bytes())
        lines = _lines_of(text)
        if not any(map(str.isalnum, text)):
            raise NoPages("The text contains no letter and no digit.")
        self._pages = [lines[i : i + LINES] for i in range(0, len(lines), LINES)]
        self.page_count = len(self._pages)

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

    def image(self, dpi: float) -> NDArray[np.uint8]:
        """See `PageSource`."""
        scale = min(dpi / 72, (settings().max_page_pixels / (WIDTH * HEIGHT)) ** 0.5)
        paper = Image.new("L", (round(WIDTH * scale), round(HEIGHT * scale)), 255)
        draw, font = ImageDraw.Draw(paper), _font(max(1, round(TYPE_SIZE * scale)))
        for row, line in enumerate(self._lines):
            for column, cells, word in line:
                x0, _, x1, y1 = _box(row, column, cells)
                pitch = (x1 - x0) * paper.width / len(word)
                for i, character in enumerate(word):
                    draw.text((x0 * paper.width + i * pitch, y1 * paper.height - 2.4 * scale), character, 0, font, "ls")
        return np.asarray(cv2.cvtColor(np.asarray(paper), cv2.COLOR_GRAY2BGR))


def decode(data: bytes) -> str:
    """Text of bytes: by their byte order mark, as UTF-8, else as Windows-1252 with Latin-1 in its gaps."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # Five bytes have no character in Windows-1252; a control character, deleted later, stands for them.
        return "".join(_WINDOWS[byte] for byte in data)


_WINDOWS = [bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in range(256)]


def _lines_of(text: str) -> list[list[PlacedInCells]]:
    """The text's words on lines of cells. A word longer than a line is cut."""
    limit = settings().max_pages * LINES
    lines: list[list[PlacedInCells]] = []
    for source in text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n"):
        lines += _wrapped(source.expandtabs(TAB))
        if len(lines) > limit:
            raise TooManyPages
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _wrapped(source: str) -> list[list[PlacedInCells]]:
    """One line of the text on as many lines of the page as it needs, its indentation kept on the first."""
    lines: list[list[PlacedInCells]] = [[]]
    at = min(len(source) - len(source.lstrip()), CELLS // 2)
    for raw in source.split():
        rest = normalize(raw)
        while rest:
            cells = _cells(rest)
            if at and at + cells > CELLS:
                lines.append([])
                at = 0
            word = rest
            if cells > CELLS:
                word = rest[: CELLS // 2]
                cells = _cells(word)
            lines[-1].append((at, cells, word))
            at += cells + 1
            rest = rest[len(word) :]
    return lines


def _cells(word: str) -> int:
    if word.isascii():
        return len(word)
    return max(1, sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in word))


def _box(row: int, column: int, cells: int) -> Box:
    x0, y0 = MARGIN + column * CELL, MARGIN + row * LEADING
    return x0 / WIDTH, y0 / HEIGHT, (x0 + cells * CELL) / WIDTH, (y0 + LEADING) / HEIGHT


@lru_cache(4)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font inside Pillow: it needs no file of the system's."""
    return ImageFont.load_default(size)
