"""Papers of trade between firms: invoices, orders, quotes, delivery and credit notes, reminders."""

import random

from training.made.doc import Doc, Value
from training.made.model import Kind, Language, Made
from training.made.parties import bank, contacts, filler, goods, missing, party, pick, word
from training.made.records.trade import add_shipping_address, trade


def invoice(rng: random.Random, language: Language) -> Made:
    """A bill from one firm to another or to a person."""
    doc = Doc(rng, language, "invoice")
    v = doc.v
    trade(
        doc,
        [
            Value("invoice_no", v.reference("INV", "R", "F", "RE"), "number"),
            Value("invoice_date", v.date(v.today), "date"),
            Value("due_date", v.date(v.day(8, 60)), "date", 0.6),
            Value("order_no", v.reference("PO", "B"), "number", 0.4),
            Value("order_date", v.date(v.day(-60, -8)), "date", 0.25),
            Value("delivery_date", v.date(v.day(-7, -1)), "date", 0.35),
            Value("service_period", v.month(v.day(-40, -25)), "date", 0.15),
        ],
    )
    doc.group(
        [
            Value("payment_terms", pick(doc, "payment_terms"), "field", 0.6),
            Value("payment_method", pick(doc, "payment_method"), "field", 0.3),
            Value("delivery_terms", pick(doc, "delivery_terms"), "field", 0.15),
        ]
    )
    bank(doc)
    filler(doc)
    return doc.done()


def order(rng: random.Random, language: Language) -> Made:
    """A purchase order."""
    doc = Doc(rng, language, "order")
    v = doc.v
    trade(
        doc,
        [
            Value("order_no", v.reference("PO", "B"), "number"),
            Value("order_date", v.date(v.today), "date"),
            Value("delivery_date", v.date(v.day(5, 60)), "date", 0.7),
            Value("quote_no", v.reference("Q", "AN"), "number", 0.3),
            Value("quote_date", v.date(v.day(-40, -3)), "date", 0.25),
            Value("delivery_terms", pick(doc, "delivery_terms"), "field", 0.4),
            Value("payment_terms", pick(doc, "payment_terms"), "field", 0.5),
            Value("approver", v.person().name, "name", 0.3),
            Value("cost_center", v.pattern("####"), "number", 0.3),
        ],
        ship=0.5,
    )
    filler(doc)
    return doc.done()


def quote(rng: random.Random, language: Language) -> Made:
    """An offer of goods or services."""
    doc = Doc(rng, language, "quote")
    v = doc.v
    weeks = f"{rng.randint(2, 8)} {word(doc, 'weeks')}"
    trade(
        doc,
        [
            Value("quote_no", v.reference("Q", "AN", "OF"), "number"),
            Value("quote_date", v.date(v.today), "date"),
            Value("valid_until", v.date(v.day(14, 90)), "date", 0.75),
            Value("delivery_time", weeks, "duration", 0.5),
            Value("delivery_date", v.date(v.day(20, 90)), "date", 0.15),
        ],
    )
    doc.group(
        [
            Value("payment_terms", pick(doc, "payment_terms"), "field", 0.6),
            Value("delivery_terms", pick(doc, "delivery_terms"), "field", 0.4),
            Value("warranty", f"{rng.choice((2, 3, 5))} {word(doc, 'years')}", "duration", 0.4),
        ]
    )
    filler(doc)
    return doc.done()


