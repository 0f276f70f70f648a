"""Words with places, as sources and OCR engines hand them over before their reading order is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shared.models.page import Box, WordSource


class PlacedWord(NamedTuple):
    """One word and where it is.

    ``box`` is in fractions of the page as shown, origin top-left. ``confidence`` is from 0 to 1, None for text
    that comes from the document itself.
    """

    text: str
    box: Box
    confidence: float | None
    source: WordSource


PlacedLine = Sequence[PlacedWord]
"""Words that are on one physical line, in logical order: a detector's line box, or a run of a PDF's text."""


@dataclass(frozen=True, slots=True)
class PlacedWords:
    """The words of a page as columns of one length, so that thousands are placed without a loop.

    ``boxes`` are n x 4 fractions of the page as shown; ``lines`` are numbers, equal and side by side for the words of
    one line; ``confidences`` are NaN where there is none; ``ocr`` tells recognized words from the document's own, and
    ``unreliable`` those whose characters may not be what the page shows.
    """

    texts: list[str]
    boxes: NDArray[np.float64]
    lines: NDArray[np.int64]
    confidences: NDArray[np.float32]
    ocr: NDArray[np.bool_]
    unreliable: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.texts)

    @classmethod
    def own(cls, texts: list[str], boxes: NDArray[np.float64], lines: NDArray[np.int64]) -> "PlacedWords":
        """Words of the document's own text."""
        count = len(texts)
        return cls(
            texts, boxes, lines, np.full(count, np.nan, np.float32), np.zeros(count, bool), np.zeros(count, bool)
        )

    @classmethod
    def of(cls, lines: Sequence[PlacedLine]) -> "PlacedWords":
        """The words of the lines."""
        words = [word for line in lines for word in line]
        return cls(
            [word.text for word in words],
            np.array([word.box for word in words], np.float64).reshape(-1, 4),
            np.repeat(np.arange(len(lines)), [len(line) for line in lines]),
            np.array([np.nan if word.confidence is None else word.confidence for word in words], np.float32),
            np.array([word.source == "ocr" for word in words], bool),
            np.zeros(len(words), bool),
        )

    def and_then(self, more: "PlacedWords") -> "PlacedWords":
        """These words and ``more`` of them, on lines of their own."""
        after = int(self.lines.max()) + 1 if len(self) else 0
        return PlacedWords(
            self.texts + more.texts,
            np.concatenate([self.boxes, more.boxes]),
            np.concatenate([self.lines, more.lines - (int(more.lines.min()) if len(more) else 0) + after]),
            np.concatenate([self.confidences, more.confidences]),
            np.concatenate([self.ocr, more.ocr]),
            np.concatenate([self.unreliable, more.unreliable]),
        )

    def where(self, keep: NDArray[np.bool_]) -> "PlacedWords":
        """The words for which ``keep`` is true."""
        return self.at(keep.nonzero()[0])

    def at(self, indices: NDArray[np.intp]) -> "PlacedWords":
        """The words at the indices, in their order."""
        return PlacedWords(
            [self.texts[i] for i in indices.tolist()],
            self.boxes[indices],
            self.lines[indices],
            self.confidences[indices],
            self.ocr[indices],
            self.unreliable[indices],
        )
