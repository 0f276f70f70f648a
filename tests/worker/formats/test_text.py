import codecs
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import NoPages, TooManyPages
from shared.models.page import Page
from tests.worker.pages import LEFT, word, words
from worker.extraction.page import extract_text
from worker.formats.text import LINES, TextSource


def read(source: TextSource, number: int = 1) -> Page:
    page = extract_text(source.page(number))
    assert page is not None
    return page


def test_text_keeps_its_lines_and_paragraphs() -> None:
    text = "\n".join(LEFT[:4]) + "\n\n    " + "\n".join(LEFT[4:]) + "\n"
    page = read(TextSource(text.encode()))
    assert page.text == "\n".join(LEFT[:4]) + "\n\n" + "\n".join(LEFT[4:])
    assert words(page) == " ".join(LEFT).split()
    assert page.source == "text"


def test_boxes_are_on_the_ink_of_the_drawn_page() -> None:
    source = TextSource(b"\n\n   some words, and Unmistakable ones\n")
    image = source.page(1).image(100)
    height, width = image.shape[:2]
    dark = image.min(axis=2) < 128
    assert dark.any()
    covered = np.zeros_like(dark)
    for each in read(source, 1).words:
        x0, y0, x1, y1 = each.box
        part = np.s_[round(y0 * height) : round(y1 * height), round(x0 * width) - 1 : round(x1 * width) + 1]
        assert dark[part].any()
        covered[part] = True
    assert dark[covered].sum() >= 0.98 * dark.sum()


def test_a_long_line_continues_below_and_a_long_word_is_cut() -> None:
    page = read(TextSource(("word " * 60 + "x" * 500).encode()))
    assert page.text.split()[:60] == ["word"] * 60
    assert "".join(page.text.split()[60:]) == "x" * 500
    assert all(0 <= edge <= 1 for each in page.words for edge in each.box)


def test_a_long_text_takes_several_pages() -> None:
    source = TextSource("\n".join(f"line {i}" for i in range(2 * LINES + 1)).encode())
    assert source.page_count == 3
    assert read(source, 3).text == f"line {2 * LINES}"


@pytest.mark.parametrize(
    "data",
    [
        "caf\u00e9 \u2013 \u20ac5".encode(),
        codecs.BOM_UTF8 + "caf\u00e9 \u2013 \u20ac5".encode(),
        "\ufeffcaf\u00e9 \u2013 \u20ac5".encode("utf-16-le"),
        "\ufeffcaf\u00e9 \u2013 \u20ac5".encode("utf-16-be"),
        "\ufeffcaf\u00e9 \u2013 \u20ac5".encode("utf-32-le"),
        "caf\u00e9 \u2013 \u20ac5".encode("cp1252"),
    ],
)
def test_text_of_every_usual_encoding_is_read(data: bytes) -> None:
    assert read(TextSource(data)).text == "caf\u00e9 \u2013 \u20ac5"


@pytest.mark.parametrize(
    "text",
    [
        "\u6771\u4eac\u90fd \u5927\u962a",
        "\u0645\u0631\u062d\u0628\u0627",
        "\u0928\u092e\u0938\u094d\u0924\u0947",
        "\U0001f600 ok",
    ],
)
def test_other_scripts_keep_their_text(text: str) -> None:
    source = TextSource(text.encode())
    assert read(source, 1).text == text
    assert source.page(1).image(72).shape == (842, 595, 3)


def test_a_file_on_disk_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("on disk")
    assert word(read(TextSource(path)), "disk").line == 0


def test_a_text_of_nothing_has_no_pages() -> None:
    with pytest.raises(NoPages):
        TextSource(b" \n%\t\r\n\x00")


def test_a_text_of_too_many_pages_is_refused(limits: Callable[..., None]) -> None:
    limits(max_pages=2)
    with pytest.raises(TooManyPages):
        TextSource(b"x\n" * (3 * LINES))


@given(st.binary(max_size=400))
def test_any_bytes_are_some_text(data: bytes) -> None:
    try:
        source = TextSource(data)
    except NoPages:
        return
    for number in range(1, source.page_count + 1):
        page = read(source, number)
        page.text.encode()
        assert all(each.end > each.start for each in page.words)


