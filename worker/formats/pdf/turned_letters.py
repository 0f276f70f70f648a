"""Lines up, down or upside down on a page whose letters were placed one by one, as Chromium prints them.

pdfium joins such letters as if they were level: it parts words between any two, and orders them from left to right.
Here they are put in the order of their line, and parted where there is a gap as wide as a space.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from worker.formats.pdf import characters
from worker.formats.pdf.drawn_order import RIGHT_TO_LEFT
from worker.layout.normalize import normalize

MIN_PARTS = 4
"""Parts of words, at least, where letters were placed one by one."""

MAX_LETTERS = 4
"""Letters of such parts, in the mean, at most: of whole words, there are more."""

MIN_JOINED = 14
"""Letters of a turned word, at least, that may be several words, whose spaces pdfium overlooked."""

MAX_UPRIGHT = 1.2
"""Width of an upright letter's box in its heights, at most; as high as the font is, it is higher than wide."""

SAMPLE = 24
"""Words of a page, spread over it, of which it is asked whether they are upside down, at most."""

SPACE = 0.11
"""Gap between words, in heights of the font's box: more than half of a space."""

LINE_GAP = 3.0
"""Gap between two texts on one level, in heights of the font's box."""

LEVEL = 0.3
"""Distance of the middles of letters on one line, at most, in heights of the font's box."""

_STRAIGHT = 0.02
"""Sine of the angle up to which a direction is one of four."""

_FRAMES = (
    ((0.0, 1.0), (1.0, 0.0)),
    ((0.0, -1.0), (-1.0, 0.0)),
    ((-1.0, 0.0), (0.0, 1.0)),
)
"""For text up, down and upside down: the direction in which it runs, and that of its next line; y is upwards."""


class TurnedLines(NamedTuple):
    """The words of turned lines: text, edges as left, top, right, bottom in the page's units, and numbers of lines.

    ``replaced`` says which of the page's words they replace, whose letters are at the indices ``letters``.
    """

    replaced: NDArray[np.bool_]
    letters: NDArray[np.intp]
    texts: list[str]
    edges: NDArray[np.float64]
    lines: NDArray[np.int64]


def turned_lines(
    text_page: int,
    codes: NDArray[np.uint32],
    starts: NDArray[np.intp],
    ends: NDArray[np.intp],
    edges: NDArray[np.float64],
) -> TurnedLines | None:
    """The lines of the text page at the address whose letters stand turned and by themselves; None without such.

    ``starts`` and ``ends`` are the words' bounds among the characters, ``edges`` left, top, right, bottom of each.
    """
    if not _may_be_parted(text_page, starts, ends, edges):
        return None
    # pdfium parts words where the direction changes.
    of_words = characters.directions(text_page, starts)
    turned = np.logical_or.reduce([of_words @ along > 1 - _STRAIGHT for along, _ in _FRAMES])
    if not turned.any():
        return None
    at = np.concatenate([np.arange(a, b) for a, b in zip(starts[turned], ends[turned], strict=True)])
    if ((codes[at] >= RIGHT_TO_LEFT[0]) & (codes[at] <= RIGHT_TO_LEFT[1])).any():
        return None
    directions = np.repeat(of_words[turned], (ends - starts)[turned], axis=0)
    boxes = characters.loose_boxes(text_page, at)
    texts: list[str] = []
    places: list[NDArray[np.float64]] = []
    lines: list[int] = []
    for along, down in _FRAMES:
        chosen = np.flatnonzero(directions @ along > 1 - _STRAIGHT)
        if not len(chosen):
            continue
        count = lines[-1] + 1 if lines else 0
        for line, word in _words(boxes[chosen], np.array(along), np.array(down)):
            letters = chosen[word]
            text = normalize("".join(map(chr, codes[at[letters]].tolist())))
            if not text:
                continue
            texts.append(text)
            low, high = boxes[letters].min(axis=0), boxes[letters].max(axis=0)
            places.append(np.array([low[0], high[1], high[2], low[3]]))
            lines.append(count + line)
    return TurnedLines(turned, at, texts, np.array(places), np.array(lines)) if texts else None


def _may_be_parted(
    text_page: int, starts: NDArray[np.intp], ends: NDArray[np.intp], edges: NDArray[np.float64]
) -> bool:
    """Whether turned lines on the page may be parted where there is no space; False on nearly every page."""
    lengths = ends - starts
    wide, high = edges[:, 2] - edges[:, 0], edges[:, 1] - edges[:, 3]
    lone = (lengths == 1) & (wide > MAX_UPRIGHT * high)
    # Words up and down the page are higher than wide, unless they are letters.
    turned = (lengths > 1) & (high > wide)
    if (turned & (lengths >= MIN_JOINED)).any():
        return True
    if lone.any():
        turned |= lone
        count = int(turned.sum())
        if count >= MIN_PARTS and lengths[turned].sum() <= MAX_LETTERS * count:
            return True
    sample = starts[:: len(starts) // SAMPLE + 1]
    upside_down, _ = _FRAMES[-1]
    return bool((characters.directions(text_page, sample) @ upside_down > 1 - _STRAIGHT).any())


def _words(
    boxes: NDArray[np.float64], along: NDArray[np.float64], down: NDArray[np.float64]
) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """The numbers of lines and, for each word on it, the indices of its letters' boxes, all in reading order."""
    corners = np.stack([boxes[:, [0, 3]], boxes[:, [2, 1]]])
    along_both, down_both = np.sort(corners @ along, axis=0), np.sort(corners @ down, axis=0)
    begin, end = along_both
    middles, heights = down_both.mean(axis=0), down_both[1] - down_both[0]
    order = np.argsort(middles, kind="stable")
    height = float(np.median(heights))
    number = np.empty(len(boxes), np.int64)
    number[order] = np.cumsum(np.diff(middles[order], prepend=middles[order[0]]) > LEVEL * height)
    order = np.lexsort((begin, number))
    gaps = begin[order][1:] - end[order][:-1]
    new_level = np.diff(number[order]) != 0
    new_line = new_level | (gaps > LINE_GAP * heights[order][1:])
    lines = np.concatenate([[0], np.cumsum(new_line)])
    usual = np.zeros(len(gaps))
    for line in np.unique(lines[1:][~new_line]).tolist():
        within = (lines[1:] == line) & ~new_line
        # Letters may be spaced out.
        usual[within] = max(0.0, float(np.median(gaps[within])))
    new_word = new_line | (gaps > usual + SPACE * heights[order][1:])
    for word in np.split(order, new_word.nonzero()[0] + 1):
        yield int(lines[np.flatnonzero(order == word[0])[0]]), word
