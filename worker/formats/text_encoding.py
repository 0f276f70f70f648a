"""From the bytes of a plain text to its characters, whatever program wrote them."""

import re
from typing import NamedTuple

import chardet

from shared.encodings import BYTE_ORDER_MARKS, utf16_without_mark

HEAD_BYTES = 4096
"""What tells UTF-16 without a mark, as the gateway's check."""

LEGACY_ENCODINGS = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("mac-roman", "mac-cyrillic", "cp850", "cp852", "cp866", "koi8-r", "koi8-u", "iso-8859-2", "iso-8859-5"),
    *("cp932", "euc-jp", "gb18030", "big5", "cp949"),
)
"""Encodings that office programs of Windows, DOS, the Mac and Unix wrote, and write, text in."""

MIN_SOUND = 2
"""Characters of several bytes in UTF-8 for each damaged byte, at least, where a text is damaged UTF-8."""

MIN_EVIDENCE = 4
"""Bytes beyond ASCII from which letters tell the encoding; fewer are taken for the most usual one."""

MIN_PAIRS, MAX_RARE = 8, 0.05
"""Characters, at least, and share of them that are rare in Japanese, at most, where a text is Japanese."""

_PAIRS = re.compile(rb"[\xa1-\xfe]{2}")
_SEVERAL_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


class Decoded(NamedTuple):
    """A text, and whether its encoding is a guess."""

    text: str
    is_guessed: bool


def decode(data: bytes) -> Decoded:
    """The text of any bytes.

    By a byte order mark, as UTF-16 without one, as UTF-8 with a few damaged bytes, or else in the one of
    `LEGACY_ENCODINGS` that its letters are most likely in.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(encoding, "replace"), is_guessed=False)
    if unmarked := utf16_without_mark(data[:HEAD_BYTES]):
        return Decoded(data.decode(unmarked, "replace"), is_guessed=True)
    try:
        return Decoded(data.decode("utf-8"), is_guessed=False)
    except UnicodeDecodeError:
        pass
    characters = _SEVERAL_BYTES.findall(data)
    damaged = len(data.translate(None, _ASCII)) - sum(map(len, characters))
    if len(characters) >= MIN_SOUND * damaged:
        return Decoded(data.decode("utf-8", "replace"), is_guessed=True)
    return Decoded(_legacy(data), is_guessed=True)


_ASCII = bytes(range(128))
_WINDOWS = [bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in range(256)]


def _legacy(data: bytes) -> str:
    encoding = LEGACY_ENCODINGS[0]
    if len(data.translate(None, _ASCII)) >= MIN_EVIDENCE:
        found = chardet.detect(data, include_encodings=LEGACY_ENCODINGS, compat_names=False, no_match_encoding=encoding)
        encoding = found["encoding"] or encoding
    if encoding == "gb18030" and _is_japanese(data):
        encoding = "euc-jp"
    if encoding != LEGACY_ENCODINGS[0]:
        return data.decode(encoding, "replace")
    # Five bytes have no character in Windows-1252; a control character, deleted later, stands for them.
    return "".join(_WINDOWS[byte] for byte in data)


def _is_japanese(data: bytes) -> bool:
    """Whether what may be Chinese in GB 2312 is Japanese in EUC-JP: both use the same pairs of bytes.

    The common characters of Japanese end before 0xD0, while Chinese has some of its most common ones (pinyin x to z)
    behind it, about a quarter of a text.
    """
    leads = [pair[0] for pair in _PAIRS.findall(data) if pair[0] >= 0xB0]
    try:
        data.decode("euc-jp")
    except UnicodeDecodeError:
        return False
    return len(leads) >= MIN_PAIRS and sum(lead >= 0xD0 for lead in leads) <= MAX_RARE * len(leads)
