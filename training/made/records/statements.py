"""Annual reports' tables of figures: groups of lines, columns of years, often with columns below each year."""

import random
from collections.abc import Sequence
from typing import NamedTuple

from training.made.doc import Doc, Slot, Value, in_language
from training.made.model import Heading, Kind, Language, Made, Part, Run, Table
from training.made.parties import filler, word
from training.made.words.figures import BALANCES, COLUMN_SETS, COSTS, COUNTS, GROUPS, HEADINGS, INCOME


class _Group(NamedTuple):
    """Lines of a table that are of one kind; ``meaning`` is how they are asked for."""

    name: Slot
    lines: Sequence[Slot]
    meaning: str
    amounts: bool


def statement(rng: random.Random, language: Language) -> Made:
    """Figures of one to five years by groups, as companies report them."""
    doc = Doc(rng, language, "statement")
    v = doc.v
    firm = v.company()
    doc.blocks.append(Heading([Part(f"{firm}")], 0))
    doc.title("t_stats", level=1)
    for heading in HEADINGS:
        if rng.random() < 0.3:
            doc.lines(doc.word(heading))
    years = [str(v.today.year - back) for back in range(rng.randint(1, 5))]
    if rng.random() < 0.3:
        years.reverse()
    below = list(rng.choice(COLUMN_SETS)) if len(years) < 4 and rng.random() < 0.35 else []
    parts: Sequence[Slot | None] = below or [None]
    columns = [(year, part) for year in years for part in parts]
    groups = _groups(rng)
    rows: list[list[Run]] = []
    named: dict[int, str] = {}
    firm_name = firm if rng.random() < 0.5 else firm.split(" ")[0]
    negative = rng.random()
    nil = rng.choice(("—", "–", "-"))
    for group in groups:
        if len(groups) > 1 and rng.random() < 0.8:
            named[len(rows)] = doc.word(group.name) + rng.choice((":", ":", ""))
        sums = [0.0] * len(columns)
        for line in group.lines:
            y = len(rows)
            base = 10 ** rng.uniform(1, 4.6)
            digits = 0 if group.amounts else rng.choice((0, 0, 0, 1, 2))
            cells: list[Run] = [[Part(doc.word(line) + (f" ({rng.randint(1, 9)})" if rng.random() < 0.07 else ""))]]
            for x, (year, part) in enumerate(columns):
                value = base * rng.uniform(0.7, 1.4) * (-1 if group.amounts and rng.random() < 0.06 else 1)
                sums[x] += value
                empty = bool(below) and rng.random() < 0.2
                text = nil if empty else _written(v.number(abs(round(value, digits)), digits), value, negative)
                if not empty and not group.amounts and digits == 1 and base < 100:
                    text += "%"
                if group.amounts and not rows and not empty:
                    text = v.symbol + text if rng.random() < 0.5 else text
                cells.append([Part(text, None if empty else f"t.{y}.{x}")])
                if empty:
                    continue
                if part is None:
                    doc.asked(group.meaning, f"t.{y}.{x}", kind="table", r=line, y=year, f=firm_name)
                else:
                    doc.asked("figure_part", f"t.{y}.{x}", kind="table", r=line, y=year, s=part, f=firm_name)
            rows.append(cells)
        if len(group.lines) > 1 and group.amounts and rng.random() < 0.6:
            total = f"{word(doc, 'total')} {in_language(group.name, language)}"
            rows.append([[Part(total)], *([Part(_written(v.number(abs(round(s))), s, negative))] for s in sums)])
        _absent(doc, group, columns, firm_name)
    header = ["", *(year if part is None else f"{year} {doc.word(part)}" for year, part in columns)]
    over = tuple((year, len(below)) for year in years) if below else ()
    doc.blocks.append(Table(header, rows, named, over))
    doc.group([Value("source", v.company(), "name", 0.2)])
    filler(doc, "notice", 0.4)
    return doc.done()


def _groups(rng: random.Random) -> list[_Group]:
    pools: list[tuple[list[tuple[str, ...]], str, bool, list[int]]] = [
        (INCOME, "earned_in", True, [1]),
        (COSTS, "spent_in", True, [0]),
        (BALANCES, "balance_in", True, [2, 3]),
        (COUNTS, "count_in", False, [4]),
    ]
    found = []
    for pool, meaning, amounts, names in sorted(rng.sample(pools, rng.randint(1, 3)), key=pools.index):
        name = GROUPS[rng.choice(names)]
        found.append(_Group(name, list(rng.sample(pool, rng.randint(2, 8))), meaning, amounts))
    return found


def _written(text: str, value: float, negative: float) -> str:
    if value >= 0:
        return text
    return f"({text})" if negative < 0.6 else f"-{text}"


def _absent(doc: Doc, group: _Group, columns: Sequence[tuple[str, Slot | None]], firm: str) -> None:
    """Other years, and lines that the table does not have."""
    rng = doc.rng
    years = sorted({int(year) for year, _ in columns})
    pool = {"earned_in": INCOME, "spent_in": COSTS, "balance_in": BALANCES, "count_in": COUNTS}[group.meaning]
    others = [line for line in pool if line not in group.lines]
    elsewhere = str(rng.choice((years[0] - 1, years[-1] + 1, years[-1] + 2)))
    doc.absent(group.meaning, kind="table", r=rng.choice(group.lines), y=elsewhere, f=firm)
    for _ in range(2):
        doc.absent(group.meaning, kind="table", r=rng.choice(others), y=str(rng.choice(years)), f=firm)


KINDS: dict[str, Kind] = {"statement": statement}
