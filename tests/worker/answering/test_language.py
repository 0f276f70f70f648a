from pathlib import Path

import pytest

from shared.errors import ModelMissing
from worker.answering.language import STEMMERS, Detector, detect, detector
from worker.answering.question import analyze
from worker.answering.terms import stems

QUESTIONS = {
    "en": "How much is the deposit?",
    "de": "Wie hoch ist die Kaution für die Wohnung?",
    "fr": "Quel est le montant de la caution ?",
    "es": "¿Cuánto es la fianza del piso?",
    "it": "Quanto costa la quota di iscrizione?",
    "nl": "Hoeveel bedraagt de waarborgsom?",
    "pt": "Qual é o valor da caução?",
}


@pytest.mark.parametrize(("language", "text"), QUESTIONS.items())
def test_the_language_of_a_question_of_a_few_words_is_found(language: str, text: str) -> None:
    assert detect(text) == language
    assert analyze(text).language == language


@pytest.mark.parametrize("text", ["", "1,250.00", "Pay?"])
def test_what_has_no_clear_language_is_in_the_one_assumed(text: str) -> None:
    assert detect(text, "nl") == "nl"


def test_interrogatives_and_articles_of_each_language_are_left_out() -> None:
    assert analyze(QUESTIONS["nl"]).words == ("bedraagt", "waarborgsom")
    assert analyze(QUESTIONS["de"]).words == ("hoch", "kaution", "wohnung")
    assert stems("l'affitto è dovuto", "it") == stems("affitto dovuto", "it")


def test_the_detector_knows_every_language_with_a_stemmer() -> None:
    assert set(STEMMERS) == set(detector().languages)


def test_text_of_no_known_sequence_is_in_the_language_assumed() -> None:
    assert detect("ꙮ", "pt") == "pt"


def test_an_absent_model_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="install the package anew"):
        Detector.read(tmp_path / "model.npz")
