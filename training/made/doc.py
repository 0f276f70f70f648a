"""Puts a record together: blocks with labelled values, and the questions that they answer or fail to answer."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from training.made.frames import ask
from training.made.lexicon import lexicon
from training.made.model import LANGUAGES, Block, Field, Heading, Language, Lines, Made, Part, Question, Table
from training.made.values import Values

Words = tuple[str, ...]
"""One thing's name in the seven languages, in the order of LANGUAGES."""
Slot = str | Words


NEAR: dict[str, tuple[str, ...]] = {
    "due_date": ("payment_terms",),
    "delivery_date": ("delivery_time",),
    "delivery_time": ("delivery_date",),
    "payment_terms": ("due_date",),
    "phone": ("mobile", "emergency", "claims_phone", "emergency_phone"),
    "mobile": ("phone",),
    "emergency": ("phone",),
    "claims_phone": ("phone",),
    "balance": ("total",),
    "nights": ("check_in",),
    "duration": ("course_dates",),
    "pay_period": ("net",),
    "effective": ("rate", "full_price", "weekend_price"),
    "payment_method": ("iban", "bank"),
    "invoice_date": ("issued_on",),
    "contact": ("approver",),
    "service_period": ("delivery_date",),
    "total_items": ("total",),
    "end_of_cover": ("valid_until",),
    "web": ("email",),
    "gross": ("net",),
    "home_address": ("buyer",),
    "signed_on": ("issued_on",),
    "payment_ref": ("invoice_no", "your_ref"),
    "your_ref": ("customer_no", "order_no"),
    "money_in": ("interest_earned",),
    "money_out": ("checks", "card_payments", "fees"),
    "lowest_balance": ("opening", "closing"),
}
"""Meanings not asked for in vain where one of these is there, whose value a reader could rightly give."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    meaning: str
    keys: tuple[str, ...]
    kind: str
    slots: tuple[tuple[str, Slot], ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A value under a label: its meaning, its text and what kind of answer it is."""

    meaning: str
    text: str
    kind: str = "field"
    probability: float = 1.0
    asked: bool = True


def in_language(words: Slot, language: Language) -> str:
    """A thing's name in a language."""
    return words if isinstance(words, str) else words[LANGUAGES.index(language)]


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


