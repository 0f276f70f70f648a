"""File names in headers: of uploads, and of downloads."""

import contextlib
from urllib.parse import quote, unquote


def name_in_header(sent: str) -> str:
    """The name that a header gives: percent-encoded, or as the bytes of UTF-8, which a header's text has one by one."""
    with contextlib.suppress(UnicodeError):
        sent = sent.encode("latin-1").decode()
    return unquote(sent)


def attachment(filename: str) -> str:
    """The value of Content-Disposition for a download: plain for old clients, exact for all others (RFC 6266)."""
    plain = "".join(one if " " <= one <= "~" and one not in '"\\%' else "_" for one in filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
