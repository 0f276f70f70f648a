"""Characters of mails: bodies, header fields with encoded words (RFC 2047), and names of files."""

import contextlib
import re
from email.errors import MessageError
from email.header import decode_header

from worker.formats.text_encoding import decode

MAX_HEADER = 65_536
"""Characters of a header field that are shown."""

MAX_ENCODED_WORDS = 2000
"""Encoded words of a header field that are decoded; one with more is shown as it is."""

_FOLD = re.compile(r"\r?\n[ \t]*|\r")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")


def decoded(data: bytes, charset: str | None) -> str:
    """The characters of bytes in a charset; one that is unknown, or that the bytes are not in, is found by them."""
    if charset and charset.lower() not in ("us-ascii", "ascii"):
        with contextlib.suppress(LookupError, ValueError):
            return data.decode(charset)
    return decode(data).text


def header_text(raw: str) -> str:
    """What a header field says, on one line. ``raw`` has bytes beyond ASCII as surrogates."""
    text = _FOLD.sub(" ", raw[:MAX_HEADER])
    if not text.isascii():
        text = decode(text.encode("utf-8", "surrogateescape")).text
    if "=?" in text and text.count("=?") <= MAX_ENCODED_WORDS:
        # One whose encoded words are damaged is shown as it is.
        with contextlib.suppress(MessageError, ValueError):
            text = "".join(_part(*part) for part in decode_header(text))
    return " ".join(_CONTROLS.sub(" ", text).split())


def _part(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    return decoded(part, charset) if charset else part.decode("raw-unicode-escape", "replace")
