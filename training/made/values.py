"""Names, places, dates, amounts and numbers as one document writes them: in its country's ways, and always the same."""

import calendar
import datetime
import random
import string
from functools import cache, lru_cache
from typing import cast

from babel import Locale
from babel.dates import format_date

from training.made.countries import (
    COUNTRIES,
    CURRENCIES,
    DIALING_CODES,
    FAKER_LOCALES,
    IBANS,
    LONG_DATES,
    NUMERIC_DATES,
    NUMERIC_DATES_BY_LANGUAGE,
    POSTCODES,
    TAX_IDS,
    TOP_LEVEL_DOMAINS,
)
from training.made.model import Language
from training.made.names import Address, Person, name_pools, plain
from training.made.words.companies import COMPANY_FORMS, TRADE_WORDS, TRADES
from training.made.words.places import STREETS, TOWNS


@lru_cache(maxsize=20000)
def _babel_date(day: datetime.date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale)


@cache
def month_names(language: Language) -> tuple[str, ...]:
    """January to December, as they are alone."""
    names = Locale(language).months["stand-alone"]["wide"]
    return tuple(cast(str, names[month]) for month in range(1, 13))


@cache
def weekday_names(language: Language) -> tuple[str, ...]:
    """Monday to Sunday."""
    names = Locale(language).days["stand-alone"]["wide"]
    return tuple(cast(str, names[day]) for day in range(7))


