"""The columns of an open table, as its segments fill them."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from worker.layout.text_lines import Segment

SEAM = 0.15
"""Share of the narrower of a column and a segment up to which they only touch."""


@dataclass(slots=True)
class Columns:
    """Columns from left to right, which do not overlap: where each begins and ends."""

    lefts: list[float] = field(default_factory=list)
    rights: list[float] = field(default_factory=list)

    def contain(self, segments: Sequence[Segment]) -> bool:
        """Whether there are as many segments as columns, each within its own: so are the cells of most rows."""
        if len(segments) != len(self.lefts):
            return False
        for part, left, right in zip(segments, self.lefts, self.rights, strict=True):
            if not left <= part.x0 < part.x1 <= right:
                return False
        return True

    def under(self, part: Segment) -> range:
        """The columns that a segment is in: those it shares more than a seam with."""
        x0, x1 = part.x0, part.x1
        lefts, rights = self.lefts, self.rights
        first, last = bisect_right(rights, x0), bisect_left(lefts, x1)
        if last - first == 1 and lefts[first] <= x0 and x1 <= rights[first] and x0 < x1:
            # Within one column, as most are.
            return range(first, last)
        width = x1 - x0
        while first < last and not self._shares(first, part, width):
            first += 1
        while first < last and not self._shares(last - 1, part, width):
            last -= 1
        return range(first, last)

    def _shares(self, column: int, part: Segment, width: float) -> bool:
        left, right = self.lefts[column], self.rights[column]
        shared = (right if right < part.x1 else part.x1) - (left if left > part.x0 else part.x0)
        return shared > SEAM * min(right - left, width)

    def nearest(self, part: Segment) -> int:
        """The column whose middle is the nearest to the segment's."""
        middle = part.x0 + part.x1
        at = range(len(self.lefts))
        return min(at, key=lambda i: abs(self.lefts[i] + self.rights[i] - middle))

    def widen(self, segments: Sequence[Segment]) -> None:
        """Widens columns by the segments that are in one of them; what is in none makes a new one."""
        if self.contain(segments):
            return
        for part in segments:
            under = self.under(part)
            if len(under) == 1 and self.lefts[under[0]] <= part.x0 and part.x1 <= self.rights[under[0]]:
                continue
            if not under:
                at = bisect_right(self.lefts, part.x0)
                # What it shares with its neighbors stays theirs.
                left = max(part.x0, self.rights[at - 1]) if at else part.x0
                right = min(part.x1, self.lefts[at]) if at < len(self.lefts) else part.x1
                self.lefts.insert(at, left)
                self.rights.insert(at, max(left, right))
            elif len(under) == 1:
                at = under[0]
                left = self.rights[at - 1] if at else float("-inf")
                right = self.lefts[at + 1] if at + 1 < len(self.lefts) else float("inf")
                self.lefts[at] = min(self.lefts[at], max(part.x0, left))
                self.rights[at] = max(self.rights[at], min(part.x1, right))

    def fit(self, segments: Sequence[Segment], *, beside: bool = False) -> bool:
        """Whether segments are in columns and few of them across the space between.

        ``beside`` says that all may be beside the columns.
        """
        if self.contain(segments):
            return True
        under = [len(self.under(part)) for part in segments]
        return (beside or 1 in under) and sum(count > 1 for count in under) * 2 <= len(segments)
