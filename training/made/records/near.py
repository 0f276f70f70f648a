"""Papers whose labels are close to each other: one of several references, one of several sums, a row of one group.

What answers a question there differs from what stands beside it in the label alone, or in the group over its row.
"""

import random

from training.made.doc import Doc, Slot, Value, Words, in_language
from training.made.model import LANGUAGES, Kind, Language, Made
from training.made.parties import bank, filler, party
from training.made.words.groups import GROUPED


def references(rng: random.Random, language: Language) -> Made:
    """A bill with the references of both sides, one of which is to be quoted when paying."""
    doc = Doc(rng, language, "references")
    v = doc.v
    party(doc, "seller", labelled=rng.choice((0, 1)))
    party(doc, "buyer", rng.random() < 0.6)
    doc.title("t_invoice")
    numbers = [
        Value("invoice_no", v.reference("INV", "R", "F"), "number"),
        Value("payment_ref", v.reference("", "RF", "PR"), "number", 0.85),
        Value("your_ref", v.reference("", "C"), "number", 0.85),
        Value("our_ref", v.reference("", "S"), "number", 0.7),
        Value("customer_no", v.reference("", "K"), "number", 0.8),
        Value("order_no", v.reference("PO", "B"), "number", 0.7),
        Value("delivery_no", v.reference("DN", "L"), "number", 0.4),
        Value("contract_no", v.reference("", "V"), "number", 0.4),
    ]
    dates = [
        Value("invoice_date", v.date(v.today), "date"),
        Value("due_date", v.date(v.day(8, 45)), "date", 0.85),
        Value("order_date", v.date(v.day(-60, -12)), "date", 0.6),
        Value("delivery_date", v.date(v.day(-10, -1)), "date", 0.6),
    ]
    if rng.random() < 0.5:
        doc.group(numbers + dates, shuffle=True)
    else:
        doc.group(numbers, shuffle=True)
        doc.group(dates, shuffle=rng.random() < 0.5)
    net = round(rng.uniform(60, 4800), 2)
    shipping, rate = round(rng.uniform(4, 60), 2), rng.choice((0.07, 0.1, 0.19, 0.2, 0.21))
    gross = (net + shipping) * (1 + rate)
    paid = round(gross * rng.uniform(0.1, 0.6), 2)
    doc.group(
        [
            Value("subtotal", v.amount(net), "amount", 0.9),
            Value("shipping", v.amount(shipping), "amount", 0.7),
            Value("tax", v.amount((net + shipping) * rate), "amount", 0.9),
            Value("total", v.amount(gross), "amount"),
            Value("paid", v.amount(paid), "amount", 0.6),
            Value("balance", v.amount(gross - paid), "amount", 0.6),
        ]
    )
    bank(doc)
    filler(doc)
    return doc.done()


def account_summary(rng: random.Random, language: Language) -> Made:
    """The sums of an account's movements between its opening and its closing balance."""
    doc = Doc(rng, language, "account_summary")
    v = doc.v
    doc.title("t_bank")
    bank(doc, 0.5)
    start = v.day(-31, -28)
    doc.group(
        [
            Value("account_holder", v.person().name, "name", 0.8),
            Value("statement_no", f"{rng.randint(1, 12)}/{v.today.year}", "number", 0.5),
            Value("statement_period", f"{v.date(start, False)} – {v.date(v.today, False)}", "date", 0.8),
        ]
    )
    opening = round(rng.uniform(300, 9000), 2)
    sums = {
        "money_in": round(rng.uniform(200, 5200), 2),
        "interest_earned": round(rng.uniform(0.1, 30), 2),
        "checks": -round(rng.uniform(20, 900), 2),
        "card_payments": -round(rng.uniform(20, 1400), 2),
        "fees": -round(rng.uniform(2, 45), 2),
    }
    here = [name for name in sums if rng.random() < 0.8]
    closing = opening + sum(sums[name] for name in here)
    signed = rng.random() < 0.3
    parts = [
        Value(name, v.amount(value if signed else abs(value)), "amount", 1.0 if name in here else 0.0)
        for name, value in sums.items()
    ]
    if rng.random() < 0.5:
        rng.shuffle(parts)
    about = [
        Value("lowest_balance", v.amount(min(opening, closing) * rng.uniform(0.3, 0.9)), "amount", 0.5),
        Value("average_balance", v.amount((opening + closing) / 2 * rng.uniform(0.8, 1.1)), "amount", 0.5),
    ]
    doc.group(
        [
            Value("opening", v.amount(opening), "amount"),
            *parts,
            Value("closing", v.amount(closing), "amount"),
            *(about if rng.random() < 0.5 else []),
        ],
        style=rng.choice((None, "rows", "lines")),
    )
    doc.absent("overdraft", kind="amount")
    filler(doc, "notice", 0.5)
    return doc.done()


def group_prices(rng: random.Random, language: Language) -> Made:
    """Prices or rates in groups whose rows are named alike: a row is known by its group alone."""
    doc = Doc(rng, language, "group_prices")
    v = doc.v
    doc.title("t_prices")
    doc.lines(v.company())
    doc.group([Value("effective", v.date(v.day(-20, 40)), "date", 0.7)])
    about = rng.choice(GROUPED)
    groups = rng.sample(about.groups, rng.randint(2, min(4, len(about.groups))))
    columns = list(about.columns[: rng.randint(1, len(about.columns))])
    pool = rng.sample(about.rows, rng.randint(2, min(5, len(about.rows))))
    cells: list[list[str]] = []
    names: list[Slot] = []
    over: dict[int, str] = {}
    for group in groups:
        over[len(cells)] = doc.word(group)
        for row in pool if rng.random() < 0.6 else rng.sample(pool, rng.randint(2, len(pool))):
            cells.append([doc.word(row)])
            names.append(_named(rng, group, row))
            for _ in columns:
                value = rng.uniform(about.low, about.high)
                cells[-1].append(v.percent(round(value, 2), 2) if about.percent else v.amount(round(value, 1)))
    doc.table(["service_name", *columns], cells, names, "service", groups=over, questions=18, prefix="g")
    for group in about.groups:
        if group not in groups:
            doc.absent(rng.choice(columns), kind="table", r=_named(rng, group, rng.choice(pool)))
            break
    filler(doc, "notice", 0.5)
    return doc.done()


_JOINTS = ("{row}, {group}", "{row} ({group})", "{group}, {row}", "{group}: {row}", "{row} {group}", "{row} – {group}")


def _named(rng: random.Random, group: Words, row: Words) -> Words:
    """How a row of a group is asked for, in every language."""
    joint = rng.choice(_JOINTS)
    return tuple(
        joint.format(row=in_language(row, language), group=in_language(group, language)) for language in LANGUAGES
    )


KINDS: dict[str, Kind] = {
    "references": references,
    "account_summary": account_summary,
    "group_prices": group_prices,
}
