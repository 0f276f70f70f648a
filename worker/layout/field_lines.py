"""Fields among the lines of a block of text."""

from collections.abc import Sequence
from itertools import pairwise

from shared.models.blocks import Span
from worker.layout.block_builder import BlockBuilder
from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.form_fields import (
    Field,
    beneath,
    check_boxes,
    fields_of_line,
    is_beside_middle,
    is_pair_run,
    may_have_boxes,
    may_have_labels,
    pair_of_line,
    value_beneath,
)
from worker.layout.headings import is_capitals
from worker.layout.labeled_values import with_labeled_values
from worker.layout.text_lines import Line, PageLines

_UNFINISHED = (",", "·", "&", "/", "(", "-", "–")


def are_fields(page: PageLines, group: Sequence[Line], parameters: BlockParameters = PARAMETERS) -> bool:
    """Whether a block of lines contains a field with a value, so that it is no heading."""
    boxes = may_have_boxes(page.text)
    if not boxes and not may_have_labels(page, group):
        return False
    for line in group:
        if boxes and check_boxes(page, line):
            return True
        for field in fields_of_line(page, line, parameters):
            # "ARTICLE ONE: PARTIES" is a heading.
            value = page.text[field.value.start : field.value.end] if field.value else ""
            named = is_capitals(line.text) and not any(map(str.isdigit, value))
            if value and not named:
                return True
    return False


def add_lines(
    builder: BlockBuilder,
    group: Sequence[Line],
    parameters: BlockParameters = PARAMETERS,
    *,
    among_pairs: bool = False,
) -> None:
    """Adds lines as fields where they are, else as paragraphs; ``among_pairs``: small labels are over values."""
    page = builder.page
    if _is_running_text(page, group, parameters):
        builder.add("paragraph", group[0].first, group[-1].last)
        return
    found = _found(page, group, parameters)
    pairs = among_pairs or bool(pairs_of_sizes(page, group, parameters, least=2))
    under = [
        i + 1 < len(group)
        and line.last - line.first <= parameters.max_label_words
        and not found[i + 1]
        and not any(field.value for field in found[i])
        and value_beneath(page, line, group[i + 1], parameters, among_others=pairs)
        for i, line in enumerate(group)
    ]
    if _are_enough(group, found, under, parameters):
        _add_form(builder, group, found, under, parameters)
        return
    if not any(found) and not any(len(line.parts) == 2 for line in group):
        if group:
            builder.add("paragraph", group[0].first, group[-1].last)
        return
    at = begin = 0
    while at < len(group):
        if not group[at].parts and not found[at]:
            at += 1
            continue
        end = _pairs_end(page, group, at, parameters) if group[at].parts else at
        labels = _labels_end(group, found, at) if end == at and found[at] else end
        if labels > at and begin < at:
            builder.add("paragraph", group[begin].first, group[at - 1].last)
        if end > at:
            for line in group[at:end]:
                if pair := pair_of_line(page, line, parameters):
                    builder.add_field(pair)
        elif labels > at:
            _add_form(builder, group[at:labels], found[at:labels], under[at:labels], parameters)
        begin = labels if labels > at else begin
        at = max(labels, at + 1)
    if begin < len(group):
        builder.add("paragraph", group[begin].first, group[-1].last)


def _is_running_text(page: PageLines, group: Sequence[Line], parameters: BlockParameters) -> bool:
    """Whether lines have no label with a colon, no check box and no wide gap, and none is set smaller than another."""
    if not group or any(line.parts for line in group) or may_have_labels(page, group) or may_have_boxes(page.text):
        return False
    sizes = [line.size for line in group]
    return min(sizes) > parameters.caption_ratio * max(sizes)


def pairs_of_sizes(
    page: PageLines, lines: Sequence[Line], parameters: BlockParameters = PARAMETERS, *, least: int = 3
) -> set[int]:
    """The lines, by index, that are set smaller than the line of the usual size below them: labels over their values.

    At least so many such pairs must follow each other.
    """
    if len(lines) < 2 * least:
        return set()
    sizes = [line.size for line in lines]
    if min(sizes) > parameters.caption_ratio * max(sizes):
        return set()
    largest = parameters.heading_ratio * page.body
    smaller = [
        above.size <= parameters.caption_ratio * below.size and below.size < largest and not below.after_gap
        for above, below in pairwise(lines)
    ]
    found: set[int] = set()
    if not any(smaller):
        return found
    at = 0
    while at < len(smaller):
        end = at
        while end < len(smaller) and smaller[end]:
            end += 2
        if end >= at + 2 * least:
            found |= set(range(at, end, 2))
        at = max(end, at + 1)
    return found


def _found(page: PageLines, group: Sequence[Line], parameters: BlockParameters) -> list[list[Field]]:
    """The check boxes, or the labels with a colon, of each line."""
    if may_have_boxes(page.text):
        return [check_boxes(page, line) or fields_of_line(page, line, parameters) for line in group]
    if may_have_labels(page, group):
        return with_labeled_values(page, group, [fields_of_line(page, line, parameters) for line in group])
    return [[]] * len(group)


