"""Papers about goods and their prices: receipts, price lists, stock lists."""

import random

from training.made.doc import Doc, Value
from training.made.model import Kind, Language, Made
from training.made.parties import contacts, filler, goods, missing, party, pick, word
from training.made.words.things import LEISURE


def receipt(rng: random.Random, language: Language) -> Made:
    """A till slip."""
    doc = Doc(rng, language, "receipt")
    v = doc.v
    shop = party(doc, "store", labelled=0)
    if rng.random() < 0.6:
        contacts(doc, shop, person=False, probability=0.5)
    if rng.random() < 0.5:
        doc.title("t_receipt", level=1)
    rows = goods(doc, rng.randint(2, 10))
    prices = [round(rng.uniform(0.5, 40), 2) for _ in rows]
    columns = ["item", "line_total"] if rng.random() < 0.5 else ["item", "qty", "line_total"]
    counts = [str(rng.randint(1, 6)) for _ in rows]
    money = rng.random() < 0.4
    cells = [
        [text, v.amount(price, currency=money)] if len(columns) == 2 else [text, count, v.amount(price, currency=money)]
        for (text, _), price, count in zip(rows, prices, counts, strict=True)
    ]
    doc.table(columns, cells, [name for _, name in rows], "item", numbers={len(columns) - 1: prices}, questions=6)
    missing(doc, rows, ["line_total"])
    total = sum(prices)
    given = float(int(total / 10 + 1) * 10)
    cash = rng.random() < 0.5
    doc.group(
        [
            Value("subtotal", v.amount(total / 1.19), "amount", 0.4),
            Value("tax_rate", v.percent(19), "number", 0.3),
            Value("tax", v.amount(total - total / 1.19), "amount", 0.6),
            Value("total", v.amount(total), "amount"),
            Value("given", v.amount(given), "amount", 1.0 if cash else 0),
            Value("change", v.amount(given - total), "amount", 1.0 if cash else 0),
            Value("payment_method", pick(doc, "payment_method"), "field", 0.0 if cash else 0.7, asked=not cash),
            Value("total_items", str(len(rows)), "number", 0.3),
        ],
        rng.choice(("fields", "rows", "lines")),
    )
    doc.group(
        [
            Value("receipt_no", v.pattern("######"), "number", 0.8),
            Value("sale_date", v.date(v.today, False), "date", 0.95),
            Value("sale_time", v.clock(rng.randint(8, 20), rng.randint(0, 59)), "date", 0.8),
            Value("clerk", v.person().given, "name", 0.6),
            Value("till", v.pattern("#"), "number", 0.5),
            Value("seller_vat", v.tax_id(), "number", 0.4),
            Value("points", str(rng.randint(1, 90)), "number", 0.3),
        ],
        shuffle=True,
    )
    filler(doc, "notice", 0.4)
    return doc.done()


def prices(rng: random.Random, language: Language) -> Made:
    """A list of prices for different people or days, and single fees."""
    doc = Doc(rng, language, "prices")
    v = doc.v
    doc.title("t_prices", rng.choice(("", f" {v.today.year}")))
    house = v.company(False)
    doc.lines(house)
    doc.group([Value("effective", v.date(v.today), "date", 0.8)])
    rows = rng.sample(LEISURE, rng.randint(3, 8))
    scheme = rng.choice(
        (
            ["member_price", "full_price"],
            ["member_price", "reduced_price", "full_price"],
            ["weekday_price", "weekend_price"],
            ["reduced_price", "full_price"],
            ["rate"],
        )
    )
    units = rng.random() < 0.4 or scheme == ["rate"]
    base = [rng.randint(4, 160) / 2 for _ in rows]
    grid = [[round(price * (1 + 0.25 * at) + rng.randint(0, 3) / 2, 2) for at in range(len(scheme))] for price in base]
    cells = [
        [
            doc.word(name),
            *([word(doc, rng.choice(("hour", "day", "visit")))] if units else []),
            *(v.amount(price) for price in line),
        ]
        for name, line in zip(rows, grid, strict=True)
    ]
    columns = ["rate_item", *(["rate_unit"] if units else []), *scheme]
    doc.table(
        ["service_name" if name == "rate_item" else name for name in columns],
        cells,
        list(rows),
        "service",
        kinds=["table"] * (len(columns) - len(scheme)) + ["amount"] * len(scheme),
        questions=12,
        numbers={len(columns) - 1: [line[-1] for line in grid]},
    )
    other = next(thing for thing in rng.sample(LEISURE, len(LEISURE)) if thing not in rows)
    doc.absent(scheme[0], kind="amount", r=other)
    for name in ("member_price", "weekend_price", "reduced_price"):
        if name not in scheme and scheme != ["rate"]:
            doc.absent(name, kind="amount", r=rows[0])
    if rng.random() < 0.5:
        doc.group(
            [
                Value("opening_hours", f"{v.clock(rng.randint(7, 10))} – {v.clock(rng.randint(17, 22))}", "date", 0.7),
                Value("phone", v.phone(), "contact"),
                Value("email", v.email("info", v.domain(house)), "contact", 0.6),
            ]
        )
    filler(doc, "notice")
    return doc.done()


def stock(rng: random.Random, language: Language) -> Made:
    """A stock list."""
    doc = Doc(rng, language, "stock")
    v = doc.v
    doc.title("t_stock")
    doc.group([Value("stock_date", v.date(v.today), "date", 0.9), Value("responsible", v.person().name, "name", 0.7)])
    rows = goods(doc, rng.randint(4, 11))
    have = [rng.randint(0, 400) for _ in rows]
    names = ["item_code", "item", "location", "stock", "min_stock", "vendor", "counted", "unit_price"]
    columns = [name for name in names if name in ("item", "stock") or rng.random() < 0.6]
    firms = [v.company() for _ in range(3)]
    cells = {
        "item_code": [v.pattern("??-####") for _ in rows],
        "item": [text for text, _ in rows],
        "location": [v.pattern("?-##") for _ in rows],
        "stock": [str(count) for count in have],
        "min_stock": [str(rng.choice((5, 10, 20, 50))) for _ in rows],
        "vendor": [rng.choice(firms) for _ in rows],
        "counted": [v.date(v.day(-90, -1), False) for _ in rows],
        "unit_price": [v.amount(rng.uniform(1, 90)) for _ in rows],
    }
    doc.table(
        columns,
        [[cells[name][at] for name in columns] for at in range(len(rows))],
        [name for _, name in rows],
        "item",
        head=columns.index("item"),
        numbers={columns.index("stock"): [float(count) for count in have]},
        questions=12,
    )
    for name in names:
        if name not in columns:
            doc.absent(name, kind="table", r=rng.choice(rows)[1])
    missing(doc, rows, ["stock"])
    filler(doc, "notice", 0.3)
    return doc.done()


KINDS: dict[str, Kind] = {
    "receipt": receipt,
    "prices": prices,
    "stock": stock,
}
