"""The tokens of Rich Text, and how its bytes are encoded."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\", re.DOTALL
)

ENCODINGS = {
    **{0: "cp1252", 77: "mac-roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "big5"},
    **{161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251"},
    **{222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850"},
}
"""Encodings by the numbers of character sets that fonts have."""

SYMBOLS = 2
"""The character set of fonts of symbols."""

PAGES = {10000: "mac-roman", 10007: "mac-cyrillic", 936: "gb18030", 950: "big5", 65001: "utf-8"}
"""Encodings by numbers of code pages, where they are not named by them."""

CHARACTERS = {
    **{"tab": " ", "line": "\n", "softline": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "bullet": "•"},
    **{
        "lquote": "‘",
        "rquote": "’",
        "ldblquote": "“",
        "rdblquote": "”",
        "emspace": " ",
        "enspace": " ",
        "qmspace": " ",
    },
    **{"~": " ", "_": "-", "zwj": "\u200d", "zwnj": "\u200c"},
}
"""Control words and signs that are characters. A tab is a space: places are not kept."""


class Token(NamedTuple):
    """A control word with its number, a byte, text, or the begin or end of a group.

    ``word`` is the control word or sign, ``{`` or ``}``; it is empty for ``text``.
    """

    word: str
    number: int | None = None
    text: bytes = b""


def tokens_of(data: bytes) -> Iterator[Token]:
    """The tokens in their order; binary data in between is left out."""
    at = 0
    while found := _TOKEN.match(data, at):
        at = found.end()
        word, number, hexadecimal, sign, brace, text = found.groups()
        if text is not None:
            yield Token("", None, text)
        elif word is not None:
            count = None if number is None else int(number)
            if word == b"bin" and count:
                at += max(0, count)
                continue
            yield Token(word.decode("ascii"), count)
        elif hexadecimal is not None:
            yield Token("'", None, bytes([int(hexadecimal, 16)]))
        elif brace is not None:
            yield Token(brace.decode("ascii"))
        elif sign is not None and sign in b"{}\\":
            yield Token("", None, sign)
        elif sign is not None:
            yield Token("par" if sign in b"\r\n" else sign.decode("latin-1"))


def encoding_of_page(number: int) -> str:
    """The encoding of a code page; Windows-1252 where there is none of that number."""
    name = PAGES.get(number, f"cp{number}")
    try:
        b"".decode(name)
    except LookupError:
        return ENCODINGS[0]
    return name
