"""Web pages and Rich Text, told apart from plain text by how they begin."""

import re

from shared.encodings import BYTE_ORDER_MARKS, utf16_without_mark

HTML = "text/html"
PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".xht", ".shtml"})
"""Names of files with a piece of a page, which does not begin as a page does."""

_PAGE = re.compile(
    rb"(?:\s|<!--.*?-->|<\?.*?\?>)*+<(?:!doctype\s+html\b|(?:html|head|body)[\s>])", re.IGNORECASE | re.DOTALL
)
_ELEMENT = re.compile(rb"<(?:[a-z][a-z0-9]*(?:\s[^<>]*)?/?|/[a-z][a-z0-9]*|!--)>?", re.IGNORECASE)


def markup_type(head: bytes) -> str | None:
    """The media type of a file that begins so, None where it is neither a web page nor Rich Text."""
    return HTML if _PAGE.match(_in_bytes(head)) else None


def has_elements(head: bytes) -> bool:
    """Whether there are elements of a page in a text that begins so."""
    return _ELEMENT.search(_in_bytes(head)) is not None


def _in_bytes(head: bytes) -> bytes:
    """The text with a byte for each character of markup."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "ignore").encode("utf-8", "ignore")
    if unmarked := utf16_without_mark(head):
        return head.decode(unmarked, "ignore").encode("utf-8", "ignore")
    return head
