"""How a mail (RFC 5322) shows in its first bytes: it begins with header fields, some of which only mails have."""

import re
from typing import Literal

from shared.encodings import BYTE_ORDER_MARKS

_FIELD = re.compile(rb"([!-9;-~]{1,76})[ \t]*:")
_LINE_END = re.compile(rb"\r\n|\n|\r")

_OF_TRANSPORT = frozenset(
    (b"received", b"return-path", b"delivered-to", b"dkim-signature", b"authentication-results", b"arc-seal")
)
"""Fields that servers put before those of the sender."""

_OF_PROGRAMS = _OF_TRANSPORT | frozenset(
    (b"message-id", b"mime-version", b"content-type", b"references", b"in-reply-to", b"x-mailer", b"user-agent")
)
"""Fields that programs write and people do not."""

_OF_PEOPLE = frozenset((b"from", b"sender", b"to", b"cc", b"date", b"subject"))
_OF_WEB_ARCHIVES = frozenset((b"snapshot-content-location",))
MIN_FIELDS = 2
"""Fields of people, at least, where a file's name says that it is a mail."""


def mail_in(head: bytes, *, is_whole: bool) -> Literal["mail", "mail by name"] | None:
    """Whether a file that begins so is a mail, or would be one if its name ends in ``.eml``; a note may begin alike.

    ``is_whole``: the file ends with these bytes.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            if encoding != "utf-8":
                return None
            head = head[len(mark) :]
    names: set[bytes] = set()
    is_complete = is_whole
    lines = _LINE_END.split(head)
    for i, line in enumerate(lines):
        if not line:
            is_complete = True
            break
        if names and line.startswith((b" ", b"\t")):
            continue
        field = _FIELD.match(line)
        if field is None:
            if i == len(lines) - 1 and not is_whole:
                break
            return None
        names.add(field[1].lower())
    if names & _OF_WEB_ARCHIVES:
        return None
    has_author = bool(names & {b"from", b"sender"})
    if (has_author and names & _OF_PROGRAMS) or (not is_complete and names & _OF_TRANSPORT):
        return "mail"
    return "mail by name" if len(names & _OF_PEOPLE) >= MIN_FIELDS else None
