"""Which elements a page does not show, by their attributes and by its own style sheets.

Style sheets are not laid out here, so what may be shown after all is read: rules that depend on the screen, on what a
reader does or on pseudo-classes hide nothing, nor does a rule whose element another rule shows. What scripts would
change is not known.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from worker.formats.html.nodes import style_of

Contained = Callable[[str], bytes | None]
"""Gives the bytes of what came along with a page by the address that the page has for it, None where it did not."""

MAX_SELECTORS, MAX_SELECTOR = 1000, 120
"""Selectors that are looked for, and characters of one, at most: each costs a way through the page."""

MAX_STEPS = 4
"""Elements that a selector names from the outside in, at most."""

_HIDES = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0[a-z%]*(?=\s*(?:!|;|$)))",
    re.IGNORECASE,
)
_TRANSPARENT = re.compile(r"(?:^|;)\s*opacity\s*:\s*(?:0+(?:\.0*)?|\.0+)%?\s*(?:!|;|$)", re.IGNORECASE)
"""What hides an element by its own style: in style sheets, it is where an animation begins."""
_GROUND = re.compile(r"background(?:-color|-image)?\s*:", re.IGNORECASE)
_COLOR = re.compile(r"(?:^|;)\s*color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND_COLOR = re.compile(r"(?:^|;)\s*background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
_WHITE = re.compile(r"white|#fff(?:fff)?|rgba?\(\s*255[\s,]+255[\s,]+255\s*(?:[,/]\s*(?:1|100%)\s*)?\)", re.IGNORECASE)
_SHOWS = re.compile(r"(?:^|;)\s*(?:display\s*:\s*(?!none)|visibility\s*:\s*visible)", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_SIMPLE = re.compile(r"""[\w\s.#>+~*="'\[\]-]+""")
_PIECE = re.compile(r"[{}]")


class Hidden:
    """What of a page is hidden."""

    def __init__(self, parser: LexborHTMLParser, contained: Contained | None = None) -> None:
        self._by_sheets = _hidden_by_sheets(parser, contained)
        self._sheets_paint = any(map(_GROUND.search, _sheets(parser, contained)))

    def __contains__(self, found: tuple[LexborNode, str, Mapping[str, str | None]]) -> bool:
        """Whether an element, of that tag and with these attributes, is not shown."""
        node, tag, attributes = found
        if "hidden" in attributes and attributes["hidden"] != "until-found":
            return True
        style = style_of(attributes)
        if style and (_HIDES.search(style) or _TRANSPARENT.search(style) or self._is_like_its_ground(node, style)):
            return True
        if tag == "font" and _WHITE.fullmatch((attributes.get("color") or "").strip()) and self._is_on_paper(node):
            return True
        if tag == "dialog" and "open" not in attributes:
            return True
        return bool(self._by_sheets) and node.mem_id in self._by_sheets and not (style and _SHOWS.search(style))

    def _is_like_its_ground(self, node: LexborNode, style: str) -> bool:
        """Whether an element of this style has the color of what is behind it."""
        color = _COLOR.search(style)
        if color is None:
            return False
        ground = _GROUND_COLOR.search(style)
        if ground is not None:
            return color[1].strip().lower() == ground[1].strip().lower()
        return _WHITE.fullmatch(color[1].strip()) is not None and self._is_on_paper(node)

    def _is_on_paper(self, node: LexborNode) -> bool:
        """Whether nothing behind an element may have another color than white."""
        around: LexborNode | None = node
        while around is not None and not self._sheets_paint:
            attributes = around.attributes
            if "bgcolor" in attributes or "background" in attributes or _GROUND.search(attributes.get("style") or ""):
                return False
            around = around.parent
        return not self._sheets_paint


def _sheets(parser: LexborHTMLParser, contained: Contained | None) -> Iterator[str]:
    """The style sheets in the page, and those that came along with it, in their order."""
    for node in parser.css("style, link[rel~=stylesheet][href]"):
        if (node.attributes.get("media") or "all").strip().lower() not in ("all", "screen", ""):
            continue
        if node.tag == "style":
            yield node.text_lexbor()
        elif contained is not None:
            yield (contained((node.attributes.get("href") or "").strip()) or b"").decode("utf-8", "replace")


def _hidden_by_sheets(parser: LexborHTMLParser, contained: Contained | None) -> frozenset[int]:
    """The elements that rules hide, by their identities."""
    hiding: dict[str, None] = {}
    showing: dict[str, None] = {}
    for sheet in _sheets(parser, contained):
        for selectors, declarations in rules_of(sheet):
            into = hiding if _HIDES.search(declarations) else showing if _SHOWS.search(declarations) else None
            if into is not None:
                into.update(dict.fromkeys(selectors))
    hidden = _found(parser, hiding)
    if hidden:
        hidden -= _found(parser, showing)
    return frozenset(hidden - {node.mem_id for node in (parser.root, parser.body) if node is not None})


def _found(parser: LexborHTMLParser, selectors: Mapping[str, None]) -> set[int]:
    found: set[int] = set()
    for selector in [*selectors][:MAX_SELECTORS]:
        try:
            found.update(node.mem_id for node in parser.css(selector))
        except SelectolaxError:
            continue
    return found


def rules_of(sheet: str) -> Iterator[tuple[list[str], str]]:
    """The rules of a style sheet that hold everywhere, each with its simple selectors and its declarations."""
    sheet = _COMMENT.sub("", sheet)
    depth, at, selectors = 0, 0, ""
    for piece in _PIECE.finditer(sheet):
        if piece[0] == "{":
            if depth == 0:
                selectors = sheet[at : piece.start()].rpartition(";")[2].strip()
            depth += 1
        else:
            if depth == 1 and not selectors.startswith("@"):
                simple = [one.strip() for one in selectors.split(",")]
                yield [one for one in simple if _is_simple(one)], sheet[at : piece.start()]
            depth = max(0, depth - 1)
        at = piece.end()


def _is_simple(selector: str) -> bool:
    return (
        0 < len(selector) <= MAX_SELECTOR
        and _SIMPLE.fullmatch(selector) is not None
        and len(selector.replace(">", " ").replace("+", " ").replace("~", " ").split()) <= MAX_STEPS
    )
