"""Elements of a parsed page by what browsers make of them, and the way through them in their order."""

import re
from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborNode

from shared.errors import Corrupt

MAX_NESTING = 10_000
"""Elements within elements. Parsing takes time by the square of it, and browsers cut at 512."""

TEXT = "-text"

HEADINGS = {f"h{level}": level for level in range(1, 7)}

BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div"),
        *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "header", "hgroup", "hr"),
        *("html", "legend", "li", "listing", "main", "menu", "nav", "ol", "optgroup", "option", "p", "plaintext"),
        *("pre", "search", "section", "summary", "ul", "xmp", *HEADINGS),
        *("table", "caption", "colgroup", "thead", "tbody", "tfoot", "tr", "td", "th"),
    )
)
"""Elements that begin and end a block, by the standard's style sheet."""

LISTS = frozenset({"ul", "ol", "menu", "dir"})
PREFORMATTED = frozenset({"pre", "listing", "plaintext", "xmp"})
LEFT_OUT = frozenset(
    (
        *("head", "script", "style", "template", "noscript", "iframe", "object", "embed", "audio", "video", "canvas"),
        *("map", "datalist", "noembed", "noframes", "rp", "rt", "rtc", "param", "source", "track", "link", "meta"),
    )
)
"""Elements whose content is no text of the page, or not shown beside it."""

FRAMES = ("iframe", "frame")
"""Elements that show a page of their own."""

_DISPLAY = re.compile(r"(?:^|;)\s*display\s*:\s*([a-z-]+)", re.IGNORECASE)
_WHITE_SPACE = re.compile(r"(?:^|;)\s*white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
_UNNESTED = frozenset(
    (
        *(
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "param",
            "source",
            "track",
            "wbr",
        ),
        *("p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "tbody", "thead", "tfoot", "colgroup", "html"),
        *("body", "head"),
    )
)
"""Elements without content, and those whose end tag is often left out."""


class Walk:
    """The nodes of a tree in their order: ``(node, tag, True)`` where one begins, ``(node, tag, False)`` where an
    element ends. After `skip`, what is in the element that began last is left out, and its end too."""

    def __init__(self, root: LexborNode) -> None:
        self._root = root
        self._skips = False

    def skip(self) -> None:
        """Leave out what is in the element that has just begun."""
        self._skips = True

    def __iter__(self) -> Iterator[tuple[LexborNode, str, bool]]:
        """What is below the root."""
        above: list[tuple[LexborNode, str]] = []
        node = self._root.child
        while True:
            if node is None:
                if not above:
                    return
                last, tag = above.pop()
                yield last, tag, False
                node = last.next
                continue
            tag = node.tag or ""
            yield node, tag, True
            if tag == TEXT or self._skips:
                self._skips = False
                node = node.next
            else:
                above.append((node, tag))
                node = node.child


def style_of(attributes: Mapping[str, str | None]) -> str:
    """The style that an element has of its own."""
    return attributes.get("style") or ""


def is_block(tag: str, style: str) -> bool:
    """Whether an element stands on lines of its own."""
    if style and (display := _DISPLAY.search(style)):
        return not display[1].lower().startswith(("inline", "contents"))
    return tag in BLOCKS


def is_preformatted(tag: str, style: str) -> bool:
    """Whether line ends of the source are line ends."""
    return tag in PREFORMATTED or bool(style and _WHITE_SPACE.search(style))


def refuse_deep_nesting(html: str) -> None:
    """Raise Corrupt for a page whose elements are nested deeper than any page's are."""
    if html.count("<") <= MAX_NESTING:
        return
    depth = 0
    for tag in _TAG.finditer(html):
        if tag[2].lower() in _UNNESTED or tag[3]:
            continue
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MAX_NESTING:
            raise Corrupt("The page nests its elements deeper than any browser reads.")
