"""Made documents as the text that the reader gets, and their questions as examples.

Most are written as `worker.answering.linearize` writes a page with blocks; the others as a page without them, whose
lines have been joined: headers in a row of their own, labels without their values.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.made import prose, records
from training.made.model import LANGUAGES, Block, Field, Heading, Items, Lines, Made, Paragraph, Run, Table
from training.made.records import near, officers
from training.reader.noise import confuse_characters
from training.reader.windows import Example
from worker.answering.linearize import (
    BLOCK_SEPARATOR,
    BULLET,
    CELL_SEPARATOR,
    HEADING_SEPARATOR,
    LABEL_SEPARATOR,
)

RECORD_RATE = 0.55
"""Share of the documents that are records (invoices, forms, tables); the others are prose."""

FIGURES_RATE = 0.12
"""Share of the documents that are tables of figures by years: the hardest to read where their cells are not known."""

NEAR_RATE = 0.12
"""Share of the other documents whose answers differ from what is beside them in the label, or the group, alone."""

NEAR_KINDS = {**near.KINDS, **officers.KINDS, **{name: prose.KINDS[name] for name in ("session", "plan_terms")}}

FIGURES_STRUCTURED_RATE = 0.45
"""Share of those written with the structure of their blocks."""

ENGLISH_RATE = 0.28
"""Share of the documents that are English whatever is drawn; the others are of all languages alike."""

STRUCTURED_RATE = 0.72
"""Share of the documents written with the structure of their blocks."""

OCR_RATE = 0.08
"""Share of the documents with confused characters."""

MAX_QUESTIONS = 9
"""Questions taken of one document."""

OTHER_PASSAGE_RATE = 0.55
"""Share of the questions put to one more passage of their document."""

WITHOUT_PASSAGE_RATE = 0.08
"""Share of the questions put once more to other passages alone, which do not answer them."""

PASSAGE_WORDS = (60, 120, 120, 180, 260)
WORD_CHARACTERS = 6
MAX_HEADINGS = 3
MAX_TABLE_ROWS = 8
"""Rows of a table that is never cut; longer ones are cut into pieces of `TABLE_PIECE_ROWS`."""

TABLE_PIECE_ROWS = (5, 12)
MAX_FIELD_ROW = 4
"""Fields whose labels are on one line, and whose values on the next."""

Passage = tuple[str, dict[str, tuple[int, int]]]
"""A text, and the character ranges of the keys in it."""


@dataclass(frozen=True, slots=True)
class Style:
    """How one document is written."""

    structured: bool
    separator: str
    colons: bool
    label_rows: bool
    bullet: str
    headings: bool
    confused: bool
    first_header: bool

    @classmethod
    def draw(cls, rng: random.Random, kind: str) -> "Style":
        """A random style for a document of a kind."""
        structured = rng.random() < (FIGURES_STRUCTURED_RATE if kind == "statement" else STRUCTURED_RATE)
        return cls(
            structured,
            separator=BLOCK_SEPARATOR if structured or rng.random() < 0.6 else " ",
            colons=rng.random() < 0.7,
            label_rows=rng.random() < 0.25,
            bullet=rng.choice([BULLET, BULLET, "- ", ""]),
            headings=rng.random() < 0.85,
            confused=rng.random() < OCR_RATE,
            first_header=rng.random() < 0.3,
        )


def draw(rng: random.Random, near_rate: float = NEAR_RATE) -> Made:
    """A document of any kind and language; ``near_rate`` as `NEAR_RATE`."""
    kinds = list((records.KINDS if rng.random() < RECORD_RATE else prose.KINDS).values())
    if rng.random() < near_rate:
        kinds = list(NEAR_KINDS.values())
    kind = records.KINDS["statement"] if rng.random() < FIGURES_RATE else rng.choice(kinds)
    return kind(rng, "en" if rng.random() < ENGLISH_RATE else rng.choice(LANGUAGES))


def examples(made: Made, rng: random.Random) -> Iterator[Example]:
    """The document's questions, each with the passage that answers it first; those without an answer with others."""
    found = passages(made, rng)
    place = {key: number for number, (_, ranges) in reversed(list(enumerate(found))) for key in ranges}
    texts = [text for text, _ in found]
    for question in rng.sample(list(made.questions), min(MAX_QUESTIONS, len(made.questions))):
        if not question.keys:
            yield Example(question.text, rng.sample(texts, min(2, len(texts))), None)
            continue
        first, last = question.keys[0], question.keys[-1]
        if any(key not in place for key in question.keys) or place[first] != place[last]:
            continue
        number = place[first]
        span = found[number][1][first][0], found[number][1][last][1]
        if span[0] >= span[1]:
            continue
        others = texts[:number] + texts[number + 1 :]
        beside = [rng.choice(others)] if others and rng.random() < OTHER_PASSAGE_RATE else []
        yield Example(question.text, [texts[number], *beside], span)
        if others and rng.random() < WITHOUT_PASSAGE_RATE:
            yield Example(question.text, rng.sample(others, min(2, len(others))), None)


