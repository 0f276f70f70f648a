"""The invisible text of one page, as the operators of a PDF's content stream."""

import math
import unicodedata
from collections.abc import Iterable, Sequence
from enum import Enum
from itertools import groupby, zip_longest
from typing import NamedTuple

from shared.models.page import Box, Page, Word
from worker.searchable.glyphless_font import ADVANCE, DESCENT, GlyphlessFont

Matrix = tuple[float, float, float, float, float, float]
"""As PDF has matrices: ``x' = a x + c y + e``, ``y' = b x + d y + f``."""

MIN_SLENDER = 1.5
"""Height by width of a word of several characters, alone on its line, from which it is taken to run down or up."""
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


class Direction(Enum):
    """Where a line runs on the page as shown, y downwards."""

    RIGHT = (1, 0)
    DOWN = (0, 1)
    LEFT = (-1, 0)
    UP = (0, -1)


class _Run(NamedTuple):
    """Text in the box that it fills, in points of the page as shown."""

    text: str
    box: Box


def text_layer(page: Page, words: Iterable[Word], own: Matrix, font: GlyphlessFont, name: str) -> bytes:
    """Operators that show the words of a page at their boxes, seen by nobody.

    ``own`` is the matrix from fractions of the page as shown to the page's own units, ``name`` that of the font among
    the page's resources.
    """
    operators = [b"q", b"BT", b"3 Tr", f"/{name} 1 Tf".encode()]
    for _, line in groupby(words, key=lambda word: word.line):
        runs = [run for word in line if (run := _run(page, word)) is not None]
        direction = _direction(runs)
        for run in _with_spaces(runs, direction):
            matrix = _on_page(_placed(run, direction), page, own)
            operators.append(" ".join(map(_number, matrix)).encode() + b" Tm")
            operators.append(font.encoded(_visual(run.text)) + b" Tj")
    return b"\n".join([*operators, b"ET", b"Q", b""])


def _run(page: Page, word: Word) -> _Run | None:
    """A word where it is in points, None for one that has no extent or nothing that is searched for."""
    text = "".join(one for one in page.text[word.start : word.end] if unicodedata.category(one)[0] not in "CZ")
    x0, y0, x1, y1 = (min(max(edge, 0.0), 1.0) for edge in word.box)
    if not text or x1 <= x0 or y1 <= y0:
        return None
    return _Run(text, (x0 * page.width, y0 * page.height, x1 * page.width, y1 * page.height))


def _direction(runs: Sequence[_Run]) -> Direction:
    """Where the words of a line follow each other; of a single word, its shape decides."""
    if len(runs) > 1:
        (x0, y0), (x1, y1) = _middle(runs[0].box), _middle(runs[-1].box)
        across, down = x1 - x0, y1 - y0
        if abs(down) > abs(across):
            return Direction.DOWN if down > 0 else Direction.UP
        is_reversed = across < 0 and not any(map(_is_right_to_left, runs))
        return Direction.LEFT if is_reversed else Direction.RIGHT
    if runs and len(runs[0].text) > 2:
        x0, y0, x1, y1 = runs[0].box
        if y1 - y0 > MIN_SLENDER * (x1 - x0):
            return Direction.DOWN
    return Direction.RIGHT


def _middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _is_right_to_left(run: _Run) -> bool:
    return any(unicodedata.bidirectional(one) in _RIGHT_TO_LEFT for one in run.text)


def _with_spaces(runs: Sequence[_Run], direction: Direction) -> Iterable[_Run]:
    """The words of a line with a space where there is a gap between two, so that phrases are found."""
    for run, following in zip_longest(runs, runs[1:]):
        yield run
        if following is not None and (gap := _gap(run.box, following.box, direction)) is not None:
            yield _Run(" ", gap)


def _gap(box: Box, following: Box, direction: Direction) -> Box | None:
    x0, y0, x1, y1 = box
    if direction in (Direction.RIGHT, Direction.LEFT):
        first, last = sorted((box, following))
        gap = (first[2], y0, last[0], y1)
    else:
        first, last = sorted((box, following), key=lambda one: one[1])
        gap = (x0, first[3], x1, last[1])
    return gap if gap[0] < gap[2] and gap[1] < gap[3] else None


def _placed(run: _Run, direction: Direction) -> Matrix:
    """From ems of the text, y upwards, to points of the page as shown, y downwards."""
    x0, y0, x1, y1 = run.box
    (along_x, along_y) = direction.value
    upright = along_y == 0
    length, height = (x1 - x0, y1 - y0) if upright else (y1 - y0, x1 - x0)
    stretch = length / (ADVANCE * len(run.text))
    # Upwards from the baseline is a quarter turn to the left of where the line runs.
    up_x, up_y = along_y, -along_x
    start_x = x0 if along_x > 0 or up_x > 0 else x1
    start_y = y0 if along_y > 0 or up_y > 0 else y1
    return (
        along_x * stretch,
        along_y * stretch,
        up_x * height,
        up_y * height,
        start_x + up_x * DESCENT * height,
        start_y + up_y * DESCENT * height,
    )


def _on_page(text: Matrix, page: Page, own: Matrix) -> Matrix:
    """A matrix to points of the page as shown, as one to the page's own units."""
    a, b, c, d = own[0] / page.width, own[1] / page.width, own[2] / page.height, own[3] / page.height
    return (
        text[0] * a + text[1] * c,
        text[0] * b + text[1] * d,
        text[2] * a + text[3] * c,
        text[2] * b + text[3] * d,
        text[4] * a + text[5] * c + own[4],
        text[4] * b + text[5] * d + own[5],
    )


def _visual(text: str) -> str:
    """The characters as they stand from left to right, which viewers expect of a line and put in logical order."""
    if not any(unicodedata.bidirectional(one) in _RIGHT_TO_LEFT for one in text):
        return text
    # Numbers and words of other scripts within run from left to right.
    parts = ["".join(part) for _, part in groupby(text, key=_runs_right)]
    return "".join(part if _runs_right(part[0]) else part[::-1] for part in reversed(parts))


def _runs_right(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("L", "EN", "AN")


def _number(value: float) -> str:
    """A number as PDF writes it; what is no number has no place on a page."""
    return f"{value:.3f}".rstrip("0").rstrip(".") if math.isfinite(value) else "0"
