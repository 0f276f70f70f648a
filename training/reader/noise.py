"""What pages and their recognition do to text: line breaks, confused characters."""

import random
import re
from bisect import bisect_right

from worker.answering.linearize import BLOCK_SEPARATOR

JOINED_LINES_RATE = 0.6
"""Share of the contexts with line breaks whose lines become one line, as the reader gets text."""

SEPARATED_RATE = 0.75
"""Share of those whose lines are joined by the separator of blocks, the others by a blank."""

OCR_ERROR_RATE = 0.01
"""Share of the confusable characters that are confused."""

CONFUSED = {
    "0": "O",
    "O": "0",
    "1": "l",
    "l": "1",
    "I": "l",
    "5": "S",
    "e": "c",
    "c": "e",
    "m": "n",
    ".": ",",
    "ä": "a",
    "é": "e",
    "ü": "u",
    "ö": "o",
    "ß": "B",
}

Span = tuple[int, int]


def join_lines(text: str, span: Span | None, rng: random.Random) -> tuple[str, Span | None]:
    """The text with its lines joined as the reader gets them, or as it is; and ``span`` in what it has become."""
    if "\n" not in text or rng.random() >= JOINED_LINES_RATE:
        return text, span
    separator = BLOCK_SEPARATOR if rng.random() < SEPARATED_RATE else " "
    lines = [(match.start(), match.group()) for match in re.finditer(r"[^\n]+", text)]
    if not lines:
        return text, span
    starts, joined = [], 0
    for _, line in lines:
        starts.append(joined)
        joined += len(line) + len(separator)

    def moved(at: int) -> int:
        number = max(bisect_right(lines, at, key=lambda line: line[0]) - 1, 0)
        start, line = lines[number]
        return starts[number] + min(max(at - start, 0), len(line))

    result = separator.join(line for _, line in lines)
    return result, None if span is None else (moved(span[0]), moved(span[1] - 1) + 1)


def confuse_characters(text: str, rng: random.Random) -> str:
    """The text with characters confused as recognition confuses them; its length stays."""
    return "".join(CONFUSED[c] if c in CONFUSED and rng.random() < OCR_ERROR_RATE else c for c in text)
