"""Papers about one person: form, laboratory report, certificate, card."""

import random

from training.made.doc import Doc, Value
from training.made.model import Kind, Language, Lines, Made, Part
from training.made.parties import bank, filler, pick, word
from training.made.words.things import COURSES, JOBS, LAB, LAB_RANGES, OPTIONS, ROLES


def form(rng: random.Random, language: Language) -> Made:
    """A form that somebody has filled in, with boxes."""
    doc = Doc(rng, language, "form")
    v = doc.v
    doc.title("t_form")
    doc.lines(v.company(False))
    who, near = v.people(2)
    if rng.random() < 0.7:
        filler(doc, "notice")
    boxes = ["gender", "marital", "membership", "interval", "newsletter", "photos", "heard"]
    chosen = [box for box in boxes if rng.random() < 0.55]
    home = v.address()

    def ticks(names: list[str]) -> None:
        for box in names:
            if box in chosen:
                doc.tick(
                    doc.label(box), OPTIONS.get(box, OPTIONS["yesno"]), box, "yesno" if box not in OPTIONS else "field"
                )
            else:
                doc.absent(box)

    doc.group(
        [
            Value("family_name", who.family, "name"),
            Value("given_name", who.given, "name"),
            Value("birth_date", v.date(v.day(-22000, -6000)), "date", 0.85),
            Value("birth_place", v.town(), "place", 0.4),
            Value("nationality", pick(doc, "nationality"), "field", 0.4),
        ],
        rng.choice(("fields", "fields", "rows")),
    )
    ticks(["gender", "marital"])
    doc.group(
        [
            Value("home_address", home.line, "address"),
            Value("phone", v.phone(), "contact", 0.6),
            Value("mobile", v.phone(True), "contact", 0.6),
            Value("email", v.email(who, v.domain(v.company())), "contact", 0.7),
            Value("occupation", doc.word(rng.choice(JOBS)), "field", 0.5),
        ],
        rng.choice(("fields", "fields", "rows", "lines")),
    )
    doc.group(
        [
            Value("emergency_name", near.name, "name", 0.5),
            Value("emergency_phone", v.phone(True), "contact", 0.5),
            Value("allergies", pick(doc, "allergies"), "field", 0.3),
        ]
    )
    ticks(["membership", "interval", "newsletter", "photos", "heard"])
    if rng.random() < 0.4:
        bank(doc)
    doc.group(
        [
            Value("entry_date", v.date(v.day(1, 60)), "date", 0.5),
            Value("signed_at", v.town(), "place", 0.6),
            Value("signed_on", v.date(v.today), "date", 0.8),
            Value("member_no", v.pattern("#####"), "number", 0.3),
        ]
    )
    return doc.done()


def lab(rng: random.Random, language: Language) -> Made:
    """Results of laboratory tests."""
    doc = Doc(rng, language, "lab")
    v = doc.v
    doc.title("t_lab")
    patient, doctor, head = v.people(3)
    doc.group(
        [
            Value("patient", patient.name, "name"),
            Value("birth_date", v.date(v.day(-28000, -3000)), "date", 0.8),
            Value("doctor", doctor.name, "name", 0.7),
            Value("sample_date", v.date(v.day(-4, -3)), "date", 0.8),
            Value("received_date", v.date(v.day(-2, -1)), "date", 0.5),
            Value("report_date", v.date(v.today), "date", 0.7),
            Value("sample_type", pick(doc, "sample_type"), "field", 0.5),
            Value("lab_no", v.reference("L"), "number", 0.6),
        ],
        shuffle=rng.random() < 0.4,
    )
    picked = sorted(rng.sample(range(len(LAB)), rng.randint(4, 12)))
    glued = rng.random() < 0.4
    before, flags = rng.random() < 0.3, rng.random() < 0.6
    columns = [
        "test",
        "value",
        *([] if glued else ["test_unit"]),
        "range",
        *(["previous"] if before else []),
        *(["flag"] if flags else []),
    ]
    cells = []
    for at in picked:
        unit, low, high, digits = LAB_RANGES[at]
        value = rng.uniform(low * 0.7, high * 1.25)
        row = [doc.word(LAB[at]), v.number(value, digits) + (f" {unit}" if glued else "")]
        row += [] if glued else [unit]
        row.append(f"{v.number(low, digits)} - {v.number(high, digits)}")
        if before:
            row.append(v.number(rng.uniform(low * 0.8, high * 1.2), digits))
        if flags:
            row.append(word(doc, "high") if value > high else word(doc, "low") if value < low else "")
        cells.append(row)
    doc.table(
        columns,
        cells,
        [LAB[at] for at in picked],
        "test",
        kinds=["name", *["table"] * (len(columns) - 1)],
        questions=16,
    )
    others = [LAB[at] for at in range(len(LAB)) if at not in picked]
    for name in rng.sample(others, min(2, len(others))):
        doc.absent("value", kind="table", r=name)
    if not before:
        doc.absent("previous", kind="table", r=LAB[picked[0]])
    doc.group([Value("lab_doctor", head.name, "name", 0.6)])
    filler(doc, "health")
    return doc.done()


