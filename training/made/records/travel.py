"""Bookings and tickets."""

import random
from datetime import timedelta

from training.made.doc import Doc, Value
from training.made.model import Kind, Language, Made
from training.made.parties import contacts, filler, party, pick


def booking(rng: random.Random, language: Language) -> Made:
    """A hotel's confirmation."""
    doc = Doc(rng, language, "booking")
    v = doc.v
    doc.title("t_booking")
    nights = rng.randint(1, 14)
    arrive = v.day(5, 90)
    leave = arrive + timedelta(days=nights)
    rate = rng.uniform(45, 260)
    place = party(doc, "hotel")
    doc.group(
        [
            Value("booking_no", v.pattern(rng.choice(("??####", "########", "?#?#?#"))), "number"),
            Value("guest", v.person().name, "name", 0.9),
            Value("check_in", v.date(arrive), "date"),
            Value("check_in_time", v.clock(rng.choice((14, 15, 16))), "date", 0.5),
            Value("check_out", v.date(leave), "date"),
            Value("check_out_time", v.clock(rng.choice((10, 11, 12))), "date", 0.5),
            Value("nights", str(nights), "number", 0.6),
            Value("guests", str(rng.randint(1, 5)), "number", 0.7),
            Value("room_type", pick(doc, "room_type"), "field", 0.8),
            Value("board", pick(doc, "board"), "field", 0.6),
        ]
    )
    doc.group(
        [
            Value("night_rate", v.amount(rate), "amount", 0.6),
            Value("city_tax", v.amount(rng.choice((2, 2.5, 3))), "amount", 0.4),
            Value("total", v.amount(rate * nights), "amount", 0.9),
            Value("paid", v.amount(rate), "amount", 0.3),
            Value("payment_method", pick(doc, "payment_method"), "field", 0.4),
            Value("cancel_by", v.date(v.day(1, 4)), "date", 0.6),
        ]
    )
    contacts(doc, place, person=False)
    filler(doc, "notice")
    return doc.done()


def ticket(rng: random.Random, language: Language) -> Made:
    """A journey of several legs."""
    doc = Doc(rng, language, "ticket")
    v = doc.v
    doc.title("t_ticket")
    doc.group(
        [
            Value("booking_no", v.pattern("?#??#?"), "number"),
            Value("passenger", v.person().name, "name"),
            Value("travel_class", pick(doc, "travel_class"), "field", 0.7),
            Value("trip_price", v.amount(rng.uniform(20, 700)), "amount", 0.8),
            Value("baggage", f"{rng.choice((8, 15, 20, 23, 30))} kg", "field", 0.5),
            Value("payment_method", pick(doc, "payment_method"), "field", 0.3),
            Value("return_date", "", "date", 0),
        ],
        shuffle=rng.random() < 0.4,
    )
    towns = list(dict.fromkeys(v.town() for _ in range(12)))[: rng.randint(3, 5)]
    code = rng.choice(("IC ", "RE ", "LX", "AF", "EW", "TP"))
    services = [code + v.pattern("###") for _ in towns[1:]]
    hour, cells = rng.randint(5, 9), []
    for start, end, service in zip(towns, towns[1:], services, strict=False):
        cells.append(
            [
                service,
                start,
                v.clock(hour, rng.randint(0, 29)),
                end,
                v.clock(hour + 1, rng.randint(30, 59)),
                v.pattern("##") + rng.choice("ABCD"),
                str(rng.randint(1, 24)),
            ]
        )
        hour += 3
    columns = ["service", "from_place", "leaves", "to_place", "arrives", "seat", "gate"]
    kept = [0, 1, 2, 3, 4, *(at for at in (5, 6) if rng.random() < 0.6)]
    kinds = ["name", "place", "date", "place", "date", "field", "field"]
    doc.table(
        [columns[at] for at in kept],
        [[row[at] for at in kept] for row in cells],
        list(services),
        "entry",
        kinds=[kinds[at] for at in kept],
        quiet=[],
        questions=12,
    )
    for at in (5, 6):
        if at not in kept:
            doc.absent(columns[at], r=services[0])
    doc.absent("leaves", kind="date", r=code + v.pattern("###"))
    filler(doc, "notice")
    return doc.done()


KINDS: dict[str, Kind] = {
    "booking": booking,
    "ticket": ticket,
}