class Doc:
    """A document in the making."""

    def __init__(self, rng: random.Random, language: Language, kind: str) -> None:
        self.rng, self.language, self.kind = rng, language, kind
        self.v = Values(rng, language)
        self.blocks: list[Block] = []
        self._answered: list[_Candidate] = []
        self._absent: list[_Candidate] = []
        self._labels: dict[str, str] = {}
        self._colon = rng.random() < 0.8

    def label(self, meaning: str) -> str:
        """How this document labels a meaning, always the same."""
        if meaning not in self._labels:
            entry = lexicon(self.language).get(meaning) or lexicon("en")[meaning]
            taken = {label.lower() for label in self._labels.values()}
            free = [label for label in entry.labels if label.lower() not in taken]
            self._labels[meaning] = self.rng.choice(free or entry.labels)
        return self._labels[meaning]

    def word(self, words: Slot) -> str:
        """A thing's name in the document's language, its first letter large."""
        return capital(in_language(words, self.language))

    def title(self, meaning: str, more: str = "", level: int = 0) -> None:
        """A title out of the labels of a meaning."""
        text = self.label(meaning)
        if self.rng.random() < 0.2:
            text = text.upper()
        self.blocks.append(Heading([Part(text + more)], level))

    def lines(self, *lines: str | Sequence[Part]) -> None:
        """Lines, each a text or parts; empty ones are left out."""
        runs = [[Part(line)] if isinstance(line, str) else list(line) for line in lines if line]
        if runs:
            self.blocks.append(Lines(runs))

    def asked(self, meaning: str, *keys: str, kind: str = "field", **slots: Slot) -> None:
        """Lets a meaning be asked for, answered by these keys."""
        self._answered.append(_Candidate(meaning, keys, kind, tuple(slots.items())))

    def absent(self, *meanings: str, kind: str = "field", **slots: Slot) -> None:
        """Meanings that may be asked for though the document does not contain them."""
        self._absent += [_Candidate(meaning, (), kind, tuple(slots.items())) for meaning in meanings]

    def group(self, values: Sequence[Value], style: str | None = None, shuffle: bool = False) -> None:
        """Values under their labels, as fields, lines or a small table; those left out at random may still be asked."""
        rng = self.rng
        chosen = [value for value in values if rng.random() < value.probability]
        self._absent += [
            _Candidate(value.meaning, (), value.kind, ()) for value in values if value not in chosen and value.asked
        ]
        if not chosen:
            return
        if shuffle:
            rng.shuffle(chosen)
        for value in chosen:
            if value.asked:
                self.asked(value.meaning, value.meaning, kind=value.kind)
        keyed = [(self.label(value.meaning), Part(value.text, value.meaning)) for value in chosen]
        style = (
            style or rng.choices(("fields", "lines", "rows", "across"), (6, 2, 2, 1.5 if 2 < len(chosen) < 8 else 0))[0]
        )
        if style == "fields":
            self.blocks += [Field([Part(label)], [part]) for label, part in keyed]
        elif style == "lines":
            sign = ": " if self._colon else " "
            self.blocks.append(Lines([[Part(label + sign), part] for label, part in keyed]))
        elif style == "rows":
            self.blocks.append(Table((), [[[Part(label)], [part]] for label, part in keyed]))
        else:
            self.blocks.append(Table([label for label, _ in keyed], [[[part] for _, part in keyed]]))

    def tick(self, label: str, options: Sequence[Words], meaning: str, kind: str = "field") -> None:
        """A question of a form with boxes, one of them ticked."""
        chosen = self.rng.randrange(len(options))
        for number, option in enumerate(options):
            part = Part(self.word(option), meaning if number == chosen else None)
            self.blocks.append(Field([Part(label)], [part], checked=number == chosen))
        self.asked(meaning, meaning, kind=kind)

    def table(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        names: Sequence[Slot],
        noun: str,
        *,
        prefix: str = "t",
        head: int = 0,
        kinds: Sequence[str] = (),
        numbers: dict[int, Sequence[float]] | None = None,
        quiet: Sequence[int] = (),
        groups: dict[int, str] | None = None,
        total: Sequence[str] = (),
        questions: int = 8,
    ) -> None:
        """A table whose columns are meanings and whose rows are called by ``names`` (each only once).

        ``head`` is the column that names the row, ``numbers`` the values of columns that have a highest and a lowest,
        ``quiet`` columns that nobody asks for, ``total`` a last row that nobody asks for.
        """
        rng = self.rng
        runs = [
            [[Part(text, f"{prefix}.{y}.{x}")] if text else [] for x, text in enumerate(row)]
            for y, row in enumerate(rows)
        ]
        whole: list[list[list[Part]]] = [*runs, [[Part(text)] if text else [] for text in total]] if total else runs
        header = [self.label(column) if column else "" for column in columns]
        self.blocks.append(Table(header, whole, groups or {}))
        kinds = kinds or ["table"] * len(columns)
        clear = [y for y in range(len(rows)) if list(names).count(names[y]) == 1]
        for _ in range(questions):
            y, x = rng.choice(clear or [0]), rng.randrange(len(columns))
            if not clear or x in quiet or not rows[y][x]:
                continue
            key = f"{prefix}.{y}.{x}"
            if x != head:
                self.asked(columns[x], key, kind=kinds[x], r=names[y])
            values = [row[x] for row in rows]
            if x != head and values.count(rows[y][x]) == 1 and rng.random() < 0.4:
                exact = {} if sum(row.count(rows[y][x]) for row in rows) == 1 else {"exact": "exact"}
                self.asked(
                    columns[x], f"{prefix}.{y}.{head}", kind="table", mode="which", rows=noun, x=rows[y][x], **exact
                )
        for x, numbers_of in (numbers or {}).items():
            for mode, best in (("most", max(numbers_of)), ("least", min(numbers_of))):
                if list(numbers_of).count(best) == 1 and len(numbers_of) > 2 and rng.random() < 0.5:
                    y = list(numbers_of).index(best)
                    self.asked(columns[x], f"{prefix}.{y}.{head}", kind="table", mode=mode, rows=noun)

    def done(self) -> Made:
        """The document with a choice of its questions."""
        rng = self.rng
        count = rng.randint(7, 22)
        there = {other.meaning for other in self._answered}
        taken = {(other.meaning, other.slots) for other in self._answered}
        none = [
            one
            for one in self._absent
            if (one.meaning, one.slots) not in taken and not there.intersection(NEAR.get(one.meaning, ()))
        ]
        nones = min(len(none), round(count * rng.uniform(0.08, 0.2)))
        some = min(len(self._answered), count - nones)
        nones = min(nones, max(1, some // 4))
        chosen = rng.sample(self._answered, some) + rng.sample(none, nones)
        rng.shuffle(chosen)
        questions: dict[str, Question] = {}
        for one in chosen:
            language = self._question_language()
            slots = {name: self._slot(words, language) for name, words in one.slots}
            text = ask(rng, language, one.meaning, one.kind, slots)
            if text is None:
                continue
            questions.setdefault(text, Question(self._vary(text), language, one.keys, one.kind))
        return Made(self.kind, self.language, self.blocks, list(questions.values()))

    def _question_language(self) -> Language:
        draw = self.rng.random()
        if draw < 0.6:
            return self.language
        return "en" if draw < 0.85 else self.rng.choice(LANGUAGES)

    def _slot(self, words: Slot, language: Language) -> str:
        if isinstance(words, str):
            return words
        own = in_language(words, self.language)
        if language != self.language and self.rng.random() < 0.4:
            language = self.language
        text = in_language(words, language)
        return text if self.rng.random() < 0.7 else capital(own if language == self.language else text)

    def _vary(self, text: str) -> str:
        rng, draw = self.rng, self.rng.random()
        if draw < 0.07:
            text = re.sub(r"[?.\s]+$", "", text).lstrip("¿")
        elif draw < 0.15:
            text = text.lower()
        elif draw < 0.20:
            text = re.sub(r"[?.\s]+$", "", text.lower()).lstrip("¿")
        if rng.random() < 0.05 and len(text) > 12:
            at = rng.randrange(2, len(text) - 3)
            if text[at : at + 2].isalpha():
                swap, drop = text[:at] + text[at + 1] + text[at] + text[at + 2 :], text[:at] + text[at + 1 :]
                text = rng.choice((swap, drop))
        return text
