"""Opens a PowerPoint presentation: its slides, each a page."""

from pathlib import Path

from shared.errors import Corrupt, TooManyPages
from shared.models.warnings import WarningCode
from shared.settings import settings
from worker.formats.collector import without_collector
from worker.formats.docx.names import STRICT, R
from worker.formats.docx.runs import POINT
from worker.formats.docx.styles import number
from worker.formats.flow.page_builder import LaidPage
from worker.formats.flow.source import LaidSource
from worker.formats.package import Package
from worker.formats.pptx.names import STRICT_P, P
from worker.formats.pptx.placeholders import Placeholder, placeholders
from worker.formats.pptx.shapes import ShapeReader
from worker.formats.slides.pages import Slide, lay_out_slide, reading_order

MIN_SIDE, MAX_SIDE = 72.0, 4032.0
"""Sides of a slide, in points: PowerPoint allows 1 to 56 inches."""


@without_collector()
def opened(data: bytes | Path) -> LaidSource:
    """The presentation. Raises Corrupt, Encrypted, NoPages, TooManyPages and TooLargePage."""
    return Package(data, {**STRICT, **STRICT_P}).read_by(_opened)


def _opened(package: Package) -> LaidSource:
    main = next(
        (path for kind, path in package.relations("").values() if kind == "officeDocument"), "ppt/presentation.xml"
    )
    root = package.xml(main)
    if root is None or root.find(f"{P}sldIdLst") is None:
        raise Corrupt("The file is no PowerPoint presentation, or has no slides; save it again from its source.")
    relations = package.relations(main)
    size = root.find(f"{P}sldSz")
    width, height = (
        min(max(number(None if size is None else size.get(name)) / POINT or usual, MIN_SIDE), MAX_SIDE)
        for name, usual in (("cx", 720.0), ("cy", 540.0))
    )
    warnings: set[WarningCode] = set()
    pages: list[LaidPage] = []
    layouts: dict[str, list[list[Placeholder]]] = {}
    for position, one in enumerate(root.iterfind(f"{P}sldIdLst/{P}sldId"), 1):
        _, path = relations.get(one.get(f"{R}id", ""), ("", ""))
        slide = package.xml(path)
        tree = None if slide is None else slide.find(f"{P}cSld/{P}spTree")
        if slide is None or tree is None:
            continue
        if slide.get("show") in ("0", "false"):
            warnings.add("hidden-content")
            continue
        parts = package.relations(path)
        layout = next((target for kind, target in parts.values() if kind == "slideLayout"), "")
        if layout not in layouts:
            master = next((target for kind, target in package.relations(layout).values() if kind == "slideMaster"), "")
            layouts[layout] = [placeholders(package.xml(layout)), placeholders(package.xml(master))]
        reader = ShapeReader(package, path, *layouts[layout])
        shapes = reading_order(list(reader.shapes(tree)))
        pages.append(lay_out_slide(Slide(f"slide {position}", shapes), (width, height)))
        if reader.has_unread_pictures:
            warnings.add("unread-pictures")
        if any(kind == "comments" for kind, _ in parts.values()):
            warnings.add("comments")
        if len(pages) > settings().max_pages:
            raise TooManyPages
    return LaidSource(pages, frozenset(warnings), package.close)
