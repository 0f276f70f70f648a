"""Pages that tests write block by block."""

from collections.abc import Sequence
from typing import Any

from shared.models.blocks import Block, BlockType, Box, Cell, Span
from shared.models.page import Page

WHOLE_PAGE: Box = (0.0, 0.0, 1.0, 1.0)


class Draft:
    """A page that is written block by block."""

    def __init__(self, number: int = 1) -> None:
        self.number, self.text = number, ""
        self.blocks: list[Block] = []

    def write(self, text: str) -> Span:
        span = Span(len(self.text), len(self.text) + len(text))
        self.text += text + "\n"
        return span

    def add(self, kind: BlockType, text: str = "", **fields: Any) -> int:
        start, end = self.write(text) if text else Span(len(self.text), len(self.text))
        self.blocks.append(Block(kind, start, end, **{"box": WHOLE_PAGE, **fields}))
        return len(self.blocks) - 1

    def field(self, label: str, value: str, **fields: Any) -> None:
        first, second = self.write(label), self.write(value)
        self.blocks.append(
            Block("form_field", first.start, second.end, WHOLE_PAGE, label=first, value=second, **fields)
        )

    def table(self, *rows: Sequence[str | tuple[str, int, int]], headers: int = 0, **fields: Any) -> None:
        """Rows of texts, or of texts with the rows and columns they span; None where another cell spans."""
        cells: list[Cell] = []
        taken: set[tuple[int, int]] = set()
        begin = len(self.text)
        for row, texts in enumerate(rows):
            column = 0
            for one in texts:
                while (row, column) in taken:
                    column += 1
                text, height, width = (one, 1, 1) if isinstance(one, str) else one
                span = self.write(text)
                cells.append(Cell(row, column, height, width, row < headers, *span, WHOLE_PAGE))
                taken |= {(row + i, column + j) for i in range(height) for j in range(width)}
        self.blocks.append(Block("table", begin, len(self.text), cells=tuple(cells), **{"box": WHOLE_PAGE, **fields}))

    def page(self) -> Page:
        return Page(self.number, 612, 792, "text", self.text, blocks=tuple(self.blocks))
