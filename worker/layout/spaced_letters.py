"""Words whose letters stand apart: spaced-out headings and letters in the boxes of a form.

Lone letters may also be choices or columns (A B C D). Letters in a row of boxes are words. Those that are merely spaced
out are words where a lexicon knows most of what they make, and the figures beside them are numbers then.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise, starmap
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from worker.layout.boxed_letters import Rules, words_in_boxes
from worker.layout.lexicon import are_words
from worker.layout.words import PlacedWords

MIN_LETTERS = 4
"""Letters of a word, at least, that shows that its line is spaced out."""

MIN_KNOWN = 0.5
"""Share of a line's spaced-out letters that are in words of the lexicon, at least."""

WORD_GAP = 1.8
"""Gap between words, in median gaps between letters."""

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
    if not runs:
        return words
    rules = Rules.of(ruled_lines(), size[0] / size[1])
    # What short runs say that are not in boxes, no word shows.
    spaced_out = {int(words.lines[run.start]) for run in runs if run.end - run.start >= MIN_LETTERS}
    has_boxes = rules.may_box(float((words.boxes[:, 3] - words.boxes[:, 1]).max()))
    joined: list[_Run] = []
    by_line: dict[int, list[_Run]] = {}
    for run in runs:
        line = int(words.lines[run.start])
        if line not in spaced_out and not has_boxes:
            continue
        if boxed := words_in_boxes(words, run.start, run.end, rules):
            joined += starmap(_Run, boxed)
        elif line in spaced_out:
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
    if len(alone) < 2:
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
