"""Runs of bands, the strips that gutters cut them into, and what tells the prose of a strip from cells of a table.

Several analyses look at the same strips: what they need is found when the first one asks for it, once.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from statistics import median

from worker.layout.reading_order.geometry import (
    Band,
    Fragment,
    Interval,
    Row,
    gutters_of,
    line_height,
    numbered_strips,
    rows_of,
)
from worker.layout.reading_order.parameters import PARAMETERS
from worker.layout.text_kinds import count_letters, is_mostly_digits


class Features:
    """What tells prose from the cells of a table, of the rows of a strip."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self.middles = [row[0].middle for row in rows]

    @cached_property
    def texts(self) -> list[str]:
        """What each row says."""
        return [row[0].text if len(row) == 1 else " ".join([fragment.text for fragment in row]) for row in self._rows]

    @cached_property
    def characters(self) -> float:
        """Characters of the usual row, without spaces."""
        return median([len(text) - text.count(" ") for text in self.texts])

    @cached_property
    def words(self) -> float:
        """Words of the usual row."""
        return median([sum([fragment.last - fragment.first for fragment in row]) for row in self._rows])

    @cached_property
    def _fills(self) -> list[bool]:
        """Whether each row fills the strip."""
        rows = self._rows
        x0, x1 = min([row[0].x0 for row in rows]), max([fragment.x1 for row in rows for fragment in row])
        least = PARAMETERS.filled_width * (x1 - x0)
        return [row[-1].x1 - row[0].x0 >= least for row in rows]

    @property
    def filled(self) -> float:
        """Share of the rows that fill the strip."""
        return sum(self._fills) / len(self._fills)

    @cached_property
    def full(self) -> list[bool]:
        """Whether each row fills the strip without a gap."""
        return [fills and len(row) == 1 for fills, row in zip(self._fills, self._rows, strict=True)]

    @cached_property
    def figures(self) -> list[bool]:
        """Whether each row is mostly digits."""
        return list(map(is_mostly_digits, self.texts))

    @cached_property
    def small(self) -> list[bool]:
        """Whether each row begins with a small letter."""
        return [text[:1].islower() for text in self.texts]

    @cached_property
    def letters(self) -> float:
        """The share of letters."""
        sample = "".join(self.texts).replace(" ", "")[: PARAMETERS.sample_characters]
        return count_letters(sample) / (len(sample) or 1)

    @property
    def within_sentences(self) -> float:
        """Share of the rows that begin with a small letter: those that continue within a sentence."""
        return sum(self.small) / len(self.small)

    @property
    def may_be_text(self) -> bool:
        """Whether the strip may be a column of any kind: all of them need letters, or lines within sentences."""
        return self.letters >= PARAMETERS.loose_letters or self.within_sentences >= PARAMETERS.sentence_share

    @property
    def is_prose(self) -> bool:
        """Whether the rows are lines of running text."""
        return (
            self.characters >= PARAMETERS.prose_characters
            and self.letters >= PARAMETERS.prose_letters
            and self.words >= PARAMETERS.prose_words
            and (self.filled >= PARAMETERS.filled_share or self.words >= PARAMETERS.prose_full_words)
        )


class Strip(list[Fragment]):
    """Fragments between two gutters."""

    @cached_property
    def rows(self) -> list[Row]:
        """Its rows from top to bottom."""
        return rows_of(self)

    @cached_property
    def features(self) -> Features:
        """The features of its rows."""
        return Features(self.rows)


class Run:
    """Bands that share gutters."""

    def __init__(self, bands: list[Band], gutters: list[Interval]) -> None:
        self.bands, self.gutters = bands, gutters

    @cached_property
    def fragments(self) -> list[Fragment]:
        """The fragments of all bands."""
        return list(chain(*self.bands))

    @cached_property
    def height(self) -> float:
        """Height of its usual line."""
        return line_height(self.fragments)

    @cached_property
    def strips(self) -> list[Strip]:
        """What is between the gutters."""
        return strips_of(self.fragments, self.gutters)

    def strips_of_all(self, gutter: float) -> list[Strip]:
        """What is between all gutters that the bands have together, each so many heights of a line wide, at least."""
        gutters = gutters_of(self.fragments, gutter * self.height)
        return self.strips if gutters == self.gutters else strips_of(self.fragments, gutters)


def strips_of(fragments: Iterable[Fragment], gutters: Sequence[Interval]) -> list[Strip]:
    """The fragments between the gutters, from left to right, without empty strips."""
    numbered = numbered_strips(fragments, gutters)
    return [Strip(numbered[number]) for number in sorted(numbered)]
