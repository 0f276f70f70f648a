"""Web pages, saved ones too, and Rich Text, told apart from plain text by how they begin."""

import re

from shared.encodings import BYTE_ORDER_MARKS, wide_without_mark

HTML = "text/html"
RTF = "application/rtf"
MHTML = "multipart/related"
PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".xht", ".shtml"})
"""Names of files with a piece of a page, which does not begin as a page does."""

_RICH_TEXT = re.compile(rb"\s*\{\\rtf")
_PAGE = re.compile(
    rb"(?:\s|<!--.*?-->|<\?.*?\?>)*+<(?:!doctype\s+html\b|(?:html|head|body)[\s>])", re.IGNORECASE | re.DOTALL
)
_FIELD = re.compile(rb"^([!-9;-~]{1,76})[ \t]*:[ \t]*([^\r\n]*)", re.MULTILINE)
_FOLDED = re.compile(rb"\r?\n[ \t]+")
_END_OF_HEADER = re.compile(rb"\r?\n\r?\n")
_OF_MAILS = frozenset(
    (b"to", b"cc", b"bcc", b"received", b"return-path", b"delivered-to", b"message-id", b"in-reply-to", b"references")
)
"""Fields that messages have that were sent."""
_ELEMENT = re.compile(rb"<(?:[a-z][a-z0-9]*(?:\s[^<>]*)?/?|/[a-z][a-z0-9]*|!--)>?", re.IGNORECASE)


def markup_type(head: bytes) -> str | None:
    """The media type of a file that begins so, None where it is neither a web page nor Rich Text."""
    if _RICH_TEXT.match(head):
        return RTF
    if _is_web_archive(head):
        return MHTML
    return HTML if _PAGE.match(in_bytes(head)) else None


def _is_web_archive(head: bytes) -> bool:
    """Whether a file begins as a web page that was saved as a message (RFC 2557), and is no mail."""
    header = _FOLDED.sub(b" ", _END_OF_HEADER.split(head, maxsplit=1)[0])
    fields = {name.lower(): value.lower() for name, value in _FIELD.findall(header)}
    if b"multipart/related" not in fields.get(b"content-type", b"") or not _FIELD.match(header):
        return False
    return b"snapshot-content-location" in fields or not fields.keys() & _OF_MAILS


def has_elements(head: bytes) -> bool:
    """Whether there are elements of a page in a text that begins so."""
    return _ELEMENT.search(in_bytes(head)) is not None


def in_bytes(head: bytes) -> bytes:
    """The text with a byte for each character of markup."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "ignore").encode("utf-8", "ignore")
    if unmarked := wide_without_mark(head):
        return head.decode(unmarked, "ignore").encode("utf-8", "ignore")
    return head
