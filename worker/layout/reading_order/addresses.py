"""Addresses by their lines: blocks that are level, as in letters and invoices, are not the rows of a table."""

import re
from collections.abc import Sequence

from worker.months import MONTH

MAX_LINES = 8
"""Lines of an address, at most: longer blocks are lists or prose."""

MAX_WORDS = 8
"""Words of a line of an address, at most."""

MAX_LABEL_WORDS = 4
"""Words of a label above, or before, an address or another value of several lines."""

_COLONS = (":", "：")
_HOUSE = re.compile(
    r"^\d{1,5}[A-Za-z]?(?:[-/]\d+)?,?\s+[^\W\d_]{2}|[^\W\d_]{3}\.?,?\s+\d{1,4}\s?[A-Za-z]?,?$|\bP\.?\s?O\.?\s?Box\b"
)
_DATE = re.compile(rf"\b{MONTH}\b", re.I)
_PLACE = re.compile(
    r"\b\d{4,6}(?:-\d{4})?\b|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b|,\s*[A-Z]{2}\b"
)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_CONTACT = re.compile(
    r"\S@\S+\.[^\W\d_]{2}|\bwww\.\S|https?://|\+\d{1,3}[\s(\d][\d\s()/-]{5,}\d$|(?<![\d-])\(?0\d{1,5}\)?[\s-]\d[\d\s-]{5,}$"
)


def separates_addresses(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether lines that are beside each other are an address and something else, two addresses, or two fields."""
    if len(left) > 2 and all(line.endswith(_COLONS) for line in left):
        # Labels, of which each is beside its value.
        return False
    if _is_field(left) and _is_field(right):
        return True
    if _is_address(left) or _is_address(right):
        return True
    houses = _houses(left)
    return bool(houses) and houses == _houses(right)


def has_contact(lines: Sequence[str]) -> bool:
    """Whether lines are a name and what is below it: some are how to reach it by mail, telephone or web, most are not.

    Labels and columns of a table are nothing or only that.
    """
    if not 3 <= len(lines) <= MAX_LINES or not all(len(line.split()) <= MAX_WORDS for line in lines):
        return False
    found = [number for number, line in enumerate(lines) if _CONTACT.search(line)]
    return bool(found) and found[0] > 0 and 2 * len(found) <= len(lines)


def _is_field(lines: Sequence[str]) -> bool:
    """Whether lines are a label with a colon and its value, which takes several lines."""
    if not 1 < len(lines) <= MAX_LINES:
        return False
    label, colon, _ = lines[0].partition(":")
    return bool(colon) and 0 < len(label.split()) <= MAX_LABEL_WORDS and not any(":" in line for line in lines[1:])


def _is_address(lines: Sequence[str]) -> bool:
    """Whether a name, a street with a house number, and a place with its code are below each other."""
    return any(any(map(_PLACE.search, lines[i + 1 : i + 3])) for i in _houses(lines))


def _houses(lines: Sequence[str]) -> list[int]:
    """Which lines of a block give a street and a house number; none where the block is no address for other reasons."""
    if not 3 <= len(lines) <= MAX_LINES:
        return []
    if not all(_LETTERS.search(line) and len(line.split()) <= MAX_WORDS for line in lines):
        return []
    found = [i for i, line in enumerate(lines) if _HOUSE.search(line) and not _DATE.search(line)]
    # A column of streets has a number in every line.
    few = all(0 < i < len(lines) - 1 and i - 1 not in found for i in found)
    return found if few else []
