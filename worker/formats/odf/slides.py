"""The slides of an OpenDocument presentation."""

from collections.abc import Iterator

from lxml.etree import _Element

from shared.models.blocks import BlockType, Box
from worker.formats.flow.content import ListItem, Paragraph, Table
from worker.formats.odf.body import BodyReader
from worker.formats.odf.names import DRAW, FO, PRESENTATION, STYLE, SVG, TABLE, points
from worker.formats.odf.styles import Styles
from worker.formats.slides.pages import PictureBox, Shape, Slide, TableBox, TextBox, reading_order

USUAL_SIZE = (720.0, 405.0)
MIN_SIDE, MAX_SIDE = 72.0, 4032.0
_FURNITURE = frozenset({"header", "footer", "date-time", "page-number"})
_SIZES = {"title": 32.0, "subtitle": 24.0, "outline": 20.0}


def slides_of(body: _Element, styles: Styles, reader: BodyReader) -> Iterator[Slide | None]:
    """Each slide, None for a hidden one."""
    for position, page in enumerate(body.iterfind(f"{DRAW}page"), 1):
        if styles.is_hidden_slide(page.get(f"{DRAW}style-name")):
            yield None
        else:
            yield Slide(f"slide {position}", reading_order(list(_shapes(page, reader))))


def size_of(root: _Element | None) -> tuple[float, float]:
    """Width and height of the slides, in points, from the first layout of pages that a master of slides has."""
    if root is None:
        return USUAL_SIZE
    layouts = {
        one.get(f"{STYLE}name"): one.find(f"{STYLE}page-layout-properties") for one in root.iter(f"{STYLE}page-layout")
    }
    for master in root.iter(f"{STYLE}master-page"):
        found = layouts.get(master.get(f"{STYLE}page-layout-name"))
        if found is not None:
            width, height = points(found.get(f"{FO}page-width")), points(found.get(f"{FO}page-height"))
            if width and height:
                return min(max(width, MIN_SIDE), MAX_SIDE), min(max(height, MIN_SIDE), MAX_SIDE)
    return USUAL_SIZE


def _shapes(parent: _Element, reader: BodyReader) -> Iterator[Shape]:
    for shape in parent:
        tag = shape.tag
        if not isinstance(tag, str) or not tag.startswith(DRAW) or shape.get(f"{PRESENTATION}placeholder") == "true":
            continue
        if tag == f"{DRAW}g":
            yield from _shapes(shape, reader)
            continue
        box = _box(shape)
        image = shape.find(f"{DRAW}image")
        table = shape.find(f"{TABLE}table")
        if table is not None:
            yield from (TableBox(box, item) for item in reader.items(shape) if isinstance(item, Table))
        elif image is not None:
            if (load := reader.picture(image)) is not None:
                yield PictureBox(box, load)
        else:
            yield from _text(shape, box, reader)


def _text(shape: _Element, box: Box, reader: BodyReader) -> Iterator[Shape]:
    inside = shape.find(f"{DRAW}text-box")
    texts = [one for one in reader.items(shape if inside is None else inside) if isinstance(one, Paragraph | ListItem)]
    if not texts:
        return
    kind = shape.get(f"{PRESENTATION}class", "")
    block: BlockType = "paragraph"
    if kind == "title":
        block = "title"
        texts = [Paragraph(" ".join(one.text for one in texts), "title")]
    elif kind in _FURNITURE:
        block = "page_number" if kind == "page-number" else "footer"
        texts = [Paragraph(one.text) for one in texts]
    yield TextBox(box, texts, _SIZES.get(kind, 12.0 if kind in _FURNITURE else 18.0), block)


def _box(shape: _Element) -> Box:
    x, y, width, height = (
        points(shape.get(f"{SVG}{name}")) or usual
        for name, usual in (("x", 0.0), ("y", 0.0), ("width", 300.0), ("height", 100.0))
    )
    return x, y, x + width, y + height
