"""Tables of contents, found by what they lead to: headings of other pages, and the numbers of these pages.

A table of contents has the words of each section and nothing of what it says, so that a search would find it first.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from shared.models.page import Page
from worker.answering.passages import PageSpan
from worker.answering.terms import words

MIN_ENTRIES = 3
"""Of a document; two lines may name a heading and a number by chance."""

MAX_DIGITS = 4
"""Of a page's number."""

Title = tuple[str, ...]


class _Entry(NamedTuple):
    """A line that ends in a number: what is before it, in words, and the number."""

    title: Title
    number: int


class ContentsFinder:
    """Collects the headings of a document's pages, and the passages that may be a table of contents."""

    def __init__(self) -> None:
        self._headings: defaultdict[Title, set[int]] = defaultdict(set)
        self._listing: dict[int, tuple[int, list[_Entry]]] = {}

    def add_page(self, page: Page) -> None:
        """Takes the headings of a page."""
        for block in page.blocks:
            if block.type in ("title", "heading"):
                self._headings[tuple(words(page.text[block.start : block.end]))].add(page.number)

    def add_passage(self, number: int, body: PageSpan, text: str) -> None:
        """Takes a passage, by its number, if most of its lines end in a number."""
        lines = [found for line in text.split("\n") if (found := words(line))]
        entries = [entry for line in lines for entry in _entry(line)]
        if entries and 2 * len(entries) >= len(lines):
            self._listing[number] = (body.page, entries)

    def passages(self) -> list[int]:
        """The numbers of the passages that are contents.

        Half of their entries or more name a heading of another page whose number is the printed one, or as far from it
        as that of most others: pages are seldom numbered from the file's first.
        """
        distinct = {(page, entry) for page, entries in self._listing.values() for entry in entries}
        shifts = Counter(shift for page, entry in distinct for shift in self._shifts(page, entry))
        usual, seen = shifts.most_common(1)[0] if shifts else (0, 0)
        if seen < MIN_ENTRIES:
            return []
        return [
            number
            for number, (page, entries) in self._listing.items()
            if 2 * sum(usual in self._shifts(page, entry) for entry in entries) >= len(entries)
        ]

    def _shifts(self, page: int, entry: _Entry) -> set[int]:
        """How far the entry's number is from those of the pages whose heading it names."""
        return {entry.number - other for other in self._headings.get(entry.title, ()) if other != page}


def _entry(line: list[str]) -> Iterator[_Entry]:
    if len(line) > 1 and line[-1].isdecimal() and len(line[-1]) <= MAX_DIGITS:
        yield _Entry(tuple(line[:-1]), int(line[-1]))
