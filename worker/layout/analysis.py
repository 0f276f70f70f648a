"""Layout analysis: from a page's placed words to its text in reading order and its tree of blocks."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shared.models.blocks import Block
from shared.models.page import Box, Place, Words
from worker.layout.reading_order.order import arrange
from worker.layout.ruled_lines import NO_RULED_LINES
from worker.layout.tree import build_blocks
from worker.layout.words import PlacedWords


class PageLayout(NamedTuple):
    """A page's text in reading order, its words as spans of it, its tree of blocks, and the file's names of places."""

    text: str
    words: Words
    blocks: tuple[Block, ...]
    places: tuple[Place, ...] = ()

    def moved(self, move: Callable[[Box], Box]) -> "PageLayout":
        """The layout with every box where ``move`` puts it."""
        words = Words([word._replace(box=move(word.box)) for word in self.words])
        blocks = tuple(
            replace(
                block,
                box=move(block.box),
                cells=tuple(cell._replace(box=move(cell.box)) for cell in block.cells),
            )
            for block in self.blocks
        )
        return PageLayout(self.text, words, blocks, self.places)


def analyze(
    words: PlacedWords, width: float, height: float, ruled_lines: NDArray[np.float64] = NO_RULED_LINES
) -> PageLayout:
    """The layout of the words of a page of ``width`` by ``height`` points.

    ``ruled_lines`` are those of the page, ``[n, 4]`` as x0, y0, x1, y1 in fractions of it.
    """
    return analyze_ordered(*arrange(words, width, height, ruled_lines), width, height, ruled_lines)


def analyze_ordered(
    text: str, words: Words, width: float, height: float, ruled_lines: NDArray[np.float64] = NO_RULED_LINES
) -> PageLayout:
    """The layout of a page whose text is in reading order already."""
    return PageLayout(text, words, build_blocks(text, words, width, height, ruled_lines))