def certificate(rng: random.Random, language: Language) -> Made:
    """A certificate of a course."""
    doc = Doc(rng, language, "certificate")
    v = doc.v
    holder, trainer, boss = v.people(3)
    firm = v.company(False)
    first = v.day(-20, -10)
    doc.title("t_certificate")
    hours = rng.randint(6, 160)
    doc.group(
        [
            Value("holder", holder.name, "name"),
            Value("birth_date", v.date(v.day(-20000, -7000)), "date", 0.4),
            Value("course_title", doc.word(rng.choice(COURSES)), "field"),
            Value("duration", f"{hours} {word(doc, 'hours')}", "duration", 0.6),
            Value("course_dates", f"{v.date(first)} – {v.date(v.day(-8, -2))}", "date", 0.5),
            Value("held_at", v.town(), "place", 0.5),
            Value("grade", pick(doc, "grade"), "field", 0.5),
            Value("trainer", trainer.name, "name", 0.5),
        ],
        rng.choice(("fields", "lines")),
    )
    doc.group(
        [
            Value("issuer", firm, "name", 0.8),
            Value("cert_no", v.reference("C", "Z"), "number", 0.6),
            Value("issued_on", v.date(v.today), "date", 0.9),
            Value("valid_until", v.date(v.add_months(v.today, 36)), "date", 0.4),
            Value("signatory", boss.name, "name", 0.6),
        ]
    )
    filler(doc, "notice", 0.3)
    return doc.done()


def card(rng: random.Random, language: Language) -> Made:
    """A business card."""
    doc = Doc(rng, language, "card")
    v = doc.v
    who, firm = v.person(), v.company()
    domain, home = v.domain(firm), v.address()
    run = [Part(home.street, "street"), Part(", "), Part(home.place, "place")]
    top = [
        [Part(firm, "card_company")],
        [Part(who.name, "card_name")],
        [Part(doc.word(rng.choice(ROLES)), "department")],
    ]
    if rng.random() < 0.5:
        top = [*top[1:], top[0]]
    doc.blocks.append(Lines([*top, run] if rng.random() < 0.6 else [*top, run[:1], run[2:]]))
    doc.asked("card_company", "card_company", kind="name")
    doc.asked("card_name", "card_name", kind="name")
    doc.asked("department", "department")
    doc.asked("card_address", "street", "place", kind="address")
    style = rng.random()
    values = [
        ("phone", v.phone(), 0.9),
        ("mobile", v.phone(True), 0.6),
        ("fax", v.phone(), 0.4),
        ("email", v.email(who, domain), 0.9),
        ("web", v.web(domain), 0.7),
    ]
    if style < 0.35:
        kept = [
            (name, text)
            for name, text, probability in values
            if rng.random() < probability and name in ("phone", "email", "web")
        ]
        doc.blocks.append(Lines([[Part(text, name)] for name, text in kept] or [[Part(" ")]]))
        for name, _ in kept:
            doc.asked(name, name, kind="contact")
        doc.absent("fax", kind="contact")
    else:
        doc.group(
            [Value(name, text, "contact", probability) for name, text, probability in values],
            rng.choice(("fields", "lines")),
        )
    doc.group([Value("opening_hours", f"{v.clock(9)} – {v.clock(18)}", "date", 0.15)])
    doc.absent("iban", "birth_date")
    return doc.done()


KINDS: dict[str, Kind] = {
    "form": form,
    "lab": lab,
    "certificate": certificate,
    "card": card,
}
