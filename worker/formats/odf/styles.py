"""Styles of an OpenDocument file: page breaks, what is hidden, titles, and the markers of lists."""

from lxml.etree import _Element

from worker.formats.docx.styles import number
from worker.formats.flow.numerals import numeral
from worker.formats.odf.names import FO, OFFICE, PRESENTATION, STYLE, TABLE, TEXT

MAX_CHAIN = 20
MAX_LEVELS = 10
_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "": "none"}


class Styles:
    """The styles of the parts of a document by their names."""

    def __init__(self, *roots: _Element | None) -> None:
        self._styles: dict[tuple[str, str], _Element] = {}
        self._lists: dict[str, dict[int, _Element]] = {}
        for root in roots:
            for group in () if root is None else root.iter(f"{OFFICE}automatic-styles", f"{OFFICE}styles"):
                for style in group:
                    if style.tag == f"{STYLE}style":
                        self._styles[style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")] = style
                    elif style.tag == f"{TEXT}list-style":
                        levels = {number(one.get(f"{TEXT}level")): one for one in style if isinstance(one.tag, str)}
                        self._lists[style.get(f"{STYLE}name", "")] = levels

    def begins_page(self, name: str | None) -> bool:
        """Whether a paragraph of that style begins a page."""
        found = self._property("paragraph", name, f"{STYLE}paragraph-properties", f"{FO}break-before")
        return found == "page"

    def is_hidden(self, name: str | None) -> bool:
        """Whether text of that style is hidden."""
        return self._property("text", name, f"{STYLE}text-properties", f"{TEXT}display") == "none"

    def is_hidden_table(self, name: str | None) -> bool:
        """Whether a sheet of that style is hidden."""
        return self._property("table", name, f"{STYLE}table-properties", f"{TABLE}display") == "false"

    def is_hidden_slide(self, name: str | None) -> bool:
        """Whether a slide of that style is hidden."""
        properties = f"{STYLE}drawing-page-properties"
        return self._property("drawing-page", name, properties, f"{PRESENTATION}visibility") == "hidden"

    def is_of(self, name: str | None, *wanted: str) -> bool:
        """Whether a paragraph's style is one of those, or is based on one."""
        for _ in range(MAX_CHAIN):
            if name in wanted:
                return True
            style = self._styles.get(("paragraph", name or ""))
            name = None if style is None else style.get(f"{STYLE}parent-style-name")
            if name is None:
                return False
        return False

    def list_of(self, name: str | None) -> str | None:
        """The style of the list whose items paragraphs of that style are."""
        style = self._styles.get(("paragraph", name or ""))
        return None if style is None else style.get(f"{STYLE}list-style-name")

    def marker(self, list_style: str | None, level: int, counts: list[int]) -> str:
        """The marker of an item of a list at a level from 1, by how many items there are at each level."""
        style = self._lists.get(list_style or "", {}).get(level)
        if style is None or style.tag != f"{TEXT}list-level-style-number":
            return "•"
        shown = max(1, number(style.get(f"{TEXT}display-levels", "1")))
        kind = _FORMATS.get(style.get(f"{STYLE}num-format", "1"), "decimal")
        if kind == "none":
            return ""
        said = ".".join(numeral(count, kind) for count in counts[max(0, level - shown) : level])
        return f"{style.get(f'{STYLE}num-prefix', '')}{said}{style.get(f'{STYLE}num-suffix', '')}".strip()

    def start(self, list_style: str | None, level: int) -> int:
        """The number of the first item of a list at a level from 1."""
        style = self._lists.get(list_style or "", {}).get(level)
        return 1 if style is None else number(style.get(f"{TEXT}start-value", "1"))

    def _property(self, family: str, name: str | None, group: str, key: str) -> str | None:
        for _ in range(MAX_CHAIN):
            style = self._styles.get((family, name or ""))
            if style is None:
                return None
            properties = style.find(group)
            found: str | None = None if properties is None else properties.get(key)
            if found is not None:
                return found
            name = style.get(f"{STYLE}parent-style-name")
        return None
