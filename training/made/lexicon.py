"""Labels, noun phrases and questions for everything that records contain, by language and meaning.

The tables are in ``words/records/<language>*.txt``, one meaning a line:
``meaning = label; label / the noun phrase; another / A question?; Another about {r}?``
A "~" after a noun phrase that begins with l' says that its noun is feminine.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from training.made.model import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase with its article, the same without the article, and the noun's gender (m, f or n)."""

    whole: str
    bare: str
    gender: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What one language says for one meaning."""

    labels: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    questions: tuple[str, ...]
    cells: tuple[str, ...]


_ARTICLES: dict[Language, dict[str, str]] = {
    "en": {"the ": "n", "your ": "n"},
    "de": {"der ": "m", "die ": "f", "das ": "n"},
    "fr": {"le ": "m", "la ": "f", "l'": "m"},
    "es": {"el ": "m", "la ": "f"},
    "it": {"il ": "m", "lo ": "m", "la ": "f", "l'": "m"},
    "nl": {"de ": "f", "het ": "n"},
    "pt": {"o ": "m", "a ": "f"},
}


def _phrase(language: Language, text: str) -> Phrase:
    feminine = text.endswith("~")
    text = text.rstrip("~").strip()
    for article, gender in _ARTICLES[language].items():
        if text.startswith(article):
            return Phrase(text, text[len(article) :], "f" if feminine else gender)
    raise ValueError(f"{language}: no article in {text!r}")


def _split(text: str) -> tuple[str, ...]:
    return tuple(piece.strip() for piece in text.split(";") if piece.strip())


@cache
def lexicon(language: Language) -> dict[str, Entry]:
    """The entries of a language, by meaning."""
    found: dict[str, Entry] = {}
    for path in sorted(files("training.made.words").joinpath("records").iterdir(), key=lambda path: path.name):
        if not (path.name.startswith(language) and path.name.endswith(".txt")):
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            meaning, _, rest = line.partition(" = ")
            pieces = [*re.split(r"(?<!\S)/(?!\S)", rest), "", ""]
            questions = _split(pieces[2])
            found[meaning.strip()] = Entry(
                _split(pieces[0]),
                tuple(_phrase(language, text) for text in _split(pieces[1])),
                tuple(text for text in questions if "{r}" not in text),
                tuple(text for text in questions if "{r}" in text),
            )
    return found


def lacking() -> dict[Language, list[str]]:
    """The meanings that English has and another language has not."""
    english = lexicon("en")
    return {language: [name for name in english if name not in lexicon(language)] for language in LANGUAGES}
