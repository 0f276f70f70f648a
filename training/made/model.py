"""What a made document is: blocks of text whose parts have names, and questions that are answered by such parts."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Language = Literal["en", "de", "fr", "es", "it", "nl", "pt"]
LANGUAGES: tuple[Language, ...] = ("en", "de", "fr", "es", "it", "nl", "pt")


class Part(NamedTuple):
    """A run of text. ``key`` names it for questions, unique in its document; None for what nobody asks for."""

    text: str
    key: str | None = None


Run = Sequence[Part]
"""Parts that follow each other; their texts are joined as they are, so they carry their own blanks."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A title (level 0) or a heading (1, 2, ...)."""

    run: Run
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Prose."""

    run: Run


@dataclass(frozen=True, slots=True)
class Lines:
    """Short lines that stand for themselves: an address, a letterhead, a signature."""

    lines: Sequence[Run]


@dataclass(frozen=True, slots=True)
class Field:
    """A label with its value, beside or above each other on the page. The label has no colon at its end.

    ``checked`` is for a box with a tick: the value is then the option's text.
    """

    label: Run
    value: Run
    checked: bool | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """A list. ``ordered`` items are numbered when they are written out."""

    items: Sequence[Run]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells. ``header`` names the columns (empty: there is no header row); cells may be empty.

    ``groups`` are texts that are over the row of that number, and all rows up to the next group. ``over`` are texts
    that are over the columns but the first, each with the number of its columns, whose names begin with it.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[Run]]
    groups: dict[int, str] = field(default_factory=dict)
    over: Sequence[tuple[str, int]] = ()


Block = Heading | Paragraph | Lines | Field | Items | Table


def runs(block: Block) -> Iterator[Run]:
    """All runs of a block, in reading order."""
    match block:
        case Heading(run=run) | Paragraph(run=run):
            yield run
        case Lines(lines=lines):
            yield from lines
        case Field(label=label, value=value):
            yield label
            yield value
        case Items(items=items):
            yield from items
        case Table(rows=rows):
            for row in rows:
                yield from row


@dataclass(frozen=True, slots=True)
class Question:
    """A question in any language and the keys of its answer: one, or the first and the last of a run of parts.

    No keys: the document does not contain the answer. ``kind`` is what is asked for: amount, date, name, address,
    field, table, list, prose, clause, definition, yesno, number, contact, duration, place, reason.
    """

    text: str
    language: Language
    keys: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Made:
    """A document of one language, and its questions, in any languages."""

    kind: str
    language: Language
    blocks: Sequence[Block]
    questions: Sequence[Question]


Kind = Callable[[random.Random, Language], Made]
"""Makes a document of one kind; the same for the same state of the generator."""
