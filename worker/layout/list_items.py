"""Lists: the items that marks begin, with the lines they continue over, nested by their indents."""

from collections.abc import Sequence
from dataclasses import dataclass

from worker.layout.block_builder import BlockBuilder
from worker.layout.block_parameters import PARAMETERS, BlockParameters
from worker.layout.lists import Mark, follows, mark_of
from worker.layout.text_lines import Line, PageLines


@dataclass(slots=True)
class ListItem:
    """An item of words ``first`` to ``last`` (exclusive) at a nesting ``depth`` from 0.

    ``lines`` contains one pair of indices of lines, from the first to the last, exclusive.
    """

    first: int
    last: int
    depth: int
    lines: list[tuple[int, int]]


def list_at(
    page: PageLines, lines: Sequence[Line], at: int, parameters: BlockParameters = PARAMETERS
) -> list[ListItem]:
    """The items of the list that begins with line ``at``; none where none begins."""
    mark = mark_of(lines[at].text)
    if mark is None or lines[at].sideways:
        return []
    items: list[ListItem] = []
    stack: list[tuple[float, list[Mark]]] = []
    text_x = lines[at].x0
    bullets = False
    i = at
    while i < len(lines):
        line = lines[i]
        mark = mark_of(line.text)
        above = lines[i - 1]
        if i > at and not _near(above, line):
            break
        if mark is not None:
            depth = _depth(stack, line, mark, parameters)
            if depth is None:
                break
            items.append(ListItem(line.first, line.last, depth, [(i, i + 1)]))
            text_x = _text_x(page, line)
            bullets = bullets or mark.number is None
        elif i > at and _goes_on(line, above, items[-1], lines, text_x, parameters):
            items[-1].last = line.last
            items[-1].lines[0] = (items[-1].lines[0][0], i + 1)
        else:
            break
        i += 1
    # A star alone is a footnote's mark.
    signed = len(items) == 1 and lines[at].text[0] in "*+>o"
    return items if len(items) > 1 or (items and bullets and not signed) else []


def add_list(builder: BlockBuilder, items: Sequence[ListItem]) -> None:
    """Adds a list, its items, and the lists within it."""
    parents: list[int] = []
    for i, item in enumerate(items):
        del parents[item.depth + 1 :]
        while len(parents) <= item.depth:
            inner = len(parents)
            last = next((k for k in range(i + 1, len(items)) if items[k].depth < inner), len(items))
            parent = parents[-1] if parents else None
            parents.append(builder.add("list", item.first, items[last - 1].last, parent=parent))
        builder.add("list_item", item.first, item.last, parent=parents[-1])


def _near(above: Line, line: Line) -> bool:
    """Whether a line is below another in the same column."""
    size = max(above.size, line.size)
    return line.first == above.last and -0.5 * size < line.y0 - above.y1 < 2.5 * size


def _depth(stack: list[tuple[float, list[Mark]]], line: Line, mark: Mark, parameters: BlockParameters) -> int | None:
    """The nesting of an item, None where its mark continues none of the open lists."""
    indent = parameters.indent * line.size
    while stack and line.x0 < stack[-1][0] - indent:
        stack.pop()
    if not stack or line.x0 > stack[-1][0] + indent:
        stack.append((line.x0, [mark]))
        return len(stack) - 1
    marks = stack[-1][1]
    if follows(mark, marks):
        marks.append(mark)
        return len(stack) - 1
    # A list of another kind at the same indent is nested where its first mark begins to count.
    for k in range(len(stack) - 1, -1, -1):
        if abs(stack[k][0] - line.x0) <= indent and follows(mark, stack[k][1]):
            del stack[k + 1 :]
            stack[k][1].append(mark)
            return k
    if mark.number in (None, 1) and mark.kind != marks[-1].kind:
        stack.append((line.x0, [mark]))
        return len(stack) - 1
    return None


def _text_x(page: PageLines, line: Line) -> float:
    """Where the text of an item begins, behind its mark."""
    return page.x0[line.first + 1] if line.last - line.first > 1 else line.x0


def _goes_on(
    line: Line, above: Line, item: ListItem, lines: Sequence[Line], text_x: float, parameters: BlockParameters
) -> bool:
    """Whether a line without a mark continues in the item above."""
    first = lines[item.lines[0][0]]
    indent = parameters.indent * line.size
    if line.x0 > text_x + 4 * line.size:
        return False
    hanging = line.x0 > first.x0 + indent
    if line.after_gap:
        # Behind white space, only what is below the item's text continues in it, and only within a sentence.
        return hanging and abs(line.x0 - text_x) <= line.size and (line.text[:1].islower() or above.x1 > 0)
    return hanging or line.x0 > first.x0 - indent
