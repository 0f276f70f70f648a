"""Collects the blocks of a page in reading order."""

from dataclasses import replace

from shared.models.blocks import Block, BlockType, Box, Span
from worker.layout.form_fields import Field
from worker.layout.table_grid import Grid
from worker.layout.text_lines import PageLines


class BlockBuilder:
    """Blocks are added in reading order, parents before their children; words are given as ranges, last exclusive."""

    def __init__(self, page: PageLines) -> None:
        self.page = page
        self._blocks: list[Block] = []
        self._headings: list[tuple[int, float]] = []

    def add(
        self, kind: BlockType, first: int, last: int, *, parent: int | None = None, level: int | None = None
    ) -> int:
        """Adds a block of words and returns its index."""
        start, end, box = self._placed(first, last)
        self._blocks.append(Block(kind, start, end, box, parent, level))
        if kind == "heading":
            self._headings.append((len(self._blocks) - 1, self.page.size(first, last)))
        return len(self._blocks) - 1

    def add_field(self, field: Field, *, parent: int | None = None) -> int:
        """Adds a form field and returns its index."""
        start, end, box = self._placed(field.first, field.last)
        self._blocks.append(
            Block("form_field", start, end, box, parent, label=field.label, value=field.value, checked=field.checked)
        )
        return len(self._blocks) - 1

    def add_table(self, grid: Grid, *, parent: int | None = None) -> int:
        """Adds a table and returns its index."""
        self._blocks.append(grid.block(self.page, parent))
        return len(self._blocks) - 1

    def blocks(self) -> tuple[Block, ...]:
        """All blocks so far."""
        return tuple(self._blocks)

    def headings(self) -> list[tuple[int, float]]:
        """The headings so far by index, each with the height of its type in points."""
        return self._headings

    def title(self, index: int) -> None:
        """Makes the heading with this index the page's title."""
        self._blocks[index] = replace(self._blocks[index], type="title", level=None)

    def _placed(self, first: int, last: int) -> tuple[int, int, Box]:
        """Where words begin and end in the page's text, and their box."""
        part = self.page.segment(first, last)
        return part.start, part.end, self.page.box(part.x0, part.y0, part.x1, part.y1)

    def span(self, words: tuple[int, int]) -> Span:
        """Words as a span of the page's text."""
        return Span(self.page.starts[words[0]], self.page.ends[words[1] - 1])
