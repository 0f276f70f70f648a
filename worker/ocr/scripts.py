"""Pages that the document's engine hardly reads: which script they are in, and who reads it."""

from collections.abc import Sequence
from dataclasses import replace

from shared.models.warnings import WarningCode
from worker.ocr.alphabets import LANGUAGES
from worker.ocr.engine import Recognition, mean_confidence
from worker.ocr.orientation import detect_orientation, sample
from worker.ocr.page_transform import Image
from worker.ocr.tesseract import SQUARE_MARGIN, TesseractEngine

SCRIPTS = {
    "Arabic": "ar fa ur ps sd ug",
    "Armenian": "hy",
    "Bengali": "bn as",
    "Cyrillic": "ru uk bg be sr mk kk ky mn tg tt",
    "Devanagari": "hi mr ne sa",
    "Ethiopic": "am ti",
    "Georgian": "ka",
    "Greek": "el",
    "Gujarati": "gu",
    "Gurmukhi": "pa",
    "Hangul": "ko",
    "Hebrew": "he yi",
    "Japanese": "ja",
    "Kannada": "kn",
    "Khmer": "km",
    "Lao": "lo",
    "Malayalam": "ml",
    "Myanmar": "my",
    "Oriya": "or",
    "Sinhala": "si",
    "Tamil": "ta",
    "Telugu": "te",
    "Thaana": "dv",
    "Thai": "th",
    "Tibetan": "bo dz",
}
"""Languages by the script that they are written in, as Tesseract names it, the most frequent ones first.

Those in Latin letters and in Chinese characters are not here: the default engine reads them.
"""

LOW_CONFIDENCE: frozenset[WarningCode] = frozenset({"low-confidence"})
UNREAD_SCRIPT: frozenset[WarningCode] = frozenset({"unread-script"})

LEGIBLE = 0.75
"""Mean confidence of Tesseract from which a page is in the script that it was read in: 0.77 to 0.96 where it is, and
0.68 at most where it is not."""

LEGIBLE_IN = {"th": 0.85}
"""Likewise of languages in which Tesseract is surer of nonsense: of Thai it is 0.92 to 0.94 sure where that is right,
and up to 0.77 where it is not."""

MIN_LEGIBLE = 0.6
"""Mean confidence on a band of the page from which a page may be legible as a whole."""

MAX_TRIED = 2
"""Scripts that nobody told and that a whole page is read in, at most."""

CERTAIN_LINE = 0.9
"""Mean confidence of a line that is right on a page which is mostly in a script that is not read."""

MAX_TOGETHER = 2
"""Languages of a script that are read together: each takes the program as long again."""


def languages_of(script: str, installed: frozenset[str]) -> tuple[str, ...]:
    """The languages of a script that are installed, the most frequent ones first; empty for one not in `SCRIPTS`."""
    return tuple(code for code in SCRIPTS.get(script, "").split() if code in installed)[:MAX_TOGETHER]


def groups(installed: frozenset[str]) -> Sequence[tuple[str, ...]]:
    """The installed languages by script."""
    return [languages for script in SCRIPTS if (languages := languages_of(script, installed))]


def in_its_script(
    image: Image, found: Recognition, languages: Sequence[str], tesseract: TesseractEngine
) -> tuple[Recognition, frozenset[WarningCode]]:
    """What a page says that was hardly recognized in the document's ``languages``, and what to warn of.

    Tesseract tells the script. Where it is not certain, or the page is not legible in it, a band of the page is read in
    each of the others that are installed. A page that is legible in none is in the script that was told with certainty.
    """
    seen = tesseract.script(image)
    able = languages_of(seen.name, tesseract.languages) if seen else ()
    if seen and seen.name == "Latin" and not LANGUAGES.issuperset(languages):
        able = ("en",) if "en" in tesseract.languages else ()
    certain = seen is not None and seen.is_certain
    told = tesseract.recognize(image, able) if certain and able and not set(able) <= set(languages) else None
    if told and _is_legible(told, able):
        return told, frozenset()
    if not certain or not found.lines or (seen and seen.name in SCRIPTS and not set(able) & set(languages)):
        others = [one for one in groups(tesseract.languages) if not certain or one != able]
        for one in _likely(image, others, tesseract):
            read = tesseract.recognize(image, one)
            if _is_legible(read, one):
                return read, frozenset()
    if seen and seen.name in SCRIPTS and not able and (certain or mean_confidence(found.lines) < LEGIBLE):
        return _without_guesses(found), UNREAD_SCRIPT
    return told if told and mean_confidence(found.lines) < LEGIBLE else found, LOW_CONFIDENCE


def _is_legible(read: Recognition, languages: tuple[str, ...]) -> bool:
    """Whether the page that was read in these languages is in their script."""
    return mean_confidence(read.lines) >= max(LEGIBLE_IN.get(language, LEGIBLE) for language in languages)


def _likely(image: Image, tried: Sequence[tuple[str, ...]], tesseract: TesseractEngine) -> Sequence[tuple[str, ...]]:
    """The languages in which the band of the page with the most ink may be legible, the best first."""
    band = sample(detect_orientation(image, SQUARE_MARGIN).apply(image))
    read = {languages: mean_confidence(tesseract.recognize(band, languages).lines) for languages in tried}
    return sorted((one for one in tried if read[one] >= MIN_LEGIBLE), key=lambda one: -read[one])[:MAX_TRIED]


def _without_guesses(found: Recognition) -> Recognition:
    """What was recognized, without lines of letters that only resemble those of the page."""
    return replace(found, lines=[line for line in found.lines if mean_confidence([line]) >= CERTAIN_LINE])
