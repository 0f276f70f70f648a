"""The column classifier: whether a gutter separates columns of text, read one after the other, or cells of a table."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from worker.layout.reading_order.geometry import Fragment, Interval, Row, line_height, rows_of, strips_of
from worker.layout.reading_order.parameters import PARAMETERS
from worker.layout.text_kinds import count_letters, is_mostly_digits


def columns_of(fragments: Sequence[Fragment], gutters: Sequence[Interval]) -> tuple[list[list[Fragment]], list[int]]:
    """The strips between the gutters, and the indices of those at which a column begins."""
    height = line_height(fragments)
    strips = _without_scraps(_with_labels(strips_of(fragments, gutters), height))
    return strips, [i + 1 for i, (a, b) in enumerate(pairwise(strips)) if separates_columns(a, b, height)]


def separates_columns(left: Sequence[Fragment], right: Sequence[Fragment], height: float) -> bool:
    """Whether the gutter between two neighboring strips separates columns, not cells; ``height`` is a usual line's."""
    if min(len(left), len(right)) < PARAMETERS.min_rows:
        return False
    a, b = features(rows_of(left)), features(rows_of(right))
    rows = min(len(a.middles), len(b.middles))
    if rows < PARAMETERS.min_rows:
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


# ---- strips


def _with_labels(strips: list[list[Fragment]], height: float) -> list[list[Fragment]]:
    """The strips, with those of bullets or line numbers joined to the text that they are before."""
    joined: list[list[Fragment]] = []
    labels: list[Fragment] = []
    for i, strip in enumerate(strips):
        strip = labels + strip
        labels = []
        near = (
            i + 1 < len(strips)
            and min(f.x0 for f in strips[i + 1]) - max(f.x1 for f in strip) < PARAMETERS.label_distance * height
        )
        if near and all(len(fragment.text) <= PARAMETERS.label_length for fragment in strip):
            labels = strip
        else:
            joined.append(strip)
    return joined


def _without_scraps(strips: list[list[Fragment]]) -> list[list[Fragment]]:
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
        merged[first : first + 2] = [merged[first] + merged[first + 1]]
    return merged


# ---- features


@dataclass(frozen=True)
class Features:
    """What tells prose from the cells of a table.

    ``texts`` are those of the rows without spaces, ``characters`` and ``words`` those of the usual row, ``filled`` is
    the share of rows that fill the strip. Of each row, ``full`` says whether it does without a gap, ``figures`` whether
    it is mostly digits, and ``small`` whether it begins with a small letter.
    """

    texts: list[str]
    middles: list[float]
    characters: float
    words: float
    filled: float
    small: list[bool]
    full: list[bool]
    figures: list[bool]

    @cached_property
    def letters(self) -> float:
        """The share of letters."""
        sample = "".join(self.texts)[: PARAMETERS.sample_characters]
        return count_letters(sample) / (len(sample) or 1)

    @property
    def within_sentences(self) -> float:
        """Share of the rows that begin with a small letter: those that continue within a sentence."""
        return sum(self.small) / len(self.small)

    @property
    def is_prose(self) -> bool:
        """Whether the rows are lines of running text."""
        return (
            self.characters >= PARAMETERS.prose_characters
            and self.letters >= PARAMETERS.prose_letters
            and self.words >= PARAMETERS.prose_words
            and (self.filled >= PARAMETERS.filled_share or self.words >= PARAMETERS.prose_full_words)
        )


def features(rows: Sequence[Row]) -> Features:
    """The features of the rows of a strip."""
    x0, x1 = min([row[0].x0 for row in rows]), max([f.x1 for row in rows for f in row])
    texts = [
        (row[0].text if len(row) == 1 else "".join([fragment.text for fragment in row])).replace(" ", "")
        for row in rows
    ]
    least = PARAMETERS.filled_width * (x1 - x0)
    full = [row[-1].x1 - row[0].x0 >= least for row in rows]
    return Features(
        texts=texts,
        middles=[row[0].middle for row in rows],
        characters=median(map(len, texts)),
        words=median([sum([fragment.last - fragment.first for fragment in row]) for row in rows]),
        filled=sum(full) / len(rows),
        small=[text[:1].islower() for text in texts],
        full=[fills and len(row) == 1 for fills, row in zip(full, rows, strict=True)],
        figures=list(map(is_mostly_digits, texts)),
    )


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
