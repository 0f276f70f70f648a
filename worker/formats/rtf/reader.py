"""Reads the tokens of a Rich Text: what each group is for, how its bytes are encoded, and where its text goes."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from worker.formats.docx.symbols import symbol
from worker.formats.rtf.body import Body
from worker.formats.rtf.styles import Style, Tables
from worker.formats.rtf.tokens import CHARACTERS, SYMBOLS, Token, encoding_of_page, tokens_of

MAX_DEPTH = 10_000
"""Groups within groups that are told apart; deeper ones are left out."""

MAX_PICTURE_BYTES = 64 << 20

_LEFT_OUT = frozenset(
    (
        *("colortbl", "info", "fldinst", "nonshppict", "objdata", "objclass", "listtable", "listoverridetable", "sp"),
        *("shprslt", "xe", "tc", "rxe", "txe", "bkmkstart", "bkmkend", "footnotesep", "ftnsep", "ftnsepc", "ftncn"),
        *("aftnsep", "aftnsepc", "aftncn", "filetbl", "revtbl", "rsidtbl", "generator", "themedata", "datastore"),
        *("atnid", "atnauthor", "atntime", "atndate", "atnref", "atnparent", "latentstyles", "falt", "panose", "mmath"),
        *("formfield", "private", "template", "userprops", "xmlnstbl", "datafield", "colorschememapping", "pgptbl"),
    )
)
"""Destinations whose content is no text of the document."""

_BODIES = ("footnote", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "shptxt")
_KNOWN = frozenset({"shppict", "shpinst", "shptxt", "annotation", "pict", "nesttableprops", "fldrslt", "listtext"})
"""Destinations that a reader may leave out, and that are read here."""

_PICTURES = {"pngblip": True, "jpegblip": True}


@dataclass(slots=True)
class _State:
    """What holds within a group."""

    destination: str = "text"
    font: int | None = None
    skipped: int = 1
    """Characters that stand for one that is given by its number."""
    is_hidden: bool = False
    is_deleted: bool = False


class Reader:
    """Reads a document; ``body`` has its content then, ``headers`` and ``footers`` what is in the margins."""

    def __init__(self) -> None:
        self.tables = Tables()
        self.body = Body(self.tables)
        self.headers: dict[str, None] = {}
        self.footers: dict[str, None] = {}
        self.has_comments = self.has_hidden = self.has_changes = self.has_unread_pictures = False
        self._bodies = [self.body]
        self._state = _State()
        self._above: list[tuple[_State, Callable[[], None] | None]] = []
        self._ends: Callable[[], None] | None = None
        """What is to be done when the group ends."""
        self._is_optional = False
        self._bytes = bytearray()
        """Bytes of text that were not decoded yet: a character may have several."""
        self._to_skip = 0
        self._units: list[int] = []
        """Halves of characters beyond the first plane."""
        self._entry = Style()
        self._name: list[str] = []
        self._number: int | None = None
        self._blip: list[bytes] = []
        self._picture = (False, 0.0, 0.0)
        self._count_notes = 0

    def read(self, data: bytes) -> None:
        """Read all of a document."""
        for token in tokens_of(data):
            word = token.word
            if word == "'" or not word:
                self._take(token)
            elif word == "u" and token.number is not None:
                self._decode()
                self._put_unit(token.number % 65536)
                self._to_skip = self._state.skipped
            elif self._to_skip and word not in "{}":
                self._to_skip -= 1
            else:
                self._to_skip = 0
                self._decode()
                self._control(token)
        self._decode()
        for body in reversed(self._bodies):
            body.close()

    # ---- text

    def _take(self, token: Token) -> None:
        text = token.text
        if self._to_skip:
            count = min(self._to_skip, len(text))
            self._to_skip -= count
            text = text[count:]
        if self._state.destination == "pict":
            self._blip.append(text)
        elif self._state.destination != "skip":
            self._bytes += text

    def _decode(self) -> None:
        if self._bytes:
            data, font = bytes(self._bytes), self._state.font
            self._bytes.clear()
            if self.tables.fonts.get(-1 if font is None else font) == SYMBOLS:
                name = self.tables.font_names.get(font or 0, "")
                self._put("".join(symbol(name, f"{byte:x}") or chr(byte) for byte in data))
            else:
                self._put(data.decode(self.tables.encoding_of(font), "replace"))

    def _put_unit(self, unit: int) -> None:
        if 0xD800 <= unit < 0xDC00:
            self._units = [unit]
            return
        units, self._units = [*self._units, unit], []
        if len(units) == 1 and 0xF000 <= unit <= 0xF0FF:
            self._put(symbol(self.tables.font_names.get(self._state.font or 0, "symbol"), f"{unit:x}"))
            return
        self._put(b"".join(one.to_bytes(2, "little") for one in units).decode("utf-16-le", "replace"))

    def _put(self, text: str) -> None:
        state = self._state
        if state.destination == "text":
            if state.is_hidden:
                self.has_hidden |= bool(text.strip())
            elif not state.is_deleted:
                self._bodies[-1].put(text)
        elif state.destination == "listtext":
            self._bodies[-1].put_marker(text)
        elif state.destination in ("fonttbl", "stylesheet"):
            self._name.append(text)
            if ";" in text:
                self._end_entry()

    # ---- groups

    def _control(self, token: Token) -> None:
        word, number, _ = token
        if word == "{":
            if len(self._above) < MAX_DEPTH:
                self._above.append((self._state, self._ends))
                self._state, self._ends = replace(self._state), None
        elif word == "}":
            ends, self._ends = self._ends, None
            if ends is not None:
                ends()
            if self._above:
                self._state, self._ends = self._above.pop()
        elif word == "*":
            self._is_optional = True
            return
        elif self._state.destination == "skip":
            pass
        elif not self._begin(word):
            self._format(word, number)
        self._is_optional = False

    def _begin(self, word: str) -> bool:
        """Begin a destination, if the control word names one."""
        state = self._state
        if self._ends is not None and word in (*_BODIES, "pict"):
            # The group has a destination already.
            state.destination = "skip"
        elif word in _BODIES and state.destination == "text":
            self._begin_body(word)
        elif word in ("fonttbl", "stylesheet"):
            state.destination = word
            self._ends = self._end_entry
        elif word == "pict" and state.destination == "text":
            state.destination, self._blip, self._picture = "pict", [], (False, 0.0, 0.0)
            self._ends = self._end_picture
        elif word in ("listtext", "pntext") and state.destination == "text":
            state.destination = "listtext"
            self._bodies[-1].begin_marker()
        elif word == "annotation":
            self.has_comments, state.destination = True, "skip"
        elif word in _LEFT_OUT or (
            self._is_optional and word not in _KNOWN and state.destination not in ("fonttbl", "stylesheet")
        ):
            state.destination = "skip"
        else:
            return False
        return True

    def _begin_body(self, word: str) -> None:
        """A footnote, what is in a margin, or a box with text of its own."""
        body = Body(self.tables)
        self._bodies.append(body)
        self._state.is_hidden = self._state.is_deleted = False

        def end() -> None:
            self._bodies.remove(body)
            body.close()
            outer = self._bodies[-1]
            if word == "footnote":
                self._count_notes += 1
                outer.put(f"[{self._count_notes}]")
                outer.add_note(f"[{self._count_notes}] {' '.join(body.flat().split())}")
            elif word == "shptxt":
                outer.anchored += body.items
            elif said := " ".join(body.flat().split()):
                (self.headers if word.startswith("header") else self.footers)[said] = None

        self._ends = end

    def _end_entry(self) -> None:
        """The end of a font's or a style's entry."""
        name = "".join(self._name).partition(";")[0].strip()
        if self._state.destination == "stylesheet":
            self._entry.name = name
            self.tables.styles[self._number or 0] = self._entry
        elif self._number is not None:
            self.tables.font_names[self._number] = name
        self._name.clear()
        self._entry, self._number = Style(), None

    def _end_picture(self) -> None:
        is_read, width, height = self._picture
        data = b"".join(b"".join(self._blip).split())
        if not data or self._bodies[-1] is not self.body:
            return
        if not is_read or len(data) > 2 * MAX_PICTURE_BYTES:
            self.has_unread_pictures = True
            return
        try:
            self.body.add_picture(bytes.fromhex(data.decode("ascii")), width, height)
        except ValueError:
            self.has_unread_pictures = True

    # ---- control words

    def _format(self, word: str, number: int | None) -> None:
        state = self._state
        if state.destination == "text":
            if word in CHARACTERS:
                self._put(CHARACTERS[word])
                return
            if self._bodies[-1].control(word, number):
                return
        match word:
            case "f" if number is not None:
                state.font = number
                if state.destination == "fonttbl":
                    self._number = number
            case "plain":
                state.font, state.is_hidden, state.is_deleted = self.tables.default_font, False, False
            case "v":
                state.is_hidden = number != 0
            case "deleted":
                state.is_deleted = number != 0
                self.has_changes = True
            case "revised":
                self.has_changes = True
            case "uc":
                state.skipped = min(max(number or 0, 0), 100)
            case "ansicpg":
                self.tables.encoding = encoding_of_page(number or 1252)
            case "mac" | "pc" | "pca":
                self.tables.encoding = {"mac": "mac-roman", "pc": "cp437", "pca": "cp850"}[word]
            case "deff":
                self.tables.default_font = state.font = number
            case "fcharset" | "cpg" if state.destination == "fonttbl" and self._number is not None:
                if word == "fcharset":
                    self.tables.fonts[self._number] = number or 0
            case "s" if state.destination == "stylesheet":
                self._number = number
            case "sbasedon" if state.destination == "stylesheet":
                self._entry.base = number
            case "outlinelevel" if state.destination == "stylesheet":
                self._entry.level = number
            case _ if state.destination == "pict":
                self._describe_picture(word, number or 0)

    def _describe_picture(self, word: str, number: int) -> None:
        is_read, width, height = self._picture
        if word in _PICTURES:
            is_read = True
        elif word == "picwgoal":
            width = number / 20
        elif word == "pichgoal":
            height = number / 20
        self._picture = (is_read, width, height)
