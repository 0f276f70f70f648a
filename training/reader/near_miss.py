"""Questions that a context no longer answers: with another entity, another number or an antonym.

A reader that is trained on questions with answers alone finds an answer to everything. A near miss shares all words
with a question that the context does answer but the one that decides.
"""

import random
import re
from collections.abc import Sequence

_NUMBER = re.compile(r"(?<![\w.])\d[\d,.]*\b")
_ENTITY = re.compile(
    r"(?<![.?!]\s)(?<=\s)[A-ZÀ-Þ][\w’'-]+(?:\s+(?:of|de|du|von|the|la)?\s*[A-ZÀ-Þ][\w’'-]+)*",
)

ANTONYMS = (
    *(("first", "last"), ("before", "after"), ("largest", "smallest"), ("highest", "lowest"), ("most", "least")),
    *(("more", "fewer"), ("oldest", "youngest"), ("start", "end"), ("began", "ended"), ("won", "lost")),
    *(("increase", "decrease"), ("north", "south"), ("east", "west"), ("male", "female"), ("did", "didn't")),
    *(("can", "can't"), ("was", "wasn't"), ("is", "isn't"), ("premier", "dernier"), ("avant", "après")),
    ("plus", "moins"),
)

ENTITY_WEIGHT = 2
"""Of swapped entities, to 1 of numbers and of each antonym."""


def near_miss(question: str, others: Sequence[str], rng: random.Random) -> str | None:
    """The question with one change, None where it has nothing to change.

    Entities and numbers come from ``others``, questions about other contexts of the same title.
    """
    numbers, entities = _NUMBER.findall(question), _ENTITY.findall(question)
    other_numbers = [number for other in others for number in _NUMBER.findall(other) if number not in question]
    other_entities = [entity for other in others for entity in _ENTITY.findall(other) if entity not in question]
    changes: list[tuple[str, str]] = []
    if numbers and other_numbers:
        changes.append((rng.choice(numbers), rng.choice(other_numbers)))
    if entities and other_entities:
        changes += [(rng.choice(entities), rng.choice(other_entities))] * ENTITY_WEIGHT
    for pair in ANTONYMS:
        changes += [(old, new) for old, new in (pair, pair[::-1]) if re.search(rf"\b{old}\b", question)]
    if not changes:
        return None
    old, new = rng.choice(changes)
    changed = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, question, count=1)
    return changed if changed != question else None
