"""File names as they are shown: what a client calls a file, never a path on any machine."""

import re
import unicodedata
from urllib.parse import quote

MAX_LENGTH = 255
UNNAMED = "unnamed"

# Control characters, lone surrogates, line and paragraph separators; and those that turn the direction of writing,
# under which "fdp.exe" reads "exe.pdf".
_DROPPED_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def display_name(sent: str) -> str:
    """The name to show for a file that was sent under ``sent``: its last part, at most 255 characters."""
    name = _DIRECTION_MARKS.sub("", sent).replace("\\", "/").rpartition("/")[2]
    name = "".join(one for one in name if unicodedata.category(one) not in _DROPPED_CATEGORIES).strip()
    if name.strip(".") == "":
        return UNNAMED
    if len(name) > MAX_LENGTH:
        stem, dot, extension = name.rpartition(".")
        kept = dot + extension if dot and len(extension) <= 16 else ""
        name = (stem if kept else name)[: MAX_LENGTH - len(kept)] + kept
    return name


def attachment(filename: str) -> str:
    """The value of Content-Disposition for a download: plain for old clients, exact for all others (RFC 6266)."""
    plain = "".join(one if " " <= one <= "~" and one not in '"\\%' else "_" for one in filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
