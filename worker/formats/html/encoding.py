"""From the bytes of a web page to its characters, as browsers decode them."""

import codecs
import re

from shared.encodings import BYTE_ORDER_MARKS
from worker.formats.text_encoding import Decoded, decode

PRESCAN_BYTES = 4096
"""Bytes at the beginning in which a page names its encoding. Browsers look through 1024 of them."""

_DECLARED = re.compile(
    rb"""<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w:.+-]+)|<\?xml\b[^>]*?\bencoding\s*=\s*["']([\w:.+-]+)""",
    re.IGNORECASE,
)
_SUPERSETS = {
    **dict.fromkeys(("ascii", "iso8859-1"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("euc_kr", "ks_c-5601", "ks_c-5601-1987", "ksc5601"), "cp949"),
    **dict.fromkeys(("shift_jis", "x-sjis"), "cp932"),
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "big5": "big5hkscs",
    **dict.fromkeys(("utf-16", "utf-16-le", "utf-16-be"), "utf-8"),
}
"""What is decoded instead of what was named (WHATWG's Encoding): a page that can be read to here is not in UTF-16."""
_OF_PAIRS = frozenset({"gb18030", "cp949", "cp932", "big5hkscs", "euc_jp", "euc_jis_2004", "iso2022_jp"})
"""Encodings whose short texts may look like UTF-8 by chance."""


def decode_html(data: bytes, announced: str | None = None) -> Decoded:
    """The text of a page. ``announced`` is the encoding that whatever contains the page names, if it does.

    A byte order mark decides, then ``announced``, then the page itself, then what its bytes look like; so they do
    where they do not keep to the encoding that was named, or are UTF-8 all the same.
    """
    if not any(data.startswith(mark) for mark, _ in BYTE_ORDER_MARKS):
        declared = _DECLARED.search(data, 0, PRESCAN_BYTES)
        names = [announced or "", *((one or b"").decode("ascii") for one in (declared.groups() if declared else ()))]
        for name in filter(None, names):
            try:
                codec = _codec(name)
                if codec not in _OF_PAIRS and _is_utf8(data):
                    break
                return Decoded(data.decode(codec), is_guessed=False)
            except (LookupError, UnicodeDecodeError):
                continue
        else:
            named = next(filter(None, names), None)
            if named is not None and (found := _mostly(data, named)) is not None:
                return found
    return decode(data)


def _codec(name: str) -> str:
    """Python's name of the encoding. Raises LookupError for what is none."""
    found = codecs.lookup(_SUPERSETS.get(name.lower(), name)).name
    return _SUPERSETS.get(found, found)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mostly(data: bytes, name: str) -> Decoded | None:
    """The text by the encoding that was named if few bytes are damaged, None otherwise or where UTF-8 fits."""
    if _is_utf8(data):
        return None
    try:
        text = data.decode(_codec(name), "replace")
    except LookupError:
        return None
    damaged = text.count("\ufffd")
    return Decoded(text, is_guessed=True) if damaged * 100 <= sum(not one.isascii() for one in text) else None
