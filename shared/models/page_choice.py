"""The pages of a file that are to be read, as an upload names them: ``1-5,9``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

MAX_LENGTH = 1000
"""Characters of a choice, at most."""
PATTERN = r"^ *[0-9]{1,6}( *- *[0-9]{1,6})?( *, *[0-9]{1,6}( *- *[0-9]{1,6})?)* *$"
_CHOICE = re.compile(PATTERN)


@dataclass(frozen=True, slots=True)
class PageChoice:
    """Ranges of pages in ascending order, first and last included, which neither overlap nor touch."""

    ranges: tuple[tuple[int, int], ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """The pages that a text names, such as ``9, 1-5``. Raises ValueError with a sentence for people."""
        if len(text) > MAX_LENGTH or not _CHOICE.fullmatch(text):
            raise ValueError("Give page numbers and ranges separated by commas, such as '1-5,9'.")
        ranges: list[tuple[int, int]] = []
        for first, last in sorted(map(_range, text.split(","))):
            if ranges and first <= ranges[-1][1] + 1:
                ranges[-1] = (ranges[-1][0], max(last, ranges[-1][1]))
            else:
                ranges.append((first, last))
        return cls(tuple(ranges))

    @property
    def last(self) -> int:
        """The greatest number that is chosen."""
        return self.ranges[-1][1]

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and any(first <= number <= last for first, last in self.ranges)

    def __iter__(self) -> Iterator[int]:
        """The numbers, ascending."""
        for first, last in self.ranges:
            yield from range(first, last + 1)

    def __str__(self) -> str:
        """The shortest text that names these pages."""
        return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in self.ranges)


def _range(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    start, end = int(first), int(last or first)
    if start < 1:
        raise ValueError("Pages are counted from 1.")
    if end < start:
        raise ValueError("A range begins with its lower page, such as '1-5'.")
    return start, end
