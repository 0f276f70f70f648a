"""Bodies of plain text as paragraphs, quoted ones indented."""

import re
from collections.abc import Iterator

from worker.formats.flow.content import Item, Paragraph
from worker.formats.mail.content import PlainText

_QUOTES = re.compile(r"(?:>[ ]?)+")
_SIGNATURE = "-- "


def items_of(body: PlainText) -> Iterator[Item]:
    """The paragraphs, which blank lines separate; their lines are kept."""
    held: list[str] = []
    depth = 0
    for quoted, line in _flowed(body) if body.is_flowed else map(_quoted, body.text.splitlines()):
        if held and (not line.strip() or quoted != depth):
            yield Paragraph("\n".join(held), indent=depth)
            held = []
        if line.strip():
            held.append(line)
            depth = quoted
    if held:
        yield Paragraph("\n".join(held), indent=depth)


def _quoted(line: str) -> tuple[int, str]:
    """How often a line was quoted, and what it says."""
    marks = _QUOTES.match(line)
    return (marks[0].count(">"), line[marks.end() :]) if marks else (0, line)


def _flowed(body: PlainText) -> Iterator[tuple[int, str]]:
    """The lines with those joined that one line was broken into (RFC 3676)."""
    held: list[str] = []
    depth = 0
    for raw in body.text.splitlines():
        said = raw.lstrip(">")
        quoted = len(raw) - len(said)
        said = said.removeprefix(" ")
        if held and (quoted != depth or said == _SIGNATURE):
            yield depth, "".join(held)
            held = []
        depth = quoted
        if said.endswith(" ") and said != _SIGNATURE:
            held.append(said[:-1] if body.deletes_space else said)
            continue
        yield depth, "".join([*held, said])
        held = []
    if held:
        yield depth, "".join(held)
