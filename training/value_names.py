"""Make the list of names of months, days, currencies and units, from the CLDR (through Babel).

    python -m training.value_names

The patterns of values need a few hundred names; loading seven whole locales at every start takes longer than all else.
"""

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

from babel import Locale

from worker.answering.terms import is_stop_word
from worker.answering.value_names import NAMES, Names

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
"""Those whose names of months, days, units and currencies are known."""

MIN_CURRENCY_LETTERS = 4

_UNIT = re.compile(r"[^\W\d_]+(?:/[^\W\d_]+)?|°[A-Z]?")


def main() -> int:
    """Run from the command line; returns the exit status."""
    found = {name: sorted(texts) for name, texts in names()._asdict().items()}
    NAMES.write_text(json.dumps(found, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{sum(map(len, found.values()))} names in {NAMES}")
    return 0


def names() -> Names:
    """The names in lower case."""
    locales = [Locale(language) for language in LANGUAGES]
    months = {name.rstrip(".") for locale in locales for name in _texts(locale.months)}
    days = {name.rstrip(".") for locale in locales for name in _texts(locale.days)}
    found = Names(
        months={name for name in months if len(name) > 2 and not name.isdigit()},
        days={name for name in days if len(name) > 3},
        currency_signs={
            str(sign) for locale in locales for sign in locale.currency_symbols.values() if not str(sign).isalpha()
        },
        currencies=_currencies(locales),
        units=_units(locales),
    )
    return Names(*({name.lower() for name in texts} for texts in found))


def _texts(data: Any) -> Iterator[str]:
    """All texts in a nested mapping of the CLDR."""
    for value in data.values():
        if isinstance(value, str):
            yield value
        elif hasattr(value, "values"):
            yield from _texts(value)


def _currencies(locales: list[Locale]) -> set[str]:
    """The codes of currencies, and their names where these are one word."""
    found = set[str]()
    for locale in locales:
        found.update(str(code) for code in locale.currencies)
        # "US dollar": the last word is what people write; short ones are other words as well.
        last = [str(name).split()[-1] for name in locale.currencies.values()]
        found.update(name for name in last if name.isalpha() and len(name) >= MIN_CURRENCY_LETTERS)
    return found


def _units(locales: list[Locale]) -> set[str]:
    """What follows a number: hours, kg, Stunden."""
    found = set[str]()
    for locale in locales:
        for name in locale.unit_display_names:
            for pattern in _texts(locale._data["unit_patterns"].get(name, {})):
                found.add(pattern.replace("{0}", "").strip(" \u00a0\u202f."))
    return {name for name in found if _UNIT.fullmatch(name) and not is_stop_word(name.lower())}


if __name__ == "__main__":
    sys.exit(main())
