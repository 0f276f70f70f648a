"""Labels and values: beside each other, or one beneath the other, and check boxes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from shared.models.blocks import Span
from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.table_head import is_value
from worker.layout.text_lines import Line, PageLines, Segment

# Patterns that begin with a set of characters skip all others fast.
_COLON = re.compile(r"[:：](?:(?=\s|$|[^\s\d/\\.]|/(?!/))|(?<!\d[:：])(?=\d))")
_LETTERS = re.compile(r"[^\W\d_]")
_CHECKED = "☑☒✓✔✗✘🗹🗷⊠◼⦿"
_UNCHECKED = "☐□▢❏❑❒◻⬜"
_BOX = re.compile(
    # Wingdings' boxes come as the letters that are in their places.
    rf"(?P<yes>[{_CHECKED}]|(?<!\S)[þý](?!\S)|\[\s?[xX✓✔*]\s?\]|\(\s?[xX✓✔]\s?\))|(?P<no>[{_UNCHECKED}]|(?<!\S)¨(?!\S)|\[\s{{0,3}}\]|\(\s{{1,3}}\))"
)
_END_OF_SENTENCE = re.compile(
    r"[.!?;](?<!\b[^\W\d_][.!?;])(?<!\b[^\W\d_]{2}[.!?;])(?<!\b[^\W\d_]{3}[.!?;])(?<!\b[^\W\d_]{4}[.!?;])(?:\s|$)"
)
_SIGNS_OF_BOXES = (*_CHECKED, *_UNCHECKED, *"þý¨")
_INSIDE = frozenset(" \n\t\xa0]xX✓✔*")
"""What may be behind the bracket that begins a check box."""
_FILLER = re.compile(r"[\s_.…·‥]+")


@dataclass(slots=True)
class Field:
    """A label and its value, of words ``first`` to ``last`` (exclusive); ``value`` is None where none is filled in.

    ``checked`` is a check box's, which has a label alone.
    """

    first: int
    last: int
    label: Span
    value: Span | None
    checked: bool | None = None


@lru_cache(1)
def may_have_boxes(text: str) -> bool:
    """Whether a page's text, asked about for each of its blocks, may contain check boxes: most are without signs."""
    if not text.isascii() and any(map(text.__contains__, _SIGNS_OF_BOXES)):
        return True
    return any(behind[:1] in _INSIDE for bracket in "[(" for behind in text.split(bracket)[1:])


def may_have_labels(page: PageLines, lines: Sequence[Line]) -> bool:
    """Whether lines that follow each other may contain labels with a colon."""
    if not lines:
        return False
    start, end = lines[0].start, lines[-1].end
    return page.text.find(":", start, end) >= 0 or page.text.find("：", start, end) >= 0


def check_boxes(page: PageLines, line: Line) -> list[Field]:
    """The check boxes of a line with their labels, which are behind them, or before where none is behind."""
    if not _BOX.search(line.text):
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
    stops = [mark[0] for mark in marks[1:]] + [line.last]
    begin = line.first
    for (mark, after, checked), stop in zip(marks, stops, strict=True):
        a, b, first, last = (after, stop, mark, stop) if behind else (begin, mark, begin, after)
        begin = after
        if a < b:
            fields.append(Field(first, last, _span(page, a, b), None, checked))
    return fields


def fields_of_line(page: PageLines, line: Line, parameters: BlockParameters = PARAMETERS) -> list[Field]:
    """The labels with a colon on a line, each with what follows it up to the next label."""
    if (":" not in line.text and "：" not in line.text) or line.sideways:
        return []
    fields: list[Field] = []
    pending: Field | None = None
    for part in line.segments:
        cut = label_end(page, part, parameters)
        if cut is not None:
            pending = Field(part.first, part.last, Span(part.start, cut), _filled(page.text, cut, part.end))
            fields.append(pending)
        elif pending is not None and pending.value is None:
            pending.value, pending.last = _filled(page.text, part.start, part.end), part.last
        elif pending is not None and pending.value is not None and is_value(page.text_of(part)):
            pending.value, pending.last = Span(pending.value.start, part.end), part.last
        else:
            pending = None
    return fields


def label_end(page: PageLines, part: Segment, parameters: BlockParameters = PARAMETERS) -> int | None:
    """Where the label ends that a segment begins with, as an offset of the page's text; None where there is none."""
    text = page.text_of(part)
    for found in _COLON.finditer(text):
        label = text[: found.start()]
        if len(label.split()) > parameters.max_label_words or len(label) > 60 or _END_OF_SENTENCE.search(label):
            return None
        if _LETTERS.search(label):
            return part.start + found.end()
    return None


