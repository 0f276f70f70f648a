"""Blocks that many records share: who writes to whom, bank details, filler lines, rows of goods."""

from dataclasses import dataclass

from training.made.doc import Doc, Slot, Value, Words
from training.made.model import LANGUAGES, Field, Lines, Paragraph, Part
from training.made.names import Person
from training.made.words.things import EXTRAS, FILLERS, GOODS, LISTS, SERVICES, WORDS


@dataclass(frozen=True, slots=True)
class Party:
    """A firm or a person, with its web name."""

    name: str
    domain: str
    person: Person


def word(doc: Doc, name: str) -> str:
    """A small word in the document's language."""
    return doc.word(WORDS[name]) if name in ("total",) else WORDS[name][_at(doc)]


def _at(doc: Doc) -> int:
    return LANGUAGES.index(doc.language)


def pick(doc: Doc, name: str) -> str:
    """One of the values that a field of this meaning may have."""
    return doc.rng.choice(LISTS[name])[_at(doc)]


def filler(doc: Doc, kind: str = "business", probability: float = 0.6) -> None:
    """A line that contains no answers."""
    if doc.rng.random() < probability:
        lines = doc.rng.sample(FILLERS[kind], doc.rng.randint(1, 2))
        doc.blocks.append(Paragraph([Part(" ".join(line[_at(doc)] for line in lines))]))


def party(
    doc: Doc, role: str, company: bool = True, address_meaning: str | None = None, labelled: float = 0.7
) -> Party:
    """Name and address of a party, as an address of several lines or as a field."""
    rng, v = doc.rng, doc.v
    person, firm = v.person(), v.company()
    name = firm if company else person.name
    domain = v.domain(firm)
    home = v.address()
    meaning = address_meaning or f"{role}_address"
    named, street, place = Part(name, role), Part(home.street, f"{meaning}.1"), Part(home.place, f"{meaning}.2")
    style = rng.random()
    if style < 0.45:
        lines = [[named], [street], [place]]
        if rng.random() < labelled:
            lines.insert(0, [Part(doc.label(role) + rng.choice((":", "")))])
        if company and rng.random() < 0.2:
            lines.insert(-2, [Part(v.person().name)])
        doc.blocks.append(Lines(lines))
    elif style < 0.8 or labelled == 0:
        joint = rng.choice((", ", " · ", ", ", " | "))
        run = [named, Part(joint), street, Part(joint), place]
        doc.blocks.append(Field([Part(doc.label(role))], run) if labelled else Lines([run]))
    else:
        doc.blocks.append(Field([Part(doc.label(role))], [named]))
        doc.blocks.append(Field([Part(doc.label("home_address"))], [street, Part(", "), place]))
    doc.asked(role, role, kind="name")
    doc.asked(meaning, street.key or "", place.key or "", kind="address")
    return Party(name, domain, person)


def contacts(doc: Doc, who: Party, *, probability: float = 0.7, person: bool = True) -> None:
    """How a party is reached."""
    v = doc.v
    clerk = v.person()
    values = [
        Value("phone", v.phone(), "contact", probability),
        Value("fax", v.phone(), "contact", 0.3),
        Value("email", v.email(doc.rng.choice(("info", "office", "mail")), who.domain), "contact", probability),
        Value("web", v.web(who.domain), "contact", probability * 0.8),
        Value("mobile", v.phone(True), "contact", 0.2),
    ]
    if person:
        values.append(Value("contact", clerk.name, "name", 0.4))
    doc.group(values, shuffle=True)


def bank(doc: Doc, probability: float = 0.75) -> None:
    """A bank account to pay to."""
    v = doc.v
    name = doc.rng.choice(
        {
            "en": ("Northern Trust Bank", "First Valley Bank", "Union Savings Bank"),
            "de": ("Sparkasse Mitte", "Volksbank Nord", "Raiffeisenbank Tal"),
            "fr": ("Crédit Rural", "Banque du Midi", "Caisse Populaire"),
            "es": ("Banco del Norte", "Caja Levante"),
            "it": ("Banca Adriatica", "Credito Padano"),
            "nl": ("Zuiderbank", "Volksbank Holland"),
            "pt": ("Banco Atlântico", "Caixa do Norte"),
        }[doc.language]
    )
    doc.group(
        [
            Value("bank", name, "name", probability),
            Value("iban", v.iban(), "field", probability + 0.1),
            Value("bic", v.bic(), "field", probability - 0.1),
        ]
    )


def goods(doc: Doc, count: int, services: bool = False) -> list[tuple[str, Slot]]:
    """Rows of things to buy: each as the document writes it, and as questions call it."""
    rng = doc.rng
    pool: list[Words] = list(SERVICES) if services else list(rng.choice(list(GOODS.values())))
    rng.shuffle(pool)
    rows: list[tuple[str, Slot]] = []
    while len(rows) < count:
        thing = pool[len(rows) % len(pool)]
        if not services and rng.random() < 0.4:
            extra = rng.choice(EXTRAS)
            same = sum(thing is pool[at % len(pool)] for at in range(count)) > 1
            text = f"{doc.word(thing)} {extra}"
            named: Slot = tuple(f"{name} {extra}" for name in thing) if same or rng.random() < 0.5 else thing
        else:
            text, named = doc.word(thing), thing
        if services is False and rng.random() < 0.12 and len(rows) + 1 < count:
            # Two rows that differ in one word only; each is asked for by its whole name.
            first, second = rng.sample(EXTRAS, 2)
            rows += [
                (f"{doc.word(thing)} {extra}", tuple(f"{name} {extra}" for name in thing)) for extra in (first, second)
            ]
            pool.remove(thing)
            continue
        rows.append((text, named))
    seen: set[str] = set()
    unique = [row for row in rows if not (row[0] in seen or seen.add(row[0]))]  # type: ignore[func-returns-value]
    unique = unique[:count]
    texts = [text.lower() for text, _ in unique]
    return [
        (
            text,
            text
            if doc.word(named).lower() != text.lower() and sum(doc.word(named).lower() in one for one in texts) > 1
            else named,
        )
        for text, named in unique
    ]


def missing(doc: Doc, rows: list[tuple[str, Slot]], columns: list[str], services: bool = False) -> None:
    """Questions for things that the table does not list."""
    pools = [SERVICES] if services else list(GOODS.values())
    listed = " ".join(text for text, _ in rows).lower()
    others = [thing for pool in pools for thing in pool if doc.word(thing).lower() not in listed]
    for thing in doc.rng.sample(others, min(2, len(others))):
        if not any(name.lower() in listed for name in thing):
            doc.absent(doc.rng.choice(columns), kind="table", r=thing)
