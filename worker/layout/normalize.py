"""Text as it is kept: NFC, typographic ligatures spelt out, nothing that is no character of a text.

Every function takes linear time and never raises on a `str`, whatever it contains.
"""

import re
import unicodedata

REPLACEMENT = "\ufffd"

_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}

_DELETED = (
    *range(0x00, 0x20),
    *range(0x7F, 0xA0),
    *range(0x200B, 0x2010),  # zero-width characters and directional marks
    *range(0x202A, 0x202F),  # directional embeddings
    *range(0x2060, 0x2070),  # invisible operators, directional isolates
    0xFEFF,  # byte order mark
    *range(0xFFF9, 0xFFFC),  # interlinear annotation
    *range(0xFDD0, 0xFDF0),  # noncharacters
    0xFFFE,
    0xFFFF,
)

_TABLE: dict[int, str | None] = {
    **dict.fromkeys(_DELETED),
    **_LIGATURES,
    **dict.fromkeys(range(0xD800, 0xE000), REPLACEMENT),
}

CID = "(cid:"
"""How glyphs without a character begin, as programs write them."""

_CID = re.compile(r"\(cid:\d{1,7}\)")
_PLAIN = re.compile(r"[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*")
"""Text that is already as it is kept: nearly all of it."""


def is_plain(text: str) -> bool:
    """Whether ``text`` contains only characters that `normalize` never changes."""
    return _PLAIN.fullmatch(text) is not None and CID not in text


def normalize(text: str) -> str:
    """``text`` without control, zero-width and directional characters, in NFC, ligatures spelt out.

    A soft hyphen stays only at the end, where it breaks a word. Lone surrogates and glyphs without a character,
    ``(cid:N)``, become U+FFFD. White space other than the space is the caller's: it is deleted here.
    """
    if is_plain(text):
        return text
    text = text.translate(_TABLE)
    if "\u00ad" in text:
        text = text.replace("\u00ad", "") + ("\u00ad" if text.endswith("\u00ad") else "")
    # Behind what is deleted, since that may have stood within.
    return unicodedata.normalize("NFC", _CID.sub(REPLACEMENT, text))