def passages(made: Made, rng: random.Random) -> list[Passage]:
    """The document in passages of about as many words."""
    style = Style.draw(rng, made.kind)
    units = list(_units(made, style, rng))
    target = rng.choice(PASSAGE_WORDS) * WORD_CHARACTERS
    found: list[Passage] = []
    while units:
        writer = _Writer(style, rng)
        blocks, headings = units[0]
        if headings and style.headings and not isinstance(blocks[0], Heading):
            writer.add(HEADING_SEPARATOR.join(headings[-MAX_HEADINGS:]) + LABEL_SEPARATOR)
        taken = 0
        while taken < len(units) and (not taken or writer.length < target):
            if taken:
                writer.add(style.separator if rng.random() < 0.95 else " ")
            writer.unit(units[taken][0])
            taken += 1
        del units[:taken]
        text = writer.text()
        found.append((confuse_characters(text, rng) if style.confused else text, writer.ranges))
    return found


def _units(made: Made, style: Style, rng: random.Random) -> Iterator[tuple[Sequence[Block], list[str]]]:
    """Blocks that stay together, each with the headings over them."""
    headings: list[str] = []
    blocks = list(made.blocks)
    at = 0
    while at < len(blocks):
        block = blocks[at]
        size = _field_row(blocks[at:]) if not style.structured and style.label_rows else 1
        if isinstance(block, Heading):
            headings = [*headings[: block.level], _plain(block.run)]
            yield [block], []
        elif isinstance(block, Table) and style.structured:
            yield from (([piece], headings) for piece in _pieces(block, rng))
        else:
            yield blocks[at : at + size], headings
        at += size


def _field_row(blocks: Sequence[Block]) -> int:
    """How many of the first blocks are fields without a box, at most `MAX_FIELD_ROW`; 1 if none."""
    size = 0
    for block in blocks[:MAX_FIELD_ROW]:
        if not isinstance(block, Field) or block.checked is not None:
            break
        size += 1
    return max(size, 1)


def _pieces(table: Table, rng: random.Random) -> Iterator[Table]:
    """The table, a long one in pieces of rows."""
    if len(table.rows) <= MAX_TABLE_ROWS:
        yield table
        return
    at = 0
    while at < len(table.rows):
        end = at + rng.randint(*TABLE_PIECE_ROWS)
        groups = {max(row - at, 0): name for row, name in sorted(table.groups.items()) if row < end}
        yield Table(table.header, table.rows[at:end], groups, table.over)
        at = end


def _plain(run: Run) -> str:
    return "".join(part.text for part in run)


