"""The names under which files are downloaded."""

from urllib.parse import quote


def attachment(filename: str) -> str:
    """The value of Content-Disposition for a download: plain for old clients, exact for all others (RFC 6266)."""
    plain = "".join(one if " " <= one <= "~" and one not in '"\\%' else "_" for one in filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
