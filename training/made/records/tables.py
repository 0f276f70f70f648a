"""Papers that are mostly tables: data sheets, contacts, timetables, leagues, figures."""

import random

from training.made.doc import Doc, Value
from training.made.model import Heading, Kind, Language, Made, Part, Table
from training.made.parties import filler, pick, word
from training.made.values import weekday_names
from training.made.words.things import COURSES, DEVICES, FIGURES, REGISTERS, ROLES


def datasheet(rng: random.Random, language: Language) -> Made:
    """Specifications of a device, now and then with its registers."""
    doc = Doc(rng, language, "datasheet")
    v = doc.v
    device = doc.word(rng.choice(DEVICES))
    model = (
        rng.choice(("AX", "Nova ", "PX-", "Terra ", "QM"))
        + str(rng.randint(10, 990))
        + rng.choice(("", " S", "i", " Pro"))
    )
    doc.blocks.append(Heading([Part(f"{device} "), Part(model, "model")], 0))
    doc.asked("model", "model")
    doc.title("t_datasheet", level=1)
    units = [
        Value("maker", v.company(), "name", 0.6),
        Value("product_no", v.pattern("###.###.##"), "number", 0.6),
        Value("power", f"{v.number(rng.choice((45, 120, 300, 600, 900, 1450, 2000)))} W", "number", 0.8),
        Value("voltage", rng.choice(("230 V", "12 V DC", "220–240 V", "24 V", "110 V")), "number", 0.7),
        Value("weight", f"{v.number(rng.uniform(0.4, 40), 1)} kg", "number", 0.8),
        Value("width", f"{rng.randint(80, 900)} mm", "number", 0.6),
        Value("height", f"{rng.randint(80, 900)} mm", "number", 0.6),
        Value("depth", f"{rng.randint(80, 900)} mm", "number", 0.5),
        Value("temperature", f"{rng.choice(('-10', '0', '5', '-20'))} … {rng.choice((35, 40, 50))} °C", "number", 0.6),
        Value("storage_temp", f"{rng.choice(('-25', '-30'))} … {rng.choice((60, 70))} °C", "number", 0.4),
        Value("noise", f"{rng.randint(28, 85)} dB", "number", 0.5),
        Value("capacity", f"{v.number(rng.uniform(0.3, 9), 1)} l", "number", 0.5),
        Value("protection", rng.choice(("IP20", "IP44", "IP54", "IP67")), "field", 0.4),
        Value("battery", f"{rng.randint(2, 24)} {word(doc, 'hours')}", "duration", 0.35),
        Value("charging", f"{rng.randint(25, 240)} min", "duration", 0.3),
        Value("material", pick(doc, "material"), "field", 0.4),
        Value("cable", f"{v.number(rng.uniform(1, 8), 1)} m", "number", 0.4),
        Value("color", pick(doc, "color"), "field", 0.5),
        Value("warranty", f"{rng.choice((2, 3, 5))} {word(doc, 'years')}", "duration", 0.5),
    ]
    doc.group(units, rng.choice(("fields", "rows", "rows", "lines")), shuffle=rng.random() < 0.4)
    if rng.random() < 0.45:
        rows = rng.sample(REGISTERS, rng.randint(4, 9))
        start = rng.randrange(0, 60000, 16)
        hexa = rng.random() < 0.6
        cells = [
            [
                doc.word(name),
                f"0x{start + at * 2:04X}" if hexa else str(40001 + at),
                rng.choice(("R", "R/W", "W")),
                str(rng.choice((0, 1, 10, 100, 9600, 65535, 25, 80))),
            ]
            for at, name in enumerate(rows)
        ]
        if rng.random() < 0.4:
            cells = [[row[1], row[0], *row[2:]] for row in cells]
        head = 0 if not (cells[0][0].startswith("0x") or cells[0][0].isdigit()) else 1
        columns = ["register", "reg_address"] if head == 0 else ["reg_address", "register"]
        doc.table([*columns, "access", "reset"], cells, list(rows), "register", head=head, prefix="reg", questions=9)
        doc.absent(
            "reg_address",
            kind="table",
            r=next(one for one in rng.sample(REGISTERS, len(REGISTERS)) if one not in rows)
            if len(rows) < len(REGISTERS)
            else "CRC",
        )
    filler(doc, "notice", 0.4)
    return doc.done()


