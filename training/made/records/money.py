"""Papers about somebody's money: pay, account, energy bill, expenses."""

import random

from training.made.doc import Doc, Value
from training.made.model import Kind, Language, Made
from training.made.parties import bank, contacts, filler, party, pick, word
from training.made.words.things import BANKING, EXPENSES, JOBS, PAY, ROLES


def payslip(rng: random.Random, language: Language) -> Made:
    """A monthly pay statement."""
    doc = Doc(rng, language, "payslip")
    v = doc.v
    doc.title("t_payslip", rng.choice(("", f" {v.month(v.today)}")))
    firm = party(doc, "employer")
    who = v.person()
    doc.group(
        [
            Value("employee", who.name, "name"),
            Value("personnel_no", v.pattern("#####"), "number", 0.8),
            Value("pay_period", v.month(v.today), "date", 0.8),
            Value("pay_date", v.date(v.day(0, 6)), "date", 0.7),
            Value("job_title", doc.word(rng.choice(JOBS)), "field", 0.5),
            Value("department", doc.word(rng.choice(ROLES)), "field", 0.5),
            Value("birth_date", v.date(v.day(-20000, -8000)), "date", 0.4),
            Value("entry_date", v.date(v.day(-5000, -90)), "date", 0.5),
            Value("hourly_rate", v.amount(rng.uniform(11, 45)), "amount", 0.3),
            Value("holiday_left", f"{rng.randint(1, 30)} {word(doc, 'days')}", "number", 0.4),
        ],
        shuffle=rng.random() < 0.4,
    )
    base = rng.randint(1800, 6800)
    rows = [PAY[0], *rng.sample(PAY[1:], rng.randint(1, 4))]
    sums = [float(base), *(round(rng.uniform(20, 480), 2) for _ in rows[1:])]
    months = v.today.month
    dates = rng.random() < 0.6
    cells = [
        [
            doc.word(name),
            v.amount(value, currency=False),
            *([v.amount(value * months, currency=False)] if dates else []),
        ]
        for name, value in zip(rows, sums, strict=True)
    ]
    doc.table(
        ["col_pay", "this_period", *(["ytd"] if dates else [])],
        cells,
        list(rows),
        "entry",
        kinds=["table", "amount", "amount"],
        questions=5,
        prefix="pay",
    )
    for name in PAY[1:]:
        if name not in rows:
            doc.absent("this_period", kind="amount", r=name)
    gross = sum(sums)
    cuts = {"income_tax": 0.16, "social": 0.07, "pension": 0.09, "health": 0.08}
    parts = {name: round(gross * share * rng.uniform(0.8, 1.2), 2) for name, share in cuts.items()}
    chosen = [name for name in parts if rng.random() < 0.85]
    doc.group(
        [
            Value("gross", v.amount(gross), "amount"),
            *(
                Value(
                    name,
                    v.amount(-parts[name] if rng.random() < 0.3 else parts[name]),
                    "amount",
                    1.0 if name in chosen else 0,
                )
                for name in parts
            ),
            Value("bonus", "", "amount", 0),
            Value("advance", "", "amount", 0),
            Value("net", v.amount(gross - sum(parts[name] for name in chosen)), "amount"),
        ]
    )
    if rng.random() < 0.6:
        bank(doc)
    if rng.random() < 0.3:
        contacts(doc, firm)
    filler(doc, "notice", 0.4)
    return doc.done()


def bank_statement(rng: random.Random, language: Language) -> Made:
    """Movements of an account."""
    doc = Doc(rng, language, "bank")
    v = doc.v
    doc.title("t_bank")
    start = v.day(-31, -31)
    bank(doc)
    balance = round(rng.uniform(200, 9000), 2)
    rows = rng.sample(BANKING, rng.randint(4, 10))
    sums = [round(rng.uniform(8, 900), 2) * (1 if name[0] in ("salary", "child benefit") else -1) for name in rows]
    opening, running, balances = balance, balance, []
    for value in sums:
        running += value
        balances.append(running)
    days = sorted(v.day(-30, 0) for _ in rows)
    doc.group(
        [
            Value("account_holder", v.person().name, "name"),
            Value("statement_no", f"{rng.randint(1, 12)}/{v.today.year}", "number", 0.7),
            Value("statement_period", f"{v.date(start, False)} – {v.date(v.today, False)}", "date", 0.8),
            Value("opening", v.amount(opening), "amount", 0.9),
            Value("overdraft", v.amount(rng.choice((500, 1000, 2000))), "amount", 0.2),
        ]
    )
    shown = rng.random() < 0.6
    cells = [
        [
            v.date(day, False),
            doc.word(name),
            v.amount(value, currency=False),
            *([v.amount(left, currency=False)] if shown else []),
        ]
        for day, name, value, left in zip(days, rows, sums, balances, strict=True)
    ]
    doc.table(
        ["booked", "entry", "entry_amount", *(["running"] if shown else [])],
        cells,
        list(rows),
        "entry",
        head=1,
        kinds=["date", "name", "amount", "amount"],
        questions=12,
    )
    other = next(thing for thing in rng.sample(BANKING, len(BANKING)) if thing not in rows)
    doc.absent("entry_amount", kind="amount", r=other)
    doc.absent("booked", kind="date", r=other)
    doc.group(
        [
            Value("money_in", v.amount(sum(value for value in sums if value > 0)), "amount", 0.5),
            Value("money_out", v.amount(-sum(value for value in sums if value < 0)), "amount", 0.5),
            Value("closing", v.amount(running), "amount"),
        ]
    )
    filler(doc, "notice", 0.5)
    return doc.done()


