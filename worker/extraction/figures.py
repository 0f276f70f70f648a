"""Text that OCR recognizes in the pictures of a page whose structure is known: it is put where the pictures are."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from shared.models.blocks import Block, Box, Cell, Span
from shared.models.page import Place, Word, Words
from worker.extraction.pictures import pixels_of
from worker.extraction.placing import is_covered, on_page
from worker.extraction.recognition import Recognizer
from worker.layout.analysis import PageLayout, analyze
from worker.layout.words import PlacedLine, PlacedWords


def with_figures(
    layout: PageLayout,
    pictures: Sequence[Box],
    image: NDArray[np.uint8],
    recognizer: Recognizer,
    size: tuple[float, float],
) -> PageLayout:
    """The layout with the text of each picture in the figure that it is; ``image`` is the page of ``size`` points."""
    height, width = image.shape[:2]
    own = np.array([word.box for word in layout.words], np.float64).reshape(-1, 4)
    for picture in pictures:
        x0, y0, x1, y1 = pixels_of(picture, width, height)
        frame = (x0 / width, y0 / height, x1 / width, y1 / height)
        lines: list[PlacedLine] = []
        for line in recognizer.lines(np.ascontiguousarray(image[y0:y1, x0:x1])):
            placed = [on_page(word, frame) for word in line]
            if new := [word for word in placed if not is_covered(word.box, own)]:
                lines.append(new)
        if lines:
            layout = _put(layout, picture, analyze(PlacedWords.of(lines), *size))
    return layout


def _put(layout: PageLayout, picture: Box, found: PageLayout) -> PageLayout:
    """The layout with what was ``found`` in a picture."""
    figure = next(
        (i for i, block in enumerate(layout.blocks) if block.type == "figure" and _overlap(block.box, picture)), None
    )
    at = len(layout.text) if figure is None else layout.blocks[figure].start
    before = "\n\n" if layout.text[:at].strip() and not layout.text[:at].endswith("\n\n") else ""
    after = "\n\n" if layout.text[at:].strip() and not layout.text[at:].startswith("\n\n") else ""
    text = layout.text[:at] + before + found.text + after + layout.text[at:]
    grown = len(text) - len(layout.text)
    start = at + len(before)

    def moved(span: Span) -> Span:
        return Span(span.start + grown, span.end + grown) if span.start >= at and span.end > at else span

    words = [_moved_word(word, grown) if word.start >= at else word for word in layout.words]
    position = sum(word.start < at for word in words)
    line = max((word.line for word in layout.words), default=-1) + 1
    inside = [
        word._replace(start=word.start + start, end=word.end + start, line=word.line + line) for word in found.words
    ]
    blocks = [_moved_block(block, *moved(Span(block.start, block.end)), moved) for block in layout.blocks]
    behind = len(blocks) if figure is None else figure + 1
    if figure is not None:
        blocks[figure] = replace(blocks[figure], start=start, end=start + len(found.text))
    shifted = [
        block
        if block.parent is None or block.parent < behind
        else replace(block, parent=block.parent + len(found.blocks))
        for block in blocks
    ]
    new = [
        replace(
            _moved_block(
                block, block.start + start, block.end + start, lambda span: Span(span.start + start, span.end + start)
            ),
            parent=figure if block.parent is None else block.parent + behind,
        )
        for block in found.blocks
    ]
    places = tuple(Place(*_stretched(place, at, grown), place.name) for place in layout.places)
    return PageLayout(
        text,
        Words([*words[:position], *inside, *words[position:]]),
        (*shifted[:behind], *new, *shifted[behind:]),
        places,
    )


def _stretched(place: Place, at: int, grown: int) -> tuple[int, int]:
    """Where a place is, which what was put in is part of if it was within it, or at its end."""
    return place.start + (grown if place.start >= at and place.start else 0), place.end + (
        grown if place.end >= at else 0
    )


def _moved_word(word: Word, by: int) -> Word:
    return word._replace(start=word.start + by, end=word.end + by)


def _moved_block(block: Block, start: int, end: int, move: Callable[[Span], Span]) -> Block:
    def cell(one: Cell) -> Cell:
        span = move(Span(one.start, one.end))
        return one._replace(start=span.start, end=span.end)

    return replace(block, start=start, end=end, cells=tuple(map(cell, block.cells)))


def _overlap(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 0 and down > 0 and across * down >= 0.5 * (one[2] - one[0]) * (one[3] - one[1])
