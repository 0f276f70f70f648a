"""Pages that are XML, made such that they can be parsed as HTML."""

import re

_VOID = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track"),
        "wbr",
    )
)
_EMPTY = re.compile(r"""<([a-zA-Z][\w:.-]*)((?:[^<>"'/]|/(?!>)|"[^"<]*"|'[^'<]*')*+)/>""")
_PROLOG = re.compile(r"\ufeff?\s*<\?xml\b")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


def is_xml(text: str) -> bool:
    """Whether a page says that it is XML."""
    return _PROLOG.match(text) is not None


def as_html(text: str) -> str:
    """The page with the ends of its empty elements: an empty title or script would take in all that follows."""
    text = _CDATA.sub(lambda found: found[1].replace("&", "&amp;").replace("<", "&lt;"), text)
    return _EMPTY.sub(_ended, text)


def _ended(empty: re.Match[str]) -> str:
    return empty[0] if empty[1].lower() in _VOID else f"<{empty[1]}{empty[2]}></{empty[1]}>"