def contact_list(rng: random.Random, language: Language) -> Made:
    """Whom to call for what."""
    doc = Doc(rng, language, "contacts")
    v = doc.v
    doc.title("t_contacts")
    firm = v.company()
    doc.lines(firm)
    domain = v.domain(firm)
    people = v.people(rng.randint(4, 11))
    roles = [doc.word(role) for role in rng.sample(ROLES, len(people))]
    names = ["person", "job_title", "phone", "ext", "mobile", "email", "office", "deputy"]
    columns = [name for name in names if name in ("person", "job_title") or rng.random() < 0.55]
    if not {"phone", "ext", "email"} & set(columns):
        columns.append("phone")
    cells = {
        "person": [who.name for who in people],
        "job_title": roles,
        "phone": [v.phone() for _ in people],
        "ext": [v.pattern("###") for _ in people],
        "mobile": [v.phone(True) for _ in people],
        "email": [v.email(who, domain) for who in people],
        "office": [v.pattern("#.##") for _ in people],
        "deputy": [rng.choice([other for other in people if other is not who]).name for who in people],
    }
    kinds = {
        "person": "name",
        "deputy": "name",
        "phone": "contact",
        "mobile": "contact",
        "email": "contact",
        "ext": "contact",
    }
    if rng.random() < 0.3:
        columns[0], columns[1] = columns[1], columns[0]
    called = rng.random()
    rows_named = [who.name if called < 0.5 else who.family if called < 0.75 else who.given for who in people]
    doc.table(
        columns,
        [[cells[name][at] for name in columns] for at in range(len(people))],
        rows_named,
        "person",
        head=columns.index("person"),
        kinds=[kinds.get(name, "table") for name in columns],
        questions=12,
    )
    for at in rng.sample(range(len(people)), 3):
        doc.asked("in_charge", f"t.{at}.{columns.index('person')}", kind="name", r=roles[at])
        for name in ("phone", "email", "mobile"):
            if name in columns:
                doc.asked(name, f"t.{at}.{columns.index(name)}", kind="contact", r=roles[at])
    for name in names[2:]:
        if name not in columns:
            doc.absent(name, kind=kinds.get(name, "table"), r=rng.choice(people).name)
    stranger = next(one for one in iter(v.person, None) if one.family not in [who.family for who in people])
    doc.absent(
        rng.choice([name for name in columns if name in kinds and name != "person"] or ["phone"]),
        kind="contact",
        r=stranger.name,
    )
    doc.absent("fax", kind="contact")
    filler(doc, "notice", 0.3)
    return doc.done()


def timetable(rng: random.Random, language: Language) -> Made:
    """When and where courses take place."""
    doc = Doc(rng, language, "timetable")
    v = doc.v
    doc.title("t_timetable")
    begin = v.day(10, 60)
    doc.group(
        [
            Value("term_start", v.date(begin), "date", 0.6),
            Value("term_end", v.date(v.add_months(begin, 4)), "date", 0.5),
            Value("register_by", v.date(v.day(1, 9)), "date", 0.5),
        ]
    )
    rows = rng.sample(COURSES, rng.randint(4, 10))
    days = weekday_names(language)
    names = ["course", "weekday", "start_time", "end_time", "room", "teacher", "places", "rate"]
    columns = [name for name in names if name in ("course", "weekday", "start_time") or rng.random() < 0.65]
    hours = [rng.randint(8, 19) for _ in rows]
    cells = {
        "course": [doc.word(name) for name in rows],
        "weekday": [rng.choice(days[:6]) for _ in rows],
        "start_time": [v.clock(hour, rng.choice((0, 15, 30))) for hour in hours],
        "end_time": [v.clock(hour + 1 + rng.randint(0, 1), 45) for hour in hours],
        "room": [rng.choice(("A", "B", "")) + v.pattern("#0#").replace("0", "1", 1) for _ in rows],
        "teacher": [v.person().name for _ in rows],
        "places": [str(rng.randint(6, 30)) for _ in rows],
        "rate": [v.amount(rng.randint(20, 180), 0) for _ in rows],
    }
    if rng.random() < 0.4:
        columns.remove("course")
        columns.insert(rng.choice((1, 2)), "course")
    kinds = {
        "teacher": "name",
        "room": "place",
        "rate": "amount",
        "weekday": "date",
        "start_time": "date",
        "end_time": "date",
    }
    doc.table(
        columns,
        [[cells[name][at] for name in columns] for at in range(len(rows))],
        list(rows),
        "class",
        head=columns.index("course"),
        kinds=[kinds.get(name, "table") for name in columns],
        questions=16,
    )
    for name in names:
        if name not in columns:
            doc.absent(name, kind=kinds.get(name, "table"), r=rng.choice(rows))
    other = next(one for one in rng.sample(COURSES, len(COURSES)) if one not in rows)
    doc.absent(rng.choice(columns[:1] if columns[0] != "course" else columns[1:2]), kind="table", r=other)
    filler(doc, "notice", 0.4)
    return doc.done()


