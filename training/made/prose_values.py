"""Draws the values of prose documents, remembers them by tag and writes them in the language wanted."""

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from babel.dates import get_day_names, get_month_names
from faker import Faker

from training.made.model import Language
from training.made.script import Script, read
from training.made.words.places import TOWNS

LOCALES: dict[Language, tuple[str, ...]] = {
    "en": ("en_US", "en_GB"),
    "de": ("de_DE", "de_AT"),
    "fr": ("fr_FR",),
    "es": ("es_ES", "es_MX"),
    "it": ("it_IT",),
    "nl": ("nl_NL",),
    "pt": ("pt_BR", "pt_PT"),
}
POOL = 350
Writer = Callable[[Language], str]


@cache
def pool(language: Language, what: str) -> tuple[str, ...]:
    """Many values of one kind, drawn once."""
    if (language, what) == ("it", "city"):
        # Faker's Italian towns come from a set, whose order is another in every process.
        return TOWNS["IT"]
    found: dict[str, None] = {}
    for number, locale in enumerate(LOCALES[language]):
        fake = Faker(locale)
        fake.seed_instance(7 + number)
        make = getattr(fake, what)
        for _ in range(POOL):
            found[" ".join(str(make()).split())] = None
    return tuple(found)


@cache
def months(language: Language) -> tuple[str, ...]:
    """The names of the months."""
    names = get_month_names("wide", locale=language)
    return tuple(str(names[number]) for number in range(1, 13))


@cache
def days(language: Language) -> tuple[str, ...]:
    """The names of the days of the week, Monday first."""
    names = get_day_names("wide", locale=language)
    return tuple(str(names[number]) for number in range(7))


def long_date(day: date, language: Language) -> str:
    """A date with the month's name, as it is in running text."""
    month = months(language)[day.month - 1]
    if language == "en":
        return f"{month} {day.day}, {day.year}"
    if language == "de":
        return f"{day.day}. {month} {day.year}"
    if language in ("es", "pt"):
        return f"{day.day} de {month} de {day.year}"
    first = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{first} {month} {day.year}"


@dataclass(frozen=True, slots=True)
class Remembered:
    """A value that was drawn: how it is written, and whose gender it has."""

    write: Writer
    man: bool = False
    seed: int = 0


