"""Typed values in a text: dates, amounts, numbers with units, telephone numbers, addresses of mail and of the web.

What a month, a day, a unit or a currency is called comes from the CLDR (through Babel), what a telephone number can be
from libphonenumber, and what a web or mail address is from linkify-it.
"""

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cache, lru_cache
from typing import Any, NamedTuple

import phonenumbers
from babel import Locale
from linkify_it import LinkifyIt

from worker.answering.terms import is_stop_word

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
"""Those whose names of months, days, units and currencies are known."""

LENIENT_REGION = "DE"
"""A region whose telephone numbers have any length, so that those of other regions written without a code pass, too."""

MIN_PHONE_DIGITS = 7
MIN_CURRENCY_LETTERS = 4
MIN_ADDRESS_WORDS, MAX_ADDRESS_WORDS = 4, 20
MAX_NAME_WORDS = 6
MAX_PHRASE_WORDS = 6


NEAR_CHARACTERS = 24
"""To each side of a digit, in which there may be words of its value: names of a day and a month."""

_PHONE_DIGITS = re.compile(rf"\d(?:\D{{0,16}}\d){{{MIN_PHONE_DIGITS - 1}}}")
"""Digits near each other as those of a telephone number are, its extension with them."""

_LINKED = re.compile(r"(?<!\S)\S*(?:@|//|[^\s.]\.[^\s.])\S*")
"""What is between blanks and may have a link in it."""

_WITH_DIGITS = re.compile(r"(?<!\S)\S*\d(?:.{0,24}\d)*\S*", re.DOTALL)


class Kind(Enum):
    """What a text is, as an answer."""

    DATE = "date"
    TIME = "time"
    AMOUNT = "amount"
    PERCENTAGE = "percentage"
    QUANTITY = "quantity"
    NUMBER = "number"
    PHONE = "phone"
    MAIL = "mail"
    WEB = "web"
    CODE = "code"
    NAME = "name"
    ADDRESS = "address"
    LIST = "list"
    PHRASE = "phrase"
    CLAUSE = "clause"


class Value(NamedTuple):
    """``text[start:end]`` and what it is."""

    start: int
    end: int
    kind: Kind


def _names(data: Any) -> Iterator[str]:
    """All texts in a nested mapping of the CLDR."""
    for value in data.values():
        if isinstance(value, str):
            yield value
        elif hasattr(value, "values"):
            yield from _names(value)


def _alternatives(names: Iterable[str]) -> str:
    """A pattern of any of the names in lower case, the longest first."""
    lower = {name.lower() for name in names}
    return "|".join(re.escape(name) for name in sorted(lower, key=lambda name: (-len(name), name)))


@cache
def _locales() -> tuple[Locale, ...]:
    return tuple(map(Locale, LANGUAGES))


@cache
def _months() -> str:
    """A pattern of the months' names, in full and abbreviated."""
    names = {name.rstrip(".") for locale in _locales() for name in _names(locale.months)}
    return _alternatives(name for name in names if len(name) > 2 and not name.isdigit())


@cache
def _days() -> str:
    """A pattern of the names of the days of the week, in full and abbreviated."""
    names = {name.rstrip(".") for locale in _locales() for name in _names(locale.days)}
    return _alternatives(name for name in names if len(name) > 3)


@cache
def _currencies() -> str:
    """A pattern of the signs, codes and names of currencies; the names are those that are one word."""
    signs, words = set[str](), set[str]()
    for locale in _locales():
        signs.update(str(symbol) for symbol in locale.currency_symbols.values() if not str(symbol).isalpha())
        words.update(str(code) for code in locale.currencies)
        # "US dollar": the last word is what people write; short ones are other words as well.
        last = [str(name).split()[-1] for name in locale.currencies.values()]
        words.update(name for name in last if name.isalpha() and len(name) >= MIN_CURRENCY_LETTERS)
    return rf"{_alternatives(signs)}|(?<![^\W\d_])(?:{_alternatives(words)})s?(?![^\W\d_])"


