"""Fonts and styles of a Rich Text: how bytes are encoded, and what is a heading."""

import re
from dataclasses import dataclass, field
from typing import Literal

from worker.formats.rtf.tokens import ENCODINGS, SYMBOLS

StyleType = Literal["title", "heading", "caption", "paragraph"]

_HEADING = re.compile(r"heading\s*([1-9])$", re.IGNORECASE)
MAX_BASES = 20
"""Styles on which a style is based, at most."""


@dataclass(slots=True)
class Style:
    """A style while it is read."""

    name: str = ""
    level: int | None = None
    base: int | None = None


@dataclass(slots=True)
class Tables:
    """What a document lists before its text."""

    encoding: str = ENCODINGS[0]
    default_font: int | None = None
    fonts: dict[int, int] = field(default_factory=dict)
    """Numbers of character sets by the numbers of fonts."""
    font_names: dict[int, str] = field(default_factory=dict)
    styles: dict[int, Style] = field(default_factory=dict)

    def encoding_of(self, font: int | None) -> str:
        """The encoding of text in a font."""
        charset = self.fonts.get(-1 if font is None else font, 1)
        return self.encoding if charset in (1, SYMBOLS) else ENCODINGS.get(charset, self.encoding)

    def type_of(self, style: int | None, outline: int | None) -> tuple[StyleType, int | None]:
        """What a paragraph of that style is, and its level if it is a heading. ``outline`` is its own, from 0."""
        if outline is not None and 0 <= outline < 9:
            return "heading", outline + 1
        number = style
        for _ in range(MAX_BASES):
            found = self.styles.get(-1 if number is None else number)
            if found is None:
                break
            name = found.name.strip().strip(";").strip()
            if heading := _HEADING.match(name):
                return "heading", int(heading[1])
            if name.lower() in ("title", "caption"):
                return ("title" if name.lower() == "title" else "caption"), None
            if found.level is not None and 0 <= found.level < 9:
                return "heading", found.level + 1
            number = found.base
        return "paragraph", None
