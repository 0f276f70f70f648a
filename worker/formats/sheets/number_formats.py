"""Numbers as a sheet shows them, by their number formats (ECMA-376 part 1, 18.8.31)."""

import math
import operator
import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy-mm-dd",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm",
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;(#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
"""Formats that files name by number alone. Those of dates in the reader's own order are shown as ISO 8601 has them."""

EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
MAX_DAYS = 2_958_465
"""31 December 9999."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<pad>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<ampm>AM/PM|A/P)|(?P<general>General)|(?P<exponent>E[+-]0+)"
    r"|(?P<date>y+|m+|d+|h+|s+|g+|e+)|(?P<fraction>\.0+(?=[^0#?,]*$)|)(?P<digits>[0#?][0#?,]*)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_CURRENCY = re.compile(r"\$([^-]*)")
_TESTS = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_ELAPSED = frozenset({"h", "hh", "m", "mm", "s", "ss"})


class _Section(NamedTuple):
    """One part of a format between semicolons, as tokens of a kind and a text."""

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None

    @property
    def is_date(self) -> bool:
        return any(kind in ("date", "ampm", "elapsed") for kind, _ in self.tokens)


def shown(value: float, number_format: str, *, since_1904: bool = False) -> str:
    """A number as text."""
    if not math.isfinite(value):
        return str(value)
    sections = _sections(number_format)
    section, value = _chosen(sections, value)
    if section is None:
        return general(value)
    if section.is_date:
        return _date(section, value, since_1904=since_1904)
    return _number(section, value)


def is_date_format(number_format: str) -> bool:
    """Whether a format shows dates or times."""
    sections = _sections(number_format)
    return bool(sections) and sections[0].is_date


def shown_text(text: str, number_format: str) -> str:
    """A text, by the fourth part of a format."""
    sections = _sections(number_format)
    if len(sections) < 4 or not any(kind == "other" and said == "@" for kind, said in sections[3].tokens):
        return text
    return "".join(text if said == "@" else said for kind, said in sections[3].tokens if kind in ("other", "text"))


def general(value: float) -> str:
    """A number without a format: up to eleven digits, as cells show them."""
    if math.isfinite(value) and value == int(value) and abs(value) < 1e11:
        return str(int(value))
    text = f"{value:.10g}" if abs(value) < 1e11 else f"{value:.6g}"
    return text.upper() if "e" in text else text


@lru_cache(4096)
def _sections(number_format: str) -> tuple[_Section, ...]:
    parts: list[list[tuple[str, str]]] = [[]]
    conditions: list[tuple[str, float] | None] = [None]
    for found in _TOKEN.finditer(number_format):
        kind, text = found.lastgroup or "", found.group(found.lastgroup or 0)
        if kind == "other" and text == ";":
            parts.append([])
            conditions.append(None)
        elif kind in ("quoted", "escaped"):
            parts[-1].append(("text", text))
        elif kind == "pad":
            parts[-1].append(("text", " "))
        elif kind == "bracket":
            if text.lower() in _ELAPSED:
                parts[-1].append(("elapsed", text.lower()))
            elif money := _CURRENCY.match(text):
                parts[-1].append(("text", money[1]))
            elif condition := re.fullmatch(r"(<=|>=|<>|<|>|=)(-?[\d.]+)", text):
                conditions[-1] = condition[1], float(condition[2])
        elif kind != "fill":
            parts[-1].append((kind, text))
    return tuple(_Section(tuple(part), condition) for part, condition in zip(parts, conditions, strict=True))


def _chosen(sections: tuple[_Section, ...], value: float) -> tuple[_Section | None, float]:
    """The section for a value, and the value as it is shown by it: the sign is the section's own."""
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or _TESTS[section.condition[0]](value, section.condition[1]):
                return section, value
        return None, value
    numbers = sections[:3]
    if value < 0 and len(numbers) > 1:
        return numbers[1], -value
    if value == 0 and len(numbers) > 2:
        return numbers[2], value
    return (numbers[0] if numbers[0].tokens else None), value


def _number(section: _Section, value: float) -> str:
    tokens = section.tokens
    if any(kind == "general" for kind, _ in tokens):
        return "".join(general(value) if kind == "general" else said for kind, said in tokens)
    pattern = "".join(said for kind, said in tokens if kind == "digits" or (kind == "other" and said in "./"))
    if "/" in pattern:
        return general(value)
    percent = sum(said.count("%") for kind, said in tokens if kind == "other")
    value *= 100**percent
    whole_pattern, _, fraction = pattern.partition(".")
    trailing = (
        len(whole_pattern) - len(whole_pattern.rstrip(","))
        if not fraction
        else len(fraction) - len(fraction.rstrip(","))
    )
    value /= 1000**trailing
    fraction = fraction.replace(",", "").replace(".", "")
    digits = "?" in whole_pattern or "0" in whole_pattern or "#" in whole_pattern
    exponent = next((said for kind, said in tokens if kind == "exponent"), None)
    if exponent is not None:
        number = f"{value:.{len(fraction)}e}"
        mantissa, _, power = number.partition("e")
        amount = int(power)
        body = (
            f"{mantissa}E{'-' if amount < 0 else '+' if '+' in exponent else ''}{abs(amount):0{exponent.count('0')}d}"
        )
    elif pattern:
        body = _decimal(abs(value), whole_pattern.rstrip(","), fraction)
        if value < 0 and body.strip("0.,"):
            body = "-" + body
    else:
        body = "" if not digits else general(value)
    return _filled(tokens, body)


def _decimal(value: float, whole: str, fraction: str) -> str:
    """A number that is not negative, by the digits before and after the point."""
    # Cells round halves away from zero, of the decimal number that people see.
    text = f"{_rounded(value, len(fraction)):.{len(fraction)}f}"
    before, _, after = text.partition(".")
    before = before.rjust(whole.count("0"), "0")
    if before == "0" and "0" not in whole:
        before = ""
    if "," in whole:
        before = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", before)
    while after and fraction[len(after) - 1] != "0" and after[-1] == "0":
        after = after[:-1]
    return f"{before}.{after}" if after else before


def _rounded(value: float, places: int) -> float:
    if not math.isfinite(value) or abs(value) > 1e15:
        return value
    return math.floor(float(f"{value * 10**places:.10g}") + 0.5) / 10**places if value * 10**places < 1e10 else value


def _filled(tokens: tuple[tuple[str, str], ...], body: str) -> str:
    """The format's own text around the number."""
    parts: list[str] = []
    is_placed = False
    for kind, said in tokens:
        if kind == "digits" or (kind == "other" and said == "." and any(k == "digits" for k, _ in tokens)):
            if not is_placed:
                parts.append(body)
                is_placed = True
        elif kind != "exponent" and not (kind == "other" and said in "@"):
            parts.append(said)
    return "".join(parts).strip()


def _date(section: _Section, value: float, *, since_1904: bool) -> str:
    if not 0 <= value <= MAX_DAYS:
        return general(value)
    tokens = section.tokens
    has_half = any(kind == "ampm" for kind, _ in tokens)
    parts = _with_fraction(tokens)
    places = max((len(said) - 1 for kind, said in parts if kind == "second_part"), default=0)
    seconds = round(value * 86_400, places)
    epoch = EPOCH_1904 if since_1904 else EPOCH
    # Excel counts a 29 February 1900 that never was.
    if not since_1904 and value < 60:
        epoch = EPOCH + timedelta(days=1)
    try:
        when = epoch + timedelta(seconds=seconds if places else round(seconds))
    except OverflowError:
        return general(value)
    found: list[str] = []
    last = ""
    for i, (kind, said) in enumerate(parts):
        if kind == "date":
            unit = said[0].lower()
            if unit == "m" and (last in ("h", "elapsed_h") or _next_unit(parts, i) == "s"):
                found.append(f"{when.minute:02d}" if len(said) > 1 else str(when.minute))
            else:
                found.append(_date_part(when, unit, len(said), has_half=has_half))
            last = unit
        elif kind == "elapsed":
            total = int(seconds + 1e-6) // {"h": 3600, "m": 60, "s": 1}[said[0]]
            found.append(str(total).rjust(len(said), "0"))
            last = "elapsed_" + said[0]
        elif kind == "ampm":
            found.append("AM" if when.hour < 12 else "PM")
        elif kind == "second_part":
            found.append(f"{when.microsecond / 1e6:.{len(said) - 1}f}"[1:])
        elif kind in ("text", "other", "digits") and said not in "@":
            found.append(said)
    return "".join(found).strip()


def _with_fraction(tokens: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """The tokens, with a point and noughts behind the seconds as one."""
    parts: list[tuple[str, str]] = []
    for kind, said in tokens:
        if kind == "digits" and parts and parts[-1] == ("other", "."):
            parts[-1] = ("second_part", f".{said}")
        else:
            parts.append((kind, said))
    return parts


def _next_unit(parts: list[tuple[str, str]], at: int) -> str:
    return next((said[0].lower() for kind, said in parts[at + 1 :] if kind == "date"), "")


def _date_part(when: datetime, unit: str, length: int, *, has_half: bool) -> str:
    match unit:
        case "y" | "e":
            return str(when.year) if length > 2 or unit == "e" else f"{when.year % 100:02d}"
        case "m":
            name = _MONTHS[when.month - 1]
            return {1: str(when.month), 2: f"{when.month:02d}", 3: name[:3], 4: name}.get(length, name[:1])
        case "d":
            name = _DAYS[when.weekday()]
            return {1: str(when.day), 2: f"{when.day:02d}", 3: name[:3]}.get(length, name)
        case "h":
            hour = (when.hour - 1) % 12 + 1 if has_half else when.hour
            return str(hour) if length == 1 else f"{hour:02d}"
        case "s":
            return str(when.second) if length == 1 else f"{when.second:02d}"
        case _:
            return ""