def is_line_of_fields(page: PageLines, line: Line, parameters: BlockParameters = PARAMETERS) -> bool:
    """Whether the segments of a line are labels with their values, and not the cells of a table's row."""
    if ":" not in line.text and "：" not in line.text:
        return False
    labels = [label_end(page, part, parameters) for part in line.segments]
    if not any(labels):
        return False
    if any(end is not None and end < part.end for end, part in zip(labels, line.segments, strict=True)):
        return True
    return labels[0] is not None and len(labels) == 2 * sum(end is not None for end in labels)


def value_beneath(
    page: PageLines, label: Line, value: Line, parameters: BlockParameters = PARAMETERS, *, among_others: bool = False
) -> bool:
    """Whether ``label`` is above ``value``: it ends in a colon, or is set smaller and names a value in figures.

    ``among_others`` says that more such pairs follow, whose values may say anything.
    """
    if label.parts or value.parts or label.words > parameters.max_label_words:
        return False
    size = max(label.size, value.size)
    gap = value.y0 - label.y1
    if not -0.5 * size <= gap <= parameters.beneath_gap * size or value.words > parameters.max_value_words:
        return False
    if abs(label.x0 - value.x0) > 2 * size or not _LETTERS.search(label.text) or fields_of_line(page, value):
        return False
    if label.text.endswith((":", "：")):
        return not value.text.endswith((":", "："))
    smaller = label.size <= parameters.caption_ratio * value.size
    return smaller and (among_others or is_value(value.text)) and not _END_OF_SENTENCE.search(label.text)


def beneath(label: Line, value: Line) -> Field:
    """A label and the value on the line beneath it as a field."""
    return Field(label.first, value.last, Span(label.start, label.end), Span(value.start, value.end))


def is_label(text: str, parameters: BlockParameters = PARAMETERS) -> bool:
    """Whether a text may name a value: a few words that end no sentence."""
    return (
        0 < len(text.split()) <= parameters.max_label_words
        and _LETTERS.search(text) is not None
        and not is_value(text)
        and not _END_OF_SENTENCE.search(text)
    )


def pair_of_line(page: PageLines, line: Line, parameters: BlockParameters = PARAMETERS) -> Field | None:
    """A label and a value that only a wide gap, or leaders, separate; None where the line is no such pair."""
    if len(line.parts) != 2 or line.sideways:
        return None
    label, value = line.parts
    centred = is_beside_middle(line)
    wide = centred or value.x0 - label.x1 >= parameters.wide_segment_gap * line.size
    lines = round((value.y1 - value.y0) / line.size) if centred else 1
    short = value.last - value.first <= parameters.max_value_words * lines
    if not wide or not short or not is_label(page.text_of(label), parameters):
        return None
    return Field(label.first, value.last, Span(label.start, label.end), Span(value.start, value.end))


def is_beside_middle(line: Line, parameters: BlockParameters = PARAMETERS) -> bool:
    """Whether the first segment of a line is beside the middle of a second one of several lines, as labels are."""
    if len(line.parts) != 2 or line.level:
        return False
    label, value = line.parts
    apart = abs(label.y0 + label.y1 - value.y0 - value.y1) / 2
    return apart < parameters.centred * line.size and value.y1 - value.y0 > label.y1 - label.y0 + line.size / 2


def is_pair_run(page: PageLines, lines: Sequence[Line], parameters: BlockParameters = PARAMETERS) -> bool:
    """Whether lines are pairs of labels and values: values are below each other, or say something in figures."""
    values = [line.segments[1] for line in lines if pair_of_line(page, line, parameters) is not None]
    if len(values) < len(lines) or not values:
        return False
    if any(map(is_beside_middle, lines)):
        return True
    if sum(is_value(page.text_of(value)) for value in values) * 2 >= len(values):
        return True
    edges = ([v.x0 for v in values], [v.x1 for v in values], [(v.x0 + v.x1) / 2 for v in values])
    return len(values) > 2 and any(max(edge) - min(edge) <= lines[0].size for edge in edges)


def filled_value(page: PageLines, start: int, last: int) -> Span | None:
    """The value from ``start``, an offset of the page's text, up to word ``last`` (exclusive); None if it is blank."""
    return _filled(page.text, start, page.ends[last - 1])


def _span(page: PageLines, first: int, last: int) -> Span:
    return Span(page.starts[first], page.ends[last - 1])


def _filled(text: str, start: int, end: int) -> Span | None:
    """The value in ``text[start:end]`` without the space or the dots before it; None if it is blank."""
    value = text[start:end]
    if _FILLER.fullmatch(value) or not value:
        return None
    return Span(start + len(value) - len(value.lstrip()), end)
