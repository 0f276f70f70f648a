"""Bodies in compressed Rich Text (MS-OXRTFCP): often HTML in disguise (MS-OXRTFEX), which is taken out again."""

import re

from compressed_rtf import decompress

from worker.formats.flow.flat import flat_text
from worker.formats.mail.characters import decoded
from worker.formats.mail.content import Html, PlainText
from worker.formats.rtf.reader import Reader

MAX_COMPRESSED = 8 << 20
"""Bytes of a body that are decompressed: text of a thousand pages."""

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    rb"|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z])|(?P<open>\{)|(?P<close>\})|(?P<text>[^\\{}\r\n]+)|[\r\n]+"
)
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{1,5})")
_FROM_HTML = re.compile(rb"\{\\rtf1.{0,2000}?\\fromhtml1", re.S)
_SAID = {b"par": b"\r\n", b"line": b"\r\n", b"tab": b"\t"}
_SYMBOLS = {
    **{b"lquote": "\u2018", b"rquote": "\u2019", b"ldblquote": "\u201c", b"rdblquote": "\u201d"},
    **{b"bullet": "\u2022", b"endash": "\u2013", b"emdash": "\u2014"},
}
_SIGNS = {b"~": b"&nbsp;", b"_": b"&shy;", b"\\": b"\\", b"{": b"{", b"}": b"}"}
_LEFT_OUT = (b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pntext", b"mhtmltag", b"generator")


def body_of_rtf(compressed: bytes, *, has_text: bool) -> PlainText | Html | None:
    """The HTML that is in it, else its text unless the mail ``has_text`` already; None where it is damaged."""
    try:
        rtf = decompress(compressed[:MAX_COMPRESSED])
    except Exception:
        # The library raises Exception itself.
        return None
    if _FROM_HTML.match(rtf):
        return Html(html_of(rtf))
    if has_text:
        # The same words, in characters that are certain.
        return None
    reader = Reader()
    reader.read(rtf)
    text = flat_text(reader.body.items)
    return PlainText(text) if text.strip() else None


def html_of(rtf: bytes) -> str:
    """The HTML that Rich Text was made of: what is in its groups ``htmltag``, and the text between them.

    What is between ``htmlrtf`` and ``htmlrtf0`` is there for programs that know no HTML.
    """
    page = _CODE_PAGE.search(rtf)
    charset = f"cp{int(page[1])}" if page else "cp1252"
    out: list[str] = []
    held = bytearray()
    state, states = _State(), list[_State]()
    skip = 0
    for token in _TOKEN.finditer(rtf):
        kind = token.lastgroup
        if kind == "open":
            states.append(state)
            state = state.copy()
        elif kind == "close":
            state = states.pop() if states else _State()
        elif kind in ("word", "number"):
            word, number = token["word"], token["number"]
            if word == b"htmlrtf":
                state.is_for_rtf = number != b"0"
            elif word == b"htmltag":
                state.is_tag = True
            elif word in _LEFT_OUT:
                state.is_left_out = True
            elif word == b"uc":
                state.skips = min(int(number or 1), 8)
            elif state.is_shown and word == b"u" and number is not None:
                out.append(decoded(bytes(held), charset))
                held.clear()
                code = int(number) & 0xFFFF
                out.append(chr(code))
                skip = state.skips
            elif state.is_shown and word in _SAID:
                held += _SAID[word]
            elif state.is_shown and word in _SYMBOLS:
                out.append(decoded(bytes(held), charset) + _SYMBOLS[word])
                held.clear()
        elif state.is_shown:
            said = _bytes_of(token)
            if skip and said:
                said, skip = said[skip:], max(0, skip - len(said))
            held += said
    out.append(decoded(bytes(held), charset))
    return "".join(out).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _State:
    """What a group says of the text in it."""

    __slots__ = ("is_for_rtf", "is_left_out", "is_tag", "skips")

    def __init__(self) -> None:
        self.is_for_rtf = self.is_left_out = self.is_tag = False
        self.skips = 1

    @property
    def is_shown(self) -> bool:
        """Whether its text is of the HTML."""
        return not self.is_for_rtf and not self.is_left_out

    def copy(self) -> "_State":
        """The state of a group within this one."""
        other = _State()
        other.is_for_rtf, other.is_left_out, other.skips = self.is_for_rtf, self.is_left_out, self.skips
        return other


def _bytes_of(token: re.Match[bytes]) -> bytes:
    if token["hex"]:
        return bytes([int(token["hex"], 16)])
    if token["symbol"]:
        return {b"~": b"&nbsp;", b"_": b"&shy;"}.get(
            token["symbol"], token["symbol"] if token["symbol"] in b"\\{}" else b""
        )
    return token["text"] or b""
