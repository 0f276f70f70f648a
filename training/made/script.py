"""Reads the scripts of prose documents: directives, each followed by its text in every language.

A directive is on a line of its own; the lines below it begin with a language and a colon. ``?`` after a directive:
the block is left out now and then. ``*4-8``: it is written so often.

T title, S section with heading (S~ may change places, S? may be missing), H heading, p paragraph, + further sentence
of the paragraph, L lines (//), F field (label :: value), i item, o numbered item, A table header (;;), c table row,
x boilerplate, =name list of words, Q keys kind, N kind (never answered here), set name (an option of the kind).
"""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from training.made.model import LANGUAGES

FOLDER = Path(__file__).parent / "words" / "prose"
_DIRECTIVE = re.compile(r"(T|S|H|p|\+|L|F|i|o|A|c|x)([~?]*)(?:\*(\d+)-(\d+))?$")
_TEXT = re.compile(r"(" + "|".join(LANGUAGES) + r"): ?(.*)$")


@dataclass(slots=True)
class Step:
    """A block of a script."""

    type: str
    droppable: bool
    movable: bool
    low: int
    high: int
    texts: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Asked:
    """What can be asked; no keys: the document never answers it."""

    first: str
    last: str
    kind: str
    only_if_present: bool
    texts: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Script:
    """A kind of document."""

    name: str
    steps: list[Step] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    lists: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    options: set[str] = field(default_factory=set)


class ScriptError(ValueError):
    """A script that cannot be read."""


@cache
def read(name: str) -> Script:
    """The script of that name."""
    script = Script(name)
    texts: dict[str, str] = {}
    wordlist: dict[str, list[str]] | None = None
    for number, raw in enumerate((FOLDER / f"{name}.txt").read_text("utf-8").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if text := _TEXT.match(line):
            if wordlist is not None:
                wordlist.setdefault(text[1], []).extend(one.strip() for one in text[2].split("|") if one.strip())
            elif text[1] in texts:
                texts[text[1]] += " | " + text[2]
            else:
                texts[text[1]] = text[2]
            continue
        texts, wordlist = {}, None
        words = line.split()
        if words[0] == "set":
            script.options.update(words[1:])
        elif line.startswith("="):
            wordlist = script.lists.setdefault(line[1:], {})
        elif words[0] in ("Q", "Q!"):
            first, _, last = words[1].partition("..")
            script.asked.append(Asked(first, last, words[2], words[0] == "Q!", texts))
        elif words[0] == "N":
            script.asked.append(Asked("", "", words[1], False, texts))
        elif found := _DIRECTIVE.match(line):
            low, high = int(found[3] or 1), int(found[4] or 1)
            script.steps.append(Step(found[1], "?" in found[2], "~" in found[2], low, high, texts))
        else:
            raise ScriptError(f"{name}, line {number}: {line}")
    return script
