"""Names of the XML of OpenDocument files."""

_BASE = "urn:oasis:names:tc:opendocument:xmlns"
OFFICE = f"{{{_BASE}:office:1.0}}"
TEXT = f"{{{_BASE}:text:1.0}}"
TABLE = f"{{{_BASE}:table:1.0}}"
DRAW = f"{{{_BASE}:drawing:1.0}}"
STYLE = f"{{{_BASE}:style:1.0}}"
PRESENTATION = f"{{{_BASE}:presentation:1.0}}"
FO = f"{{{_BASE}:xsl-fo-compatible:1.0}}"
SVG = f"{{{_BASE}:svg-compatible:1.0}}"
MANIFEST = f"{{{_BASE}:manifest:1.0}}"
XLINK = "{http://www.w3.org/1999/xlink}"

_UNITS = {"cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}


def points(length: str | None) -> float | None:
    """A length in points; None for what is none."""
    if not length or length[-2:] not in _UNITS:
        return None
    try:
        return float(length[:-2]) * _UNITS[length[-2:]]
    except ValueError:
        return None


def repeated(text: str | None, limit: int) -> int:
    """How often something is repeated, from 1 to ``limit``."""
    return min(max(int(text), 1), limit) if text and text.isdecimal() else 1
