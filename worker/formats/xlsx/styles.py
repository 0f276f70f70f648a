"""The number formats of cells, by the numbers of their styles."""

from collections.abc import Sequence

from lxml.etree import _Element

from worker.formats.docx.styles import number
from worker.formats.sheets.number_formats import BUILT_IN
from worker.formats.xlsx.names import S


def cell_formats(root: _Element | None) -> Sequence[str]:
    """The number format of each style of cells."""
    if root is None:
        return ()
    own = {
        number(one.get("numFmtId")): one.get("formatCode", "General") for one in root.iterfind(f"{S}numFmts/{S}numFmt")
    }
    styles = (number(one.get("numFmtId")) for one in root.iterfind(f"{S}cellXfs/{S}xf"))
    return [own.get(style) or BUILT_IN.get(style, "General") for style in styles]
