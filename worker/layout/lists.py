"""Marks of list items: bullets, numbers, letters."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_BULLET = re.compile(
    r"(?P<bullet>[•◦▪‣·●○■□◆◇►▶➢➤✓✔❖⁃∙\uf0b7\uf0a7\uf076\u2022]|[-–—*+>](?=\s)|o(?=\s+[A-ZÀ-Þ0-9]))\s*(?=\S)"
)
_NUMBER = re.compile(
    r"(?P<open>[(\[]?)(?P<mark>\d{1,3}(?:\.\d{1,3}){0,3}|[ivxlcIVXLC]{1,6}|[a-zA-Z]|[а-яА-Я])(?P<close>[.)\]:]|\.\))\s+(?=\S)"
)

_MAY_BE_MARK = re.compile(r"[^\w\s]|\d|(?:[^\W\d_]|[ivxlcIVXLC]{2,6})[.)\]:]|o\s")


@dataclass(frozen=True, slots=True)
class Mark:
    """An item's mark: its ``kind`` is equal for marks of one list, ``number`` is what it counts, None for a bullet."""

    kind: str
    number: int | None
    text: str


def may_have_mark(text: str) -> bool:
    """Whether a line may begin with an item's mark: most lines begin with a word."""
    return _MAY_BE_MARK.match(text) is not None


def mark_of(text: str) -> Mark | None:
    """The mark that a line begins with; None where it begins with none."""
    bullet = _BULLET.match(text)
    if bullet:
        return Mark(bullet.group("bullet"), None, bullet.group("bullet"))
    found = _NUMBER.match(text)
    if not found:
        return None
    mark, form = found.group("mark"), found.group("open") + "{}" + found.group("close")
    if mark[0].isdigit():
        parts = mark.split(".")
        return Mark(form.format("1" * len(parts)), int(parts[-1]), mark)
    if len(mark) == 1 and mark.lower() not in "ivx":
        return Mark(form.format("a" if mark.islower() else "A"), ord(mark.lower()) - ord("a") + 1, mark)
    roman = _roman(mark)
    if roman is None:
        return None
    return Mark(form.format("i" if mark.islower() else "I"), roman, mark)


def follows(mark: Mark, before: Sequence[Mark]) -> bool:
    """Whether a mark continues the list of the marks before it: the same bullet, or the next number or letter."""
    if not before:
        return False
    last = before[-1]
    if mark.number is None or last.number is None:
        return mark.kind == last.kind
    if mark.kind == last.kind:
        return last.number <= mark.number <= last.number + 2
    # "h." is followed by "i.", which may as well count as one.
    as_letter = len(mark.text) == 1 and last.kind.lower() == mark.kind.lower().replace("i", "a")
    return as_letter and ord(mark.text.lower()) - 96 == last.number + 1


def _roman(text: str) -> int | None:
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    total, last = 0, 0
    for letter in reversed(text.lower()):
        value = values[letter]
        total += value if value >= last else -value
        last = max(last, value)
    return total if 0 < total < 60 else None
