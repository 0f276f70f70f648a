"""Questions whose answer is left out: the text is still about what was asked, and does not say it."""

import re
from collections.abc import Sequence
from itertools import pairwise

from training.reader.sampling import SENTENCE_END
from training.reader.windows import Example, Span
from worker.answering.linearize import BLOCK_SEPARATOR, CELL_SEPARATOR

_UNIT_END = re.compile("|".join([re.escape(BLOCK_SEPARATOR), re.escape(CELL_SEPARATOR), SENTENCE_END.pattern]))


def without_answer(example: Example) -> Example | None:
    """The question with texts that lack the cells, fields, lines or sentences of its answer.

    None where it has no answer, or where the answer's words are left somewhere: they may answer it there too.
    """
    if example.span is None:
        return None
    answer = example.texts[0][slice(*example.span)].lower()
    texts = list(example.texts)
    places: list[tuple[int, Span]] = [(0, example.span), *example.elsewhere]
    for number in {number for number, _ in places}:
        texts[number] = _without(texts[number], [span for other, span in places if other == number])
    if any(answer in text.lower() for text in texts):
        return None
    kept = [text for text in texts if text]
    return Example(example.question, kept, None) if kept else None


def _without(text: str, spans: Sequence[Span]) -> str:
    """The linear text without the units that the spans touch."""
    bounds = [0, *(match.end() for match in _UNIT_END.finditer(text)), len(text)]
    units = [
        text[first:last]
        for first, last in pairwise(bounds)
        if not any(start < last and end > first for start, end in spans)
    ]
    return "".join(units).strip(BLOCK_SEPARATOR + CELL_SEPARATOR)
