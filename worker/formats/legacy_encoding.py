"""Which of the encodings before Unicode a text is in: by its words, by how it is written, or by its letters."""

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence

import chardet
import numpy as np

from worker.layout.lexicon import are_words

LATIN = ("cp1252", "mac-roman", "cp850", "cp1250", "cp852")
"""The usual encodings of Latin letters, the most usual one first."""

LEGACY_ENCODINGS = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("mac-roman", "mac-cyrillic", "cp850", "cp852", "cp866", "koi8-r", "koi8-u", "iso-8859-2", "iso-8859-5"),
    *("cp932", "euc-jp", "gb18030", "big5", "cp949"),
)
"""Encodings that office programs of Windows, DOS, the Mac and Unix wrote, and write, text in."""

OTHER_ENCODINGS = (
    *("cp437", "cp737", "cp775", "cp855", "cp857", "cp860", "cp862", "cp863", "cp865", "cp720", "cp1125"),
    *("cp861", "cp869", "mac-iceland", "johab"),
    *("mac-latin2", "mac-greek", "mac-turkish", "iso-8859-6", "iso-8859-7", "iso-8859-13", "iso-8859-16"),
)
"""Rarer ones, which only the words of a text tell."""

OF_PAIRS = ("cp932", "euc-jp", "gb18030", "big5", "cp949", "johab")
"""Encodings with characters of two bytes."""

MAX_WORDS, MIN_WORDS, MIN_LETTERS = 400, 2, 3
"""Words with letters beyond ASCII that are looked up, at most, those that must be words, at least, and their length."""

MAX_FEW = 3
"""Words of a text, at most, of which one that is a word tells."""

MAX_LOOKED_THROUGH = 1_000_000
"""Bytes of lines with any beyond ASCII that are looked through, at most."""

MAX_PAIRS_BYTES = 8192
"""Bytes of them whose pairs of characters are looked up, at most."""

MAX_DAMAGED = 0.005
"""Share of the bytes beyond ASCII that a damaged byte is, at most."""

DAMAGE_COST = 2
"""Words that a damaged character of several bytes counts against."""

MIN_EVIDENCE = 4
"""Bytes beyond ASCII from which letters tell the encoding; fewer are taken for the most usual one."""

_ASCII = bytes(range(128))
_FROM_A0 = bytes(range(0xA0, 0x100))
_LINES = re.compile(rb"[^\n\r]*[\x80-\xff][^\n\r]*")
_WORDS = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")
_RUNS = re.compile(r"[^\W\d_]+")
_EAST_ASIAN = re.compile("[\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{2,}")
_COMMAS = str.maketrans("\u015e\u015f\u0162\u0163", "\u0218\u0219\u021a\u021b")
"""Romanian letters as they were encoded, and as words are listed."""

_ODD = re.compile(
    # A capital behind a small letter, where one of both is beyond ASCII.
    r"(?<=[a-z])[\u00c0-\u00d6\u00d8-\u00de\u0410-\u042f](?=[a-z]|\b)|(?<=[\u00df-\u00f6\u00f8-\u00ff\u0430-\u044f])[A-Z\u0410-\u042f]"
    # Signs within words.
    r"|(?<=[^\W\d_])[\u00a1-\u00a9\u00ab\u00ac\u00ae-\u00b6\u00b8-\u00bf\u00d7\u00f7\u2020-\u2026\u2030-\u2044](?=[^\W\d_])"
    # What begins a sentence in Spanish, and stands behind a number or a word, elsewhere.
    r"|[\u00a1\u00bf](?!\w)|(?<=[\w])[\u00a1\u00bf]|(?<![\w.])[\u00aa\u00ba]|(?<=[^\W\d_]{2})[\u00aa\u00ba]"
    # A lone capital that is no word, letters of other scripts within words, and what is no letter at all.
    r"|(?<![\w])[\u00c2-\u00c4\u00c6-\u00c8\u00ca-\u00d2\u00d4-\u00df](?![\w])"
    r"|(?<=[A-Za-z])[\u0250-\uffff](?<=\w)|[\x80-\x9f\ufffd]|[\u2500-\u25ff\u20a7](?=\w)|(?<=\w)[\u2500-\u25ff]"
    # The currency sign of nothing.
    r"|\u00a4"
)
"""What is hardly ever written, and shows where bytes are decoded by another encoding than theirs."""


