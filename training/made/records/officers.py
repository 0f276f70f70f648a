"""Who does what in a club, a board or an office: names under roles that contain each other.

"Who is the treasurer?" is answered by the name at that role, not by the assistant treasurer's.
"""

import random
from collections.abc import Callable, Sequence

from training.made.doc import Doc
from training.made.model import Kind, Language, Made, Part, Run
from training.made.parties import filler
from training.made.words.roles import ROLES, WITHOUT

MIN_OFFICERS = 4

Line = Callable[[Part, str], Sequence[Run]]
"""The lines of one person, from the name and the role."""

_LINES: tuple[Line, ...] = (
    lambda name, role: [[name, Part(f", {role}")]],
    lambda name, role: [[name, Part(f" – {role}")]],
    lambda name, role: [[name, Part(f" ({role})")]],
    lambda name, role: [[name, Part(f" {role}")]],
    lambda name, role: [[Part(f"{role}: "), name]],
    lambda name, role: [[Part(f"{role} – "), name]],
    lambda name, role: [[Part(f"{role} "), name]],
    lambda name, role: [[name], [Part(role)]],
    lambda name, role: [[Part(role)], [name]],
)


def officers(rng: random.Random, language: Language) -> Made:
    """A list of people with their roles, some of which differ by one word."""
    doc = Doc(rng, language, "officers")
    v = doc.v
    doc.title("t_contacts", f" – {v.company()}" if rng.random() < 0.5 else "")
    number = rng.randrange(len(ROLES))
    # Neighbours of the list are alike: what is drawn is one stretch of it, so that roles differ by a word.
    count = rng.randint(MIN_OFFICERS, min(9, len(ROLES)))
    chosen = [ROLES[(number + step) % len(ROLES)] for step in range(count)]
    absent = [chosen.pop(rng.randrange(len(chosen)))]
    if rng.random() < 0.5:
        rng.shuffle(chosen)
    names = [v.person().name for _ in chosen]
    roles = [doc.word(_bare(role)) for role in chosen]
    if rng.random() < 0.4:
        first = rng.random() < 0.5
        columns = ["officer", "person"] if first else ["person", "officer"]
        rows = [[role, name] if first else [name, role] for role, name in zip(roles, names, strict=True)]
        if rng.random() < 0.6:
            columns.append("phone")
            for row in rows:
                row.append(v.phone())
        doc.table(columns, rows, chosen, "entry", questions=0, prefix="o")
        keys = [f"o.{y}.{1 if first else 0}" for y in range(len(rows))]
        if len(columns) > 2:
            for y, role in enumerate(chosen):
                doc.asked("phone", f"o.{y}.2", kind="contact", r=role)
    else:
        line = rng.choice(_LINES)
        keys = [f"o.{y}" for y in range(len(chosen))]
        people = zip(names, keys, roles, strict=True)
        doc.lines(*(run for name, key, role in people for run in line(Part(name, key), role)))
    for role, key in zip(chosen, keys, strict=True):
        doc.asked("officer", key, kind="name", r=role)
    for role in absent:
        doc.absent("officer", kind="name", r=role)
    filler(doc, "notice", 0.5)
    return doc.done()


def _bare(role: tuple[str, ...]) -> tuple[str, ...]:
    """A role without its article, in every language."""
    return tuple(WITHOUT.sub("", name) for name in role)


KINDS: dict[str, Kind] = {"officers": officers}
