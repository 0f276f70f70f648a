"""From the bytes of a plain text to its characters, whatever program wrote them."""

import codecs
import re
from typing import NamedTuple

import chardet

from shared.encodings import BYTE_ORDER_MARKS, utf16_without_mark
from worker.layout.lexicon import are_words

HEAD_BYTES = 4096
"""What tells UTF-16 without a mark, as the gateway's check."""

LEGACY_ENCODINGS = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("mac-roman", "mac-cyrillic", "cp850", "cp852", "cp866", "koi8-r", "koi8-u", "iso-8859-2", "iso-8859-5"),
    *("cp932", "euc-jp", "gb18030", "big5", "cp949"),
)
"""Encodings that office programs of Windows, DOS, the Mac and Unix wrote, and write, text in."""

OTHER_ENCODINGS = (
    *("cp437", "cp737", "cp775", "cp857", "cp860", "cp862", "cp863", "cp865", "cp720", "cp1125"),
    *("cp861", "cp869", "mac-iceland"),
    *("mac-latin2", "mac-greek", "mac-turkish", "iso-8859-6", "iso-8859-7", "iso-8859-13", "iso-8859-16"),
)
"""Rarer ones, which only the words of a text tell."""

MAX_WORDS, MIN_WORDS, MIN_LETTERS = 400, 2, 3
"""Words with letters beyond ASCII that are looked up, at most, those that must be words, at least, and their length."""

MIN_SOUND = 2
"""Characters of several bytes in UTF-8 for each damaged byte, at least, where a text is damaged UTF-8."""

MAX_LOOKED_THROUGH = 1_000_000
"""Bytes in which the words are sought, at most."""

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
    `LEGACY_ENCODINGS` and `OTHER_ENCODINGS` that its letters and words are most likely in.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(encoding, "replace"), is_guessed=False)
    if unmarked := utf16_without_mark(data[:HEAD_BYTES]):
        return Decoded(data.decode(unmarked, "replace"), is_guessed=True)
    for sequence, encoding in _BY_ESCAPES:
        if sequence in data:
            return Decoded(data.decode(encoding, "replace"), is_guessed=False)
    try:
        return Decoded(data.decode("utf-8"), is_guessed=False)
    except UnicodeDecodeError:
        pass
    characters = _SEVERAL_BYTES.findall(data)
    damaged = len(data.translate(None, _ASCII)) - sum(map(len, characters))
    if len(characters) >= MIN_SOUND * damaged:
        return Decoded(data.decode("utf-8", "replace"), is_guessed=True)
    return Decoded(_legacy(data), is_guessed=True)


_BY_ESCAPES = ((b"\x1b$B", "iso2022_jp_2"), (b"\x1b$@", "iso2022_jp_2"), (b"\x1b$)C", "iso2022_kr"))
"""What in a text says that it is in Japanese or Korean for mail."""
_ASCII = bytes(range(128))
_PAIRED = frozenset({"cp932", "euc-jp", "gb18030", "big5", "cp949"})
_WORDS = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")
_RUNS = re.compile(r"[^\W\d_]+")
_WINDOWS = [bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in range(256)]


def _legacy(data: bytes) -> str:
    encoding = LEGACY_ENCODINGS[0]
    if len(data.translate(None, _ASCII)) >= MIN_EVIDENCE:
        found = chardet.detect(data, include_encodings=LEGACY_ENCODINGS, compat_names=False, no_match_encoding=encoding)
        encoding = found["encoding"] or encoding
    encoding = _by_words(data, encoding)
    if encoding == "gb18030" and _is_japanese(data):
        encoding = "euc-jp"
    if encoding != LEGACY_ENCODINGS[0]:
        return data.decode(encoding, "replace")
    # Five bytes have no character in Windows-1252; a control character, deleted later, stands for them.
    return "".join(_WINDOWS[byte] for byte in data)


def _by_words(data: bytes, likely: str) -> str:
    """The encoding in which most of the text's words are words: the likely one unless another has more."""
    found = list(dict.fromkeys(word for word in _WORDS.findall(data[:MAX_LOOKED_THROUGH]) if len(word) >= MIN_LETTERS))
    found = found[:MAX_WORDS]
    if not found:
        return likely
    single = [codecs.lookup(one).name for one in (*LEGACY_ENCODINGS, *OTHER_ENCODINGS) if one not in _PAIRED]
    counts = {one: _count_words(b"\n".join(found).decode(one, "replace")) for one in single}
    best = max(single, key=counts.__getitem__)
    # The words of texts of pairs of bytes are not listed.
    others = counts.get(codecs.lookup(likely).name, len(found) / 2)
    return best if counts[best] >= MIN_WORDS and counts[best] > others else likely


def _count_words(text: str) -> int:
    """How many words with letters beyond ASCII, in small letters but for the first, are in the lexicon."""
    runs = [run for line in text.split("\n") for run in _RUNS.findall(line)]
    usual = [run for run in runs if len(run) >= MIN_LETTERS and not run.isascii() and run[1:] == run[1:].lower()]
    return int(are_words(usual).sum()) if usual else 0


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
