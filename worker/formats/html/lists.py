"""Lists of a web page: how their items are numbered."""

from collections.abc import Mapping
from dataclasses import dataclass

_NUMERALS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


@dataclass(slots=True)
class OpenList:
    """An open list: what its next item is numbered, and how."""

    id: str
    kind: str | None
    next: int = 1
    step: int = 1


@dataclass(slots=True)
class Marker:
    """The marker of an item, which its first paragraph has."""

    text: str
    depth: int
    list_id: str


def open_list(list_id: str, tag: str, attributes: Mapping[str, str | None]) -> OpenList:
    """The list that an element begins."""
    if tag != "ol":
        return OpenList(list_id, None)
    kind = _NUMERALS.get(attributes.get("type") or "", "decimal")
    is_reversed = "reversed" in attributes
    return OpenList(list_id, kind, number(attributes.get("start"), 1), -1 if is_reversed else 1)


def number(text: str | None, otherwise: int) -> int:
    """The number that an attribute gives."""
    text = (text or "").strip()
    return int(text) if text.removeprefix("-").isdecimal() and text.isascii() and len(text) < 8 else otherwise