@cache
def _units() -> str:
    """A pattern of what follows a number: hours, kg, Stunden."""
    found: set[str] = set()
    for locale in _locales():
        for name in locale.unit_display_names:
            for pattern in _names(locale._data["unit_patterns"].get(name, {})):
                found.add(pattern.replace("{0}", "").strip(" \u00a0\u202f."))
    return _alternatives(name for name in found if _UNIT.fullmatch(name) and not is_stop_word(name.lower()))


_UNIT = re.compile(r"[^\W\d_]+(?:/[^\W\d_]+)?|°[A-Z]?")
_NUMBER = r"\d+(?:[.,'’\u00a0\u202f]\d+| (?=\d{3}\b)\d{3})*"
_NUMBERS = rf"{_NUMBER}(?:\s?[-–]\s?{_NUMBER})?"


def _dates() -> str:
    """A pattern of dates with days and months in range."""
    month, year = rf"(?:{_months()})\b\.?", r"(?:1[5-9]|20)\d\d"
    day = r"(?:3[01]|[12]\d|0?[1-9])"
    number = r"(?:1[0-2]|0?[1-9])"
    ordinal = rf"{day}(?:st|nd|rd|th|er|[.ºª°])?"
    of = r"\s+(?:day\s+of\s+|of\s+|de\s+|d['’])?"
    alone = r"(?<![\w.,/-])"
    return (
        rf"{alone}(?:(?:{_days()})\b,?\s+)?{ordinal}{of}{month}(?:,?\s+(?:del?\s+|of\s+)?{year}\b)?"
        rf"|\b{month}\s+{ordinal}(?!\d)(?:\s*,?\s*{year}\b)?|\b{month},?\s+(?:del?\s+)?{year}\b"
        rf"|{alone}{day}\s?-\s?{month}\s?-\s?(?:{year}|\d\d)\b"
        rf"|{alone}(?:{day}\s?[/.-]\s?{number}|{number}\s?[/.-]\s?{day})\s?[/.-]\s?(?:(?:19|20)\d\d|\d\d)(?![\w/])"
        rf"|{alone}{year}\s?[/.-]\s?{number}\s?[/.-]\s?{day}(?![\w/-])|{alone}{year}(?![\w/-]|[.,]\d)"
    )


@cache
def _pattern() -> re.Pattern[str]:
    """Of all values but links and telephone numbers, in text in lower case; its groups are the kinds."""
    half = r"\s?[ap]\.?m\b\.?"
    time = rf"(?<![\w:.,])(?:[01]?\d|2[0-4])(?:[:h][0-5]\d(?::[0-5]\d)?(?:{half})?|(?:\.[0-5]\d)?{half})(?!\w)"
    none = r"(?:,?[-–]{1,2}(?!\w))?"
    money = rf"(?:{_currencies()})\$?\s?-?{_NUMBER}{none}|(?<![\w.,]){_NUMBER}{none}\s?(?:{_currencies()})"
    code = r"(?<![\w.,])(?=[^\W_]*[-_/#.]?[^\W_]*\d)#?\w+(?:[-_/.#]\w+)*(?!\w)"
    return re.compile(
        rf"(?P<date>{_dates()})|(?P<time>{time})|(?P<percentage>-?{_NUMBER}\s?%)|(?P<amount>{money})"
        rf"|(?P<quantity>(?<![\w.,]){_NUMBERS}\s?(?:{_units()})(?![^\W_]))"
        rf"|(?P<number>(?<![\w.])[-+#]?{_NUMBERS}(?![\w/-]))|(?P<code>{code})"
    )


@cache
def _linkify() -> LinkifyIt:
    return LinkifyIt()


def find_values(text: str, start: int = 0, end: int | None = None) -> list[Value]:
    """The values in ``text[start:end]``, in order, without overlap."""
    return [Value(value.start + start, value.end + start, value.kind) for value in _values(text[start:end])]


