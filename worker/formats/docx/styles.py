"""Styles of paragraphs: which are headings, and which number their paragraphs."""

from dataclasses import dataclass

from lxml.etree import _Element

from worker.formats.docx.names import W, value

MAX_CHAIN = 20
"""Styles that are based on each other, at most; some files have circles."""


@dataclass(frozen=True, slots=True)
class Style:
    """``level`` is a heading's from 1, 0 a title's; ``list`` is a numbering's id and the level within it."""

    level: int | None = None
    list: tuple[str, int] | None = None
    is_caption: bool = False
    is_hidden: bool = False


NO_STYLE = Style()


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: _Element | None) -> None:
        self._found: dict[str, Style] = {}
        self._elements = {
            one.get(f"{W}styleId", ""): one for one in (() if root is None else root.iterfind(f"{W}style"))
        }
        self.default = next(
            (
                key
                for key, one in self._elements.items()
                if one.get(f"{W}default") in ("1", "true", "on") and one.get(f"{W}type") == "paragraph"
            ),
            "",
        )

    def get(self, name: str | None) -> Style:
        """The style of that id."""
        key = self.default if name is None else name
        if key not in self._found:
            self._found[key] = self._resolved(key)
        return self._found[key]

    def _resolved(self, key: str) -> Style:
        level: int | None = None
        numbering: tuple[str | None, str | None] = (None, None)
        is_caption = is_hidden = False
        for _ in range(MAX_CHAIN):
            style = self._elements.get(key)
            if style is None:
                break
            name = (value(style.find(f"{W}name")) or key).casefold()
            if level is None:
                level = _level_by_name(name)
            is_caption = is_caption or name == "caption"
            is_hidden = is_hidden or is_on(style.find(f"{W}rPr/{W}vanish"))
            if level is None:
                level = outline_level(style.find(f"{W}pPr/{W}outlineLvl"))
            found = style.find(f"{W}pPr/{W}numPr")
            if found is not None:
                numbering = (
                    numbering[0] or value(found.find(f"{W}numId")),
                    numbering[1] or value(found.find(f"{W}ilvl")),
                )
            key = value(style.find(f"{W}basedOn")) or ""
        listed = None if numbering[0] in (None, "0") else (numbering[0] or "", number(numbering[1]))
        return Style(level, listed, is_caption, is_hidden)


def _level_by_name(name: str) -> int | None:
    if name == "title":
        return 0
    words = name.split()
    return (
        int(words[1])
        if len(words) == 2 and words[0] == "heading" and words[1].isdecimal() and len(words[1]) == 1
        else None
    )


def outline_level(element: _Element | None) -> int | None:
    """The level of a heading by its outline level, which counts from 0; 9 is body text."""
    found = value(element)
    return int(found) + 1 if found is not None and found.isdecimal() and int(found) < 9 else None


def number(text: str | None) -> int:
    """A number of the XML; 0 where it is none."""
    try:
        return int(float(text or 0))
    except (ValueError, OverflowError):
        return 0


def is_on(element: _Element | None) -> bool:
    """Whether a property that is on or off is on."""
    return element is not None and value(element) not in ("0", "false", "off")