UTF_16 = ("utf-16-le", "utf-16-be")
GERMAN = "Rechnung;Ort\nJürgen Größmann;Köln\nStraße: Übergabe am Freitag\n"
POLISH = "Nazwisko;Miasto\nŁukasz Wiśniewski;Gdańsk\nKsiężyc świeci żółto\n"
CZECH = "Jméno;Město\nJiří Dvořák;Plzeň\nPříliš žluťoučký kůň\n"
RUSSIAN = "Имя;Город\nИван Петров;Москва\n"
JAPANESE = "氏名，市，会費\n佐藤花子，札幌市\n鈴木一郎，仙台市\n"
CHINESE = "姓名，城市\n王芳，上海\n承租人每月支付租金一千元\n"
GREEK = "Ο ενοικιαστής πληρώνει το ενοίκιο κάθε μήνα στο γραφείο.\n"
ICELANDIC = "Vi\u00f0skiptavinir grei\u00f0i \u00feetta innan t\u00edu daga; s\u00ed\u00f0asta \u00e1minning.\n"
TURKISH = "Anahtarlar bürodaki görevlide; ışık ücreti ayrıca her ay ödenir.\n"
HEBREW = "השוכר משלם את שכר הדירה בכל חודש\n"
ARABIC = "يدفع المستأجر إيجار الشقة كل شهر\n"
KOREAN = "이름;도시\n박지민;부산\n임차인은 매월 지불한다\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((GERMAN, encoding) for encoding in ("cp1252", "mac-roman", "cp850", "utf-16-le", "utf-16-be")),
        *((POLISH, encoding) for encoding in ("cp1250", "cp852")),
        *((CZECH, encoding) for encoding in ("cp1250", "cp852")),
        *((RUSSIAN, encoding) for encoding in ("cp1251", "cp866", "koi8-r", "mac-cyrillic")),
        *((JAPANESE, encoding) for encoding in ("cp932", "euc-jp")),
        *((GREEK, encoding) for encoding in ("cp1253", "iso-8859-7", "cp737", "cp869")),
        *((ICELANDIC, encoding) for encoding in ("cp1252", "cp861", "mac-iceland")),
        *((TURKISH, encoding) for encoding in ("cp1254", "cp857")),
        *((HEBREW, encoding) for encoding in ("cp1255", "cp862")),
        *((ARABIC, encoding) for encoding in ("cp1256", "iso-8859-6", "cp720")),
        *((text, way) for text in (RUSSIAN, GREEK, HEBREW, JAPANESE, CHINESE, KOREAN) for way in UTF_16),
        (CHINESE, "gb18030"),
        (KOREAN, "cp949"),
    ],
)
def test_the_encoding_is_told_by_the_letters_and_a_warning_says_that_it_was_guessed(text: str, encoding: str) -> None:
    source = TextSource(text.encode(encoding))
    assert read(source).text == text.strip()
    assert source.warnings == {"guessed-encoding"}


@pytest.mark.parametrize("encoding", ["mac-roman", "cp850", "cp1252"])
def test_a_few_words_among_many_of_ascii_tell_the_encoding(encoding: str) -> None:
    text = "a line of plain words about nothing\n" * 40 + "Größe für Köln über Fuß"
    assert read(TextSource(text.encode(encoding))).text == text


@pytest.mark.parametrize(("text", "encoding"), [(JAPANESE, "iso2022_jp"), (KOREAN, "iso2022_kr")])
def test_mail_of_east_asia_is_read_by_its_escapes(text: str, encoding: str) -> None:
    assert read(TextSource(text.encode(encoding))).text == text.strip()


def test_a_damaged_byte_spoils_itself_alone() -> None:
    source = TextSource("Gr\u00f6\u00dfe und L\u00e4nge der Br\u00fccke: ".encode() + b"\xff 412 m")
    assert read(source).text == "Gr\u00f6\u00dfe und L\u00e4nge der Br\u00fccke: \ufffd 412 m"
    assert source.warnings == {"guessed-encoding"}


@pytest.mark.parametrize("text", ["plain", "na\u00efve"])
def test_utf_8_is_no_guess(text: str) -> None:
    assert not TextSource(text.encode()).warnings


def test_letters_without_a_blank_are_laid_out_once_each() -> None:
    source = TextSource(b"x" * 300_000)
    assert (
        sum(len(read(source, n).text.replace("\n", "").replace(" ", "")) for n in range(1, source.page_count + 1))
        == 300_000
    )


def test_what_colors_the_output_of_programs_is_no_text() -> None:
    page = extract_text(TextSource(b"\x1b[1;31mFAILED\x1b[0m in step 2\n").page(1))
    assert page is not None
    assert page.text == "FAILED in step 2"
