"""Collects the blocks of a page in reading order."""

from dataclasses import replace

from shared.models.blocks import Block, BlockType, Span
from worker.layout.form_fields import Field
from worker.layout.table_grid import Grid
from worker.layout.text_lines import PageLines


class BlockBuilder:
    """Blocks are added in reading order, parents before their children; words are given as ranges, last exclusive."""

    def __init__(self, page: PageLines) -> None:
        self.page = page
        self._blocks: list[Block] = []

    def add(
        self, kind: BlockType, first: int, last: int, *, parent: int | None = None, level: int | None = None
    ) -> int:
        """Adds a block of words and returns its index."""
        part = self.page.segment(first, last)
        box = self.page.box(part.x0, part.y0, part.x1, part.y1)
        self._blocks.append(Block(kind, part.start, part.end, box, parent, level))
        return len(self._blocks) - 1

    def add_field(self, field: Field, *, parent: int | None = None) -> int:
        """Adds a form field and returns its index."""
        index = self.add("form_field", field.first, field.last, parent=parent)
        label = self._span(field.label)
        value = self._span(field.value) if field.value else None
        self._blocks[index] = replace(self._blocks[index], label=label, value=value, checked=field.checked)
        return index

    def add_table(self, grid: Grid, *, parent: int | None = None) -> int:
        """Adds a table and returns its index."""
        self._blocks.append(grid.block(self.page, parent))
        return len(self._blocks) - 1

    def blocks(self) -> tuple[Block, ...]:
        """All blocks so far."""
        return tuple(self._blocks)

    def _span(self, words: tuple[int, int]) -> Span:
        return Span(int(self.page.starts[words[0]]), int(self.page.ends[words[1] - 1]))
