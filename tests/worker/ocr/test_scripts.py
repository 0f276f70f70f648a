"""Pages in scripts that the default engine does not read: by Tesseract beside it, or told to be unread."""

from pathlib import Path

import numpy as np
import pytest
from PIL import ImageFont

from bench.reading.drawn_pages import Made, Sheet, font
from bench.reading.pages import light
from shared.errors import UnsupportedLanguage
from shared.settings import Settings
from tests.worker.ocr.scores import error_rate
from worker.ocr.engine import OcrEngine
from worker.ocr.page import PageRecognizer, recognize_page
from worker.ocr.registry import languages_here, load_beside, load_engine
from worker.ocr.tesseract import Script, TesseractEngine

RUSSIAN = (
    "Договор аренды квартиры заключён между собственником и жильцом на один год. Арендатор платит каждый месяц до "
    "пятого числа. Жильцы убирают лестницу по очереди, а мусор выносят во двор. Ключи возвращаются в день отъезда."
)
GREEK = (
    "Η σύμβαση μίσθωσης του διαμερίσματος συνάπτεται για ένα έτος. Ο μισθωτής πληρώνει κάθε μήνα μέχρι την πέμπτη "
    "ημέρα. Οι κάτοικοι καθαρίζουν τις σκάλες με τη σειρά και τα κλειδιά επιστρέφονται την ημέρα της αναχώρησης."
)
THAI = "สัญญาเช่าห้องชุด ทำขึ้นระหว่างเจ้าของ และผู้เช่า เป็นเวลาหนึ่งปี ผู้เช่าชำระเงิน ทุกเดือน ก่อนวันที่ห้า กุญแจ ต้องคืนในวันย้ายออก"
KOREAN = (
    "아파트 임대차 계약은 집주인과 세입자 사이에 일년 동안 맺는다. 세입자는 매월 오일까지 임대료를 낸다. "
    "주민들은 차례로 계단을 청소하고 쓰레기는 마당에 버린다. 열쇠는 나가는 날에 돌려준다."
)
VIETNAMESE = (
    "Hợp đồng thuê căn hộ được ký giữa chủ nhà và người thuê trong một năm. Người thuê trả tiền mỗi tháng trước ngày "
    "mùng năm. Các hộ dân lần lượt quét cầu thang và đổ rác ở sân sau. Chìa khóa được trả lại vào ngày dọn đi."
)
DEBIAN = Path("/usr/share/fonts/truetype")
PAGES = {
    "ru": (RUSSIAN, "DejaVuSerif", 0.01),
    "el": (GREEK, "DejaVuSans", 0.02),
    "vi": (VIETNAMESE, "DejaVuSans", 0.03),
    "th": (THAI, DEBIAN / "tlwg" / "Loma.ttf", 0.06),
    "ko": (KOREAN, DEBIAN / "nanum" / "NanumGothic.ttf", 0.1),
}

pytestmark = pytest.mark.tesseract


@pytest.fixture(scope="module")
def beside() -> TesseractEngine:
    found = load_beside(Settings(threads=1))
    assert found is not None, "run `make test-tesseract`, which installs Tesseract"
    return found


def drawn(language: str) -> Made:
    text, name, _ = PAGES[language]
    face = ImageFont.truetype(str(name), 32) if isinstance(name, Path) else font(name, 32)
    sheet = Sheet(1500, 900)
    y = 60.0
    for _ in range(3):  # a page has some lines
        y = sheet.paragraph(80, y, 1340, text.split(), face, 56, justified=False) + 30
    return light(sheet.made(), 1)


@pytest.mark.parametrize("language", sorted(PAGES))
def test_a_document_in_another_script_is_read_in_the_language_that_it_names(
    beside: TesseractEngine, language: str
) -> None:
    made = drawn(language)
    text, words, *_ = recognize_page(beside, made.image, (language,))
    assert error_rate(text, made.text) <= PAGES[language][2]
    assert (words.mean_confidence() or 0) > beside.certain


@pytest.mark.parametrize("language", ["ru", "el", "th", "ko"])
def test_a_page_whose_script_nobody_named_is_read_in_the_script_that_is_seen(
    rapid: OcrEngine, beside: TesseractEngine, language: str
) -> None:
    made = drawn(language)
    found = PageRecognizer(rapid, ["en"], beside).page(made.image)
    assert not found.warnings
    assert error_rate(found.layout.text, made.text) <= PAGES[language][2]


def test_a_page_in_a_script_without_its_language_is_told_and_not_guessed(
    rapid: OcrEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = load_beside(Settings(threads=1))
    assert beside is not None
    monkeypatch.setattr(beside, "languages", frozenset({"en", "el"}))
    found = PageRecognizer(rapid, ["en"], beside).page(drawn("ru").image)
    assert found.warnings == {"unread-script"}
    assert len(found.layout.text) < 0.1 * len(drawn("ru").text)


def test_a_clear_page_costs_no_look_at_its_script(
    rapid: OcrEngine, beside: TesseractEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[object] = []
    monkeypatch.setattr(beside, "script", looked.append)
    sheet = Sheet(1200, 200)
    sheet.write(60, 60, ["A", "clear", "line", "of", "English"], font("DejaVuSans", 34), 12)
    found = PageRecognizer(rapid, ["en"], beside).page(sheet.made().image)
    assert found.layout.text == "A clear line of English"
    assert not found.warnings
    assert not looked


def test_a_blank_page_has_no_script(beside: TesseractEngine) -> None:
    assert beside.script(np.full((400, 400), 255, np.uint8)) is None


def test_a_worker_offers_what_tesseract_reads_beside_its_engine(rapid: OcrEngine, beside: TesseractEngine) -> None:
    assert {"ru", "el", "th", "ko", "vi", "de", "zh"} <= languages_here(rapid, beside)
    assert load_engine(Settings(threads=1, ocr_languages=("ru", "en"))).name == "rapidocr"
    with pytest.raises(UnsupportedLanguage):
        load_engine(Settings(threads=1, ocr_languages=("xx",)))


def test_a_page_in_latin_letters_of_a_document_in_another_script_is_read(beside: TesseractEngine) -> None:
    sheet = Sheet(1500, 500)
    text = "The rental agreement for this flat is made between the owner and the tenant for one year. " * 3
    sheet.paragraph(80, 60, 1340, text.split(), font("DejaVuSerif", 32), 56, justified=False)
    made = sheet.made()
    found = PageRecognizer(beside, ["ru"], beside).page(made.image)
    assert error_rate(found.layout.text, made.text) <= 0.02
    assert not found.warnings


def test_a_page_in_no_installed_script_is_told_though_its_script_is_uncertain(
    rapid: OcrEngine, beside: TesseractEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "script", lambda image: Script("Hangul", 2.0))
    monkeypatch.setattr(beside, "languages", frozenset({"en", "el"}))
    found = PageRecognizer(rapid, ["en"], beside).page(drawn("ko").image)
    assert found.warnings == {"unread-script"}
