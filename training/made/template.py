"""Templates of text: choices ``{a|b}``, values ``$type(args).tag``, answer parts ``[key: text]``, inline lists.

``{name#a|b}`` chooses alike wherever the name is; ``{@tag#a|b}`` by the gender of the person of that tag.
``{*2-5;, ; and ;text}`` repeats the text; ``@`` in keys and tags is the number of the repetition.
"""

import re
from dataclasses import dataclass
from functools import cache

_VALUE = re.compile(r"\$([a-z]+)(?:\((-?[\d.]+),(-?[\d.]+)\))?(?:\.([a-z0-9]+@?|@))?")
_KEY = re.compile(r"\[([a-z0-9_]+@?): ?")
_REPEAT = re.compile(r"\{\*(\d+)-(\d+);([^;]*);([^;]*);")
_NAME = re.compile(r"\{(@?[a-z0-9]+@?)#")


@dataclass(frozen=True, slots=True)
class Value:
    """A value to be drawn, or remembered by its tag."""

    type: str
    low: float | None
    high: float | None
    tag: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several texts."""

    name: str | None
    options: tuple["Nodes", ...]


@dataclass(frozen=True, slots=True)
class Keyed:
    """Text that a question may ask for."""

    key: str
    nodes: "Nodes"


@dataclass(frozen=True, slots=True)
class Repeat:
    """Text that occurs several times."""

    low: int
    high: int
    separator: str
    last: str
    nodes: "Nodes"


Node = str | Value | Choice | Keyed | Repeat
Nodes = tuple[Node, ...]


class TemplateError(ValueError):
    """A template that cannot be read."""


@cache
def parse(text: str) -> Nodes:
    """The nodes of a template."""
    nodes, end = _nodes(text, 0, "")
    if end != len(text):
        raise TemplateError(text)
    return nodes


@cache
def alternatives(text: str) -> tuple[Nodes, ...]:
    """The templates that are in one line, with `` | `` between them."""
    found: list[str] = []
    depth = start = 0
    for place, letter in enumerate(text):
        if letter in "{[":
            depth += 1
        elif letter in "}]":
            depth -= 1
        elif letter == "|" and depth == 0:
            found.append(text[start:place].strip())
            start = place + 1
    found.append(text[start:].strip())
    if depth:
        raise TemplateError(text)
    return tuple(parse(one) for one in found if one)


def _nodes(text: str, place: int, until: str) -> tuple[Nodes, int]:
    nodes: list[Node] = []
    plain: list[str] = []

    def add(node: Node) -> None:
        if plain:
            nodes.append("".join(plain))
            plain.clear()
        nodes.append(node)

    while place < len(text):
        letter = text[place]
        if letter in until:
            break
        if letter == "$" and (found := _VALUE.match(text, place)):
            low, high = (None if one is None else float(one) for one in found.group(2, 3))
            add(Value(found[1], low, high, found[4]))
            place = found.end()
        elif letter == "[" and (found := _KEY.match(text, place)):
            inner, place = _nodes(text, found.end(), "]")
            place = _closed(text, place, "]")
            add(Keyed(found[1], inner))
        elif letter == "{" and (found := _REPEAT.match(text, place)):
            inner, place = _nodes(text, found.end(), "}")
            place = _closed(text, place, "}")
            add(Repeat(int(found[1]), int(found[2]), found[3], found[4], inner))
        elif letter == "{":
            named = _NAME.match(text, place)
            place = named.end() if named else place + 1
            options: list[Nodes] = []
            while True:
                inner, place = _nodes(text, place, "|}")
                options.append(inner)
                if text[place : place + 1] != "|":
                    break
                place += 1
            place = _closed(text, place, "}")
            add(Choice(named[1] if named else None, tuple(options)))
        else:
            plain.append(letter)
            place += 1
    if plain:
        nodes.append("".join(plain))
    return tuple(nodes), place


def _closed(text: str, place: int, mark: str) -> int:
    if text[place : place + 1] != mark:
        raise TemplateError(f"{mark} is missing after {place}: {text}")
    return place + 1
