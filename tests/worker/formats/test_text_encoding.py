"""Texts in whatever encoding, short ones, and those of which some bytes are damaged."""

import random

import pytest

from shared.errors import UnsupportedMediaType
from shared.files.content import Sniffer
from worker.formats.text_encoding import decode

GERMAN = "Sehr geehrte Frau Vögele,\n\nanbei die Maße der Türen für das Büro; sie gehören zur Lieferung von März.\n"
POLISH = "Proszę o przesłanie próbek do końca miesiąca; płatność nastąpi później, według umowy.\n"
RUSSIAN = "Просим прислать образцы до конца месяца; оплата будет позже, согласно договору.\n"
GREEK = "Παρακαλούμε στείλτε τα δείγματα μέχρι το τέλος του μήνα.\n"
THAI = "กรุณาส่งตัวอย่างภายในสิ้นเดือนนี้ และชำระเงินภายหลังตามสัญญา\n"
JAPANESE = "月末までに見本を送ってください。支払いは契約に従って後日行います。\n"
CHINESE = "请在月底之前寄送样品，付款将按照合同稍后进行。\n"
TAIWANESE = "請在月底之前寄送樣品，付款將按照合約稍後進行。\n"
KOREAN = "월말까지 견본을 보내 주시기 바라며 대금은 계약에 따라 나중에 지급합니다.\n"

WRITTEN = [
    *((GERMAN, way) for way in ("cp1252", "mac-roman", "cp850", "utf-8", "utf-16-le", "utf-32-le")),
    *((POLISH, way) for way in ("cp1250", "cp852")),
    *((RUSSIAN, way) for way in ("cp1251", "cp866", "koi8-r", "utf-8", "utf-16-be", "utf-32-be")),
    *((GREEK, way) for way in ("cp1253", "utf-16-le")),
    *((THAI, way) for way in ("cp874", "utf-16-le")),
    *((JAPANESE, way) for way in ("cp932", "euc-jp", "utf-8")),
    *((CHINESE, way) for way in ("gb18030", "utf-16-be")),
    (TAIWANESE, "big5"),
    *((KOREAN, way) for way in ("cp949", "utf-16-le")),
]


def sniffed(data: bytes) -> str:
    sniffer = Sniffer()
    sniffer.feed(data)
    return sniffer.media_type("letter.txt")


def alike(text: str, other: str) -> float:
    """The share of lines that are the same."""
    lines = text.splitlines()
    return sum(line in other.splitlines() for line in lines) / len(lines)


@pytest.mark.parametrize(("text", "encoding"), WRITTEN)
@pytest.mark.parametrize("damage", [b"\0", b"\x81", b"\xff"])
def test_one_damaged_byte_spoils_its_own_line_alone(text: str, encoding: str, damage: bytes) -> None:
    data = bytearray((text * 12).encode(encoding))
    at = random.Random(encoding).randrange(len(data) // 2, len(data) - 8)
    data[at : at + 1] = damage
    assert sniffed(bytes(data)) == "text/plain"
    # Of what damaged pairs of bytes, the end of its line, too.
    assert alike(text * 12, decode(bytes(data)).text) >= 1 - 2 / len((text * 12).splitlines())


@pytest.mark.parametrize(("text", "encoding"), WRITTEN)
def test_what_a_crash_left_unwritten_at_the_end_is_no_text(text: str, encoding: str) -> None:
    data = (text * 3).encode(encoding) + bytes(512)
    assert sniffed(data) == "text/plain"
    assert decode(data).text.rstrip("\0") == text * 3


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((GERMAN, way) for way in ("utf-32-le", "utf-32-be")),
        *((RUSSIAN, way) for way in ("utf-32-le", "utf-32-be")),
        *(
            ("\u041e\u043f\u043b\u0430\u0442\u0430 \u0432\u0437\u044f\u0442\u0430\n", f"utf-16-{way}")
            for way in ("le", "be")
        ),
        *(("\u6536\u636e\n", f"utf-16-{way}") for way in ("le", "be")),
        *(("이름;도시;전화\n김민준;인천;032\n", f"utf-16-{way}") for way in ("le", "be")),
        (CHINESE, "hz"),
        (KOREAN, "johab"),
        (RUSSIAN, "cp855"),
        ("Preis 25 € für Größe 4\n", "iso-8859-15"),
        ("ﾃｽﾄ ﾒｰｶｰ,大阪\n", "cp932"),
        ("Příští týden\n", "cp852"),
        ("Müllers Straße\n", "mac-roman"),
        ("It’s late – sorry\n", "mac-roman"),
        ("It’s late – sorry\n", "cp1252"),
        ("영수증\n", "cp949"),
    ],
)
def test_rare_encodings_and_short_texts_are_read(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert sniffed(data) == "text/plain"
    assert decode(data).text == text


def test_braces_and_tildes_are_no_escapes_of_chinese_mail() -> None:
    text = "Fig.~{a} and \\cite~{Lamport, 1994}, see ~{ab~}\n"
    assert decode(text.encode()).text == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_numbers_of_two_and_four_bytes_are_no_text(encoding: str) -> None:
    drawn = random.Random(3)
    width = 4 if "32" in encoding else 2
    order = "big" if encoding.endswith("be") else "little"
    data = b"".join(drawn.randrange(1, 3000).to_bytes(width, order) for _ in range(3000))
    with pytest.raises(UnsupportedMediaType):
        sniffed(data)
