"""Insurance policies and tables of benefits."""

import random

from training.made.doc import Doc, Value
from training.made.model import Kind, Language, Made
from training.made.parties import contacts, filler, party, word
from training.made.words.things import BENEFITS, OPTIONS


def benefits(rng: random.Random, language: Language) -> Made:
    """What plans of insurance pay, in and out of the network."""
    doc = Doc(rng, language, "benefits")
    v = doc.v
    doc.title("t_benefits", rng.choice(("", f" {v.today.year}")))
    firm = v.company()
    doc.group(
        [
            Value("insurer", firm, "name", 0.8),
            Value("premium", v.amount(rng.randint(400, 4000), 0), "amount", 0.5),
            Value("deductible", v.amount(rng.choice((250, 500, 1000, 1500)), 0), "amount", 0.6),
            Value("start_of_cover", v.date(v.day(10, 60)), "date", 0.5),
        ]
    )
    rows = rng.sample(BENEFITS, rng.randint(4, 10))

    def cost(scale: int) -> str:
        draw = rng.random()
        if draw < 0.15:
            return word(doc, "covered" if scale == 1 else "not_covered")
        if draw < 0.5:
            return v.percent(rng.choice((10, 15, 20, 30, 40)) * scale)
        return v.amount(rng.choice((10, 15, 20, 25, 40, 60, 75, 100)) * scale, 0)

    capped = rng.random() < 0.5
    cells = [
        [
            doc.word(name),
            cost(1),
            cost(2),
            *([v.amount(rng.choice((300, 500, 1000, 2000, 5000)), 0) if rng.random() < 0.7 else ""] if capped else []),
        ]
        for name in rows
    ]
    doc.table(
        ["benefit", "in_network", "out_network", *(["limit"] if capped else [])],
        cells,
        list(rows),
        "service",
        questions=16,
    )
    others = [name for name in BENEFITS if name not in rows]
    for name in rng.sample(others, min(2, len(others))):
        doc.absent(rng.choice(("in_network", "out_network")), kind="table", r=name)
    if not capped:
        doc.absent("limit", kind="table", r=rows[0])
    doc.group([Value("claims_phone", v.phone(), "contact", 0.6), Value("web", v.web(v.domain(firm)), "contact", 0.5)])
    filler(doc, "notice")
    return doc.done()


def policy(rng: random.Random, language: Language) -> Made:
    """A certificate of insurance."""
    doc = Doc(rng, language, "policy")
    v = doc.v
    doc.title("t_policy")
    firm = party(doc, "insurer")
    party(doc, "insured", False)
    begin = v.day(1, 40)
    doc.group(
        [
            Value("policy_no", v.reference("P", "V"), "number"),
            Value("start_of_cover", v.date(begin), "date", 0.9),
            Value("end_of_cover", v.date(v.add_months(begin, 12)), "date", 0.8),
            Value("issued_on", v.date(v.today), "date", 0.0),
            Value("birth_date", v.date(v.day(-22000, -8000)), "date", 0.5),
            Value("sum_insured", v.amount(rng.choice((50000, 100000, 250000, 1000000)), 0), "amount", 0.8),
            Value("premium", v.amount(rng.uniform(60, 1900)), "amount", 0.9),
            Value("interval", doc.word(_pick_interval(rng)), "field", 0.5),
            Value("deductible", v.amount(rng.choice((150, 300, 500)), 0), "amount", 0.6),
            Value(
                "notice",
                f"{rng.choice((1, 2, 3))} {word(doc, 'months')}".replace("1 months", "1 month"),
                "duration",
                0.0,
            ),
            Value("claims_phone", v.phone(), "contact", 0.7),
        ],
        shuffle=rng.random() < 0.4,
    )
    contacts(doc, firm)
    filler(doc, "notice")
    return doc.done()


def _pick_interval(rng: random.Random) -> tuple[str, ...]:
    """How often something is paid."""
    return rng.choice(OPTIONS["interval"])


KINDS: dict[str, Kind] = {
    "benefits": benefits,
    "policy": policy,
}
