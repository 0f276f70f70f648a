"""Tesseract: the engine for little memory. Runs the ``tesseract`` program of the system, a process a page."""

import csv
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from shared.errors import DeviceMissing, ModelMissing, OcrFailed, PageTimeout
from shared.settings import Settings
from worker.layout.words import PlacedLine, PlacedWord
from worker.ocr.engine import Recognition, check_languages, mean_confidence
from worker.ocr.orientation import recognize_upright
from worker.ocr.page_transform import Image

MIN_SIDE = 1700
"""Pixels of the long side below which a page is doubled: Tesseract wants letters of 20 pixels and more."""

MIN_SCRIPT_CONFIDENCE = 3.0
"""The program's confidence in a page's script, from which it is right: 5 to 90 where it is, 0 to 2.6 elsewhere."""

SCRIPT_NAMES = {"Korean": "Hangul"}
"""Scripts whose name the program has from a language."""

UNSPACED = frozenset({"th", "lo", "km", "my", "bo", "dz", "ko", "zh", "zh-Hans", "zh-Hant", "ja"})
"""Languages whose letters the program gives one by one, as if each were a word. Their pages are read as one column:
looking for more, it finds lines that run down the page."""

MIN_CONFIDENCE = 0.5
"""Mean confidence of a line of theirs, below which it is no text: marks above letters are taken for lines."""

SQUARE_MARGIN = 3.0
"""How much sharper their columns must be than their rows, for a page of theirs to lie on its side."""

COMPOSED = {"el": ("\u00b5", "\u03bc"), "th": ("\u0e4d\u0e32", "\u0e33")}
"""What the program writes for a letter of a language, and the letter: nobody would find its words otherwise."""

MAX_GAP = 0.2
"""Distance of two letters of one word in these, at most, in heights of the line."""

_CODES = (
    "af afr am amh ar ara as asm az aze be bel bg bul bn ben bo bod br bre bs bos ca cat cs ces cy cym da dan de deu "
    "dv div dz dzo el ell en eng eo epo es spa et est eu eus fa fas fi fin fo fao fr fra fy fry ga gle gd gla gl glg "
    "gu guj he heb hi hin hr hrv ht hat hu hun hy hye id ind is isl it ita iu iku ja jpn jv jav ka kat kk kaz km khm "
    "kn kan ko kor ku kmr ky kir la lat lb ltz lo lao lt lit lv lav mi mri mk mkd ml mal mn mon mr mar ms msa mt mlt "
    "my mya ne nep nl nld no nor oc oci or ori pa pan pl pol ps pus pt por qu que ro ron ru rus sa san sd snd si sin "
    "sk slk sl slv sq sqi sr srp su sun sv swe sw swa ta tam te tel tg tgk th tha ti tir tl fil to ton tr tur tt tat "
    "ug uig uk ukr ur urd uz uzb vi vie yi yid yo yor zh chi_sim zh-Hans chi_sim zh-Hant chi_tra sr-Latn srp_latn"
)
CODES = dict(zip(_CODES.split()[::2], _CODES.split()[1::2], strict=True))
"""Tesseract's names of languages by ours."""


class Script(NamedTuple):
    """A script, as Tesseract names it, and the program's confidence in it."""

    name: str
    confidence: float

    @property
    def is_certain(self) -> bool:
        """Whether it nearly always is this one."""
        return self.confidence >= MIN_SCRIPT_CONFIDENCE


