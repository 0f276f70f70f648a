"""Compounds that are written with a hyphen: of English by WordNet 3.0, of French by Lexique 3.83.

Both list how words are written and what else they may be: a compound counts where its hyphen is usual.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

PARTS_OF_SPEECH = ("noun", "verb", "adj", "adv")
AGAIN = "re-"
"""What makes other words of English verbs ("re-form"): nearly all of what begins so is one broken word."""


def english(wordnet: Path) -> set[str]:
    """Those of WordNet, whose folder has ``data.noun`` and so on, with the plurals of nouns.

    The synonyms of a synset are there by how usual they are: what is written as one word before is not counted.
    """
    found: set[str] = set()
    rare: set[str] = set()
    for part in PARTS_OF_SPEECH:
        for synonyms in _synsets(wordnet / f"data.{part}"):
            for i, word in enumerate(synonyms):
                if is_compound(word) and not word.startswith(AGAIN):
                    forms = {word, word + "s"} if part == "noun" else {word}
                    (rare if word.replace("-", "") in synonyms[:i] else found).update(forms)
    return found - rare


def french(lexique: Path) -> set[str]:
    """Those of Lexique, ``Lexique383.txt``, that films and books write with the hyphen more often than without."""
    uses: Counter[str] = Counter()
    with lexique.open(encoding="iso-8859-1", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            uses[row["1_ortho"].casefold()] += _number(row["9_freqfilms2"]) + _number(row["10_freqlivres"])
    return {word for word, count in uses.items() if is_compound(word) and count > uses[word.replace("-", "")]}


def is_compound(word: str) -> bool:
    """Whether a word is of parts with hyphens between them."""
    parts = word.split("-")
    return len(parts) > 1 and all(part.replace("'", "").isalpha() for part in parts)


def _synsets(file: Path) -> Iterator[list[str]]:
    """The words of each synset, in small letters; those of several words have "_" for spaces."""
    for line in file.read_text("ascii").splitlines():
        if not line.startswith(" "):
            fields = line.split(" ")
            count = int(fields[3], 16)
            yield [word.partition("(")[0].casefold() for word in fields[4 : 4 + 2 * count : 2]]


def _number(text: str) -> int:
    """A frequency with two decimals, in hundredths."""
    return round(100 * float(text.replace(",", ".") or 0))
