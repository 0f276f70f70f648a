"""From the bytes of a plain text to its characters, whatever program wrote them."""

import re
from typing import NamedTuple

from shared.encodings import BYTE_ORDER_MARKS, SEVERAL_BYTES, wide_without_mark
from worker.formats.legacy_encoding import legacy_encoding

HEAD_BYTES = 4096
"""What tells UTF-16 and UTF-32 without a mark, as the gateway's check."""

MIN_SOUND = 2
"""Characters of several bytes in UTF-8 for each damaged byte, at least, where a text is damaged UTF-8."""

_ASCII = bytes(range(128))
_WINDOWS = [bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in range(256)]
_BY_ESCAPES = (
    (re.compile(rb"\x1b\$[B@]"), "iso2022_jp_2"),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
    # Of HZ, the common characters alone: in other texts, braces and tildes may meet, too.
    (re.compile(rb"~\{(?:[!-#0-W][!-~])+~\}"), "hz"),
)
"""What in a text says that it is in Japanese, Korean or Chinese for mail."""


class Decoded(NamedTuple):
    """A text, and whether its encoding is a guess, or some of its bytes were none in it."""

    text: str
    is_guessed: bool


def decode(data: bytes) -> Decoded:
    """The text of any bytes.

    By a byte order mark, as UTF-16 or UTF-32 without one, by the escapes of mail, as UTF-8 with a few damaged bytes, or
    else in the encoding that its letters and words are most likely in.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return Decoded(text, is_guessed="\ufffd" in text)
    if unmarked := wide_without_mark(data[:HEAD_BYTES]):
        return Decoded(data.decode(unmarked, "replace"), is_guessed=True)
    for sequence, encoding in _BY_ESCAPES:
        if sequence.search(data):
            return Decoded(data.decode(encoding, "replace"), is_guessed=False)
    try:
        return Decoded(data.decode("utf-8"), is_guessed=False)
    except UnicodeDecodeError:
        pass
    characters = SEVERAL_BYTES.findall(data)
    damaged = len(data.translate(None, _ASCII)) - sum(map(len, characters))
    if len(characters) >= MIN_SOUND * damaged:
        return Decoded(data.decode("utf-8", "replace"), is_guessed=True)
    encoding = legacy_encoding(data)
    if encoding != "cp1252":
        return Decoded(data.decode(encoding, "replace"), is_guessed=True)
    # Five bytes have no character in Windows-1252; a control character, deleted later, stands for them.
    return Decoded("".join(_WINDOWS[byte] for byte in data), is_guessed=True)