class ProseValues:
    """The values of one document."""

    def __init__(self, rng: random.Random, language: Language, script: Script) -> None:
        self.rng = rng
        self.language = language
        self.script = script
        self.day = date(2012, 1, 1) + timedelta(days=rng.randrange(5700))
        self.cents = rng.random() < 0.4
        self.date_style = rng.randrange(5)
        self.clock_style = rng.randrange(3)
        self.phone_style = rng.randrange(4)
        self.money_style = rng.randrange(6)
        self.known: dict[str, Remembered] = {}
        self.used: set[str] = set()

    def get(self, kind: str, low: float | None, high: float | None, tag: str | None) -> Remembered:
        """The value of that kind and tag, drawn if it is not known."""
        name = f"{kind}.{tag}" if tag else ""
        if name and name in self.known:
            return self.known[name]
        value = self._make(kind, low, high, tag)
        if name:
            self.known[name] = value
        return value

    def has(self, kind: str, tag: str | None) -> bool:
        """Whether a value is known."""
        if kind in ("last", "first"):
            kind = "person"
        return tag is not None and f"{kind}.{tag}" in self.known

    def man(self, tag: str) -> bool:
        """Whether the person of that tag is a man."""
        return self.get("person", None, None, tag).man

    def _fresh(self, make: Callable[[], str]) -> str:
        text = make()
        for _ in range(40):
            if text not in self.used:
                break
            text = make()
        self.used.add(text)
        return text

    def _words(self, name: str) -> Remembered | None:
        lists = self.script.lists.get(name) or read("common").lists.get(name)
        if lists is None:
            return None
        own = lists.get(self.language) or lists["en"]
        place = own.index(self._fresh(lambda: self.rng.choice(own)))

        def write(language: Language) -> str:
            there = lists.get(language) or own
            return there[place] if len(there) == len(own) else own[place]

        return Remembered(write)

    def _make(self, kind: str, low: float | None, high: float | None, tag: str | None) -> Remembered:
        rng, language = self.rng, self.language
        if kind == "person":
            return self._person()
        if kind in ("last", "first"):
            name = self.get("person", None, None, tag).write(language)
            first, last = name.split(" ", 1)
            text = last if kind == "last" else first
        elif kind == "date":
            day = self.day + timedelta(
                days=rng.randint(int(-200 if low is None else low), int(200 if high is None else high))
            )
            for _ in range(20):
                if day.isoformat() not in self.used:
                    break
                day += timedelta(days=1)
            self.used.add(day.isoformat())
            return Remembered(lambda other: self._date(day, other))
        elif kind == "money":
            text = self._fresh(lambda: self._money(low or 10, high or 900))
        elif (words := self._words(kind)) is not None:
            return words
        else:
            text = self._fresh(lambda: self._plain(kind, low, high, tag))
        return Remembered(lambda _other: text)

    def _person(self) -> Remembered:
        man = self.rng.random() < 0.5
        firsts = pool(self.language, "first_name_male" if man else "first_name_female")
        first = self._fresh(lambda: self.rng.choice(firsts)).split(" ")[0]
        text = f"{first} {self._fresh(lambda: self.rng.choice(pool(self.language, 'last_name')))}"
        return Remembered(lambda _other: text, man)

    def _date(self, day: date, language: Language) -> str:
        if language != self.language or self.date_style < 3:
            if language == "en" and self.date_style == 2:
                return f"{day.day} {months('en')[day.month - 1]} {day.year}"
            return long_date(day, language)
        mark = {"en": "/", "de": ".", "nl": "-"}.get(language, "/")
        if language == "en" and self.date_style == 3:
            return day.isoformat()
        return day.strftime(f"%d{mark}%m{mark}%Y")

    def _money(self, low: float, high: float) -> str:
        step = 500 if low >= 20_000 else 50 if low >= 1000 else 5 if low >= 100 else 1
        amount = float(round(self.rng.uniform(low, high) / step) * step)
        if self.cents and high < 20_000:
            amount += self.rng.choice((0, 0.5, 0.95, 0.25))
        whole = f"{amount:,.2f}" if self.cents else f"{amount:,.0f}"
        style, language = self.money_style, self.language
        if language == "en":
            return (f"${whole}", f"£{whole}", f"€{whole}", f"USD {whole}", f"${whole}", f"£{whole}")[style]
        blank = " " if language == "fr" else "."
        whole = whole.replace(",", "~").replace(".", ",").replace("~", blank)
        if language == "nl":
            return (f"€ {whole}", f"€ {whole}", f"€{whole}", f"EUR {whole}", f"€ {whole}", f"{whole} euro")[style]
        if language == "pt":
            return (f"R$ {whole}", f"R$ {whole}", f"{whole} €", f"{whole} euros", f"€ {whole}", f"R$ {whole}")[style]
        word = "Euro" if language == "de" else "euro" if language == "it" else "euros"
        return (f"{whole} €", f"{whole} €", f"{whole} EUR", f"{whole} {word}", f"EUR {whole}", f"{whole} €")[style]

    def _plain(self, kind: str, low: float | None, high: float | None, tag: str | None) -> str:
        rng, language = self.rng, self.language
        if kind == "int":
            return str(rng.randint(int(low or 2), int(high or 60)))
        if kind == "dec":
            text = f"{rng.uniform(low or 0, high or 100):.{1 if self.cents else 2}f}"
            return text if language == "en" else text.replace(".", ",")
        if kind == "year":
            return str(rng.randint(int(low or 1950), int(high or 2025)))
        if kind == "company":
            return rng.choice(pool(language, "company"))
        if kind == "city":
            return rng.choice(pool(language, "city"))
        if kind == "street":
            street = rng.choice(pool(language, "street_address"))
            return street.replace(",", "") if language == "fr" else street.split(",")[0]
        if kind == "zip":
            return rng.choice(pool(language, "postcode"))
        if kind == "time":
            return self._time(int(low or 8), int(high or 20))
        if kind == "month":
            return rng.choice(months(language))
        if kind == "weekday":
            return rng.choice(days(language))
        if kind == "phone":
            return self._phone()
        if kind in ("email", "web"):
            return self._address(kind, tag)
        if kind == "ref":
            letters = "".join(rng.choice("ABCDEFGHKLMNPRSTVWXZ") for _ in range(rng.randint(1, 3)))
            mark = rng.choice(("-", "/", " ", ""))
            return f"{letters}{mark}{rng.randint(100, 99999)}{rng.choice(('', '', f'-{rng.randint(10, 99)}'))}"
        raise KeyError(f"{self.script.name}: no value or list is called {kind}")

    def _time(self, low: int, high: int) -> str:
        hour, minute = self.rng.randint(low, high), self.rng.choice((0, 0, 15, 30, 30, 45))
        language, style = self.language, self.clock_style
        if language == "en" and style:
            half = "am" if hour < 12 else "pm"
            minutes = f":{minute:02}" if minute or style == 1 else ""
            return f"{(hour - 1) % 12 + 1}{minutes} {half}"
        if language in ("fr", "pt") and style:
            return (
                f"{hour}{' h ' if language == 'fr' else 'h'}{minute:02}"
                if minute
                else f"{hour}{' h' if language == 'fr' else 'h'}"
            )
        if language in ("de", "nl", "it") and style == 1:
            return f"{hour}.{minute:02}"
        return f"{hour}:{minute:02}"

    def _phone(self) -> str:
        rng = self.rng
        area, rest = rng.randint(20, 989), [rng.randint(10, 99) for _ in range(4)]
        code = {"en": "+44", "de": "+49", "fr": "+33", "es": "+34", "it": "+39", "nl": "+31", "pt": "+351"}[
            self.language
        ]
        one, two = f"{rest[0]}{rest[1]}", f"{rest[2]}{rest[3]}"
        return (f"0{area} {one}{two}", f"{code} {area} {one} {two}", f"(0{area}) {one}-{two}", f"0{area}/{one}{two}")[
            self.phone_style
        ]

    def _address(self, kind: str, tag: str | None) -> str:
        rng = self.rng
        if not self.has("company", "host"):
            self.get("company", None, None, "host")
        host = plain(self.known["company.host"].write(self.language).split(" ")[0].split(",")[0]) or "office"
        ending = rng.choice(
            {"en": ("com", "org", "co.uk"), "pt": ("pt", "com.br")}.get(self.language, (self.language, "com", "org"))
        )
        if kind == "web":
            return rng.choice(
                (f"www.{host}.{ending}", f"https://www.{host}.{ending}/{rng.choice(('info', 'service', 'help'))}")
            )
        if tag and self.has("person", tag):
            first, last = self.known[f"person.{tag}"].write(self.language).split(" ", 1)
            user = rng.choice((f"{plain(first)}.{plain(last)}", f"{plain(first)[:1]}.{plain(last)}", plain(last)))
        else:
            user = rng.choice(("info", "office", "contact", "service", "mail", "team", "admin")) + rng.choice(
                ("", "", str(rng.randint(1, 9)))
            )
        return f"{user}@{host}.{ending}"


def plain(text: str) -> str:
    """Small letters without marks, as in an e-mail address."""
    for mark, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.lower().replace(mark, letters)
    return "".join(one for one in unicodedata.normalize("NFKD", text) if one.isascii() and one.isalnum())
