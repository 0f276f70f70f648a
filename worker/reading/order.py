"""From placed lines to a page's text in reading order, with every word as a span of it."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, zip_longest
from statistics import median

from shared.models.page import Word, Words
from worker.reading.layout import GUTTER, Column, Piece, Row, columns
from worker.reading.placed import PlacedLine, PlacedWord

HYPHENS = "-\u2010\u00ad"
"""Hyphen-minus, hyphen, soft hyphen: what breaks a word at a line's end."""


def arrange(lines: Sequence[PlacedLine], width: float, height: float) -> tuple[str, Words]:
    """The lines' text in reading order and its words.

    ``width`` and ``height`` are the page's, in any one unit (points, pixels): they give the boxes, which are
    fractions, their true proportions. Lines may be broken in several parts and come in any order.
    """
    upright: list[PlacedLine] = []
    sideways: list[PlacedLine] = []
    for line in lines:
        (sideways if _is_sideways(line, width, height) else upright).append(line)
    blocks = list(_blocks(_pieces(upright, width, height), height))
    for turned in _turned(sideways, width, height):
        blocks += _blocks(turned, width)
    return _write(blocks)


# ---- pieces


def _pieces(lines: Iterable[PlacedLine], width: float, height: float) -> list[Piece]:
    """The lines cut at wide gaps, in page units."""
    pieces: list[Piece] = []
    for line in lines:
        piece = None
        for word in line:
            x0, y0, x1, y1 = word.box
            x0, y0, x1, y1 = x0 * width, y0 * height, x1 * width, y1 * height
            if piece is not None:
                gap = max(x0 - piece.x1, piece.x0 - x1)
                apart = GUTTER * max(y1 - y0, piece.y1 - piece.y0)
                if gap < apart:
                    piece.x0, piece.y0 = min(piece.x0, x0), min(piece.y0, y0)
                    piece.x1, piece.y1 = max(piece.x1, x1), max(piece.y1, y1)
                    piece.words.append(word)
                    continue
            piece = Piece(x0, y0, x1, y1, [word])
            pieces.append(piece)
    return pieces


def _is_sideways(line: PlacedLine, width: float, height: float) -> bool:
    """Whether the line runs up or down the page."""
    across = (max(w.box[2] for w in line) - min(w.box[0] for w in line)) * width
    along = (max(w.box[3] for w in line) - min(w.box[1] for w in line)) * height
    return along > 2 * across and max(len(w.text) for w in line) > 1 and sum(len(w.text) for w in line) > 2


def _turned(lines: Sequence[PlacedLine], width: float, height: float) -> Iterator[list[Piece]]:
    """Pieces of the sideways lines with the page turned so that they run from left to right."""
    upwards: list[PlacedLine] = []
    downwards: list[PlacedLine] = []
    for line in lines:
        middles = [(word.box[1] + word.box[3]) / 2 for word in line]
        # A lone word does not tell; text up the page's edge is the usual case.
        (downwards if middles[-1] > middles[0] else upwards).append(line)

    def turn(line: PlacedLine, up: bool) -> Piece:
        x0, y0 = min(w.box[0] for w in line) * width, min(w.box[1] for w in line) * height
        x1, y1 = max(w.box[2] for w in line) * width, max(w.box[3] for w in line) * height
        edges = (height - y1, x0, height - y0, x1) if up else (y0, width - x1, y1, width - x0)
        return Piece(*edges, list(line))

    for group, up in ((upwards, True), (downwards, False)):
        if group:
            yield [turn(line, up) for line in group]


# ---- blocks


def _blocks(pieces: list[Piece], height: float) -> Iterator[list[Row]]:
    """Rows in reading order, parted where white space, or a change of column, ends a block."""
    right_to_left = _is_right_to_left(word for piece in pieces for word in piece.words)
    for column in columns(pieces, height, right_to_left=right_to_left):
        yield from _paragraphs(column)


def _is_right_to_left(words: Iterable[PlacedWord]) -> bool:
    balance = 0
    for word in words:
        if word.text.isascii():
            balance -= word.text[:1].isalpha()
        else:
            balance += 1 if unicodedata.bidirectional(word.text[0]) in ("R", "AL") else -1
    return balance > 0


def _paragraphs(column: Column) -> Iterator[list[Row]]:
    """The column's rows, parted at gaps wider than its usual leading and where the type's size changes."""
    spans = [(min(p.y0 for p in row), max(p.y1 for p in row)) for row in column.rows]
    sizes = [median(p.height for p in row) for row in column.rows]
    gaps = [below[0] - above[1] for above, below in pairwise(spans)]
    usual = median(gaps) if gaps else 0.0
    block = column.rows[:1]
    for row, gap, above, size in zip(column.rows[1:], gaps, sizes, sizes[1:], strict=False):
        larger, smaller = max(above, size), min(above, size)
        if gap > max(usual, 0) + 0.4 * smaller or larger > 1.3 * smaller:
            yield block
            block = []
        block.append(row)
    if block:
        yield block


# ---- text


def _write(blocks: Sequence[list[Row]]) -> tuple[str, Words]:
    """The page's text, and its words as spans of it."""
    parts: list[str] = []
    words: list[Word] = []
    at = number = 0
    compounds = {w.text.lower() for block in blocks for row in block for p in row for w in p.words if "-" in w.text}
    glue = ""
    for block in blocks:
        rows = [[word for piece in row for word in piece.words] for row in block]
        broken = False
        for row, below in zip_longest(rows, rows[1:]):
            # The end of the line above moves behind a word that is broken over it.
            after_first = "\n" if broken else " "
            broken = below is not None and _is_broken(row[-1].text, below[0].text)
            for i, word in enumerate(row):
                text = word.text
                if broken and i == len(row) - 1 and (text + below[0].text).lower() not in compounds:
                    text = text[:-1]
                start = at + len(glue)
                at = start + len(text)
                parts += (glue, text)
                words.append(Word(start, at, word.box, word.confidence, number, word.source))
                glue = " " if i else after_first
            glue = "" if broken else "\n"
            number += 1
        glue = "\n\n"
    return "".join(parts), Words(words)


def _is_broken(text: str, following: str) -> bool:
    """Whether the hyphen at the end of ``text`` breaks a word that ``following`` goes on with."""
    return len(text) > 1 and text[-1] in HYPHENS and text[-2].isalpha() and following[0].islower()
