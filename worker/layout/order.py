"""From placed words to a page's text in reading order, with every word as a span of it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from shared.models.page import Words
from worker.layout.tables import NO_RULES, gather, table_rows
from worker.layout.words import PlacedWords
from worker.layout.xycut import GUTTER, Column, Piece, Row, columns

HYPHENS = "-\u2010\u00ad"
"""Hyphen-minus, hyphen, soft hyphen: what breaks a word at a line's end."""

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")
_LEFT_TO_RIGHT = re.compile("[A-Za-z\u00c0-\u058f\u0900-\u1fff\u2c00-\ud7ff]")


def arrange(
    words: PlacedWords, width: float, height: float, rules: NDArray[np.float64] = NO_RULES
) -> tuple[str, Words]:
    """The words' text in reading order, and the words as spans of it.

    ``width`` and ``height`` are the page's in points: they give the boxes, which are fractions, their true
    proportions. Lines may be broken in several parts and come in any order. ``rules`` are the ruled lines of the
    page, ``[n, 4]`` as x0, y0, x1, y1 in fractions of it: a row of a table that they part is a line.
    """
    if not len(words):
        return "", Words()
    rows = table_rows(rules, width, height)
    words, whole = gather(words, rows) if rows else (words, np.zeros(len(words), bool))
    blocks: list[list[Row]] = []
    for chosen, edges, down in _turned(words, width, height, whole):
        gutter = _gutter(words, chosen, edges)
        blocks += _blocks(_pieces(words, chosen, edges, gutter, whole), down, gutter)
    return _write(blocks, words)


# ---- pieces


def _turned(
    words: PlacedWords, width: float, height: float, whole: NDArray[np.bool_]
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float64], float]]:
    """For each direction that lines run in: its words, their edges on the page turned upright, that page's height."""
    edges = words.boxes * (width, height, width, height)
    first = np.flatnonzero(np.concatenate(([True], words.lines[1:] != words.lines[:-1])))
    turns = np.repeat(_directions(words, edges, first), np.diff(np.append(first, len(words))))
    turns[whole] = 0
    x0, y0, x1, y1 = edges.T
    for turn, shown, down in (
        (0, (x0, y0, x1, y1), height),
        (90, (height - y1, x0, height - y0, x1), width),
        (270, (y0, width - x1, y1, width - x0), width),
        (180, (width - x1, height - y1, width - x0, height - y0), height),
    ):
        chosen = np.flatnonzero(turns == turn)
        if len(chosen):
            yield chosen, np.stack(shown, axis=1)[chosen], down


def _directions(words: PlacedWords, edges: NDArray[np.float64], first: NDArray[np.intp]) -> NDArray[np.int64]:
    """Degrees, clockwise, by which each line must be turned to run from left to right."""
    last = np.append(first[1:], len(words)) - 1
    low, high = np.minimum.reduceat(edges, first), np.maximum.reduceat(edges, first)
    across, along = high[:, 2] - low[:, 0], high[:, 3] - low[:, 1]
    lengths = np.add.reduceat(np.fromiter(map(len, words.texts), np.int64, len(words)), first)
    middles = (edges[:, :2] + edges[:, 2:]) / 2
    run = middles[last] - middles[first]
    sideways = (along > 2 * across) & (lengths > 2)
    # A lone word does not tell up from down; up the page's edge is the usual way.
    turns = np.where(sideways, np.where(run[:, 1] > 0, 270, 90), 0)
    backwards = ~sideways & (run[:, 0] < -0.25 * across)
    for i in np.flatnonzero(backwards).tolist():
        if not _RIGHT_TO_LEFT.search("".join(words.texts[first[i] : last[i] + 1])):
            turns[i] = 180
    return turns


