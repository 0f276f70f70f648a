"""Typed values in a text: dates, amounts, numbers with units, telephone numbers, addresses of mail and of the web.

What a month, a day, a unit or a currency is called comes from the CLDR (`worker.answering.value_names`), what a
telephone number can be from libphonenumber, and what a web or mail address is from linkify-it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache, lru_cache
from operator import attrgetter
from typing import NamedTuple

import phonenumbers
from linkify_it import LinkifyIt

from worker.answering.value_names import patterns

LENIENT_REGION = "DE"
"""A region whose telephone numbers have any length, so that those of other regions written without a code pass, too."""

MIN_PHONE_DIGITS = 7
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


_NUMBER = r"\d+(?:[.,'’\u00a0\u202f]\d+| (?=\d{3}\b)\d{3})*"
_NUMBERS = rf"{_NUMBER}(?:\s?[-–]\s?{_NUMBER})?"


def _dates(names: Mapping[str, str]) -> str:
    """A pattern of dates with days and months in range."""
    month, year = rf"(?:{names['months']})\b\.?", r"(?:1[5-9]|20)\d\d"
    day = r"(?:3[01]|[12]\d|0?[1-9])"
    number = r"(?:1[0-2]|0?[1-9])"
    ordinal = rf"{day}(?:st|nd|rd|th|er|[.ºª°])?"
    of = r"\s+(?:day\s+of\s+|of\s+|de\s+|d['’])?"
    alone = r"(?<![\w.,/-])"
    return (
        rf"{alone}(?:(?:{names['days']})\b,?\s+)?{ordinal}{of}{month}(?:,?\s+(?:del?\s+|of\s+)?{year}\b)?"
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
    names = patterns()
    currency = rf"{names['currency_signs']}|(?<![^\W\d_])(?:{names['currencies']})s?(?![^\W\d_])"
    money = rf"(?:{currency})\$?\s?-?{_NUMBER}{none}|(?<![\w.,]){_NUMBER}{none}\s?(?:{currency})"
    code = r"(?<![\w.,])(?=[^\W_]*[-_/#.]?[^\W_]*\d)#?\w+(?:[-_/.#]\w+)*(?!\w)"
    return re.compile(
        rf"(?P<date>{_dates(names)})|(?P<time>{time})|(?P<percentage>-?{_NUMBER}\s?%)|(?P<amount>{money})"
        rf"|(?P<quantity>(?<![\w.,]){_NUMBERS}\s?(?:{names['units']})(?![^\W_]))"
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
        for value in _phones(text):
            _add_if_free(value, found)
    for match in _near_digits(lower):
        _add_if_free(Value(match.start(), match.start() + len(match.group().rstrip()), Kind(match.lastgroup)), found)
    return tuple(found)


def _near_digits(lower: str) -> Iterator[re.Match[str]]:
    """The matches of the pattern, which all have a digit: text without any is left out."""
    at = 0
    for run in _WITH_DIGITS.finditer(lower):
        start = max(at, lower.rfind(" ", at, max(at, run.start() - NEAR_CHARACTERS)) + 1)
        stop = lower.find(" ", run.end() + NEAR_CHARACTERS)
        stop = len(lower) if stop < 0 else stop
        for match in _pattern().finditer(lower, start, stop):
            # What begins before the next run's text is complete here.
            if match.start() >= at:
                yield match
                at = match.end()


def _add_if_free(value: Value, found: list[Value]) -> None:
    """Adds the value to those found, which are in order, unless one of them overlaps it."""
    at = bisect_left(found, value.end, key=_start)
    if not at or found[at - 1].end <= value.start:
        found.insert(at, value)


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


_start = attrgetter("start")

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
