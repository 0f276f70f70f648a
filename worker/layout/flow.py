"""Running text, lists, headings and fields: the blocks of lines that are in no table and no margin."""

from collections.abc import Sequence
from itertools import pairwise

from worker.layout.block_builder import BlockBuilder
from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.contents import add_contents, contents_at, has_leaders
from worker.layout.field_lines import add_lines, are_fields, pairs_of_sizes
from worker.layout.furniture import is_caption, is_footnote, is_footnote_mark, is_signed_footnote
from worker.layout.headings import first_line_level, heading_level
from worker.layout.label_rows import label_row, labels_over_values
from worker.layout.list_items import add_list, list_at
from worker.layout.lists import may_have_mark
from worker.layout.text_lines import Line, PageLines

Group = list[Line]
"""Lines between blank lines."""


def add_text(
    builder: BlockBuilder,
    lines: Sequence[Line],
    parameters: BlockParameters = PARAMETERS,
    *,
    before_table: bool = False,
) -> None:
    """Adds the blocks of lines that follow each other; ``before_table`` says that a table follows them."""
    page = builder.page
    led = has_leaders(lines, page.text)
    paired = pairs_of_sizes(page, lines, parameters)
    marked = [may_have_mark(line.text) for line in lines]
    # Where a blank line, or another place on the page, separates a line from the one before.
    apart = [True, *(line.after_gap or line.first != above.last for above, line in pairwise(lines)), True]
    at = 0
    while at < len(lines):
        if led and (end := contents_at(lines, at)):
            add_contents(builder, lines[at:end])
            at = end
            continue
        if lines[at].parts and (record := labels_over_values(page, lines, at, parameters)) is not None:
            builder.add_table(record)
            at += 2
            continue
        if marked[at] and (listed := list_at(page, lines, at, parameters)):
            add_list(builder, listed)
            at = listed[-1].lines[-1][1]
            continue
        end = apart.index(True, at + 1)
        begins = (
            i for i in range(at + 1, end) if (led or marked[i]) and _begins_list(page, lines, i, parameters, led=led)
        )
        stop = next(begins, end) if led or any(marked[at + 1 : end]) else end
        # Labels over values may begin within a block of lines.
        over = (i for i in range(at + 1, stop) if lines[i].parts and labels_over_values(page, lines, i, parameters))
        stop = next(over, stop)
        following = lines[end] if stop == end and end < len(lines) else None
        if stop == at + 1 == end and following is not None and _is_mark_of(page, lines[at], following, parameters):
            # A raised mark of a footnote is a line of its own.
            stop = apart.index(True, end + 1)
            builder.add("footnote", lines[at].first, lines[stop - 1].last)
            at = stop
            continue
        heads = before_table
        if end < len(lines):
            heads = stop == end and _is_headed(page, lines, end, apart.index(True, end + 1), parameters)
        _add_group(builder, list(lines[at:stop]), alone=heads, parameters=parameters, paired=at in paired)
        at = stop


def _begins_list(
    page: PageLines, lines: Sequence[Line], at: int, parameters: BlockParameters, *, led: bool = True
) -> bool:
    """Whether a list begins with line ``at``, or, where ``led`` lines are among them, a table of contents."""
    return bool(list_at(page, lines, at, parameters)) or (led and contents_at(lines, at) > 0)


def _is_headed(page: PageLines, lines: Sequence[Line], at: int, end: int, parameters: BlockParameters) -> bool:
    """Whether lines ``at`` to ``end`` may have a heading: text, a list or fields, and no words of a drawing."""
    words = sum(line.words for line in lines[at : min(end, at + parameters.max_heading_lines)])
    if words >= parameters.max_alone_words:
        return True
    return _begins_list(page, lines, at, parameters) or are_fields(page, lines[at : at + 1], parameters)


def _add_group(
    builder: BlockBuilder, group: Group, *, alone: bool, parameters: BlockParameters, paired: bool = False
) -> None:
    page = builder.page
    first, last = group[0].first, group[-1].last
    if is_caption(group[0].text) and last - first <= parameters.max_caption_words:
        builder.add("caption", first, last)
        return
    if _is_footnote(page, group, parameters):
        _add_footnotes(builder, group)
        return
    if (grid := label_row(page, group)) is not None:
        builder.add_table(grid)
        return
    level = None if paired else heading_level(page, group, alone=alone, parameters=parameters)
    if level is not None and not are_fields(page, group, parameters):
        builder.add("heading", first, last, level=level)
        return
    if len(group) > 1:
        level = first_line_level(page, group, parameters)
        if level is not None and not are_fields(page, group[:1], parameters):
            builder.add("heading", first, group[0].last, level=level)
            group = group[1:]
    add_lines(builder, group, parameters, among_pairs=paired)


def _is_mark_of(page: PageLines, mark: Line, note: Line, parameters: BlockParameters) -> bool:
    """Whether a line is the raised mark of the footnote that follows."""
    low = mark.y0 >= parameters.foot * page.height
    prose = note.words >= parameters.max_label_words
    return (
        low and prose and is_footnote_mark(mark.text) and mark.size < note.size and note.y0 - mark.y1 < 0.5 * note.size
    )


def _is_footnote(page: PageLines, group: Group, parameters: BlockParameters) -> bool:
    if group[0].y0 < parameters.foot * page.height:
        return False
    small = sum(line.size for line in group) / len(group) <= parameters.footnote_ratio * page.body
    return (small and is_footnote(group[0].text)) or is_signed_footnote(group[0].text)


def _add_footnotes(builder: BlockBuilder, group: Group) -> None:
    begin = 0
    for i in range(1, len(group) + 1):
        if i == len(group) or is_footnote(group[i].text):
            builder.add("footnote", group[begin].first, group[i - 1].last)
            begin = i