@lru_cache(1 << 10)
def _values(text: str) -> tuple[Value, ...]:
    """The values in a text. What is asked about is asked about again, so they are kept for a while."""
    lower = text.lower()
    lower = lower if len(lower) == len(text) else text
    found = list(_links(text))
    if _PHONE_DIGITS.search(text):
        found += [value for value in _phones(text) if not _taken(value, found)]
    for match in _near_digits(lower):
        value = Value(match.start(), match.start() + len(match.group().rstrip()), Kind(match.lastgroup))
        if not _taken(value, found):
            found.append(value)
    return tuple(sorted(found, key=lambda value: value.start))


def _near_digits(lower: str) -> Iterator[re.Match[str]]:
    """The matches of the pattern, which all have a digit: text without any is left out."""
    at = 0
    for run in _WITH_DIGITS.finditer(lower):
        start = max(at, lower.rfind(" ", 0, max(0, run.start() - NEAR_CHARACTERS)) + 1)
        stop = lower.find(" ", run.end() + NEAR_CHARACTERS)
        stop = len(lower) if stop < 0 else stop
        for match in _pattern().finditer(lower, start, stop):
            # What begins before the next run's text is complete here.
            if match.start() >= at:
                yield match
                at = match.end()


def _taken(value: Value, found: list[Value]) -> bool:
    return any(value.start < other.end and other.start < value.end for other in found)


def _links(text: str) -> Iterator[Value]:
    for run in _LINKED.finditer(text):
        for link in _linkify().match(run.group()) or []:
            kind = Kind.MAIL if link.schema == "mailto:" else Kind.WEB
            yield Value(run.start() + link.index, run.start() + link.last_index, kind)


def _phones(text: str) -> Iterator[Value]:
    """Telephone numbers: those with a country's code, and others with the groups of one and enough digits."""
    matcher = phonenumbers.PhoneNumberMatcher(text, LENIENT_REGION, leniency=phonenumbers.Leniency.POSSIBLE)
    for match in matcher:
        raw = match.raw_string
        if sum(map(str.isdigit, raw)) < MIN_PHONE_DIGITS or _pattern().fullmatch(raw.lower()):
            continue
        yield Value(match.start, match.start + len(raw), Kind.PHONE)


_EDGES = " \t\r\n.,;:!?\"'“”‘’«»()[]"


@lru_cache(1 << 14)
def kind_of(text: str) -> Kind:
    """What a text is: the values that make up most of it, else what its words look like."""
    body = text.strip(_EDGES)
    words = body.split()
    if any(map(str.isdigit, body)) or "@" in body or "." in body:
        values = find_values(body) if len(words) <= 2 * MAX_PHRASE_WORDS else []
        if values:
            largest = max(values, key=lambda value: value.end - value.start)
            rest = body
            for value in reversed(values):
                rest = rest[: value.start] + " " + rest[value.end :]
            others = len(re.findall(r"[^\W_]+", rest))
            vague = len(values) > 1 and {value.kind for value in values} <= {Kind.NUMBER, Kind.CODE}
            if others <= (1 if vague else len(values)):
                bare = largest.kind is Kind.NUMBER and others == 1 and len(values) == 1
                return Kind.QUANTITY if bare else largest.kind
    return _shape(body, words)


def _shape(body: str, words: list[str]) -> Kind:
    digits = any(map(str.isdigit, body))
    long = [word for word in words if len(word) > 3 and word[0].isalpha()]
    capital = bool(long) and sum(word[0].isupper() for word in long) > 0.7 * len(long)
    parts = [part for part in re.split(r",|;|\n|\s(?:and|und|et|y|e|en)\s", body) if part.strip()]
    if digits and capital and MIN_ADDRESS_WORDS <= len(words) <= MAX_ADDRESS_WORDS:
        return Kind.ADDRESS
    if len(parts) > 1 and capital and not digits:
        return Kind.LIST
    if capital and len(words) <= MAX_NAME_WORDS:
        return Kind.NAME
    if len(parts) > 2 and max(len(part.split()) for part in parts) <= MAX_PHRASE_WORDS:
        return Kind.LIST
    return Kind.PHRASE if len(words) <= MAX_PHRASE_WORDS else Kind.CLAUSE