class _Writer:
    """A passage as it grows, with the ranges of its keys."""

    def __init__(self, style: Style, rng: random.Random) -> None:
        self._style = style
        self._rng = rng
        self._parts: list[str] = []
        self.length = 0
        self.ranges: dict[str, tuple[int, int]] = {}

    def text(self) -> str:
        return "".join(self._parts)

    def add(self, text: str) -> None:
        self._parts.append(text)
        self.length += len(text)

    def run(self, run: Run) -> None:
        for part in run:
            if part.key is not None:
                start = self.length + len(part.text) - len(part.text.lstrip())
                self.ranges[part.key] = (start, self.length + len(part.text.rstrip()))
            self.add(part.text)

    def unit(self, blocks: Sequence[Block]) -> None:
        """One block, or a row of fields: their labels, then their values."""
        fields = [block for block in blocks if isinstance(block, Field)]
        if len(blocks) == 1:
            self._block(blocks[0])
            return
        self.add(" ".join(_plain(field.label) for field in fields) + self._style.separator)
        for number, field in enumerate(fields):
            if number:
                self.add(" ")
            self.run(field.value)

    def _block(self, block: Block) -> None:
        match block:
            case Heading(run=run) | Paragraph(run=run):
                self.run(run)
            case Lines(lines=lines):
                for number, line in enumerate(lines):
                    if number:
                        self.add(self._style.separator if self._rng.random() < 0.9 else " ")
                    self.run(line)
            case Items(items=items, ordered=ordered):
                for number, item in enumerate(items):
                    if number:
                        self.add(self._style.separator)
                    self.add(f"{number + 1}. " if ordered else self._style.bullet)
                    self.run(item)
            case Field():
                self._field(block)
            case Table():
                self._table(block)

    def _field(self, field: Field) -> None:
        structured = self._style.structured
        if field.checked is not None and (not structured or self._rng.random() < 0.8):
            box = ("☑ ", "☐ ") if self._rng.random() < 0.5 else ("[x] ", "[ ] ")
            self.add(box[not field.checked])
        self.run(field.label)
        if _plain(field.value):
            label = _plain(field.label).rstrip()
            plain = not label or label[-1] in ":?" or not (structured or self._style.colons)
            self.add(" " if plain else LABEL_SEPARATOR)
            self.run(field.value)

    def _table(self, table: Table) -> None:
        style, rng = self._style, self._rng
        separator = CELL_SEPARATOR if style.structured else " "
        named = bool(table.header) and style.structured and rng.random() > 0.12
        if table.header and (not named or rng.random() < 0.15):
            self._header(table, separator)
        names = [name.strip() for name in table.header] if named else []
        group = ""
        for number, row in enumerate(table.rows):
            if number:
                self.add(style.separator)
            if number in table.groups:
                group = table.groups[number].rstrip(" :")
                if not style.structured:
                    self.add(table.groups[number] + style.separator)
            if group and style.structured:
                self.add(group + LABEL_SEPARATOR)
            self._row(row, names, separator)

    def _header(self, table: Table, separator: str) -> None:
        """The names of the columns; in plain text a row of what is over them first, as it is on a page."""
        header = list(table.header)
        if table.over and not self._style.structured:
            self.add(separator.join(name for name, _ in table.over) + self._style.separator)
            names = [""] * (len(header) - sum(count for _, count in table.over))
            names += [name for name, count in table.over for _ in range(count)]
            header = [text.removeprefix(name).strip() for text, name in zip(header, names, strict=True)]
        self.add(separator.join(name for name in header if name or self._style.structured) + self._style.separator)

    def _row(self, row: Sequence[Run], names: Sequence[str], separator: str) -> None:
        """The cells of a row, each after its column's name where there are ``names``; most empty ones are left out."""
        first = True
        for column, cell in enumerate(row):
            if not _plain(cell).strip() and self._rng.random() < 0.9:
                continue
            if not first:
                self.add(separator)
            name = names[column] if column < len(names) else ""
            if name and (column or self._style.first_header):
                self.add(name + LABEL_SEPARATOR)
            self.run(cell)
            first = False
