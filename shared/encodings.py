"""How the encodings of plain text show in their bytes."""

import codecs

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
    return None