def _pairs_end(page: PageLines, group: Sequence[Line], at: int, parameters: BlockParameters) -> int:
    """The line behind the pairs of labels and values that begin with line ``at``; ``at`` where none do."""
    end = at
    while end < len(group) and pair_of_line(page, group[end], parameters) is not None:
        end += 1
    several = end - at > 1 or len(group) == 1 or is_beside_middle(group[at])
    return end if end > at and several and is_pair_run(page, group[at:end], parameters) else at


def _labels_end(group: Sequence[Line], found: Sequence[list[Field]], at: int) -> int:
    """The line behind several lines of labels with a colon that begin within prose; ``at`` where none do."""
    end = at
    while end < len(group) and any(field.value for field in found[end]):
        end += 1
    if end - at < 2:
        return at
    # A line of prose that runs over to the first label is a sentence with a colon.
    right = max(line.x1 for line in group)
    ends = at == 0 or group[at - 1].x1 < right - 3 * group[at].size or group[at - 1].text.endswith((".", ":"))
    return end if ends else at


def _add_form(
    builder: BlockBuilder,
    group: Sequence[Line],
    found: Sequence[list[Field]],
    under: Sequence[bool],
    parameters: BlockParameters,
) -> None:
    """Adds lines of which most are fields."""
    page = builder.page
    at = 0
    while at < len(group):
        if under[at] and at + 1 < len(group):
            builder.add_field(beneath(group[at], group[at + 1]))
            at += 2
        elif found[at]:
            end = _value_end(page, group, found, under, at, parameters)
            _add_fields(builder, group[at], found[at], group[end - 1])
            at = end
        else:
            end = at + 1
            while end < len(group) and not found[end] and not under[end]:
                end += 1
            _add_rest(builder, group[at:end], parameters)
            at = end


def _add_rest(builder: BlockBuilder, group: Sequence[Line], parameters: BlockParameters) -> None:
    """Adds lines between fields: pairs that a wide gap separates, or a paragraph."""
    pairs = [pair_of_line(builder.page, line, parameters) for line in group]
    if any(pairs) and is_pair_run(builder.page, group, parameters):
        for pair in pairs:
            if pair:
                builder.add_field(pair)
    else:
        builder.add("paragraph", group[0].first, group[-1].last)


def _value_end(
    page: PageLines,
    group: Sequence[Line],
    found: Sequence[list[Field]],
    under: Sequence[bool],
    at: int,
    parameters: BlockParameters,
) -> int:
    """The line behind those on which the last value of line ``at`` continues: beneath it, or within a sentence."""
    field = found[at][-1]
    if field.value is None or field.last != group[at].last:
        return at + 1
    words = range(field.first, field.last)
    label = page.x0[field.first]
    value = next((page.x0[word] for word in words if page.ends[word] > field.value.start), label)
    end = at + 1
    while end < len(group) and not found[end] and not under[end]:
        line = group[end]
        hanging = line.x0 >= label + line.size and abs(line.x0 - value) <= 2 * line.size
        above = group[end - 1]
        runs_over = (
            line.text[:1].islower() and above.words > parameters.max_alone_words and line.x1 <= above.x1 + line.size
        )
        # A list of names, or an address, breaks behind its commas.
        listed = above.text.endswith(_UNFINISHED) and not line.parts and abs(line.x0 - label) <= 2 * line.size
        if not hanging and not runs_over and not listed:
            break
        end += 1
    return end


def _add_fields(builder: BlockBuilder, line: Line, fields: Sequence[Field], last: Line) -> None:
    """Adds the fields of a line, and what is before, between and behind them."""
    at = line.first
    for field in fields:
        if field.first > at:
            builder.add("paragraph", at, field.first)
        if field is fields[-1] and last is not line and field.value:
            field.value, field.last = Span(field.value.start, last.end), last.last
        builder.add_field(field)
        at = field.last
    if at < line.last:
        builder.add("paragraph", at, line.last)


def _are_enough(
    group: Sequence[Line], found: Sequence[list[Field]], under: Sequence[bool], parameters: BlockParameters
) -> bool:
    """Whether the lines are a form's: fields, or separate lines with a field among them."""
    count = sum(map(bool, found)) + 2 * sum(under)
    if not count:
        return False
    if len(group) == 1:
        # "Goals:" alone leads to what follows; "Name: ____" is to be filled in.
        if len(found[0]) == 1 and _length(found[0][0]) == 0 and found[0][0].checked is None:
            return found[0][0].last < group[0].last or group[0].text[-1] not in ":："
        longest = max((_length(field) for field in found[0]), default=0)
        return longest <= 7 * parameters.max_value_words
    short = sum(line.words <= parameters.max_alone_words for line in group)
    if short >= 0.75 * len(group) and sum(line.text[:1].islower() for line in group) <= 0.25 * len(group):
        return True
    # "Note: ..." begins a run of sentences.
    single = sum(map(bool, found)) == 1 and not any(under)
    return count >= parameters.label_share * len(group) and not (single and len(group) > 2)


def _length(field: Field) -> int:
    return field.value.end - field.value.start if field.value else 0
