"""Opens a Word document: its parts, and the pages that they make."""

from collections.abc import Iterator
from pathlib import Path

from lxml.etree import _Element

from shared.errors import Corrupt
from worker.formats.collector import without_collector
from worker.formats.docx.body import BodyReader
from worker.formats.docx.names import STRICT, R, W
from worker.formats.docx.numbering import Numbering
from worker.formats.docx.runs import RunReader
from worker.formats.docx.styles import Styles
from worker.formats.flow.content import Flow
from worker.formats.flow.layout import lay_out
from worker.formats.flow.source import LaidSource
from worker.formats.flow.warnings import content_warnings
from worker.formats.package import Package


@without_collector()
def opened(data: bytes | Path) -> LaidSource:
    """The document. Raises Corrupt, Encrypted, NoPages, TooManyPages and TooLargePage."""
    return Package(data, STRICT).read_by(_opened)


def _opened(package: Package) -> LaidSource:
    main = next(
        (path for kind, path in package.relations("").values() if kind == "officeDocument"), "word/document.xml"
    )
    root = package.xml(main)
    body = None if root is None else root.find(f"{W}body")
    if root is None or body is None:
        raise Corrupt("The file is no Word document, or a part of it is missing; save it again from its source.")
    parts = dict(package.relations(main).values())
    styles = Styles(package.xml(parts.get("styles", "")))
    runs = RunReader(styles)
    notes = {
        kind: {one.get(f"{W}id", ""): one for one in _children(package.xml(parts.get(f"{kind}s", "")), kind)}
        for kind in ("footnote", "endnote")
    }
    reader = BodyReader(package, main, styles, Numbering(package.xml(parts.get("numbering", ""))), runs, notes)
    header, footer = (" · ".join(_margins(package, main, root, kind, reader)) for kind in ("header", "footer"))
    flow = Flow(reader.items(body), header, footer, reader.endnotes)
    pages = lay_out(flow)
    warnings = content_warnings(
        changes=runs.has_changes,
        comments=runs.has_comments,
        hidden=runs.has_hidden,
        unread_pictures=reader.has_unread_pictures,
    )
    return LaidSource(pages, warnings, package.close)


def _children(root: _Element | None, name: str) -> Iterator[_Element]:
    return iter(()) if root is None else root.iterfind(f"{W}{name}")


def _margins(package: Package, main: str, root: _Element, kind: str, reader: BodyReader) -> list[str]:
    """The texts of the headers or footers that the document shows, each once."""
    relations = package.relations(main)
    found: dict[str, None] = {}
    for reference in root.iter(f"{W}{kind}Reference"):
        _, path = relations.get(reference.get(f"{R}id", ""), ("", ""))
        part = package.xml(path)
        text = "" if part is None else " ".join(reader.in_part(path).flat(part).split())
        if text:
            found[text] = None
    return list(found)
