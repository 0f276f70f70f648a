"""The languages that are offered are those whose letters the recognizer has, by CLDR's lists of them."""

import numpy as np
import pytest

from bench.reading.drawn_pages import Sheet, font
from bench.reading.letters import letters
from shared.errors import UnsupportedLanguage
from tests.worker.ocr.scores import error_rate
from worker.ocr.alphabets import IDEOGRAPHIC, LANGUAGES, LOST, Alphabet
from worker.ocr.engine import OcrEngine
from worker.ocr.networks import runtime
from worker.ocr.page import recognize_page
from worker.ocr.rapid import RECOGNIZER, models_of_the_wheel
from worker.ocr.registry import engine_for


@pytest.fixture(scope="module")
def listed() -> list[str]:
    return runtime(1).alphabet(models_of_the_wheel() / RECOGNIZER)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_letter_of_a_language_that_is_offered_can_be_recognized(listed: list[str], language: str) -> None:
    assert len(letters(language)) > 25
    able = set(Alphabet(listed, (language,)).characters)
    assert letters(language) - able == set(LOST.get(language, ""))


def test_letters_that_are_lost_are_few_and_of_languages_that_are_offered() -> None:
    assert LOST.keys() <= LANGUAGES
    assert all(len(lost) <= 2 for lost in LOST.values())


@pytest.mark.parametrize("language", ["vi", "cy", "ru", "el", "ar", "he", "hi", "th", "ko"])
def test_a_language_whose_letters_are_missing_is_not_offered(
    rapid: OcrEngine, listed: list[str], language: str
) -> None:
    every = {*listed, " "}
    assert letters(language) - every
    assert language not in LANGUAGES
    with pytest.raises(UnsupportedLanguage):
        rapid.recognize(np.full((64, 64), 255, np.uint8), (language,))
    assert engine_for("rapidocr", ("en", language)) == "tesseract"


def test_the_other_languages_are_read_by_the_engine_that_was_chosen() -> None:
    assert engine_for("rapidocr", sorted(LANGUAGES)) == "rapidocr"
    assert engine_for("easyocr", ("ru",)) == "easyocr"
    assert IDEOGRAPHIC <= LANGUAGES


WORDS = {
    "tr": "İstanbul İzmir ışık kapı İngiltere sıcak kırmızı Işık yıldız İsveç balıkçı İlk Diyarbakır Kıbrıs İrlanda",
    "az": "İşıq qırmızı İsveçrə qapı İtaliya balıq İran yaxşı İspaniya çalışmaq İraq sınıq Bakı İndoneziya",
}


@pytest.mark.parametrize("language", sorted(WORDS))
def test_languages_that_tell_i_with_a_dot_from_one_without_are_read_so(rapid: OcrEngine, language: str) -> None:
    sheet, face = Sheet(1500, 300), font("DejaVuSans", 30)
    sheet.paragraph(60, 60, 1380, WORDS[language].split(), face, 52, justified=False)
    made = sheet.made()
    text, *_ = recognize_page(rapid, made.image, (language,))
    assert error_rate(text, made.text) < 0.01
    assert sum(text.count(letter) for letter in "İı") >= made.text.count("İ")
