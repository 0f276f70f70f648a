"""Names of files: what a client calls a file, never a path on any machine."""

import re
import unicodedata

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
