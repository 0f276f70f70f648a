"""Tables of contents: the entries of a list whose dots lead to numbers of pages."""

import re
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise

from shared.models.page import Page

_LEADERS = re.compile(r"\s*[.·…‥_]\s?(?:[.·…‥_]\s?){3,}\s*(?P<page>\d{1,4}|[ivxlc]{1,6})\s*\Z")
_DOTS = re.compile(r"[.·…‥_]\s?[.·…‥_]\s?[.·…‥_]\s?[.·…‥_]")

MIN_ENTRIES = 2


def leaders(page: Page) -> Mapping[int, tuple[int, int]]:
    """Where the dots of each entry begin and end, by where the entry begins.

    Pages rise from entry to entry; the prices of a list, to which dots lead as well, do not.
    """
    if _DOTS.search(page.text) is None:
        return {}
    entries: defaultdict[int, list[tuple[int, re.Match[str]]]] = defaultdict(list)
    for block in page.blocks:
        if block.type == "list_item" and block.parent is not None:
            found = _LEADERS.search(page.text, block.start, block.end)
            if found is not None:
                entries[block.parent].append((block.start, found))
    return {
        start: (found.start(), found.start("page"))
        for of_list in entries.values()
        if len(of_list) >= MIN_ENTRIES and _rise([found.group("page") for _, found in of_list])
        for start, found in of_list
    }


def _rise(pages: list[str]) -> bool:
    numbers = [int(page) for page in pages if page.isdigit()]
    return all(before <= after for before, after in pairwise(numbers))
