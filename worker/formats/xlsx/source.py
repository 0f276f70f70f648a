"""Opens an Excel workbook: its sheets, and the pages that they make."""

from pathlib import Path

from shared.errors import Corrupt
from shared.models.warnings import WarningCode
from worker.formats.collector import without_collector
from worker.formats.docx.names import STRICT, R
from worker.formats.flow.source import LaidSource
from worker.formats.package import Package
from worker.formats.sheets.pages import Sheet, lay_out_sheets
from worker.formats.xlsx.names import STRICT_S, S
from worker.formats.xlsx.sheet import read_sheet
from worker.formats.xlsx.strings import shared_strings
from worker.formats.xlsx.styles import cell_formats


@without_collector()
def opened(data: bytes | Path) -> LaidSource:
    """The workbook. Raises Corrupt, Encrypted, NoPages, TooManyPages and TooLargePage."""
    return Package(data, {**STRICT, **STRICT_S}).read_by(_opened)


def _opened(package: Package) -> LaidSource:
    main = next((path for kind, path in package.relations("").values() if kind == "officeDocument"), "xl/workbook.xml")
    root = package.xml(main)
    if root is None or root.find(f"{S}sheets") is None:
        raise Corrupt("The file is no Excel workbook, or a part of it is missing; save it again from its source.")
    relations = package.relations(main)
    parts = dict(relations.values())
    formats = cell_formats(package.xml(parts.get("styles", "")))
    strings = shared_strings(package, parts.get("sharedStrings", ""))
    properties = root.find(f"{S}workbookPr")
    since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    warnings: set[WarningCode] = set()
    sheets: list[Sheet] = []
    for one in root.iterfind(f"{S}sheets/{S}sheet"):
        kind, path = relations.get(one.get(f"{R}id", ""), ("", ""))
        if one.get("state", "visible") != "visible":
            warnings.add("hidden-content")
            continue
        if kind == "worksheet" and path in package.names:
            sheet, hides = read_sheet(package, path, one.get("name", ""), strings, formats, since_1904=since_1904)
            warnings |= {"hidden-content"} if hides else set()
            warnings |= {"comments"} if _has_comments(package, path) else set()
            sheets.append(sheet)
    return LaidSource(lay_out_sheets(sheets), frozenset(warnings), package.close)


def _has_comments(package: Package, path: str) -> bool:
    return any(kind in ("comments", "threadedComment") for kind, _ in package.relations(path).values())
