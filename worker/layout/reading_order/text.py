"""From rows of fragments to a page's text, and its words as spans of it."""

from collections.abc import Sequence

import numpy as np

from shared.models.page import Words
from worker.layout.reading_order.paragraphs import Paragraph
from worker.layout.words import PlacedWords

HYPHENS = "-\u2010\u00ad"
"""Hyphen-minus, hyphen, soft hyphen: what breaks a word at a line's end."""


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
    compounds: set[str] | None = None
    for end in row_starts[1:]:
        if end in paragraph_starts or not _is_broken(texts[end - 1], texts[end]):
            continue
        if compounds is None:
            compounds = {text.lower() for text in texts if "-" in text}
        # Where the page writes the word with its hyphen elsewhere, the hyphen is the word's own.
        if (texts[end - 1] + texts[end]).lower() not in compounds:
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


def _is_broken(text: str, following: str) -> bool:
    """Whether the hyphen at the end of ``text`` breaks a word that ``following`` continues with."""
    return len(text) > 1 and text[-1] in HYPHENS and text[-2].isalpha() and following[0].islower()
