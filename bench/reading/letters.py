"""Which letters and marks of its languages OCR loses: ``python -m bench.reading letters --help``.

CLDR lists the letters and marks of each language, and has words of it: names of countries and languages. Those with
each letter are drawn, recognized, and compared. A letter is lost if it comes out in fewer than half of them.
"""

import argparse
import random
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import icu
from fontTools.ttLib import TTFont
from PIL import ImageFont
from rapidfuzz.distance import Levenshtein

from bench.reading.drawn_pages import Made, Sheet, font
from worker.layout.words import PlacedLine
from worker.ocr.alphabets import IDEOGRAPHIC
from worker.ocr.engine import OcrEngine

STANDARD, PUNCTUATION = 0, 3
"""CLDR's sets of the letters that a language cannot do without, and of its marks."""

FACES = ("DejaVuSans", "DejaVuSerif")
SIZE = 32
"""Pixels of a letter's em: 12 points at 200 dpi."""

WORDS = 4
"""Words in which each letter is drawn, in each face."""

SHORT, LONG = 3, 14
"""Letters of the words, at least and at most."""

ROWS = 28
WIDTH, ROW = 1500, 56
"""Rows of a page, its width, and their distance, in pixels."""

OPENING = {"Ps", "Pi"}
"""Unicode's categories of the marks that stand before a word; Spanish ones, which it calls others, do as well."""


class Sample(NamedTuple):
    """A word to draw, for the sake of the character at ``at``."""

    word: str
    at: int


class Score(NamedTuple):
    """How often a letter was drawn and came out, and what most often came out in its place: empty for nothing."""

    drawn: int
    right: int
    instead: str

    @property
    def is_lost(self) -> bool:
        """Whether it is more often wrong than right."""
        return 2 * self.right < self.drawn


def letters(language: str) -> set[str]:
    """The letters of a language in both cases, each as one character where there is one."""
    found = set[str]()
    for written in icu.LocaleData(language).getExemplarSet(0, STANDARD):
        for cased in (written, written.upper()):
            found |= set(unicodedata.normalize("NFC", cased))
    return found


def marks(language: str) -> set[str]:
    """The marks of a language."""
    return {mark for mark in icu.LocaleData(language).getExemplarSet(0, PUNCTUATION) if len(mark) == 1}


@lru_cache(1)
def _codes() -> tuple[Sequence[str], Sequence[str]]:
    return icu.Locale.getISOCountries(), icu.Locale.getISOLanguages()


def words(language: str) -> list[str]:
    """Words of a language, in lower case, as titles have them, and in capitals."""
    locale = icu.Locale(language)
    countries, languages = _codes()
    names = [icu.Locale("", code).getDisplayCountry(locale) for code in countries]
    names += [icu.Locale(code).getDisplayLanguage(locale) for code in languages]
    parts = dict.fromkeys(part for name in names for part in unicodedata.normalize("NFC", name).split())
    found = [part for part in parts if part.isalpha() and SHORT <= len(part) <= LONG]
    cased = [str(icu.UnicodeString(part).toUpper(locale)) for part in found]
    return list(dict.fromkeys([*found, *(str(icu.UnicodeString(part).toLower(locale)) for part in found), *cased]))


def samples(language: str, wanted: Collection[str], count: int = WORDS) -> dict[str, list[Sample]]:
    """For each character the words to draw: those of the language that have it, or have it put in."""
    rng = random.Random(language)
    there = words(language)
    rng.shuffle(there)
    having: dict[str, list[Sample]] = defaultdict(list)
    for word in there:
        for at, character in enumerate(word):
            having[character].append(Sample(word, at))
    return {one: (having[one] or list(_put_in(one, there, having)))[:count] for one in sorted(wanted)}


