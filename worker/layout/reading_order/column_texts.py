"""Whether two strips are columns by what their lines say, where they are too few or too short to be seen as such.

Lists go on from one column to the next by their numbers or in the order of the alphabet; running text goes on from line
to line within a sentence. Labels and values do neither.
"""

from collections.abc import Sequence
from itertools import pairwise

from worker.layout.lists import Mark, mark_of
from worker.layout.reading_order.hyphens import HYPHENS
from worker.layout.reading_order.parameters import PARAMETERS
from worker.layout.reading_order.strips import Strip

_SIGNS = "-–—*+>o"


def go_on_in_columns(left: Strip, right: Strip, height: float) -> bool:
    """Whether two neighboring strips are the columns of a list, or of running text; ``height`` is a usual line's."""
    least = PARAMETERS.min_flowing_rows
    if min(len(left.rows), len(right.rows)) < least or len(left.rows) + len(right.rows) > PARAMETERS.max_flowing_rows:
        return False
    if _continue_list(_marks(left), _marks(right)):
        return True
    # Wide spaces of a few justified lines may be below each other.
    if min([row[0].x0 for row in right.rows]) - max([row[-1].x1 for row in left.rows]) < height:
        return False
    return (_flows(left) and _flows(right)) or _are_sorted(left.features.texts, right.features.texts)


def _marks(strip: Strip) -> list[Mark]:
    """The marks of the items that the lines of a strip are; none where some line is neither an item's nor goes on.

    A heading may be above them.
    """
    features = strip.features
    if features.letters < PARAMETERS.loose_letters:
        return []
    found = [mark_of(text) for text in features.texts]
    if any(mark is None and not small for mark, small in zip(found[1:], features.small[1:], strict=True)):
        return []
    return [mark for mark in found if mark is not None]


def _continue_list(marks: Sequence[Mark], others: Sequence[Mark]) -> bool:
    """Whether the items of a list go on in the other strip, or bullets begin items of a list in each."""
    least = PARAMETERS.min_flowing_rows
    if min(len(marks), len(others)) < least:
        return False
    whole = [*marks, *others]
    # A dash or a star may stand for something in a table, too.
    if all(mark.number is None and mark.text not in _SIGNS for mark in whole):
        return True
    return all(
        mark.kind == above.kind and above.number is not None and mark.number == above.number + 1
        for above, mark in pairwise(whole)
    )


def _are_sorted(texts: Sequence[str], others: Sequence[str]) -> bool:
    """Whether lines are in the order of the alphabet down one strip, and then down the other."""
    if min(len(texts), len(others)) < PARAMETERS.min_sorted_rows:
        return False
    keys = [text.casefold() for text in (*texts, *others)]
    return all(key[:1].isalpha() for key in keys) and all(above < key for above, key in pairwise(keys))


def _flows(strip: Strip) -> bool:
    """Whether each line but the first goes on within a sentence or a word."""
    features = strip.features
    if features.words < PARAMETERS.prose_words or features.letters < PARAMETERS.prose_letters:
        return False
    if features.characters < PARAMETERS.prose_characters:
        return False
    return all(small or above[-1] in HYPHENS for above, small in zip(features.texts, features.small[1:], strict=False))
