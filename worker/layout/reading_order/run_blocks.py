"""Blocks of the bands of a run: what white space of almost a line separates."""

from collections.abc import Iterator
from itertools import pairwise

from worker.layout.reading_order.geometry import is_row, vertical_extents
from worker.layout.reading_order.parameters import PARAMETERS
from worker.layout.reading_order.strips import Run


def gaps_of(run: Run) -> list[int]:
    """The bands above which there is a gap of almost a line."""
    min_gap = PARAMETERS.block_gap * run.height
    edges = vertical_extents(run.bands)
    return [i for i, (above, below) in enumerate(pairwise(edges), 1) if below[0] - above[1] > min_gap]


def blocks_of(run: Run) -> Iterator[tuple[int, int]]:
    """Ranges of bands between such gaps, each of several rows; a row of labels above goes with them."""
    bands = run.bands
    start = 0
    for end in [*gaps_of(run), len(bands)]:
        if end - start >= PARAMETERS.min_rows or (end - start == 1 and not is_row(bands[start])):
            yield start, end
            start = end
        elif end - start > 1 or len(bands[start]) < 2:
            start = end


def prose_of(run: Run) -> Iterator[tuple[int, int]]:
    """Ranges of bands between such gaps whose texts are as long as lines of prose."""
    bands = run.bands
    start = end = 0
    for first, last in pairwise([0, *gaps_of(run), len(bands)]):
        texts = [fragment.text for band in bands[first:last] for fragment in band]
        if sum(map(len, texts)) >= PARAMETERS.prose_characters * len(texts):
            end = last
            continue
        if end > start:
            yield start, end
        start = end = last
    if end > start:
        yield start, end