def legacy_encoding(data: bytes) -> str:
    """The most likely encoding of `LEGACY_ENCODINGS` and `OTHER_ENCODINGS`, or a variant of one."""
    lines = b"\n".join(_some_of(_LINES.finditer(data), MAX_LOOKED_THROUGH))
    beyond = lines.translate(None, _ASCII)
    likely = [LATIN[0]]
    if len(beyond) >= MIN_EVIDENCE:
        # Some encodings have no characters for the bytes of some damage, which are few.
        few = bytes(byte for byte in range(256) if not byte or 0 < lines.count(byte) <= MAX_DAMAGED * len(beyond))
        likely = list(dict.fromkeys((_by_letters(lines), _by_letters(lines.translate(None, few)))))
    encoding = _by_words(lines, likely[0]) or _by_writing(lines, likely)
    if encoding == LATIN[0] and b"\xa4" in beyond and not beyond.translate(None, _FROM_A0):
        # The sign of the euro in what Unix took instead, which has no characters below 0xA0.
        return "iso-8859-15"
    return encoding


def _some_of(lines: Iterable[re.Match[bytes]], most: int) -> Iterator[bytes]:
    """The first lines, of at most so many bytes in all."""
    for line in lines:
        yield line[0][:most]
        most -= len(line[0])
        if most <= 0:
            return


def _by_letters(data: bytes) -> str:
    best = LATIN[0]
    found = chardet.detect(data, include_encodings=LEGACY_ENCODINGS, compat_names=False, no_match_encoding=best)
    name = codecs.lookup(found["encoding"] or best).name
    return next((one for one in LEGACY_ENCODINGS if codecs.lookup(one).name == name), name)


def _by_words(lines: bytes, likely: str) -> str | None:
    """The encoding in which most of the text's words are words, the likely one among equals; None without words."""
    found = list(dict.fromkeys(word for word in _WORDS.findall(lines) if len(word) >= MIN_LETTERS))[:MAX_WORDS]
    some = b"\n".join(dict.fromkeys(lines.split(b"\n")))[:MAX_PAIRS_BYTES]
    counts = {
        one: _count_pairs(some, one) if one in OF_PAIRS else _count_words(b"\n".join(found).decode(one, "replace"))
        for one in dict.fromkeys((likely, *LEGACY_ENCODINGS, *OTHER_ENCODINGS))
    }
    best = max(counts, key=counts.__getitem__)
    least = 1 if len(found) <= MAX_FEW or best == likely else MIN_WORDS
    return best if counts[best] >= least else None


def _count_words(text: str) -> int:
    """How many words with letters beyond ASCII, in small letters but for the first, are in the lexicon."""
    runs = [run for line in text.translate(_COMMAS).split("\n") for run in _RUNS.findall(line)]
    usual = [run for run in runs if len(run) >= MIN_LETTERS and not run.isascii() and run[1:] == run[1:].lower()]
    return int(are_words(usual).sum()) if usual else 0


def _count_pairs(lines: bytes, encoding: str) -> int:
    """How many neighboring characters, as far as they are East Asian, are in frequent words; damage counts against."""
    text = lines.decode(encoding, "replace")
    pairs = [run[i : i + 2] for run in _EAST_ASIAN.findall(text) for i in range(len(run) - 1)]
    # What is damaged at the end was cut there.
    damaged = text.rstrip("\ufffd").count("\ufffd")
    return int(np.count_nonzero(are_words(pairs)) if pairs else 0) - DAMAGE_COST * damaged


def _by_writing(lines: bytes, likely: Sequence[str]) -> str:
    """The first likely encoding, or another of them or of `LATIN`, in which less is written that is hardly ever."""
    sample = lines[:MAX_PAIRS_BYTES]
    return min(
        dict.fromkeys((*likely, *LATIN)), key=lambda one: sum(1 for _ in _ODD.finditer(sample.decode(one, "replace")))
    )
