"""Rows as examples: sampled by source, some of them changed, with other passages of the same title beside them."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from training.reader.near_miss import near_miss
from training.reader.noise import join_lines
from training.reader.rows import Row, weight
from training.reader.windows import Example

NEAR_MISS_RATE = 0.12
"""Share of the rows with an answer that lose it by another question."""

NEAR_MISS_MIN_ROWS = 4
"""Rows of a title that are asked for: its questions give the words that are swapped in."""

NO_NEAR_MISS = frozenset({"wtq", "wtq-lookup", "contractnli", "reddit", "amazon"})
"""Sources whose titles are no topics, or whose questions are templates: a changed question may keep its answer."""

LEFT_OUT_RATE = 0.1
"""Share of the rows with an answer whose text loses the sentence of the answer: all else is still about it."""

LEFT_OUT_MIN_CHARACTERS = 160
"""Length of what then is left of the text, at least."""

OTHER_PASSAGE_RATES = (0.45, 0.25)
"""Shares of the rows that are put to one more and to two more passages of their title, without the answer."""

OTHER_PASSAGE_MIN_ROWS = 3
SAMPLED_ROWS = 4
"""Rows of a title among which words to swap in are looked for."""

SAMPLED_PASSAGES = 8
"""Rows of a title among which other passages are looked for; those closest to the question in words come first."""

LOWER_CASE_RATE, NO_QUESTION_MARK_RATE = 0.08, 0.08
"""Shares of the questions that are written as people type them."""

TITLE_RATE = 0.15
"""Share of the contexts that get their title before them, as passages get their headings."""

MAX_TITLE_CHARACTERS = 60
NO_TITLE_ENDINGS = (".pdf", ".htm", ".txt")
NO_TITLE_BEGINNING = "tab-"

_WORD = re.compile(r"\w+")
SENTENCE_END = re.compile(r"[.!?][\"”')\]]*\s+(?=[A-ZÀ-Þ\d\"“'(\[])|\n+")
"""Where a sentence, or a line, ends and the next one begins."""


class Sampler:
    """Draws examples from rows."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._of_title: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows:
            self._of_title[row.base_source, row.title].append(row)

    def examples(self, seed: int, part: int, parts: int) -> Iterator[Example]:
        """Examples of the ``part``-th of ``parts`` parts of all rows, in an order that ``seed`` decides."""
        order = list(range(len(self._rows)))
        random.Random(seed).shuffle(order)
        rng = random.Random(seed * 7919 + part)
        for number in order[part::parts]:
            row = self._rows[number]
            times, rest = divmod(weight(row.source), 1)
            for _ in range(int(times) + (rng.random() < rest)):
                yield self.example(row, rng)

    def example(self, row: Row, rng: random.Random) -> Example:
        """The row, perhaps with another question, other passages beside its own, and its text as pages have it."""
        same = self._of_title[row.base_source, row.title]
        question, span = row.question, row.span
        missed = self._near_miss(row, same, rng)
        if missed:
            question, span = missed, None
        answer = row.context[slice(*span)] if span and not row.weak else None
        others = []
        count = rng.choices((1, 2, 0), (*OTHER_PASSAGE_RATES, 1 - sum(OTHER_PASSAGE_RATES)))[0]
        if count and row.title and len(same) >= OTHER_PASSAGE_MIN_ROWS:
            others = _passages_without(answer, row, rng.sample(same, min(SAMPLED_PASSAGES, len(same))))[:count]
        if answer and row.source not in NO_NEAR_MISS and rng.random() < LEFT_OUT_RATE:
            rest = without_sentence(row.context, row.span or (0, 0))
            if rest is not None:
                row, span = row._replace(context=rest, span=None), None
        text, span = _with_title(row, span, rng)
        text, span = join_lines(text, span, rng)
        return Example(as_typed(question, rng), [text, *others], span, row.weak)

    def _near_miss(self, row: Row, same: Sequence[Row], rng: random.Random) -> str | None:
        if row.span is None or row.weak or len(same) < NEAR_MISS_MIN_ROWS or row.source in NO_NEAR_MISS:
            return None
        if rng.random() >= NEAR_MISS_RATE:
            return None
        sampled = rng.sample(same, SAMPLED_ROWS)
        return near_miss(row.question, [other.question for other in sampled if other.context != row.context], rng)


def _passages_without(answer: str | None, row: Row, sampled: Sequence[Row]) -> list[str]:
    """The other contexts that do not contain the answer, the closest to the question first."""
    asked = set(_WORD.findall(row.question.lower()))
    found = {
        other.context: len(asked & set(_WORD.findall(other.context.lower())))
        for other in sampled
        if other.context != row.context and (answer is None or answer.lower() not in other.context.lower())
    }
    return sorted(found, key=lambda context: -found[context])


def without_sentence(text: str, span: tuple[int, int]) -> str | None:
    """The text without the sentences, or lines, that the span touches; None where its words are elsewhere too.

    Also None where too little is left.
    """
    bounds = [0, *(match.end() for match in SENTENCE_END.finditer(text)), len(text)]
    start = max(at for at in bounds if at <= span[0])
    end = min(at for at in bounds if at >= span[1])
    rest = (text[:start] + text[end:]).strip()
    if len(rest) < LEFT_OUT_MIN_CHARACTERS or text[slice(*span)].lower() in rest.lower():
        return None
    return rest


def _with_title(row: Row, span: tuple[int, int] | None, rng: random.Random) -> tuple[str, tuple[int, int] | None]:
    """The context, some under their title, and the span in it."""
    title = row.title
    named = title and len(title) < MAX_TITLE_CHARACTERS and not title.endswith(NO_TITLE_ENDINGS)
    if not named or title.startswith(NO_TITLE_BEGINNING) or rng.random() >= TITLE_RATE:
        return row.context, span
    prefix = title.replace("_", " ") + ": "
    return prefix + row.context, (span[0] + len(prefix), span[1] + len(prefix)) if span else None


def as_typed(question: str, rng: random.Random) -> str:
    """The question, some in lower case or without its mark."""
    drawn = rng.random()
    if drawn < LOWER_CASE_RATE:
        return question.lower()
    return question.rstrip("?") if drawn < LOWER_CASE_RATE + NO_QUESTION_MARK_RATE else question