class Values:
    """Draws values for one document. Dates and amounts are written in one manner throughout."""

    def __init__(self, rng: random.Random, language: Language) -> None:
        self.rng = rng
        self.language = language
        self.country = rng.choice(COUNTRIES[language])
        self.symbol, self.code = CURRENCIES.get(self.country, ("€", "EUR"))
        self.today = datetime.date(2015, 1, 1) + datetime.timedelta(days=rng.randrange(4300))
        numeric = (
            NUMERIC_DATES.get(self.country)
            or NUMERIC_DATES_BY_LANGUAGE.get(language)
            or ("%d/%m/%Y", "%d-%m-%Y", "%d/%m/%y")
        )
        self.long_pattern = rng.choice(LONG_DATES.get(self.country) or LONG_DATES[language])
        self._numeric = rng.choice(numeric)
        self._long = rng.random() < 0.4
        self._locale = f"{language}_{self.country}" if self.country in ("US", "GB", "AT", "BR", "PT") else language
        if self.country in ("US", "GB", "MX"):
            self.thousands, self.point = ",", "."
        elif self.country == "CH":
            self.thousands, self.point = "'", "."
        elif self.country == "FR":
            self.thousands, self.point = " ", ","
        else:
            self.thousands, self.point = ".", ","
        if rng.random() < 0.12:
            self.thousands = ""
        glued = self.symbol in ("$", "£")
        self._money = rng.choice(
            ("{s}{a}", "{s}{a}", "{s}{a}", "{a} {c}", "{s} {a}")
            if glued
            else ("{a} {s}", "{a} {s}", "{s} {a}", "{a} {c}", "{c} {a}", "{a}{s}")
        )
        if self.symbol == "R$":
            self._money = "R$ {a}"
        self._phone = rng.randrange(4)

    # People and places
    def person(self, female: bool | None = None, foreign: float = 0.08) -> Person:
        """Somebody; now and then with a name from elsewhere."""
        rng = self.rng
        country = rng.choice(tuple(FAKER_LOCALES)) if rng.random() < foreign else self.country
        women, men, families = name_pools(country)
        woman = rng.random() < 0.5 if female is None else female
        return Person(rng.choice(women if woman else men), rng.choice(families), woman)

    def people(self, count: int) -> list[Person]:
        """Several people, no two with the same given or family name."""
        found: list[Person] = []
        while len(found) < count:
            person = self.person()
            if all(person.given != other.given and person.family != other.family for other in found):
                found.append(person)
        return found

    def company(self, form: bool | None = None) -> str:
        """A firm's name, mostly with its legal form."""
        rng = self.rng
        family = rng.choice(name_pools(self.country)[2])
        word, trade = rng.choice(TRADE_WORDS[self.language]), rng.choice(TRADES[self.language])
        romance = self.language in ("fr", "es", "it", "pt")
        pair = f"{trade} {word}" if romance else f"{word} {trade}"
        sign = "&" if self.language != "es" else "y"
        name = rng.choice(
            (
                pair,
                pair,
                f"{trade} {family}" if romance else f"{family} {trade}",
                family,
                f"{family} {sign} {rng.choice(name_pools(self.country)[2])}",
                word,
            )
        )
        with_form = rng.random() < 0.8 if form is None else form
        return f"{name} {rng.choice(COMPANY_FORMS[self.country])}" if with_form else name

    def street(self) -> str:
        """A street with its number."""
        rng = self.rng
        country = {"AT": "DE", "CH": "DE", "BE": "FR", "MX": "ES"}.get(self.country, self.country)
        name, number = rng.choice(STREETS[country]), str(rng.randint(1, 180))
        if rng.random() < 0.1 and country in ("DE", "NL", "GB", "IT"):
            number += rng.choice("abc")
        if country in ("US", "GB"):
            return f"{number} {name}"
        if country == "FR":
            return rng.choice((f"{number} {name}", f"{number}, {name}"))
        if country in ("ES", "PT", "BR", "IT"):
            return f"{name}, {number}" if country != "IT" else f"{name} {number}"
        return f"{name} {number}"

    def town(self) -> str:
        """A town's name (without a state)."""
        return self.rng.choice(TOWNS[self.country]).split(",")[0]

    def postcode(self) -> str:
        """A post code."""
        rng = self.rng
        if self.country == "GB":
            return self.pattern(rng.choice(("??# #??", "?## #??", "??## #??"))).upper()
        code = self.pattern(POSTCODES[self.country]).upper()
        return (
            rng.choice("123456789") + code[1:] if self.country not in ("US", "ES") else rng.choice("01234") + code[1:]
        )

    def address(self) -> Address:
        """A postal address."""
        place = self.rng.choice(TOWNS[self.country])
        town, code = place.split(",")[0], self.postcode()
        whole = f"{place} {code}" if self.country in ("US", "GB") else f"{code} {place}"
        return Address(self.street(), whole, town)

    # Time
    def day(self, earliest: int = 0, latest: int = 0) -> datetime.date:
        """A day between so many days after (or, below zero, before) the document's own day."""
        return self.today + datetime.timedelta(days=self.rng.randint(min(earliest, latest), max(earliest, latest)))

    def date(self, day: datetime.date, long: bool | None = None) -> str:
        """The day as this document writes dates; ``long`` with the month's name."""
        if self._long if long is None else long:
            return _babel_date(day, self.long_pattern, self._locale)
        return day.strftime(self._numeric)

    def month(self, day: datetime.date) -> str:
        """Month and year in words."""
        name = month_names(self.language)[day.month - 1]
        return f"{name} de {day.year}" if self.language in ("es", "pt") else f"{name} {day.year}"

    def add_months(self, day: datetime.date, months: int) -> datetime.date:
        """The same day so many months on, or the last of that month."""
        year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

    def clock(self, hour: int, minute: int = 0) -> str:
        """A time of day as the country writes it."""
        if self.country == "US":
            return f"{(hour - 1) % 12 + 1}:{minute:02d} {'AM' if hour < 12 else 'PM'}"
        if self.language == "fr":
            return f"{hour:02d}h{minute:02d}" if self._phone < 2 else f"{hour}:{minute:02d}"
        return f"{hour:02d}:{minute:02d}"

    # Numbers
    def number(self, value: float, digits: int = 0) -> str:
        """A number with the country's separators."""
        text = f"{value:,.{digits}f}"
        return text.replace(",", "\0").replace(".", self.point).replace("\0", self.thousands)

    def amount(self, value: float, digits: int = 2, currency: bool = True) -> str:
        """An amount of money, with its currency by default."""
        if value < 0:
            return "-" + self.amount(-value, digits, currency)
        text = self.number(value, digits)
        return self._money.format(a=text, s=self.symbol, c=self.code) if currency else text

    def percent(self, value: float, digits: int | None = None) -> str:
        """A percentage, e.g. 19 % or 19%."""
        text = self.number(value, (0 if value == int(value) else 1) if digits is None else digits)
        blank = " " if self.language in ("de", "fr", "es") and self._phone < 3 else ""
        return f"{text}{blank}%"

    def pattern(self, pattern: str) -> str:
        """``#`` becomes a digit and ``?`` a capital letter."""
        rng = self.rng
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
        return "".join(
            rng.choice(string.digits) if sign == "#" else rng.choice(letters) if sign == "?" else sign
            for sign in pattern
        )

    def reference(self, *prefixes: str) -> str:
        """An invoice, order, customer or file number; prefixes are what it may begin with."""
        rng = self.rng
        year = self.today.year
        body = rng.choice(
            (
                "#####",
                "######",
                "########",
                f"{year}-####",
                f"{year}/###",
                "##-####",
                "####-####",
                "?#####",
                f"{year % 100}#####",
                "## ### ###",
            )
        )
        first = rng.choice(prefixes) if prefixes and rng.random() < 0.55 else ""
        joint = rng.choice(("-", "", "-", "/")) if first else ""
        text = self.pattern(body)
        return first + joint + (rng.choice("123456789") + text[1:] if text[0] == "0" else text)

    # Contacts
    def phone(self, mobile: bool = False) -> str:
        """A phone number in the country's ways, one manner a document."""
        dial, style = DIALING_CODES[self.country], self._phone
        tail = self.pattern("### ## ##" if style % 2 else "#######")
        first = self.rng.choice("23456789")
        if self.country == "US":
            a, b, c = first + self.pattern("##"), "5" + self.pattern("##"), self.pattern("####")
            return (f"({a}) {b}-{c}", f"{a}-{b}-{c}", f"+1 {a} {b} {c}", f"{a}.{b}.{c}")[style]
        if self.country in ("FR", "BE"):
            pairs = " ".join(self.pattern("## ## ## ##").split())
            head = "6" if mobile else self.rng.choice("12345")
            return (
                f"0{head} {pairs}",
                f"+33 {head} {pairs}" if self.country == "FR" else f"+32 {head} {pairs}",
                f"0{head}.{pairs.replace(' ', '.')}",
                f"0{head} {pairs}",
            )[style]
        if self.country in ("ES", "PT"):
            head = "6" if mobile and self.country == "ES" else "9" if mobile or self.country == "ES" else "2"
            local = self.pattern("## ### ###") if style < 2 else self.pattern("## ## ## ##")[:11]
            return (f"{head}{local}", f"+{dial} {head}{local}", f"{head}{local}", f"(+{dial}) {head}{local}")[style]
        if self.country in ("MX", "BR"):
            area = first + self.pattern("#")
            local = ("9" if mobile else "") + self.pattern("####-####")
            return (f"({area}) {local}", f"+{dial} {area} {local}", f"({area}) {local}", f"{area} {local}")[style]
        area = (
            "7"
            if self.country in ("GB", "CH")
            else "6"
            if self.country in ("NL", "AT")
            else "17"
            if self.country == "DE"
            else "3"
        ) + self.pattern("#" if self.country != "GB" else "###")
        if not mobile:
            area = first + self.pattern(self.rng.choice(("#", "##", "###")))
        return (
            f"0{area} {tail}",
            f"+{dial} {area} {tail}",
            f"0{area}/{tail}" if self.language == "de" else f"0{area}-{tail}",
            f"+{dial} (0){area} {tail}" if self.language != "it" else f"+39 0{area} {tail}",
        )[style]

    def domain(self, company: str) -> str:
        """A web name for a firm."""
        words = [word for word in plain(company).split() if len(word) > 3][:2] or ["firma"]
        tld = self.rng.choice(
            (
                TOP_LEVEL_DOMAINS.get(self.country, self.country.lower()),
                TOP_LEVEL_DOMAINS.get(self.country, self.country.lower()),
                "com",
                "eu",
                "net",
                "org",
            )
        )
        return self.rng.choice(("-", "")).join(words) + "." + tld

    def web(self, domain: str) -> str:
        """The web address of a domain."""
        return self.rng.choice(("www.{}", "www.{}", "https://{}", "https://www.{}", "{}")).format(domain)

    def email(self, who: Person | str, domain: str) -> str:
        """An e-mail address of somebody, or of an office ("info")."""
        if isinstance(who, str):
            return f"{plain(who).replace(' ', '.')}@{domain}"
        given, family = plain(who.given).replace(" ", "-"), plain(who.family).replace(" ", "-")
        return self.rng.choice((f"{given}.{family}", f"{given[0]}.{family}", family, f"{given}")) + "@" + domain

    # Numbers of accounts and taxes
    def iban(self) -> str:
        """An account number (not with true check digits)."""
        text = self.pattern(IBANS.get(self.country, "DE## #### #### #### #### ##"))
        if self.country in ("US", "MX", "BR"):
            return self.pattern("##########")
        return text if self._phone < 3 else text.replace(" ", "")

    def bic(self) -> str:
        """A bank's code."""
        country = self.country if self.country not in ("US", "MX", "BR") else "US"
        return self.pattern("????") + country + self.pattern("?#") + self.rng.choice(("", "XXX"))

    def tax_id(self) -> str:
        """A VAT or tax number of the country's shape."""
        return self.pattern(TAX_IDS[self.country])
