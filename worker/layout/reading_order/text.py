"""From rows of fragments to a page's text, and its words as spans of it."""

from collections.abc import Sequence

import numpy as np

from shared.models.page import Words
from worker.layout.reading_order.hyphens import HYPHENS, Hyphens, Join
from worker.layout.reading_order.paragraphs import Paragraph
from worker.layout.words import PlacedWords


def write(paragraphs: Sequence[Paragraph], words: PlacedWords) -> tuple[str, Words]:
    """The page's text, and its words as spans of it. Words that are broken by a hyphen at a line's end are joined."""
    order: list[int] = []
    row_starts: list[int] = []
    paragraph_starts: set[int] = set()
    for paragraph in paragraphs:
        paragraph_starts.add(len(order))
        for row in paragraph:
            row_starts.append(len(order))
            for fragment in row:
                order += range(fragment.first, fragment.last)
    texts = [words.texts[i] for i in order]
    separators = [" "] * len(texts)
    for start in row_starts:
        separators[start] = "\n\n" if start in paragraph_starts else "\n"
    separators[0] = ""
    hyphens = Hyphens(words.texts)
    for end in row_starts[1:]:
        if texts[end - 1][-1] not in HYPHENS or end in paragraph_starts:
            continue
        joined = hyphens.join(texts[end - 1], texts[end])
        if joined is Join.APART:
            continue
        if joined is Join.WITHOUT_HYPHEN:
            texts[end - 1] = texts[end - 1][:-1]
        # The end of the line moves behind the word that is broken over it.
        separators[end] = ""
        if end + 1 < len(texts) and separators[end + 1] == " ":
            separators[end + 1] = "\n"
    parts = [""] * (2 * len(texts))
    parts[::2], parts[1::2] = separators, texts
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