class TesseractEngine:
    """Recognizes upright pages by the program, which detects lines and recognizes them."""

    name = "tesseract"
    device = "cpu"
    # In drawn pages (`training.low_confidence`), print and faces that imitate handwriting have a wrong character in
    # sixteen or more below this, and fewer above it.
    certain = 0.78

    def __init__(self, *, threads: int, seconds: float, models: Path | None = None) -> None:
        """Find the program and its languages (in ``models``, if given). Raises `ModelMissing`."""
        program = shutil.which("tesseract")
        if program is None:
            raise ModelMissing("Tesseract is not installed; install your system's package 'tesseract-ocr'.")
        self._program = program
        self._folder = ["--tessdata-dir", str(models)] if models else []
        self._environment = {**os.environ, "OMP_THREAD_LIMIT": str(threads)}
        self._seconds = seconds
        version = self._run(["--version"]).split()
        self.model = f"Tesseract {version[1] if len(version) > 1 else ''}"
        installed = set(self._run([*self._folder, "--list-langs"]).split())
        self._detects_scripts = "osd" in installed
        self.languages = frozenset(ours for ours, theirs in CODES.items() if theirs in installed)

    @classmethod
    def load(cls, settings: Settings) -> "TesseractEngine":
        """The engine as the settings have it. Raises `ModelMissing`, `DeviceMissing` and `UnsupportedLanguage`."""
        if settings.device != "cpu":
            raise DeviceMissing("The OCR engine 'tesseract' runs on the CPU only; choose 'easyocr' for a GPU.")
        engine = cls(threads=settings.threads or 1, seconds=settings.page_seconds, models=settings.ocr_models)
        check_languages(engine, settings.ocr_languages)
        return engine

    def recognize(self, image: Image, languages: Sequence[str]) -> Recognition:
        """See `OcrEngine`."""
        check_languages(self, languages)
        names = "+".join(CODES[language] for language in languages)
        spaced = UNSPACED.isdisjoint(languages)

        def recognize(upright: Image) -> list[PlacedLine]:
            lines = self._recognize(upright, names, *([] if spaced else ["--psm", "4"]))
            if not spaced:
                lines = [line for line in lines if mean_confidence([line]) >= MIN_CONFIDENCE]
                lines = [_joined(line, upright.shape[1] / upright.shape[0]) for line in lines]
            for written, letter in (COMPOSED[language] for language in languages if language in COMPOSED):
                lines = [[word._replace(text=word.text.replace(written, letter)) for word in line] for line in lines]
            return lines

        return recognize_upright(image, recognize, 1.0 if spaced else SQUARE_MARGIN)

    def script(self, image: Image) -> Script | None:
        """The script that the page seems to be in; None where none is seen, or it cannot be detected here."""
        if not self._detects_scripts:
            return None
        try:
            said = self._run(
                ["stdin", "stdout", *self._folder, "-l", "osd", "--psm", "0", "--dpi", "200"], _portable(image)
            )
        except OcrFailed:  # so it ends where it finds too few letters
            return None
        found = dict(line.split(": ", 1) for line in said.splitlines() if ": " in line)
        name = SCRIPT_NAMES.get(found.get("Script", ""), found.get("Script"))
        return Script(name, float(found.get("Script confidence", 0))) if name else None

    def _recognize(self, image: Image, names: str, *layout: str) -> list[PlacedLine]:
        """The lines of an upright page."""
        gray = _gray(image)
        if max(gray.shape) < MIN_SIDE:
            gray = np.asarray(cv2.resize(gray, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)
        table = self._run(
            ["stdin", "stdout", *self._folder, "-l", names, "--dpi", "300", *layout, "tsv"], _portable(gray)
        )
        height, width = gray.shape
        lines: dict[tuple[str, ...], list[PlacedWord]] = {}
        for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["level"] != "5" or not row["text"].strip():
                continue
            x0, y0 = int(row["left"]) / width, int(row["top"]) / height
            box = (x0, y0, x0 + int(row["width"]) / width, y0 + int(row["height"]) / height)
            line = lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), [])
            line.append(PlacedWord(row["text"].strip(), box, float(row["conf"]) / 100, "ocr"))
        return list(lines.values())

    def _run(self, arguments: list[str], data: bytes = b"") -> str:
        try:
            done = subprocess.run(
                [self._program, *arguments],
                input=data,
                capture_output=True,
                env=self._environment,
                timeout=self._seconds,
                check=True,
            )
        except subprocess.TimeoutExpired as error:
            raise PageTimeout from error
        except (subprocess.CalledProcessError, OSError) as error:
            raise OcrFailed from error
        return done.stdout.decode("utf-8", "replace")


def _joined(line: PlacedLine, aspect: float) -> PlacedLine:
    """The words of a line whose letters the program gave one by one; ``aspect`` is the page's width by its height."""
    gap = MAX_GAP * max(word.box[3] - word.box[1] for word in line) / aspect
    joined = [line[0]]
    for word in line[1:]:
        before = joined[-1]
        if word.box[0] - before.box[2] > gap:
            joined.append(word)
            continue
        (x0, y0, x1, y1), (left, top, right, bottom) = before.box, word.box
        box = (min(x0, left), min(y0, top), max(x1, right), max(y1, bottom))
        letters = len(before.text), len(word.text)
        confidence = ((before.confidence or 0) * letters[0] + (word.confidence or 0) * letters[1]) / sum(letters)
        joined[-1] = PlacedWord(before.text + word.text, box, confidence, "ocr")
    return joined


def _gray(image: Image) -> Image:
    return image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def _portable(image: Image) -> bytes:
    return cv2.imencode(".pgm", _gray(image))[1].tobytes()
