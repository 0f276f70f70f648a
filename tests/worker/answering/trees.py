"""Pages with trees, made by hand."""

from collections.abc import Sequence

from shared.models.blocks import Block, BlockType, Cell, Span
from shared.models.page import Page

BOX = (0.1, 0.1, 0.9, 0.9)


class PageMaker:
    """A page whose text and tree grow block by block."""

    def __init__(self, number: int = 1) -> None:
        self.number = number
        self.text = ""
        self.blocks: list[Block] = []

    def add(self, block_type: BlockType, text: str, *, parent: int | None = None, level: int | None = None) -> int:
        """Add a block of text; returns its number."""
        start = self._begin(text, "\n" if block_type == "list_item" else "\n\n")
        self.blocks.append(Block(block_type, start, len(self.text), BOX, parent, level))
        return len(self.blocks) - 1

    def field(self, label: str, value: str) -> int:
        """Add a form field on a line of its own."""
        start = self._begin(f"{label} {value}", "\n")
        spans = Span(start, start + len(label)), Span(len(self.text) - len(value), len(self.text))
        self.blocks.append(Block("form_field", start, len(self.text), BOX, label=spans[0], value=spans[1]))
        return len(self.blocks) - 1

    def table(self, rows: Sequence[Sequence[str | None]], header_rows: int = 1, *, continues: bool = False) -> int:
        """Add a table. An empty text leaves its cell empty; None lets the cell to its left span it."""
        start = self._begin("", "\n\n")
        cells: list[Cell] = []
        for i, row in enumerate(rows):
            if i:
                self.text += "\n"
            for j, text in enumerate(row):
                if text is None:
                    cells[-1] = cells[-1]._replace(column_span=cells[-1].column_span + 1)
                    continue
                if text and not self.text.endswith("\n") and len(self.text) > start:
                    self.text += " "
                at = len(self.text)
                self.text += text
                cells.append(Cell(i, j, 1, 1, i < header_rows, at, len(self.text), BOX))
        self.blocks.append(Block("table", start, len(self.text), BOX, cells=tuple(cells), continues=continues))
        return len(self.blocks) - 1

    def page(self) -> Page:
        """The page as it is by now."""
        return Page(self.number, 595, 842, "text", self.text, blocks=tuple(self.blocks))

    def _begin(self, text: str, gap: str) -> int:
        self.text += gap if self.text else ""
        start = len(self.text)
        self.text += text
        return start
