"""Names of months, days, currencies and units in seven languages, as patterns.

They are the CLDR's; `training.value_names` makes the list.
"""

import json
import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from shared.errors import ModelMissing

NAMES = Path(__file__).parents[1] / "models" / "values" / "names.json"

_Tree = dict[str, Any]
"""Of names by their letters; the empty string says that a name may end."""


class Names(NamedTuple):
    """Names in lower case."""

    months: Collection[str]
    days: Collection[str]
    currency_signs: Collection[str]
    currencies: Collection[str]
    units: Collection[str]


@cache
def patterns() -> dict[str, str]:
    """A pattern of any of the names, the longest that fits first, by the field of `Names`.

    Raises ModelMissing where the list is absent.
    """
    try:
        found = Names(**json.loads(NAMES.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ModelMissing("The list of names of months, currencies and units is absent; install anew.") from error
    return {field: alternatives(names) for field, names in found._asdict().items()}


def alternatives(names: Collection[str]) -> str:
    """A pattern of any of the names, the longest that fits first.

    What names begin with alike is in the pattern once: it is made and matched faster than a list of them.
    """
    tree: _Tree = {}
    for name in sorted(names):
        place = tree
        for letter in name:
            place = place.setdefault(letter, {})
        place[""] = {}
    return _pattern(tree)


def _pattern(tree: _Tree) -> str:
    """The pattern of a tree that is not empty."""
    longer = {letter: _pattern(rest) for letter, rest in tree.items() if letter}
    single = [re.escape(letter) for letter, rest in longer.items() if not rest]
    parts = [re.escape(letter) + rest for letter, rest in longer.items() if rest]
    if single:
        parts.append(single[0] if len(single) == 1 else f"[{''.join(single)}]")
    if not parts:
        return ""
    whole = parts[0] if len(parts) == 1 and "" not in tree else f"(?:{'|'.join(parts)})"
    return f"{whole}?" if "" in tree else whole
