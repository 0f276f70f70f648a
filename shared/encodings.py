"""How the encodings of plain text show in their bytes."""

import codecs
import re
from collections import Counter

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""First bytes of a text, and what its encoding is. UTF-32 before UTF-16: one mark begins with the other."""

MIN_ZEROS = 0.2
"""Share of a text's pairs of bytes with a zero, at least, where it is UTF-16: digits, blanks and Latin letters have."""

MAX_ZEROS = 0.02
"""Share of the other bytes that are zero, at most: no text has characters of that kind."""

MIN_CHARACTERS = 6
"""Characters of a text that tell more than the zeros in it."""

MIN_OF_ONE_SCRIPT = 0.6
"""Share of the characters in one block of 256, at least, where the letters of a text are of one alphabet."""

MIN_COMMON = 0.05
"""Share of the characters of an East Asian text that are no ideographs, at least: syllables, punctuation, line ends."""

_CONTROLS = re.compile(rb"[\0-\x08\x0e-\x19\x1c-\x1f\x7f]")
"""Bytes that no text in 8 bits, or of pairs of bytes from 0x40, contains."""

_ALPHABETS = "\u0080-\u1fff"
_EAST_ASIAN = "\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff00-\uffee"
_WRITTEN = re.compile(rf"[\t\n\f\r -~{_ALPHABETS}\u2000-\u206f\u20a0-\u20bf\u2100-\u214f{_EAST_ASIAN}\ufeff]*")
_IDEOGRAPHS = re.compile("[\u3400-\u9fff]")
_SYLLABLES = re.compile("[\u3001-\u30ff\uac00-\ud7a3\uff01-\uff1f]")
_MARKS = re.compile("[\t\n\r -;\uff01-\uff1f\u3001-\u3011]")
_LETTERS = re.compile("[\u0300-\u1fff]")


def utf16_without_mark(head: bytes) -> str | None:
    """The encoding of a text that begins so, if it is UTF-16 without a byte order mark, None where it is not."""
    pairs = len(head) // 2
    if pairs < 2:
        return None
    first, second = head[: 2 * pairs : 2].count(0) / pairs, head[1 : 2 * pairs : 2].count(0) / pairs
    if second >= MIN_ZEROS and first <= MAX_ZEROS:
        return "utf-16-le"
    if first >= MIN_ZEROS and second <= MAX_ZEROS:
        return "utf-16-be"
    if not _CONTROLS.search(head):
        return None
    return next((one for one in ("utf-16-le", "utf-16-be") if _is_written_in(head[: 2 * pairs], one)), None)


def _is_written_in(head: bytes, encoding: str) -> bool:
    """Whether the bytes are a text of one alphabet, or of an East Asian script, in this encoding."""
    text = head.decode(encoding, "replace").rstrip("\ufffd")
    if len(text) < MIN_CHARACTERS or not _WRITTEN.fullmatch(text):
        return False
    ideographs, syllables = len(_IDEOGRAPHS.findall(text)), len(_SYLLABLES.findall(text))
    if ideographs + syllables >= MIN_OF_ONE_SCRIPT * len(text):
        return syllables + len(_MARKS.findall(text)) >= MIN_COMMON * len(text)
    blocks = Counter(ord(letter) >> 8 for letter in _LETTERS.findall(text))
    return bool(blocks) and blocks.most_common(1)[0][1] >= MIN_OF_ONE_SCRIPT * len(text)
