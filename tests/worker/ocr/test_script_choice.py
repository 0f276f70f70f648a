"""In which script a page is read that its document's engine hardly reads, by what Tesseract says of it."""

from collections.abc import Sequence

import numpy as np
import pytest

from bench.reading.drawn_pages import Sheet, font
from worker.layout.words import PlacedWord
from worker.ocr.engine import Recognition
from worker.ocr.orientation import sample
from worker.ocr.page_transform import Image, PageTransform
from worker.ocr.scripts import in_its_script
from worker.ocr.tesseract import Script, TesseractEngine

PAGE = np.full((800, 600), 255, np.uint8)


def read(text: str, confidence: float) -> Recognition:
    line = [PlacedWord(text, (0.1, 0.1, 0.9, 0.2), confidence, "ocr")] if text else []
    return Recognition([line] if line else [], PageTransform(600, 800))


class Told(TesseractEngine):
    """Tesseract that tells a script and is as confident of each language as it is told to be."""

    def __init__(self, script: Script | None, **confidences: float) -> None:
        self._told, self._confidences = script, confidences
        self.languages = frozenset(confidences)

    def script(self, image: Image) -> Script | None:
        return self._told

    def recognize(self, image: Image, languages: Sequence[str]) -> Recognition:
        return read("+".join(languages), self._confidences[languages[0]])


def chosen(found: Recognition, tesseract: TesseractEngine) -> tuple[str, set[str]]:
    recognition, warnings = in_its_script(PAGE, found, ["en"], tesseract)
    return " ".join(word.text for line in recognition.lines for word in line), set(warnings)


def test_a_page_is_read_in_the_script_that_is_told_with_certainty() -> None:
    assert chosen(read("Gibberish", 0.6), Told(Script("Hebrew", 13), he=0.88, th=0.9)) == ("he", set())


def test_nonsense_in_thai_is_not_taken_for_thai_though_tesseract_is_sure_of_it() -> None:
    told = Told(Script("Hebrew", 13), he=0.7, th=0.77)
    assert chosen(read("Gibberish", 0.6), told) == ("he", {"low-confidence"})
    assert chosen(read("Latin", 0.9), told) == ("Latin", {"low-confidence"})
    assert chosen(read("Gibberish", 0.6), Told(Script("Greek", 1.0), he=0.3, th=0.77)) == ("", {"unread-script"})


def test_the_most_legible_script_is_taken_where_none_is_told_with_certainty() -> None:
    assert chosen(read("Gibberish", 0.6), Told(None, he=0.79, th=0.77, ru=0.2)) == ("he", set())
    assert chosen(read("Gibberish", 0.6), Told(Script("Latin", 0.3), he=0.2, th=0.93)) == ("th", set())


def test_other_scripts_are_tried_on_a_page_that_is_told_to_be_latin_and_on_which_nothing_was_recognized() -> None:
    assert chosen(read("", 0), Told(Script("Latin", 5), th=0.93)) == ("th", set())
    assert chosen(read("Latin", 0.8), Told(Script("Latin", 5), th=0.93)) == ("Latin", {"low-confidence"})


def test_the_script_of_korean_is_hangul(monkeypatch: pytest.MonkeyPatch) -> None:
    tesseract = Told(None)
    tesseract._detects_scripts, tesseract._folder = True, []
    monkeypatch.setattr(tesseract, "_run", lambda *_: "Script: Korean\nScript confidence: 4.1\n")
    assert TesseractEngine.script(tesseract, PAGE) == Script("Hangul", 4.1)


@pytest.mark.parametrize("pixels", [20, 26, 34, 46])
def test_the_sample_of_a_page_cuts_no_line(pixels: int) -> None:
    sheet, face = Sheet(1500, 1000), font("DejaVuSerif", pixels)
    sheet.paragraph(80, 60, 1340, ["rental", "agreement", "between", "the", "owner"] * 60, face, 1.7 * pixels)
    ink = 255.0 - sample(sheet.made().image)[16:-16]
    assert ink.mean() > 5
    assert max(ink[0].mean(), ink[-1].mean()) < 0.2 * ink.mean()


def test_the_sample_of_a_page_that_is_all_ink_is_a_band() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (800, 600), dtype=np.uint8)
    assert 90 <= sample(noise).shape[0] <= 350
