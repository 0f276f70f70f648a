"""Labels and values: beside each other, or one beneath the other, and check boxes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.table_head import is_value
from worker.layout.text_lines import Line, PageLines, Segment

_COLON = re.compile(r"[:：](?=\s|$|[^\s\d/\\.])|[:：](?=\d+\b(?!:))")
_LETTERS = re.compile(r"[^\W\d_]")
_BLANK = re.compile(r"[\s_.…·:‥-]*")
_LEADERS = re.compile(r"\s*(?:[.…·‥_]\s?){4,}\s*")
_CHECKED = "☑☒✓✔✗✘🗹🗷⊠◼■●⦿"
_UNCHECKED = "☐□▢❏❑❒◻○◯⬜"
_BOX = re.compile(
    rf"(?P<yes>[{_CHECKED}]|\[\s?[xX✓✔*]\s?\]|\(\s?[xX✓✔]\s?\))|(?P<no>[{_UNCHECKED}]|\[\s{{0,3}}\]|\(\s{{1,3}}\))"
)
_END_OF_SENTENCE = re.compile(r"[.!?;](?:\s|$)")


@dataclass(slots=True)
class Field:
    """A label and its value; ``value`` is None where none is filled in.

    ``checked`` is a check box's, which has a label alone. Parts are ranges of words, first to last (exclusive).
    """

    first: int
    last: int
    label: tuple[int, int]
    value: tuple[int, int] | None
    checked: bool | None = None
    colon: bool = False


def check_boxes(page: PageLines, line: Line) -> list[Field]:
    """The check boxes of a line with their labels, which stand behind them, or before where none stands behind."""
    first = page.text_of(line)
    if not _BOX.search(first):
        return []
    marks: list[tuple[int, int, bool]] = []
    for found in _BOX.finditer(page.text, line.start, line.end):
        words = range(line.first, line.last)
        inside = [i for i in words if page.starts[i] < found.end() and page.ends[i] > found.start()]
        alone = inside and page.starts[inside[0]] == found.start()
        if alone and (not marks or inside[0] >= marks[-1][1]):
            marks.append((inside[0], inside[-1] + 1, found.group("yes") is not None))
    if not marks:
        return []
    fields: list[Field] = []
    behind = marks[0][0] == line.first or any(part.first == marks[0][0] for part in line.segments)
    if behind:
        stops = [mark[0] for mark in marks[1:]] + [line.last]
        for (mark, after, checked), stop in zip(marks, stops, strict=True):
            fields.append(Field(mark, stop, (after, stop), None, checked))
    else:
        begin = line.first
        for mark, after, checked in marks:
            fields.append(Field(begin, after, (begin, mark), None, checked))
            begin = after
    return [field for field in fields if field.label[0] < field.label[1]]


def fields_of_line(page: PageLines, line: Line, parameters: BlockParameters = PARAMETERS) -> list[Field]:
    """The labels with a colon on a line, each with what follows it up to the next label."""
    if ":" not in line.text and "：" not in line.text:
        return []
    fields: list[Field] = []
    pending: Field | None = None
    for part in line.segments:
        cut = _label_end(page, part, parameters)
        if cut is None:
            if pending is not None and pending.value is None:
                pending.value = (part.first, part.last)
                pending.last = part.last
            elif pending is not None and not _is_value_like(page, part):
                pending = None
            elif pending is not None and pending.value:
                pending.value = (pending.value[0], part.last)
                pending.last = part.last
            continue
        value = (cut, part.last) if cut < part.last else None
        pending = Field(part.first, part.last, (part.first, cut), value, colon=True)
        fields.append(pending)
    return fields


def _label_end(page: PageLines, part: Segment, parameters: BlockParameters) -> int | None:
    """The word behind the label that a segment begins with; None where it begins with none."""
    text = page.text_of(part)
    for found in _COLON.finditer(text):
        label = text[: found.start()]
        if len(label.split()) > parameters.max_label_words or _END_OF_SENTENCE.search(label):
            return None
        if not _LETTERS.search(label) or len(label) > 60:
            continue
        end = part.start + found.end()
        for word in range(part.first, part.last):
            if page.ends[word] >= end:
                # "Total:35.01" is one word: its value cannot be told apart from its label by words alone.
                return word + 1 if page.ends[word] == end or word + 1 < part.last else part.last
    return None


def _is_value_like(page: PageLines, part: Segment) -> bool:
    return is_value(page.text_of(part))


def value_beneath(page: PageLines, label: Line, value: Line, parameters: BlockParameters = PARAMETERS) -> bool:
    """Whether ``label`` stands above ``value``: it ends in a colon, or is set smaller and names a value in figures."""
    if len(label.segments) != 1 or len(value.segments) != 1 or label.words > parameters.max_label_words:
        return False
    size = max(label.size, value.size)
    gap = value.y0 - label.y1
    if not -0.5 * size <= gap <= parameters.beneath_gap * size or value.words > parameters.max_value_words:
        return False
    if abs(label.x0 - value.x0) > 2 * size or not _LETTERS.search(label.text) or fields_of_line(page, value):
        return False
    if label.text.rstrip().endswith((":", "：")):
        return not value.text.rstrip().endswith((":", "："))
    smaller = label.size <= parameters.caption_ratio * value.size
    return smaller and is_value(value.text) and not _END_OF_SENTENCE.search(label.text)


def is_label(text: str, parameters: BlockParameters = PARAMETERS) -> bool:
    """Whether a text may name a value: a few words that end no sentence."""
    words = text.split()
    return (
        0 < len(words) <= parameters.max_label_words
        and _LETTERS.search(text) is not None
        and not is_value(text)
        and not _END_OF_SENTENCE.search(text)
    )


def pair_of_line(page: PageLines, line: Line, parameters: BlockParameters = PARAMETERS) -> Field | None:
    """A label and a value that only a wide gap, or leaders, part; None where the line is no such pair."""
    if len(line.segments) != 2:
        return None
    label, value = line.segments
    wide = value.x0 - label.x1 >= parameters.wide_segment_gap * line.size
    short = value.last - value.first <= parameters.max_value_words
    if not wide or not short or not is_label(page.text_of(label), parameters):
        return None
    return Field(label.first, value.last, (label.first, label.last), (value.first, value.last))


def is_pair_run(page: PageLines, lines: Sequence[Line], parameters: BlockParameters = PARAMETERS) -> bool:
    """Whether lines are pairs of labels and values: values stand below each other, or say something in figures."""
    pairs = [pair for line in lines if (pair := pair_of_line(page, line, parameters)) is not None]
    if len(pairs) < len(lines) or not pairs:
        return False
    values = [page.segment(*pair.value) for pair in pairs if pair.value]
    if any(is_value(page.text_of(value)) for value in values):
        return True
    left = [value.x0 for value in values]
    return len(pairs) > 2 and max(left) - min(left) <= lines[0].size
