"""From rows of fragments to a page's text, and its words as spans of it."""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from shared.models.page import Words
from worker.layout.reading_order.hyphens import HYPHENS, Hyphens, Join
from worker.layout.reading_order.paragraphs import Paragraph
from worker.layout.words import PlacedWords


def write(paragraphs: Sequence[Paragraph], words: PlacedWords) -> tuple[str, Words]:
    """The page's text, and its words as spans of it. Words that are broken by a hyphen at a line's end are joined."""
    rows = [row for paragraph in paragraphs for row in paragraph]
    first = np.array([fragment.first for row in rows for fragment in row], np.int64)
    last = np.array([fragment.last for row in rows for fragment in row], np.int64)
    counts = last - first
    ends = np.cumsum(counts)
    order = np.arange(ends[-1]) + np.repeat(first - ends + counts, counts)
    # Number of each row's first word, of all that are written.
    starts = [0, *ends[np.cumsum([len(row) for row in rows]) - 1].tolist()]
    lengths = np.fromiter(map(len, words.texts), np.int64, len(words))[order]
    gaps = np.ones(len(order), np.int64)
    texts = [row[0].text if len(row) == 1 else " ".join([fragment.text for fragment in row]) for row in rows]
    separators = ["\n"] * len(rows)
    at = 0
    for paragraph in paragraphs:
        separators[at] = "\n\n"
        gaps[starts[at]] = 2
        at += len(paragraph)
    separators[0] = ""
    gaps[0] = 0
    hyphens = Hyphens(words.texts)
    for i in range(1, len(rows)):
        if texts[i - 1][-1] not in HYPHENS or separators[i] != "\n":
            continue
        begin = starts[i]
        broken, following = words.texts[order[begin - 1]], words.texts[order[begin]]
        joined = hyphens.join(broken, following)
        if joined is Join.APART:
            continue
        if joined is Join.WITHOUT_HYPHEN:
            texts[i - 1] = texts[i - 1][:-1]
            lengths[begin - 1] -= 1
        # The end of the line moves behind the word that is broken over it.
        separators[i] = ""
        gaps[begin] = 0
        if starts[i + 1] > begin + 1:
            texts[i] = following + "\n" + texts[i][len(following) + 1 :]
    begins = np.cumsum(gaps + lengths) - lengths
    numbers = np.zeros(len(order), "<u4")
    numbers[starts[1:-1]] = 1
    return "".join(chain(*zip(separators, texts, strict=True))), Words.from_columns(
        begins.astype("<u4").tobytes(),
        (begins + lengths).astype("<u4").tobytes(),
        words.boxes[order].astype("<f4").tobytes(),
        words.confidences[order].astype("<f4").tobytes(),
        numbers.cumsum().astype("<u4").tobytes(),
        words.ocr[order].astype("u1").tobytes(),
    )
