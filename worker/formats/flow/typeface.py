"""The widths of characters, and lines broken by them.

They are those of the fonts that come with the package, but for East Asia, where a character is an em wide.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from worker.formats.flow.fonts import WIDE, metric_font, runs_of
from worker.layout.normalize import normalize

ASCENT, DESCENT = 0.93, 0.24
"""How far a line's words reach above and below its baseline, in sizes of the type."""

LEADING = 1.3
"""From one baseline to the next, in sizes of the type."""

SPACE = 0.318
"""Width of a space, in sizes of the type."""

_METRIC_SIZE = 200
_PARTS = re.compile(f"[{WIDE}]|[^{WIDE}]+")
"""Scripts without spaces between words can be broken behind each character."""
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_LEFT_TO_RIGHT = re.compile("[A-Za-z0-9\u00c0-\u058f]")


class SetWord(NamedTuple):
    """A word on its line: ``x`` is its distance from the left edge; ``is_spaced`` says that a space is before."""

    text: str
    x: float
    width: float
    is_spaced: bool


SetLine = list[SetWord]


def set_lines(text: str, room: float, size: float) -> list[SetLine]:
    """The text on lines at most ``room`` points wide, in type of ``size`` points."""
    if text.isascii() and text.isalnum() and (width := word_width(text) * size) <= room:
        # Most cells of sheets are one word.
        return [[SetWord(text, 0.0, width, True)]]
    lines: list[SetLine] = []
    space = SPACE * size
    for source in text.split("\n"):
        line: SetLine = []
        at = 0.0
        for word, spaced in _words(source):
            width = word_width(word) * size
            x = at + space if spaced and line else at
            if line and x + width > room:
                lines.append(line)
                line, x = [], 0.0
            while width > room and len(word) > 1:
                part = _fitting(word, room / size)
                lines.append([SetWord(part, 0.0, word_width(part) * size, spaced)])
                word, spaced = word[len(part) :], False
                width = word_width(word) * size
            line.append(SetWord(word, x, width, spaced))
            at = x + width
        if line:
            lines.append(line)
    if not text.isascii() and _is_right_to_left(text):
        return [_mirrored(line, room) for line in lines]
    return lines


def natural_width(text: str, size: float) -> float:
    """The width of the longest line of the text, unbroken."""
    return max(map(_line_width, text.split("\n"))) * size


@lru_cache(1 << 16)
def _line_width(line: str) -> float:
    words = _words(line)
    return sum(word_width(word) + (SPACE if spaced else 0.0) for word, spaced in words)


def _words(source: str) -> Iterator[tuple[str, bool]]:
    """The words of a line, and whether a space is before each."""
    for raw in source.split():
        if raw.isascii():
            word = raw if raw.isprintable() else normalize(raw)
            if word:
                yield word, True
            continue
        for i, part in enumerate(_PARTS.findall(normalize(raw))):
            yield part, i == 0


@lru_cache(1 << 16)
def word_width(word: str) -> float:
    """The width of a word, in sizes of the type."""
    return sum(map(_character_width, word))


def _fitting(word: str, room: float) -> str:
    """What fits of the beginning of a word, one character at least."""
    width = 0.0
    for i, character in enumerate(word):
        width += _character_width(character)
        if width > room and i:
            return word[:i]
    return word


@lru_cache(1 << 14)
def _character_width(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    _, path = next(runs_of(character))
    return metric_font(path, _METRIC_SIZE).getlength(character) / _METRIC_SIZE


def _is_right_to_left(text: str) -> bool:
    return len(_RIGHT_TO_LEFT.findall(text)) > len(_LEFT_TO_RIGHT.findall(text))


def _mirrored(line: SetLine, room: float) -> SetLine:
    """A line that is read from right to left; words of other scripts in it keep their own order."""
    placed = [word._replace(x=room - word.x - word.width) for word in line]
    first = 0
    while first < len(line):
        last = first
        while last < len(line) and not _RIGHT_TO_LEFT.search(line[last].text):
            last += 1
        if last - first > 1:
            # Back within the place that the run has.
            left = room - (line[last - 1].x + line[last - 1].width)
            placed[first:last] = [word._replace(x=left + word.x - line[first].x) for word in line[first:last]]
        first = max(last, first + 1)
    return placed
