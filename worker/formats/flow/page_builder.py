"""Puts set lines, tables and pictures on a page, and keeps what is where as text, words and blocks."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from shared.models.blocks import Block, BlockType, Box, Cell, Span
from shared.models.page import Place, Words
from worker.formats.flow.typeface import ASCENT, DESCENT, LEADING, SetLine
from worker.layout.analysis import PageLayout


class PlacedPicture(NamedTuple):
    """A picture's box, in fractions of the page, and what gives the bytes of its file."""

    box: Box
    load: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class LaidPage:
    """A page as laid out. ``size`` is in points; the size of the type follows from the words' boxes."""

    size: tuple[float, float]
    layout: PageLayout
    pictures: tuple[PlacedPicture, ...] = ()


class PageBuilder:
    """A page of so many points. Blocks are added in reading order, parents before their children."""

    def __init__(self, width: float, height: float) -> None:
        self.size = (width, height)
        self._parts: list[str] = []
        self._at = 0
        self._line = -1
        self._starts, self._ends, self._lines = array("I"), array("I"), array("I")
        self._boxes = array("f")
        self._blocks: list[Block] = []
        self._places: list[Place] = []
        self._pictures: list[PlacedPicture] = []
        self._ink: list[tuple[float, float, float, float]] = []
        """The edges of blocks and cells in points, until the page is complete."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is on the page."""
        return not self._blocks

    def text(
        self,
        kind: BlockType,
        lines: Sequence[SetLine],
        x: float,
        y: float,
        size: float,
        *,
        level: int | None = None,
        parent: int | None = None,
        continues: bool = False,
        gap: str = "\n\n",
        marker: tuple[SetLine, float] | None = None,
        checked: bool | None = None,
    ) -> int:
        """Add a block of lines whose upper left corner is at ``x`` and ``y``; its index. ``gap`` is before it.

        ``marker`` is the number or bullet that precedes its first line, and how far it begins to the left of it; it is
        the label of a field of a form, or its box where that is ``checked`` or not.
        """
        self.part(gap)
        start = self._at
        x0 = x
        if marker is not None:
            x0 = x - marker[1]
            self.lines([marker[0]], x0, y, size)
        marked = self._at
        if marker is not None:
            self.part(" ")
        written = self._at
        x1 = self.lines(lines, x, y, size, begins_line=marker is None)
        self._ink.append((x0, y, x1, y + len(lines) * size * LEADING))
        block = Block(kind, start, self._at, (0, 0, 0, 0), parent, level, continues=continues)
        if kind == "form_field" and marker is not None:
            after = Span(written, self._at)
            label, value = (Span(start, marked), after) if checked is None else (after, None)
            block = replace(block, label=label, value=value, checked=checked)
        self._blocks.append(block)
        return len(self._blocks) - 1

    def lines(self, lines: Sequence[SetLine], x: float, y: float, size: float, *, begins_line: bool = True) -> float:
        """Add lines to the text; how far they reach to the right. The first one may go on in the text's line."""
        right = x
        for i, line in enumerate(lines):
            if i:
                self.part("\n")
            if i or begins_line:
                self._line += 1
            for j, word in enumerate(line):
                if j and word.is_spaced:
                    self.part(" ")
                self._word(word.text, x + word.x, y, word.width, size)
                right = max(right, x + word.x + word.width)
            y += size * LEADING
        return right

    def group(self, kind: BlockType, *, parent: int | None = None, continues: bool = False, gap: str = "\n\n") -> int:
        """Begin a block that others are put into; its index. `close_group` ends it."""
        self.part(gap)
        self._ink.append((0, 0, 0, 0))
        self._blocks.append(Block(kind, self._at, self._at, (0, 0, 0, 0), parent, continues=continues))
        return len(self._blocks) - 1

    def close_group(self, index: int) -> None:
        """End a block: what was added since is in it."""
        inside = self._ink[index + 1 :]
        if not inside:
            # The page ended before its first block.
            del self._ink[index], self._blocks[index]
            return
        x0, y0, x1, y1 = zip(*inside, strict=True)
        self._ink[index] = (min(x0), min(y0), max(x1), max(y1))
        self._blocks[index] = replace(self._blocks[index], end=self._at)

    def begin_table(self) -> int:
        """Where the text of a table begins that is added next."""
        self.part("\n\n")
        return self._at

    def add_table(self, start: int, edges: Box, cells: Sequence[Cell], *, continues: bool = False) -> int:
        """Add the block of a table whose text began at ``start``; its ``edges`` are in points, those of its cells in
        fractions of the page."""
        self._ink.append(edges)
        self._blocks.append(Block("table", start, self._at, (0, 0, 0, 0), cells=tuple(cells), continues=continues))
        return len(self._blocks) - 1

    def picture(self, load: Callable[[], bytes], edges: Box) -> int:
        """Add a picture as a figure, whose text is found by OCR if there is any; its index."""
        self.part("\n\n")
        self._ink.append(edges)
        self._blocks.append(Block("figure", self._at, self._at, (0, 0, 0, 0)))
        self._pictures.append(PlacedPicture(_scaled(edges, *self.size), load))
        return len(self._blocks) - 1

    def part(self, text: str) -> int:
        """Add text that is no word; where the text ends then. White space at the beginning of a page is left out."""
        if self._at:
            self._parts.append(text)
            self._at += len(text)
        return self._at

    def place(self, start: int, name: str) -> None:
        """Name what was added since ``start``."""
        if self._at > start:
            self._places.append(Place(start, self._at, name))

    def finished(self, name: str = "") -> LaidPage:
        """The page. ``name`` is the file's own name for the whole of it."""
        width, height = self.size
        text = "".join(self._parts)
        end = len(text.rstrip())
        blocks = tuple(
            replace(
                block,
                start=min(block.start, end),
                end=min(block.end, end),
                box=_scaled(edges, width, height),
                cells=_within(block.cells, end),
            )
            for block, edges in zip(self._blocks, self._ink, strict=True)
        )
        places = ([Place(0, end, name)] if name and end else []) + self._places
        count = len(self._starts)
        words = Words.from_columns(
            self._starts.tobytes(),
            self._ends.tobytes(),
            self._boxes.tobytes(),
            array("f", [float("nan")]).tobytes() * count,
            self._lines.tobytes(),
            bytes(count),
        )
        return LaidPage(self.size, PageLayout(text[:end], words, blocks, tuple(places)), tuple(self._pictures))

    def _word(self, text: str, x: float, y: float, width: float, size: float) -> None:
        across, down = self.size
        top = y + (LEADING - ASCENT - DESCENT) / 2 * size
        self._starts.append(self._at)
        self._parts.append(text)
        self._at += len(text)
        self._ends.append(self._at)
        self._boxes.extend((x / across, top / down, (x + width) / across, (top + (ASCENT + DESCENT) * size) / down))
        self._lines.append(max(self._line, 0))


def _scaled(edges: Box, width: float, height: float) -> Box:
    x0, y0, x1, y1 = edges
    return x0 / width, y0 / height, x1 / width, y1 / height


def _within(cells: tuple[Cell, ...], end: int) -> tuple[Cell, ...]:
    """The cells of a text that ends there: empty ones may be behind all words."""
    if not cells or cells[-1].end <= end:
        return cells
    return tuple(cell._replace(start=min(cell.start, end), end=min(cell.end, end)) for cell in cells)