def _put_in(one: str, there: Sequence[str], having: Mapping[str, list[Sample]]) -> Iterator[Sample]:
    """Words with a mark before or behind them, or a letter in the place of the one that it is without its accents."""
    if unicodedata.category(one)[0] in "PS":
        before = unicodedata.category(one) in OPENING or one in "¡¿"
        yield from (Sample(one + word, 0) if before else Sample(word + one, len(word)) for word in there)
        return
    bare = unicodedata.normalize("NFD", one)[0]
    alike = having.get(bare, []) if bare != one else []
    for word, at in alike or [Sample(word, len(word) // 2) for word in there if word.isupper() == one.isupper()]:
        yield Sample(word[:at] + one + word[at + 1 :], at)


def pages(drawn: Sequence[Sample], face: ImageFont.FreeTypeFont, space: float) -> Iterator[tuple[Made, list[Sample]]]:
    """The words on pages, ``space`` pixels apart, and which of them each page has, in the order of its words."""
    left = list(drawn)
    while left:
        sheet, on_it = Sheet(WIDTH, ROW * (ROWS + 2)), []
        for row in range(ROWS):
            line, x = [], 60.0
            while left and x + face.getlength(left[0].word) < WIDTH - 60:
                line.append(left.pop(0))
                x += face.getlength(line[-1].word) + space
            if line:
                sheet.write(60, ROW * (row + 1), [sample.word for sample in line], face, space)
            on_it += line
        yield sheet.made(), on_it


def read_in_place(made: Made, lines: Sequence[PlacedLine]) -> list[str]:
    """What was recognized at the place of each word of a page that is upright."""
    height, width = made.image.shape[:2]
    read = [""] * len(made.words)
    for line in lines:
        for word in line:
            x, y = (word.box[0] + word.box[2]) / 2 * width, (word.box[1] + word.box[3]) / 2 * height
            distance = [_distance(quad[:, 0].tolist(), x) + _distance(quad[:, 1].tolist(), y) for _, quad in made.words]
            read[min(range(len(read)), key=distance.__getitem__)] += word.text
    return read


def _distance(edges: Iterable[float], at: float) -> float:
    low, high = min(edges), max(edges)
    return max(low - at, at - high, 0.0)


def what_became(sample: Sample, read: str) -> str:
    """What was read in the place of the sample's character: empty for nothing."""
    read = unicodedata.normalize("NFC", read)
    places: dict[int, int] = {}
    for step in Levenshtein.opcodes(sample.word, read):
        if step.tag in ("equal", "replace"):
            places |= zip(range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True)
    before = max((place + 1 for at, place in places.items() if at < sample.at), default=0)
    behind = min((place for at, place in places.items() if at > sample.at), default=len(read))
    return read[before:behind]


def scores(
    engine: OcrEngine, language: str, wanted: Collection[str], faces: Sequence[ImageFont.FreeTypeFont]
) -> dict[str, Score]:
    """How well each character of a language is recognized, of those that a face has."""
    became: dict[str, Counter[str]] = defaultdict(Counter)
    for face in faces:
        known = _characters(str(face.path))
        todo = [
            one
            for some in samples(language, known.intersection(wanted)).values()
            for one in some
            if set(one.word) <= known
        ]
        # Where words are written without spaces, those of a line would be recognized as one.
        space = 4 * SIZE if language in IDEOGRAPHIC else 2 * face.getlength(" ")
        for made, on_it in pages(todo, face, space):
            found = engine.recognize(made.image, (language,)).lines
            for sample, read in zip(on_it, read_in_place(made, found), strict=True):
                became[sample.word[sample.at]][what_became(sample, read)] += 1
    found_scores = {}
    for one, outcomes in became.items():
        wrong = Counter({text: count for text, count in outcomes.items() if text != one})
        instead = wrong.most_common(1)[0][0] if wrong else ""
        found_scores[one] = Score(outcomes.total(), outcomes[one], instead)
    return found_scores


@lru_cache(8)
def _characters(path: str) -> frozenset[str]:
    """The characters that a font's file has glyphs of."""
    with TTFont(path, fontNumber=0) as file:
        return frozenset(map(chr, file.getBestCmap()))


def main(arguments: Sequence[str]) -> None:
    """Draw, recognize, and print what is lost of each language."""
    parser = argparse.ArgumentParser(prog="python -m bench.reading letters", description=__doc__)
    parser.add_argument("--languages", help="codes, separated by commas (default all of the engine)")
    parser.add_argument("--faces", default=",".join(FACES), help="fonts, by name or file (default %(default)s)")
    parser.add_argument("--threads", type=int, default=2)
    parsed = parser.parse_args(list(arguments))

    from shared.settings import Settings
    from worker.ocr.registry import load_engine

    engine = load_engine(Settings(threads=parsed.threads))
    faces = [
        ImageFont.truetype(name, SIZE) if Path(name).is_file() else font(name, SIZE) for name in parsed.faces.split(",")
    ]
    lost: dict[str, dict[str, Score]] = {}
    for language in parsed.languages.split(",") if parsed.languages else sorted(engine.languages):
        wanted = letters(language) | marks(language)
        found = scores(engine, language, wanted, faces)
        lost[language] = {one: score for one, score in sorted(found.items()) if score.is_lost}
        told = ", ".join(f"{one} {s.right}/{s.drawn} as {s.instead!r}" for one, s in lost[language].items())
        undrawn = f"; not drawn: {len(wanted - found.keys())}" if wanted - found.keys() else ""
        print(f"{language}: {told or '-'}{undrawn}", flush=True)
    print()
    by_letter: dict[str, list[str]] = defaultdict(list)
    for language, those in lost.items():
        for one in those:
            by_letter[one].append(language)
    for one, languages in sorted(by_letter.items()):
        print(f"{one} U+{ord(one):04X} {unicodedata.name(one, '')}: {' '.join(languages)}")
