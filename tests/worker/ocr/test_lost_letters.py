"""Letters that OCR loses are told by drawing them: the bench draws real words, and compares in place."""

import pytest

from bench.reading.drawn_pages import Sheet, font
from bench.reading.letters import Sample, letters, marks, read_in_place, samples, scores, what_became
from worker.layout.words import PlacedWord
from worker.ocr.engine import OcrEngine


@pytest.mark.parametrize(
    ("word", "at", "read", "became"),
    [
        ("España", 4, "España", "ñ"),
        ("España", 4, "Espana", "n"),
        ("España", 4, "Espaa", ""),
        ("España", 4, "Spaña", "ñ"),
        ("¡Hola", 0, "iHola", "i"),
        ("¡Hola", 0, "Hola", ""),
        ("straße", 4, "strasse", "ss"),
        ("KÆR", 1, "KAER", "AE"),
        ("day…", 3, "day...", "..."),
    ],
)
def test_what_became_of_a_character_is_told_by_aligning_its_word(word: str, at: int, read: str, became: str) -> None:
    assert what_became(Sample(word, at), read) == became


def test_a_letter_is_drawn_in_words_of_its_language() -> None:
    drawn = samples("es", {"ñ", "¡", "?"}, 2)
    assert all(sample.word[sample.at] == "ñ" for sample in drawn["ñ"])
    assert "España" in {sample.word for sample in samples("es", {"ñ"}, 100)["ñ"]}
    assert all(sample.at == 0 for sample in drawn["¡"])
    assert all(sample.word.endswith("?") for sample in drawn["?"])


def test_a_letter_without_words_stands_for_the_one_that_it_is_without_accents() -> None:
    assert "Ṋ" not in letters("en")
    assert all(sample.word[sample.at] == "Ṋ" for sample in samples("en", {"Ṋ"})["Ṋ"])


def test_cldr_has_both_cases_of_letters_and_the_marks_of_a_language() -> None:
    assert {"ñ", "Ñ", "a", "Z"} <= letters("es")
    assert {"¡", "¿", ","} <= marks("es")
    assert "¡" not in marks("de")


def test_words_are_read_at_the_place_where_they_are_drawn() -> None:
    sheet = Sheet(400, 100)
    sheet.write(20, 20, ["one", "two"], font("DejaVuSans", 32), 40)
    made = sheet.made()
    left, right = (quad.min(0).tolist() + quad.max(0).tolist() for _, quad in made.words)
    (x0, y0, x1, y1), (x2, y2, x3, y3) = left, right
    middle = (x0 + x1) / 2
    lines = [
        [PlacedWord("o", (x0 / 400, y0 / 100, middle / 400, y1 / 100), 0.9, "ocr")],
        [
            PlacedWord("ne", (middle / 400, y0 / 100, x1 / 400, y1 / 100), 0.9, "ocr"),
            PlacedWord("two", (x2 / 400, y2 / 100, x3 / 400, y3 / 100), 0.9, "ocr"),
        ],
    ]
    assert read_in_place(made, lines) == ["one", "two"]


def test_a_letter_that_the_recognizer_lacks_is_lost_and_others_are_not(rapid: OcrEngine) -> None:
    found = scores(rapid, "mi", {"a", "t", "K", "Ō", "ā"}, [font("DejaVuSans", 32)])
    assert found["Ō"].is_lost
    assert not any(found[one].is_lost for one in ("a", "t", "K", "ā"))


def test_a_character_that_a_face_lacks_is_not_drawn(rapid: OcrEngine) -> None:
    assert not scores(rapid, "en", {"漢"}, [font("Vera", 32)])
