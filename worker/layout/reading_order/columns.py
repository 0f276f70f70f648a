"""The column classifier: whether a gutter separates columns of text, read one after the other, or cells of a table."""

from bisect import bisect
from collections.abc import Sequence
from itertools import pairwise

from worker.layout.reading_order.column_texts import go_on_in_columns
from worker.layout.reading_order.parameters import PARAMETERS
from worker.layout.reading_order.strips import Features, Strip


def columns_of(strips: list[Strip], height: float) -> tuple[list[Strip], list[int]]:
    """The strips, and the indices of those at which a column begins; ``height`` is a usual line's.

    Strips of labels and of scraps are joined to others.
    """
    strips = _without_scraps(_with_labels(strips, height))
    return strips, [i + 1 for i, (a, b) in enumerate(pairwise(strips)) if separates_columns(a, b, height)]


def separates_columns(left: Strip, right: Strip, height: float) -> bool:
    """Whether the gutter between two neighboring strips separates columns, not cells; ``height`` is a usual line's."""
    if go_on_in_columns(left, right, height):
        return True
    if min(len(left), len(right)) < PARAMETERS.min_rows:
        return False
    a, b = left.features, right.features
    rows = min(len(a.middles), len(b.middles))
    if rows < PARAMETERS.min_rows or not (a.may_be_text and b.may_be_text):
        return False
    if _share_rows_of_figures(a, b, height) or _share_rows_of_figures(b, a, height):
        return False
    # Wide spaces of a few justified lines may be below each other; lines that run over are not counted.
    ends = sorted([fragment.x1 for fragment in left])
    edge = ends[int(PARAMETERS.long_lines * (len(ends) - 1))]
    if rows < PARAMETERS.chance_rows and min([f.x0 for f in right]) - edge < height:
        return False
    if rows >= PARAMETERS.aligned_rows and _aligned(a.middles, b.middles, height) < PARAMETERS.aligned_share:
        return (
            min(a.characters, b.characters) >= PARAMETERS.loose_characters
            and min(a.letters, b.letters) >= PARAMETERS.loose_letters
        )
    if _is_sidebar(a, b) or _is_sidebar(b, a):
        return True
    if _are_labels(a, b, height) or _are_labels(b, a, height):
        return False
    return a.is_prose and b.is_prose


def are_staggered(left: Strip, right: Strip, height: float) -> bool:
    """Whether lines of two strips are beside each other as they come, not row by row as those of a table's cells."""
    return _aligned(left.features.middles, right.features.middles, height) <= PARAMETERS.staggered_share


# ---- strips


def _with_labels(strips: list[Strip], height: float) -> list[Strip]:
    """The strips, with those of bullets or line numbers joined to the text that they are before."""
    joined: list[Strip] = []
    labels: Strip | None = None
    for i, strip in enumerate(strips):
        strip = Strip(labels + strip) if labels else strip
        labels = None
        near = (
            i + 1 < len(strips)
            and min(f.x0 for f in strips[i + 1]) - max(f.x1 for f in strip) < PARAMETERS.label_distance * height
        )
        if near and all(len(fragment.text) <= PARAMETERS.label_length for fragment in strip):
            labels = strip
        else:
            joined.append(strip)
    return joined


def _without_scraps(strips: list[Strip]) -> list[Strip]:
    """The strips, with those of few fragments joined to their nearer neighbor: line ends that wide spaces cut off."""
    merged = list(strips)
    at = 1
    while at < len(merged) - 1:
        before, strip, after = merged[at - 1 : at + 2]
        if PARAMETERS.scrap_ratio * len(strip) > min(len(before), len(after)):
            at += 1
            continue
        x0, x1 = min(fragment.x0 for fragment in strip), max(fragment.x1 for fragment in strip)
        nearer = x0 - max(f.x1 for f in before) <= min(f.x0 for f in after) - x1
        first = at - 1 if nearer else at
        merged[first : first + 2] = [Strip(merged[first] + merged[first + 1])]
    return merged


# ---- features


def _share_rows_of_figures(cells: Features, others: Features, height: float) -> bool:
    """Whether figures of one strip are level with short texts of the other: rows of a table, whatever is above them."""
    short = full = 0
    for middle, figures in zip(cells.middles, cells.figures, strict=True):
        if figures and (at := _level_with(others.middles, middle, height)) is not None:
            if others.full[at]:
                full += 1
            else:
                short += 1
    return short >= PARAMETERS.rows_of_figures and short > 2 * full


def _level_with(middles: Sequence[float], middle: float, height: float) -> int | None:
    """The row that is level with one whose middle this is; None where there is none."""
    at = bisect(middles, middle)
    near = range(max(at - 1, 0), min(at + 1, len(middles)))
    return next((i for i in near if abs(middles[i] - middle) < PARAMETERS.level_rows * height), None)


def _is_sidebar(side: Features, prose: Features) -> bool:
    """Whether a column of short lines, one at every line of the other, is beside running prose.

    Lines of prose continue within a sentence; those of a table's cells begin something, and terms that are explained
    are at the first line of their explanation only.
    """
    if (
        prose.within_sentences < PARAMETERS.sentence_share
        or prose.words < PARAMETERS.sidebar_words
        or side.letters < PARAMETERS.sidebar_letters
        or min(len(side.middles), len(prose.middles)) < PARAMETERS.sidebar_rows
    ):
        return False
    beside = sum(side.middles[0] <= middle <= side.middles[-1] for middle in prose.middles)
    return beside <= PARAMETERS.sidebar_density * len(side.middles)


def _are_labels(labels: Features, prose: Features, height: float) -> bool:
    """Whether the lines of one strip name what is beside them: what is level with them begins, the rest continues."""
    begins: list[bool] = []
    goes_on: list[bool] = []
    for middle, small in zip(prose.middles, prose.small, strict=True):
        at = bisect(labels.middles, middle)
        near = labels.middles[max(at - 1, 0) : at + 1]
        level = any(abs(label - middle) < PARAMETERS.level_rows * height for label in near)
        (begins if level else goes_on).append(small)
    if min(len(begins), len(goes_on)) < PARAMETERS.min_rows:
        return False
    label_begins = sum(begins) <= (1 - PARAMETERS.wrapped_share) * len(begins)
    return label_begins and sum(goes_on) >= PARAMETERS.sentence_share * len(goes_on)


def _aligned(a: Sequence[float], b: Sequence[float], height: float) -> float:
    """Share of the shorter list's rows that are level with a row of the other; both are sorted."""
    short, long = sorted((a, b), key=len)
    level, at = 0, 0
    for middle in short:
        while at + 1 < len(long) and abs(long[at + 1] - middle) <= abs(long[at] - middle):
            at += 1
        level += abs(long[at] - middle) < PARAMETERS.level_rows * height
    return level / len(short)
