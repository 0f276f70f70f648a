"""How the encodings of plain text show in their bytes."""

import codecs
import re

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""First bytes of a text, and what its encoding is. UTF-32 before UTF-16: one mark begins with the other."""

WIDE_ENCODINGS = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
"""Encodings of two or four bytes for a character."""

MIN_ZEROS = 0.2
"""Share of a text's pairs of bytes with a zero, at least, where it is UTF-16: digits, blanks and Latin letters have."""

MAX_ZEROS = 0.02
"""Share of the other bytes that are zero, at most: no text has characters of that kind."""

MIN_CHARACTERS = 3
"""Characters of a text that tell more than the zeros in it."""

MIN_OF_ONE_SCRIPT = 0.9
"""Share of the characters that are of one script, ASCII or punctuation, at least."""

MIN_COMMON = 0.05
"""Share of the characters of an East Asian text that are no ideographs, at least: syllables, punctuation, line ends."""

DAMAGED = re.compile("[\1-\x08\x0e-\x19\x1c-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffd-\uffff]|\0+")
"""Characters that no text contains, and what stands for bytes that are none. Zeros that a crash left are one damage."""

MIN_OF_UTF_8 = 0.8
"""Share of the bytes beyond ASCII that are characters in UTF-8, at least, where a text is in it and damaged."""

_CONTROLS = re.compile(rb"[\0-\x08\x0e-\x19\x1c-\x1f\x7f]")
"""Bytes that no text in 8 bits, or of pairs of bytes from 0x40, contains."""

SEVERAL_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
"""Characters beyond ASCII in UTF-8."""

_ASCII = bytes(range(128))
_COMMON = re.compile("[\t\n\f\r -~\xa0-\xbf\u2010-\u2049\u20a0-\u20bf\u2100-\u214f\ufeff]")
"""What is written beside letters of any script."""
_MARKS = re.compile("[\t\n\r -;]")
_SCRIPTS = tuple(
    re.compile(f"[{ranges}]")
    for ranges in (
        *("\xc0-\u024f\u0300-\u036f\u1e00-\u1eff", "\u0370-\u03ff\u1f00-\u1fff", "\u0400-\u052f", "\u0530-\u058f"),
        *("\u0590-\u05ff", "\u0600-\u06ff\u200c-\u200f", "\u0e00-\u0e7f", "\u10a0-\u10ff"),
        *(f"{chr(first)}-{chr(first + 127)}" for first in range(0x900, 0xE00, 128)),
    )
)
_HANGUL = re.compile("[\uac00-\ud7a3]")
_IDEOGRAPHS = re.compile("[\u4e00-\u9fff]")
_SYLLABLES = re.compile("[\u3000-\u30ff\uac00-\ud7a3\uff01-\uffee]")


def wide_without_mark(head: bytes) -> str | None:
    """The encoding of a text that begins so, if it is UTF-16 or UTF-32 without a byte order mark, else None."""
    # Zeros at the end are none of its characters: they were never written.
    written = len(head.rstrip(b"\0"))
    if not _CONTROLS.search(head[: written + written % 2]):
        return None
    for encoding, low, high in (("utf-32-le", 2, 3), ("utf-32-be", 1, 0)):
        cut = head[: min(written + 3, len(head)) // 4 * 4]
        if _share_set(cut[high::4]) <= MAX_ZEROS and _share_set(cut[low::4]) <= MAX_ZEROS and _share(cut, encoding):
            return encoding
    head = head[: min(written + 1, len(head)) // 2 * 2]
    first, second = 1 - _share_set(head[::2]), 1 - _share_set(head[1::2])
    if second >= MIN_ZEROS and first <= MAX_ZEROS:
        return "utf-16-le"
    if first >= MIN_ZEROS and second <= MAX_ZEROS:
        return "utf-16-be"
    beyond = len(head.translate(None, _ASCII))
    if sum(map(len, SEVERAL_BYTES.findall(head))) >= MIN_OF_UTF_8 * beyond > 0:
        return None
    likely = max(("utf-16-le", "utf-16-be"), key=lambda one: _share(head, one))
    return likely if _share(head, likely) else None


def _share_set(part: bytes) -> float:
    """The share of bytes that are not zero."""
    return 1 - part.count(0) / max(1, len(part))


def _share(head: bytes, encoding: str) -> float:
    """The share of characters that a text of one script has, 0 where the bytes are no such text in this encoding."""
    text = head.decode(encoding, "replace").rstrip("\ufffd")
    if len(text) < MIN_CHARACTERS:
        return 0.0
    ideographs, syllables = len(_IDEOGRAPHS.findall(text)), len(_SYLLABLES.findall(text))
    hangul = len(_HANGUL.findall(text))
    if hangul < 2 * ideographs < 8 * hangul:
        # Korean has few ideographs, and the others no Hangul.
        return 0.0
    of_a_script = max(len(letters.findall(text)) for letters in _SCRIPTS)
    if ideographs + syllables > of_a_script:
        if syllables + len(_MARKS.findall(text)) < MIN_COMMON * len(text):
            return 0.0
        of_a_script = ideographs + syllables
    share = (len(_COMMON.findall(text)) + of_a_script) / len(text)
    return share if share >= MIN_OF_ONE_SCRIPT else 0.0
