"""What papers of trade have in common: the parties, their numbers, priced rows and sums."""

from training.made.doc import Doc, Value
from training.made.model import Field, Part
from training.made.parties import contacts, filler, goods, missing, party, word
from training.made.words.things import LEISURE


def priced_rows(doc: Doc, count: int, services: bool, columns: list[str] | None = None) -> float:
    """A table of priced goods; returns their sum."""
    rng, v = doc.rng, doc.v
    rows = goods(doc, count, services)
    columns = columns or [
        name
        for name, probability in (
            ("position", 0.4),
            ("item_code", 0.5),
            ("item", 1.0),
            ("qty", 0.95),
            ("unit_price", 0.95),
            ("tax_rate", 0.15),
            ("line_total", 0.95),
        )
        if rng.random() < probability
    ]
    money = rng.random() < 0.6
    prices = [round(rng.choice((1, 1, 10, 0.2)) * rng.uniform(3, 90), 2) for _ in rows]
    counts = [rng.choice((1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 24, 25, 40, 50, 100)) for _ in rows]
    unit = f" {word(doc, 'hours' if services else 'pcs')}" if rng.random() < 0.3 else ""
    numbers = {
        "unit_price": prices,
        "qty": [float(count) for count in counts],
        "line_total": [price * count for price, count in zip(prices, counts, strict=True)],
    }
    prefix = rng.choice(("", "A-", "HX", "ART"))
    cells = {
        "position": [str(at + 1) for at in range(len(rows))],
        "item_code": [prefix + v.pattern(rng.choice(("#####", "##-###", "####?"))) for _ in rows],
        "item": [text for text, _ in rows],
        "qty": [f"{count}{unit}" for count in counts],
        "unit_price": [v.amount(price, currency=money) for price in prices],
        "tax_rate": [v.percent(rng.choice((7, 19, 21))) for _ in rows],
        "line_total": [v.amount(total, currency=money) for total in numbers["line_total"]],
    }
    if rng.random() < 0.25 and "item" in columns:
        columns.remove("item")
        columns.insert(0, "item")
    if len(columns) < 2:
        columns.append("line_total")
    doc.table(
        columns,
        [[cells[column][at] for column in columns] for at in range(len(rows))],
        [name for _, name in rows],
        "service" if services else "item",
        head=columns.index("item"),
        kinds=["amount" if column in ("unit_price", "line_total") else "table" for column in columns],
        numbers={columns.index(name): values for name, values in numbers.items() if name in columns},
        quiet=[at for at, column in enumerate(columns) if column == "position"],
        questions=7,
    )
    asked = [column for column in columns if column not in ("position", "item")]
    missing(doc, rows, asked, services)
    for column in ("item_code", "unit_price", "qty"):
        if column not in columns and column != "unit_price":
            doc.absent(column, kind="table", r=rng.choice(rows)[1])
    return sum(numbers["line_total"])


def add_sums(doc: Doc, net: float, paid: float = 0.25) -> None:
    """Net, discount, shipping, tax and total; ``paid`` is the probability of a part payment."""
    rng, v = doc.rng, doc.v
    rate = rng.choice((7, 10, 19, 20, 21, 22, 23))
    off = round(net * rng.choice((0.02, 0.05, 0.1)), 2) if rng.random() < 0.3 else 0
    post = rng.choice((4.9, 5.95, 12.5, 18, 25, 49)) if rng.random() < 0.45 else 0
    base = round(net - off + post, 2)
    tax = round(base * rate / 100, 2)
    part = round((base + tax) * rng.choice((0.2, 0.3, 0.5)), 2) if rng.random() < paid else 0
    values = [Value("subtotal", v.amount(net), "amount", 0.85)]
    values.append(Value("discount", v.amount(-off), "amount", 1 if off else 0))
    values.append(Value("shipping", v.amount(post), "amount", 1 if post else 0))
    values.append(Value("tax_rate", v.percent(rate), "number", 0.4))
    values.append(Value("tax", v.amount(tax), "amount", 0.85))
    values.append(Value("total", v.amount(base + tax), "amount"))
    values.append(Value("paid", v.amount(part), "amount", 1 if part else 0))
    values.append(Value("balance", v.amount(base + tax - part), "amount", 1 if part else 0))
    doc.group(values, rng.choice(("fields", "rows", "lines")))


def trade(doc: Doc, numbers: list[Value], sums: bool = True, ship: float = 0.2) -> Doc:
    """A paper between two firms: letterhead, addressee, numbers, rows, sums."""
    rng, v = doc.rng, doc.v
    services = rng.random() < 0.3
    top = rng.random() < 0.35
    if top:
        doc.title(f"t_{doc.kind}")
    seller = party(doc, "seller", labelled=rng.choice((0, 0, 1)))
    if rng.random() < 0.6:
        contacts(doc, seller)
    party(doc, "buyer", rng.random() < 0.7)
    if not services and rng.random() < ship:
        add_shipping_address(doc)
    else:
        doc.absent("ship_address", kind="address")
    if not top:
        doc.title(f"t_{doc.kind}")
    which = rng.random()
    numbers = [
        *numbers,
        Value("customer_no", v.reference("K", "C", "CL"), "number", 0.55),
        Value("seller_vat", v.tax_id(), "number", 0.6 if which < 0.6 else 0),
        Value("buyer_vat", v.tax_id(), "number", 0.8 if which > 0.75 else 0),
        Value("your_ref", rng.choice((v.reference(), v.person().name, v.pattern("??/##"))), "field", 0.25),
        Value("project", doc.word(rng.choice(LEISURE)) + " " + v.town(), "field", 0.15),
    ]
    doc.group(numbers, shuffle=rng.random() < 0.5)
    filler(doc, probability=0.3)
    net = priced_rows(doc, rng.randint(2, 9), services)
    if sums:
        add_sums(doc, net)
    return doc


def add_shipping_address(doc: Doc) -> None:
    """Where the goods go, as a field."""
    home = doc.v.address()
    run = [Part(doc.v.company(), None), Part(", "), Part(home.street, "ship.1"), Part(", "), Part(home.place, "ship.2")]
    doc.blocks.append(Field([Part(doc.label("ship_address"))], run))
    doc.asked("ship_address", "ship.1", "ship.2", kind="address")