def _gutter(words: PlacedWords, chosen: NDArray[np.intp], edges: NDArray[np.float64]) -> float:
    """Least width of a gutter in heights of a line: more where the page's words stand wide, as typewritten ones do."""
    heights = np.maximum(edges[:, 3] - edges[:, 1], 1e-9)
    gaps = (edges[1:, 0] - edges[:-1, 2]) / heights[1:]
    spaces = gaps[(words.lines[chosen[1:]] == words.lines[chosen[:-1]]) & (gaps > 0) & (gaps < 1)]
    return max(GUTTER, 1.7 * float(np.partition(spaces, len(spaces) // 2)[len(spaces) // 2])) if len(spaces) else GUTTER


def _pieces(
    words: PlacedWords, chosen: NDArray[np.intp], edges: NDArray[np.float64], gutter: float, whole: NDArray[np.bool_]
) -> list[Piece]:
    """The chosen words cut between lines, at wide gaps, and where the next word is above or below."""
    x0, y0, x1, y1 = edges.T
    heights = np.maximum(y1 - y0, 1e-9)
    higher = np.maximum(heights[1:], heights[:-1])
    apart = np.maximum(x0[1:] - x1[:-1], x0[:-1] - x1[1:]) >= gutter * higher
    beside = np.minimum(y1[1:], y1[:-1]) > np.maximum(y0[1:], y0[:-1])
    same = (chosen[1:] == chosen[:-1] + 1) & (words.lines[chosen[1:]] == words.lines[chosen[:-1]])
    first = np.flatnonzero(np.concatenate(([True], ~same | ((apart | ~beside) & ~whole[chosen[1:]]))))
    low, high = np.minimum.reduceat(edges, first), np.maximum.reduceat(edges, first)
    counts = np.diff(np.append(first, len(chosen)))
    rows = zip(
        low[:, 0].tolist(),
        low[:, 1].tolist(),
        high[:, 2].tolist(),
        high[:, 3].tolist(),
        chosen[first].tolist(),
        (chosen[first] + counts).tolist(),
        strict=True,
    )
    return [Piece(a, b, c, d, start, end, " ".join(words.texts[start:end])) for a, b, c, d, start, end in rows]


# ---- blocks


def _blocks(pieces: list[Piece], height: float, gutter: float) -> Iterator[list[Row]]:
    """Rows in reading order, parted where white space, or a change of column, ends a block."""
    text = " ".join(piece.text for piece in pieces)
    some = not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None
    for column in columns(pieces, height, gutter=gutter, right_to_left=some and _is_right_to_left(text)):
        if some:
            for row in column.rows:
                if _is_right_to_left(" ".join(piece.text for piece in row)):
                    row.reverse()
        yield from _paragraphs(column)


def _is_right_to_left(text: str) -> bool:
    return len(_RIGHT_TO_LEFT.findall(text)) > len(_LEFT_TO_RIGHT.findall(text))


def _paragraphs(column: Column) -> Iterator[list[Row]]:
    """The column's rows, parted at gaps wider than its usual leading and where the type's size changes."""
    spans = [(min(p.y0 for p in row), max(p.y1 for p in row)) for row in column.rows]
    sizes = [row[0].height if len(row) == 1 else median([p.height for p in row]) for row in column.rows]
    gaps = [below[0] - above[1] for above, below in pairwise(spans)]
    usual = max(median(gaps), 0.0) if gaps else 0.0
    block = column.rows[:1]
    for row, gap, above, size in zip(column.rows[1:], gaps, sizes, sizes[1:], strict=False):
        larger, smaller = max(above, size), min(above, size)
        if gap > usual + 0.4 * smaller or larger > 1.3 * smaller:
            yield block
            block = []
        block.append(row)
    if block:
        yield block


# ---- text


def _write(blocks: Sequence[list[Row]], words: PlacedWords) -> tuple[str, Words]:
    """The page's text, and its words as spans of it."""
    order: list[int] = []
    row_starts: list[int] = []
    block_starts: set[int] = set()
    for block in blocks:
        block_starts.add(len(order))
        for row in block:
            row_starts.append(len(order))
            for piece in row:
                order += range(piece.first, piece.last)
    texts = [words.texts[i] for i in order]
    glue = [" "] * len(texts)
    for start in row_starts:
        glue[start] = "\n\n" if start in block_starts else "\n"
    glue[0] = ""
    compounds: set[str] | None = None
    for end in row_starts[1:]:
        if end in block_starts or not _is_broken(texts[end - 1], texts[end]):
            continue
        if compounds is None:
            compounds = {text.lower() for text in texts if "-" in text}
        # Where the page writes the word with its hyphen elsewhere, the hyphen is the word's own.
        if (texts[end - 1] + texts[end]).lower() not in compounds:
            texts[end - 1] = texts[end - 1][:-1]
        # The end of the line moves behind the word that is broken over it.
        glue[end] = ""
        if end + 1 < len(texts) and glue[end + 1] == " ":
            glue[end + 1] = "\n"
    parts = [""] * (2 * len(texts))
    parts[::2], parts[1::2] = glue, texts
    lengths = np.fromiter(map(len, parts), np.int64, len(parts)).cumsum().astype("<u4")
    rows = np.zeros(len(texts), "<u4")
    rows[row_starts[1:]] = 1
    return "".join(parts), Words.from_columns(
        lengths[::2].tobytes(),
        lengths[1::2].tobytes(),
        words.boxes[order].astype("<f4").tobytes(),
        words.confidences[order].astype("<f4").tobytes(),
        rows.cumsum().astype("<u4").tobytes(),
        words.ocr[order].astype("u1").tobytes(),
    )


def _is_broken(text: str, following: str) -> bool:
    """Whether the hyphen at the end of ``text`` breaks a word that ``following`` goes on with."""
    return len(text) > 1 and text[-1] in HYPHENS and text[-2].isalpha() and following[0].islower()
