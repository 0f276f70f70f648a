"""Opens an OpenDocument file of any kind."""

from pathlib import Path

from lxml.etree import _Element

from shared.errors import Corrupt, Encrypted, TooManyPages
from shared.models.warnings import WarningCode
from shared.settings import settings
from worker.formats.collector import without_collector
from worker.formats.flow.content import Flow
from worker.formats.flow.layout import lay_out
from worker.formats.flow.page_builder import LaidPage
from worker.formats.flow.source import LaidSource
from worker.formats.flow.warnings import content_warnings
from worker.formats.odf.body import BodyReader
from worker.formats.odf.names import MANIFEST, OFFICE, STYLE
from worker.formats.odf.sheets import sheets_of
from worker.formats.odf.slides import size_of, slides_of
from worker.formats.odf.styles import Styles
from worker.formats.package import Package
from worker.formats.sheets.pages import lay_out_sheets
from worker.formats.slides.pages import lay_out_slide


@without_collector()
def opened(data: bytes | Path) -> LaidSource:
    """The document. Raises Corrupt, Encrypted, NoPages, TooManyPages and TooLargePage."""
    return Package(data).read_by(_opened)


def _opened(package: Package) -> LaidSource:
    manifest = package.xml("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter(f"{MANIFEST}encryption-data"), None) is not None:
        raise Encrypted("The document is encrypted; save it without a password.")
    content, common = package.xml("content.xml"), package.xml("styles.xml")
    body = None if content is None else content.find(f"{OFFICE}body")
    if body is None or not len(body):
        raise Corrupt("The file is no OpenDocument, or a part of it is missing; save it again from its source.")
    styles = Styles(common, content)
    reader = BodyReader(package, styles)
    kind = body[0].tag.removeprefix(OFFICE) if isinstance(body[0].tag, str) else ""
    warnings: set[WarningCode] = set()
    pages = _pages(kind, body[0], common, styles, reader, warnings)
    warnings.update(
        content_warnings(
            changes=reader.has_changes,
            comments=reader.has_comments,
            hidden=reader.has_hidden,
            unread_pictures=reader.has_unread_pictures,
        )
    )
    return LaidSource(pages, frozenset(warnings), package.close)


def _pages(
    kind: str,
    content: _Element,
    common: _Element | None,
    styles: Styles,
    reader: BodyReader,
    warnings: set[WarningCode],
) -> list[LaidPage]:
    match kind:
        case "text":
            header, footer = (" · ".join(_margins(common, name, reader)) for name in ("header", "footer"))
            return lay_out(Flow(reader.items(content), header, footer, reader.endnotes))
        case "spreadsheet":
            sheets = []
            for sheet, hides in sheets_of(content, styles, reader):
                if hides:
                    warnings.add("hidden-content")
                if sheet is not None:
                    sheets.append(sheet)
            return lay_out_sheets(sheets)
        case "presentation":
            size = size_of(common)
            pages = []
            for slide in slides_of(content, styles, reader):
                if slide is None:
                    warnings.add("hidden-content")
                    continue
                pages.append(lay_out_slide(slide, size))
                if len(pages) > settings().max_pages:
                    raise TooManyPages
            return pages
    raise Corrupt("The OpenDocument file is neither a text nor a spreadsheet nor a presentation; save it as PDF.")


def _margins(root: _Element | None, kind: str, reader: BodyReader) -> list[str]:
    """The texts of the headers or footers, each once."""
    found: dict[str, None] = {}
    for part in () if root is None else root.iter(f"{STYLE}{kind}", f"{STYLE}{kind}-first", f"{STYLE}{kind}-left"):
        if part.get(f"{STYLE}display") != "false" and (text := " ".join(reader.flat(part).split())):
            found[text] = None
    return list(found)
