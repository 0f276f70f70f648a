"""Running text, lists, headings and fields: the blocks of lines that stand in no table and no margin."""

from collections.abc import Sequence

from worker.layout.block_builder import BlockBuilder
from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.form_fields import (
    Field,
    check_boxes,
    fields_of_line,
    is_pair_run,
    pair_of_line,
    value_beneath,
)
from worker.layout.furniture import is_caption, is_footnote, is_signed_footnote
from worker.layout.headings import heading_level, is_capitals, number_depth
from worker.layout.list_items import add_list, list_at
from worker.layout.text_lines import Line, PageLines

Group = list[Line]
"""Lines between blank lines."""


def add_text(builder: BlockBuilder, lines: Sequence[Line], parameters: BlockParameters = PARAMETERS) -> None:
    """Adds the blocks of lines that follow each other."""
    page = builder.page
    at = 0
    while at < len(lines):
        end = _group_end(lines, at)
        if listed := list_at(page, lines, at, parameters):
            add_list(builder, listed)
            at = listed[-1].lines[-1][1]
            continue
        stop = _next_list(page, lines, at + 1, end, parameters)
        following = lines[end] if stop == end and end < len(lines) else None
        _add_group(builder, list(lines[at:stop]), following, alone=stop == end, parameters=parameters)
        at = stop


def _group_end(lines: Sequence[Line], at: int) -> int:
    """The first line behind ``at`` that a blank line, or another place on the page, parts from the one before."""
    end = at + 1
    while end < len(lines) and not lines[end].after_gap and lines[end].first == lines[end - 1].last:
        end += 1
    return end


def _next_list(page: PageLines, lines: Sequence[Line], at: int, end: int, parameters: BlockParameters) -> int:
    for i in range(at, end):
        if list_at(page, lines, i, parameters):
            return i
    return end


def _add_group(
    builder: BlockBuilder, group: Group, following: Line | None, *, alone: bool, parameters: BlockParameters
) -> None:
    page = builder.page
    text = group[0].text
    first, last = group[0].first, group[-1].last
    if is_caption(text) and last - first <= parameters.max_caption_words:
        builder.add("caption", first, last)
        return
    if _is_footnote(page, group, parameters):
        _add_footnotes(builder, group)
        return
    level = heading_level(page, group, alone=alone and following is not None, parameters=parameters)
    if level is not None and not _are_fields(page, group, parameters):
        builder.add("heading", first, last, level=level)
        return
    if len(group) > 1:
        head = _head_lines(page, group, parameters)
        if head:
            level = heading_level(page, group[:head], alone=False, parameters=parameters)
            builder.add("heading", first, group[head - 1].last, level=level)
            _add_lines(builder, group[head:], parameters)
            return
    _add_lines(builder, group, parameters)


def _head_lines(page: PageLines, group: Group, parameters: BlockParameters) -> int:
    """How many of the first lines of a block are its heading: larger, in capitals, or numbered and short."""
    first, second = group[0], group[1]
    if heading_level(page, group[:1], alone=False, parameters=parameters) is None:
        return 0
    larger = first.size >= parameters.heading_ratio * second.size
    capitals = is_capitals(first.text) and not is_capitals(second.text)
    numbered = number_depth(first.text) is not None and first.x1 < 0.8 * max(line.x1 for line in group)
    return int(larger or capitals or (numbered and number_depth(second.text) is None))


def _is_footnote(page: PageLines, group: Group, parameters: BlockParameters) -> bool:
    low = group[0].y0 >= parameters.foot * page.height
    small = sum(line.size for line in group) / len(group) <= parameters.footnote_ratio * page.body
    return (low and small and is_footnote(group[0].text)) or (low and is_signed_footnote(group[0].text))


def _add_footnotes(builder: BlockBuilder, group: Group) -> None:
    begin = 0
    for i in range(1, len(group) + 1):
        if i == len(group) or is_footnote(group[i].text):
            builder.add("footnote", group[begin].first, group[i - 1].last)
            begin = i


# ---- fields among lines


def _are_fields(page: PageLines, group: Group, parameters: BlockParameters) -> bool:
    return any(check_boxes(page, line) or _filled(fields_of_line(page, line, parameters)) for line in group)


def _filled(fields: Sequence[Field]) -> bool:
    return any(field.value for field in fields)


def _add_lines(builder: BlockBuilder, group: Group, parameters: BlockParameters) -> None:
    """Adds lines as fields where enough of them are, else as a paragraph."""
    page = builder.page
    found = [check_boxes(page, line) or fields_of_line(page, line, parameters) for line in group]
    beneath = [
        i + 1 < len(group)
        and not _filled(found[i])
        and not found[i + 1]
        and value_beneath(page, line, group[i + 1], parameters)
        for i, line in enumerate(group)
    ]
    count = sum(map(bool, found)) + 2 * sum(beneath)
    if not count or count < parameters.label_share * len(group) or _is_prose(group, found, parameters):
        if is_pair_run(page, group, parameters):
            for line in group:
                if pair := pair_of_line(page, line, parameters):
                    builder.add_field(pair)
            return
        builder.add("paragraph", group[0].first, group[-1].last)
        return
    at = 0
    while at < len(group):
        line = group[at]
        if beneath[at]:
            value = group[at + 1]
            builder.add_field(
                Field(line.first, value.last, (line.first, line.last), (value.first, value.last), colon=True)
            )
            at += 2
        elif found[at]:
            end = _value_end(page, group, found, beneath, at)
            _add_fields(builder, line, found[at], group[end - 1])
            at = end
        else:
            end = at + 1
            while end < len(group) and not found[end] and not beneath[end]:
                end += 1
            builder.add("paragraph", line.first, group[end - 1].last)
            at = end


def _value_end(page: PageLines, group: Group, found: Sequence[list[Field]], beneath: Sequence[bool], at: int) -> int:
    """The line behind those on which the last value of line ``at`` goes on, further right than its label."""
    field = found[at][-1]
    if field.value is None or field.last != group[at].last:
        return at + 1
    label, value = page.segment(*field.label), page.segment(*field.value)
    end = at + 1
    while end < len(group) and not found[end] and not beneath[end]:
        line = group[end]
        if line.x0 < label.x0 + line.size or abs(line.x0 - value.x0) > 2 * line.size:
            break
        end += 1
    return end


def _add_fields(builder: BlockBuilder, line: Line, fields: Sequence[Field], last: Line) -> None:
    """Adds the fields of a line, and what stands before, between and behind them."""
    at = line.first
    for field in fields:
        if field.first > at:
            builder.add("paragraph", at, field.first)
        if field is fields[-1] and last is not line and field.value:
            field.value = (field.value[0], last.last)
            field.last = last.last
        builder.add_field(field)
        at = field.last
    if at < line.last:
        builder.add("paragraph", at, line.last)


def _is_prose(group: Group, found: Sequence[list[Field]], parameters: BlockParameters) -> bool:
    """Whether a label begins a run of sentences: "Note: ..." over several lines."""
    if sum(map(bool, found)) > 1 or len(group) == 1:
        only = next((fields for fields in found if fields), [])
        long = [field for field in only if field.value and field.value[1] - field.value[0] > parameters.max_value_words]
        return len(group) == 1 and bool(long)
    return len(group) > 2 and sum(line.words for line in group) > 2 * parameters.max_value_words
