"""Words whose letters stand apart: spaced-out headings and letters in the boxes of a form.

Lone letters may also be choices or columns (A B C D). Letters in boxes of one pitch are words. Those that are merely
spaced out are words where a lexicon knows most of what they make, and the figures beside them are numbers then.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise, starmap
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from worker.layout.lexicon import are_words
from worker.layout.words import PlacedWords

MIN_LETTERS = 4
"""Letters of a word, at least, that shows that its line is spaced out, and of one in boxes."""

MIN_KNOWN = 0.5
"""Share of a line's spaced-out letters that are in words of the lexicon, at least."""

WORD_GAP = 1.8
"""Gap between words, in median gaps between letters."""

MAX_PITCH = 1.7
"""Width of a box, at most, in heights of a line of its letters."""

MAX_PITCH_DEVIATION = 0.12
"""Deviation of the distance of two boxes' letters from the pitch, at most, in pitches."""

FIRST_IDEOGRAPH = "\u2e80"
"""From here on, scripts are written without spaces, and each of their characters may be a word."""


class _Run(NamedTuple):
    """Words ``start`` to ``end`` of one line, of one character each."""

    start: int
    end: int


def join_spaced(
    words: PlacedWords, ruled_lines: Callable[[], NDArray[np.float64]], size: tuple[float, float]
) -> PlacedWords:
    """The words, with spaced-out letters joined.

    ``ruled_lines`` gives those of the page, ``[n, 4]`` in its fractions; ``size`` is its width and height in points.
    """
    runs = list(_runs(words))
    # What shorter runs on other lines say, no word shows.
    lines = {int(words.lines[run.start]) for run in runs if run.end - run.start >= MIN_LETTERS}
    if not lines:
        return words
    rules = ruled_lines()
    upright = rules[rules[:, 2] - rules[:, 0] < rules[:, 3] - rules[:, 1]]
    joined: list[_Run] = []
    by_line: dict[int, list[_Run]] = {}
    for run in runs:
        line = int(words.lines[run.start])
        if line not in lines:
            continue
        if (boxed := _in_boxes(words, run, upright, size[0] / size[1])) is not None:
            joined += boxed
        else:
            by_line.setdefault(line, []).extend(_split(words, run))
    for found in by_line.values():
        if _are_words(words, found):
            joined += found
    joined = [word for word in joined if word.end - word.start > 1]
    return _merged(words, joined) if joined else words


def _runs(words: PlacedWords) -> Iterator[_Run]:
    """Runs of words of one character, on one line and level."""
    single = np.fromiter(map(len, words.texts), np.int64, len(words)) == 1
    alone = single.nonzero()[0]
    if len(alone) < MIN_LETTERS:
        return
    single[alone] = [words.texts[i] < FIRST_IDEOGRAPH for i in alone.tolist()]
    follows = single[1:] & single[:-1] & (words.lines[1:] == words.lines[:-1])
    follows &= words.boxes[1:, 0] > words.boxes[:-1, 0]
    edges = np.diff(np.concatenate(([False], follows, [False])).astype(np.int8)).nonzero()[0]
    for start, end in edges.reshape(-1, 2).tolist():
        yield _Run(start, end + 1)


def _split(words: PlacedWords, run: _Run) -> list[_Run]:
    """The run's words: between them are wider gaps than between their letters."""
    boxes = words.boxes[run.start : run.end]
    gaps = boxes[1:, 0] - boxes[:-1, 2]
    wide = gaps > WORD_GAP * max(float(np.median(gaps)), 0.0)
    return _cut(run, wide)


def _cut(run: _Run, after: NDArray[np.bool_]) -> list[_Run]:
    """The parts of a run that is cut behind the characters for which ``after`` is true."""
    edges = [run.start, *(run.start + 1 + after.nonzero()[0]).tolist(), run.end]
    return list(starmap(_Run, pairwise(edges)))


def _are_words(words: PlacedWords, found: list[_Run]) -> bool:
    """Whether most letters of the runs are in words that the lexicon knows."""
    texts = ["".join(words.texts[run.start : run.end]) for run in found]
    letters = ["".join(filter(str.isalpha, text)) for text in texts]
    long = [text for text in letters if len(text) >= MIN_LETTERS]
    known = sum(len(text) for text, is_word in zip(long, are_words(long), strict=True) if is_word)
    return known > 0 and known >= MIN_KNOWN * sum(map(len, letters))


def _in_boxes(words: PlacedWords, run: _Run, upright: NDArray[np.float64], aspect: float) -> list[_Run] | None:
    """The words of a run whose characters stand at one pitch, with lines between them; an empty box parts words.

    Wider boxes are columns of a table. ``aspect`` is the page's width by its height.
    """
    if run.end - run.start < MIN_LETTERS or not len(upright):
        return None
    boxes = words.boxes[run.start : run.end]
    x = (boxes[:, 0] + boxes[:, 2]) / 2
    y = float((boxes[:, 1] + boxes[:, 3]).mean()) / 2
    between = np.sort(upright[(upright[:, 1] <= y) & (upright[:, 3] >= y)][:, [0, 2]].mean(axis=1))
    steps = np.diff(x)
    pitch, height = float(np.median(steps)), float(np.median(boxes[:, 3] - boxes[:, 1]))
    if pitch * aspect > MAX_PITCH * height:
        return None
    steps = steps / pitch
    whole = np.maximum(np.rint(steps), 1)
    apart = (np.diff(between.searchsorted(x)) > 0).all()
    if not apart or (np.abs(steps - whole) > MAX_PITCH_DEVIATION).any():
        return None
    return _cut(run, whole > 1)


def _merged(words: PlacedWords, joined: list[_Run]) -> PlacedWords:
    """The words, with those of each run as one."""
    texts, boxes = list(words.texts), words.boxes.copy()
    kept = np.ones(len(words), bool)
    for start, end in joined:
        texts[start] = "".join(texts[start:end])
        boxes[start, :2] = words.boxes[start:end, :2].min(axis=0)
        boxes[start, 2:] = words.boxes[start:end, 2:].max(axis=0)
        kept[start + 1 : end] = False
    return replace(words, texts=texts, boxes=boxes).where(kept)