def utility(rng: random.Random, language: Language) -> Made:
    """A bill for electricity."""
    doc = Doc(rng, language, "utility")
    v = doc.v
    firm = party(doc, "seller", labelled=rng.choice((0, 1)))
    party(doc, "buyer", False)
    doc.title("t_utility")
    old, used = rng.randint(1000, 90000), rng.randint(400, 6000)
    price, fixed = rng.uniform(0.14, 0.42), rng.uniform(60, 190)
    sum_ = used * price + fixed
    year_ago = v.add_months(v.today, -12)
    doc.group(
        [
            Value("invoice_no", v.reference(), "number", 0.8),
            Value("invoice_date", v.date(v.today), "date", 0.8),
            Value("contract_no", v.reference(), "number", 0.7),
            Value("customer_no", v.reference(), "number", 0.6),
            Value("billing_period", f"{v.date(year_ago, False)} – {v.date(v.day(-2, -2), False)}", "date", 0.8),
            Value("tariff", rng.choice(("Eco 24", "Flex", "Natura Plus", "Fix 12", "Basis", "Smart")), "field", 0.6),
            Value("meter_no", v.pattern("1?##########"), "number", 0.8),
        ],
        shuffle=rng.random() < 0.5,
    )
    doc.group(
        [
            Value("meter_old", f"{v.number(old)} kWh", "number", 0.7),
            Value("meter_new", f"{v.number(old + used)} kWh", "number", 0.7),
            Value("consumption", f"{v.number(used)} kWh", "number"),
            Value("last_year", f"{v.number(used * rng.uniform(0.8, 1.2))} kWh", "number", 0.4),
        ]
    )
    doc.group(
        [
            Value("unit_rate", v.amount(price, 4), "amount", 0.7),
            Value("standing", v.amount(fixed), "amount", 0.7),
            Value("subtotal", v.amount(sum_), "amount", 0.5),
            Value("tax", v.amount(sum_ * 0.2), "amount", 0.6),
            Value("total", v.amount(sum_ * 1.2), "amount"),
            Value("paid", v.amount(sum_ * 0.9), "amount", 0.5),
        ]
    )
    doc.group(
        [
            Value("instalment", v.amount(sum_ / 10, 2), "amount", 0.6),
            Value("due_date", v.date(v.day(10, 25)), "date", 0.7),
            Value("emergency", v.phone(), "contact", 0.5),
        ]
    )
    contacts(doc, firm)
    filler(doc, "notice")
    return doc.done()


def expense(rng: random.Random, language: Language) -> Made:
    """A claim for travel expenses."""
    doc = Doc(rng, language, "expense")
    v = doc.v
    doc.title("t_expense")
    people = v.people(2)
    out = v.day(-20, -10)
    doc.group(
        [
            Value("employee", people[0].name, "name"),
            Value("approver", people[1].name, "name", 0.7),
            Value("department", doc.word(rng.choice(ROLES)), "field", 0.6),
            Value("personnel_no", v.pattern("####"), "number", 0.5),
            Value("purpose", pick(doc, "purpose"), "reason", 0.8),
            Value("destination", v.town(), "place", 0.8),
            Value("departure_date", v.date(out), "date", 0.8),
            Value("return_date", v.date(v.day(-9, -3)), "date", 0.8),
            Value("cost_center", v.pattern("####"), "number", 0.4),
            Value("signed_on", v.date(v.today), "date", 0.4),
        ],
        shuffle=rng.random() < 0.5,
    )
    rows = rng.sample(EXPENSES, rng.randint(3, 7))
    sums = [round(rng.uniform(5, 420), 2) for _ in rows]
    cells = [
        [v.date(v.day(-20, -3), False), doc.word(name), v.amount(value)] for name, value in zip(rows, sums, strict=True)
    ]
    doc.table(
        ["booked", "entry", "entry_amount"],
        cells,
        list(rows),
        "entry",
        head=1,
        kinds=["date", "name", "amount"],
        numbers={2: sums},
        questions=9,
    )
    doc.absent("entry_amount", kind="amount", r=next(t for t in rng.sample(EXPENSES, len(EXPENSES)) if t not in rows))
    early = rng.choice((0, 0, 100, 200))
    doc.group(
        [
            Value("total", v.amount(sum(sums)), "amount"),
            Value("advance", v.amount(early), "amount", 1.0 if early else 0),
            Value("payout", v.amount(sum(sums) - early), "amount", 1.0 if early else 0),
        ]
    )
    if rng.random() < 0.4:
        bank(doc)
    return doc.done()


KINDS: dict[str, Kind] = {
    "payslip": payslip,
    "bank": bank_statement,
    "utility": utility,
    "expense": expense,
}