def league(rng: random.Random, language: Language) -> Made:
    """Standings of clubs."""
    doc = Doc(rng, language, "league")
    v = doc.v
    doc.title("t_league", f" {v.today.year}/{(v.today.year + 1) % 100:02d}")
    towns = list(dict.fromkeys(v.town() for _ in range(24)))[: rng.randint(4, 10)]
    names = [rng.choice(("FC ", "SC ", "", "Atlético ", "SV ", "Union ", "")) + town for town in towns]
    results = []
    for name in names:
        won, drawn, lost = rng.randint(0, 14), rng.randint(0, 8), rng.randint(0, 14)
        results.append(
            (
                won * 3 + drawn,
                [
                    name,
                    str(won + drawn + lost),
                    str(won),
                    str(drawn),
                    str(lost),
                    f"{rng.randint(8, 50)}:{rng.randint(8, 50)}",
                    str(won * 3 + drawn),
                ],
            )
        )
    results.sort(key=lambda one: -one[0])
    columns = ["team", "played", "won", "drawn", "lost", "goals", "score"]
    rows = [row for _, row in results]
    doc.table(
        columns,
        rows,
        [
            row[0] if rng.random() < 0.5 else row[0].split(" ")[-1] if row[0].split(" ")[-1] in towns else row[0]
            for row in rows
        ],
        "team",
        numbers={at: [float(row[at]) for row in rows] for at in (2, 4, 6)},
        questions=16,
    )
    doc.absent("score", kind="table", r=rng.choice(("FC Inter Nord", "Racing", "SC Viktoria", "Lokomotiva", "Olimpia")))
    filler(doc, "notice", 0.3)
    return doc.done()


def stats(rng: random.Random, language: Language) -> Made:
    """Figures of several years, with groups and a total or a change."""
    doc = Doc(rng, language, "stats")
    v = doc.v
    doc.title("t_stats")
    firm = v.company(False)
    doc.lines(f"{firm}, {v.town()}")
    last = v.today.year
    years = list(range(last - rng.randint(1, 4), last + 1))
    if rng.random() < 0.5:
        years.reverse()
    rows = rng.sample(FIGURES, rng.randint(3, 9))
    digits = rng.choice((0, 0, 1))
    grid = []
    for _ in rows:
        base = rng.choice((50, 400, 3000, 20000)) * rng.uniform(0.6, 3)
        grid.append([round(base * rng.uniform(0.8, 1.25), digits) for _ in years])
    changed = rng.random() < 0.3
    keyed = [
        [
            [Part(doc.word(name), f"t.{y}.0")],
            *([Part(v.number(value, digits), f"t.{y}.{x + 1}")] for x, value in enumerate(line)),
            *(
                [
                    [
                        Part(
                            v.percent(
                                round(
                                    (line[0] / line[-1] - 1) * 100
                                    if years[0] > years[-1]
                                    else (line[-1] / line[0] - 1) * 100,
                                    1,
                                ),
                                1,
                            ),
                            f"t.{y}.g",
                        )
                    ]
                ]
                if changed
                else []
            ),
        ]
        for y, (name, line) in enumerate(zip(rows, grid, strict=True))
    ]
    if rng.random() < 0.4:
        keyed.append(
            [
                [Part(word(doc, "total"))],
                *([Part(v.number(sum(line[x] for line in grid), digits), f"sum.{x + 1}")] for x in range(len(years))),
                *([[]] if changed else []),
            ]
        )
        for x, year in enumerate(years):
            doc.asked("sum_row", f"sum.{x + 1}", kind="table", y=str(year))
    groups = {}
    if len(rows) > 4 and rng.random() < 0.4:
        groups = {0: v.town(), len(rows) // 2: v.town()}
    doc.blocks.append(Table(["", *map(str, years), *([doc.label("growth")] if changed else [])], keyed, groups))
    for _ in range(14):
        y, x = rng.randrange(len(rows)), rng.randrange(len(years))
        doc.asked("in_year", f"t.{y}.{x + 1}", kind="table", r=rows[y], y=str(years[x]))
    for y, name in enumerate(rows):
        if changed:
            doc.asked("growth", f"t.{y}.g", kind="table", r=name)
    for _ in range(2):
        doc.absent("in_year", kind="table", r=rng.choice(rows), y=str(rng.choice((min(years) - 1, max(years) + 1))))
    others = [name for name in FIGURES if name not in rows]
    doc.absent("in_year", kind="table", r=rng.choice(others), y=str(rng.choice(years)))
    doc.group([Value("source", v.company(), "name", 0.4)])
    filler(doc, "notice", 0.4)
    return doc.done()


KINDS: dict[str, Kind] = {
    "datasheet": datasheet,
    "contacts": contact_list,
    "timetable": timetable,
    "league": league,
    "stats": stats,
}
