"""The texts that cells share, each stored once."""

from collections.abc import Sequence

from lxml.etree import _Element

from worker.formats.package import Package
from worker.formats.xlsx.names import S


def shared_strings(package: Package, part: str) -> Sequence[str]:
    """The texts by their numbers."""
    if part not in package.names:
        return ()
    found = []
    for _, element in package.elements(part, f"{S}si"):
        found.append(rich_text(element))
    return found


def rich_text(element: _Element) -> str:
    """The text of a string, without how it is pronounced."""
    parts = []
    for child in element:
        if child.tag == f"{S}t":
            parts.append(child.text or "")
        elif child.tag == f"{S}r":
            parts += [one.text or "" for one in child.iterfind(f"{S}t")]
    return "".join(parts).replace("_x000D_", "").replace("\r", "")