def delivery(rng: random.Random, language: Language) -> Made:
    """A delivery note."""
    doc = Doc(rng, language, "delivery")
    v = doc.v
    doc.title("t_delivery")
    seller = party(doc, "seller")
    party(doc, "buyer")
    if rng.random() < 0.5:
        add_shipping_address(doc)
    doc.group(
        [
            Value("delivery_no", v.reference("DN", "LS"), "number"),
            Value("delivery_date", v.date(v.today), "date", 0.9),
            Value("order_no", v.reference("PO"), "number", 0.7),
            Value("order_date", v.date(v.day(-40, -3)), "date", 0.5),
            Value("carrier", v.company(), "name", 0.6),
            Value("tracking_no", v.pattern("##########"), "number", 0.5),
            Value("customer_no", v.reference("C"), "number", 0.4),
            Value("invoice_no", v.reference("INV"), "number", 0.15),
        ],
        shuffle=True,
    )
    rows = goods(doc, rng.randint(3, 9))
    first = [rng.randint(2, 60) for _ in rows]
    left = [rng.choice((0, 0, 0, rng.randint(1, count))) for count in first]
    codes = [v.pattern("##-####") for _ in rows]
    columns = ["item_code", "item", "ordered", "delivered", "backorder"]
    cells = [
        [code, text, str(count), str(count - open_), str(open_)]
        for code, (text, _), count, open_ in zip(codes, rows, first, left, strict=True)
    ]
    cut = rng.choice((5, 4, 5))
    doc.table(columns[:cut], [row[:cut] for row in cells], [name for _, name in rows], "item", head=1, questions=9)
    missing(doc, rows, ["delivered", "ordered"])
    doc.absent("unit_price", kind="amount", r=rows[0][1])
    doc.group(
        [
            Value("packages", str(rng.randint(1, 12)), "number", 0.6),
            Value("gross_weight", f"{v.number(rng.uniform(2, 400), 1)} kg", "number", 0.6),
            Value("received_by", v.person().name, "name", 0.5),
        ]
    )
    if rng.random() < 0.5:
        contacts(doc, seller)
    filler(doc)
    return doc.done()


def credit(rng: random.Random, language: Language) -> Made:
    """A credit note."""
    doc = Doc(rng, language, "credit")
    v = doc.v
    trade(
        doc,
        [
            Value("credit_no", v.reference("CN", "G"), "number"),
            Value("issued_on", v.date(v.today), "date"),
            Value("original_invoice", v.reference("INV", "R"), "number", 0.8),
            Value("invoice_date", v.date(v.day(-90, -10)), "date", 0.4),
            Value("credit_reason", pick(doc, "credit_reason"), "reason", 0.8),
        ],
    )
    doc.absent("due_date", kind="date")
    filler(doc)
    return doc.done()


def reminder(rng: random.Random, language: Language) -> Made:
    """A reminder of an unpaid bill."""
    doc = Doc(rng, language, "reminder")
    v = doc.v
    seller = party(doc, "seller", labelled=0)
    party(doc, "buyer", rng.random() < 0.5)
    doc.title("t_reminder")
    owed, fee = round(rng.uniform(40, 4000), 2), rng.choice((2.5, 5, 7.5, 10, 15))
    rate = round(owed * 0.02, 2) if rng.random() < 0.5 else 0
    doc.group(
        [
            Value("original_invoice", v.reference("INV", "R"), "number"),
            Value("invoice_date", v.date(v.day(-90, -45)), "date"),
            Value("customer_no", v.reference("C"), "number", 0.5),
            Value("issued_on", v.date(v.today), "date", 0.0),
            Value("due_date", v.date(v.day(7, 14)), "date", 0.9),
        ],
        shuffle=True,
    )
    filler(doc, probability=0.4)
    doc.group(
        [
            Value("invoice_amount", v.amount(owed), "amount", 0.9),
            Value("paid", v.amount(owed / 4), "amount", 0.0),
            Value("reminder_fee", v.amount(fee), "amount", 0.8),
            Value("late_interest", v.amount(rate), "amount", 1.0 if rate else 0),
            Value("total", v.amount(owed + fee + rate), "amount"),
        ],
        rng.choice(("fields", "rows")),
    )
    bank(doc, 0.9)
    contacts(doc, seller)
    return doc.done()


KINDS: dict[str, Kind] = {
    "invoice": invoice,
    "order": order,
    "quote": quote,
    "delivery": delivery,
    "credit": credit,
    "reminder": reminder,
}
