"""Windows of a question and a text as the model gets them, and batches of windows as arrays.

``<s> question </s></s> text </s>``: the tokens of a question are cut to `MAX_QUESTION_TOKENS`, those of a text to what
is left of `MAX_WINDOW_TOKENS`. "No answer" is scored at position 0.
"""

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

MAX_WINDOW_TOKENS = 384
MAX_QUESTION_TOKENS = 64
BEGIN, PAD, END = 0, 1, 2
"""Token ids, which the pruned vocabulary keeps."""

SIDES = (128, 192, 256, 320, 384)
"""Tokens to which windows are padded: short ones are not padded to the length of long ones."""

Integers = NDArray[np.int32]


Span = tuple[int, int]


class Example(NamedTuple):
    """A question and the texts that it is put to.

    ``span`` is the answer's character range in the first text, None where no text answers the question. It is
    ``weak`` where the answer is known to be somewhere within the span, but not where. Where it is given more than once,
    ``elsewhere`` are the other places: the number of a text and a range in it.
    """

    question: str
    texts: Sequence[str]
    span: Span | None
    weak: bool = False
    elsewhere: Sequence[tuple[int, Span]] = ()


class Label(NamedTuple):
    """Inclusive ranges of the positions at which the answer may begin and end."""

    first_start: int
    last_start: int
    first_end: int
    last_end: int


class Window(NamedTuple):
    """The tokens of one window; ``text_start`` is the position of the text's first token.

    ``labels`` are the places of the answer, any of which is right; none where the window does not answer.
    """

    ids: Sequence[int]
    text_start: int
    labels: Sequence[Label] = ()


class Batch(NamedTuple):
    """Windows of one side. ``ids`` is of shape (windows, side), ``labels`` (windows, places, 4), -1 for no place.

    The others are of shape (windows,): the number of tokens, the text's first position, the number of the question.
    """

    ids: Integers
    lengths: Integers
    text_starts: Integers
    labels: Integers
    questions: Integers


Group = Sequence[Window]
"""The windows of one question."""


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer of a file, without truncation or padding."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def cut(examples: Sequence[Example], tokenizer: Tokenizer, rng: random.Random) -> list[list[Window]]:
    """The windows of each example, one for each of its texts; examples whose answer fits no window are left out."""
    questions = tokenizer.encode_batch([example.question for example in examples], add_special_tokens=False)
    texts = tokenizer.encode_batch([text for example in examples for text in example.texts], add_special_tokens=False)
    groups: list[list[Window]] = []
    at = 0
    for example, question in zip(examples, questions, strict=True):
        own = texts[at : at + len(example.texts)]
        at += len(example.texts)
        places = [*([(0, example.span)] if example.span else ()), *example.elsewhere]
        answers: list[list[Span]] = [[] for _ in own]
        lost = False
        for number, span in places:
            tokens = token_range(own[number].offsets, span)
            lost |= tokens is None
            answers[number] += [tokens] if tokens else []
        windows = [
            _window(question.ids, text.ids, tokens, example.weak, rng)
            for text, tokens in zip(own, answers, strict=True)
        ]
        known = [window for window in windows if window is not None]
        if not lost and len(known) == len(windows):
            groups.append(known)
    return groups


def token_range(offsets: Sequence[tuple[int, int]], span: tuple[int, int]) -> tuple[int, int] | None:
    """The first and the last token that have characters of ``span``, None if there are none."""
    inside = [i for i, (start, end) in enumerate(offsets) if start < span[1] and end > span[0]]
    return (inside[0], inside[-1]) if inside else None


def _window(
    question: Sequence[int], text: Sequence[int], answers: Sequence[Span], weak: bool, rng: random.Random
) -> Window | None:
    """A window at a random place of a long text, with its first answer; None if that is longer than a window.

    ``answers`` are inclusive ranges of tokens.
    """
    asked = list(question[:MAX_QUESTION_TOKENS])
    room = MAX_WINDOW_TOKENS - len(asked) - 4
    start = 0
    if answers and answers[0][1] - answers[0][0] >= room:
        return None
    if len(text) > room:
        earliest, latest = 0, len(text) - room
        if answers:
            earliest, latest = max(0, answers[0][1] + 1 - room), min(answers[0][0], latest)
        start = rng.randint(earliest, latest)
    position = len(asked) + 3
    ids = [BEGIN, *asked, END, END, *text[start : start + room], END]
    labels = []
    for answer in answers:
        first, last = answer[0] - start + position, answer[1] - start + position
        if answer[0] >= start and answer[1] < start + room:
            labels.append(Label(first, last, first, last) if weak else Label(first, first, last, last))
    return Window(ids, position, labels)


def batches_of(groups: Sequence[Group]) -> list[Batch]:
    """The windows of one training step, those of each side together."""
    numbered = [(number, window) for number, group in enumerate(groups) for window in group]
    found: list[Batch] = []
    for above, side in zip((0, *SIDES), SIDES, strict=False):
        chosen = [(number, window) for number, window in numbered if above < len(window.ids) <= side]
        if chosen:
            found.append(_batch(chosen, side))
    return found


def _batch(windows: Sequence[tuple[int, Window]], side: int) -> Batch:
    labels = np.full((len(windows), max([1, *(len(window.labels) for _, window in windows)]), 4), -1, np.int32)
    for row, (_, window) in enumerate(windows):
        for place, label in enumerate(window.labels):
            labels[row, place] = label
    return Batch(
        padded([window.ids for _, window in windows], side),
        np.array([len(window.ids) for _, window in windows], np.int32),
        np.array([window.text_start for _, window in windows], np.int32),
        labels,
        np.array([number for number, _ in windows], np.int32),
    )


def padded(rows: Sequence[Sequence[int]], side: int) -> Integers:
    """Token ids of shape (rows, side), padded on the right."""
    ids = np.full((len(rows), side), PAD, np.int32)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = row
    return ids


def count_tokens(groups: Iterable[Group]) -> int:
    """The number of tokens of all windows."""
    return sum(len(window.ids) for group in groups for window in group)
