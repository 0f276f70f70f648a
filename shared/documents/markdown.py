"""A document's tree as Markdown (CommonMark with the tables and task lists of GitHub)."""

import itertools
import re
from collections.abc import Iterable, Iterator

from shared.documents.structure import Node
from shared.documents.tables import Grid

MAX_HEADING_LEVEL = 6

_SPECIAL = re.compile(r"[\\`*\[\]~]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w+;)")
_SPECIAL_AT_START = re.compile(r"^(?:#{1,6}(?=\s|$)|>|[-+](?=\s|$)|-{2,}|=+)")
_NUMBER_AT_START = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_CLOSING_OF_HEADING = re.compile(r"(?:^|(?<=\s))#+$")
_ORDERED = re.compile(r"(\d{1,9})[.)]\s+(?=\S)")
_BULLET = re.compile(r"[-*+\u2022\u2023\u2043\u2219\u25aa\u25ab\u25cf\u25cb\u25e6\u2013\u2014\u00b7\uf0b7]\s+(?=\S)")
_BOX = r"\s*(?:[\u2610-\u2612\u25a0\u25a1\u2713-\u2718]|\[[ xX]?\])\s*"
_CHECK_BOX = re.compile(rf"^{_BOX}|{_BOX}$")


def render(nodes: Iterable[Node]) -> Iterator[str]:
    """Each node as a block of Markdown; blocks are separated by blank lines."""
    for is_item, group in itertools.groupby(nodes, _is_item):
        some = list(group)
        yield from filter(None, [_list(some)] if is_item else map(_render, some))


def escape(text: str) -> str:
    """Text of one line for the middle of a line, so that none of it is taken for Markdown."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _is_item(node: Node) -> bool:
    """Check boxes of a form are items of a task list."""
    return node.type == "list_item" or (node.type == "form_field" and node.checked is not None)


def _render(node: Node) -> str:
    match node.type:
        case "title":
            return _heading(1, node)
        case "heading":
            # The title has the first level.
            return _heading((node.level or 1) + 1, node)
        case "list":
            return _join([_paragraph(node.text), _list(node.children)])
        case "form_field":
            return _join([_field(node), *render(node.children)])
        case "table" if node.grid is not None:
            return _join([_table(node.grid), *render(node.children)])
        case _:
            return _join([_paragraph(node.text), *render(node.children)])


def _join(blocks: list[str]) -> str:
    return "\n\n".join(block for block in blocks if block)


def _heading(level: int, node: Node) -> str:
    if not node.text:
        return _join(list(render(node.children)))
    # A row of number signs at the end would be taken for its closing.
    text = _CLOSING_OF_HEADING.sub(r"\\\g<0>", escape(node.text))
    return _join([f"{'#' * min(level, MAX_HEADING_LEVEL)} {text}", *render(node.children)])


def _paragraph(text: str) -> str:
    escaped = _SPECIAL_AT_START.sub(r"\\\g<0>", escape(text))
    return _NUMBER_AT_START.sub(r"\1\\\2", escaped)


def _list(items: list[Node]) -> str:
    """Items one below the other. What an item contains is indented as far as its text."""
    lines = []
    for item in items:
        if not _is_item(item):
            lines.append("\n" + _indent(_render(item), 2))
            continue
        marker, text = _marker(item)
        lines.append(f"{marker} {text}".rstrip())
        for child in render(item.children):
            # Only a list that begins like this may follow a line of text without a blank line.
            tight = child.startswith(("- ", "1. "))
            lines.append(("" if tight else "\n") + _indent(child, len(marker) + 1))
    return "\n".join(lines)


def _marker(item: Node) -> tuple[str, str]:
    """The marker of a list item, and its text without it."""
    if item.checked is not None:
        text = " ".join(part for part in (item.label, item.value) if part) or item.text
        return "-", _check_box(item.checked, text)
    ordered = _ORDERED.match(item.text)
    if ordered:
        return f"{ordered[1]}.", _paragraph(item.text[ordered.end() :])
    return "-", _paragraph(_BULLET.sub("", item.text, count=1) if _BULLET.match(item.text) else item.text)


def _field(node: Node) -> str:
    if not node.label:
        return _paragraph(node.value or node.text)
    return f"**{escape(node.label.rstrip(' :'))}:** {escape(node.value or '')}".rstrip()


def _check_box(checked: bool, text: str) -> str:
    return f"[{'x' if checked else ' '}] {escape(_CHECK_BOX.sub(' ', text).strip())}".rstrip()


def _table(grid: Grid) -> str:
    """A table with one row of headers, as Markdown has them: several are joined, none is left empty."""
    if not grid.rows:
        return ""
    width = len(grid.rows[0])
    heads = [" ".join(dict.fromkeys(filter(None, texts))) for texts in zip(*grid.rows[: grid.header_rows], strict=True)]
    rows = [heads or [""] * width, ["---"] * width, *grid.rows[grid.header_rows :]]
    return "\n".join(
        "| " + " | ".join(cell if index == 1 else escape(cell).replace("|", "\\|") for cell in row) + " |"
        for index, row in enumerate(rows)
    )


def _indent(block: str, width: int) -> str:
    return "\n".join(" " * width + line if line else line for line in block.split("\n"))
