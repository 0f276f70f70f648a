"""The shapes of a slide: text, tables, pictures and charts."""

from collections.abc import Callable, Iterator
from functools import partial

from lxml.etree import _Element

from shared.models.blocks import Box
from worker.formats.docx.formulas import formula
from worker.formats.docx.names import MC, A, C, M, R
from worker.formats.docx.runs import POINT
from worker.formats.docx.styles import number
from worker.formats.flow.charts import chart_items
from worker.formats.flow.content import ListItem, Paragraph, Table, TableCell
from worker.formats.flow.numerals import numeral
from worker.formats.package import Package
from worker.formats.pptx.names import P
from worker.formats.pptx.placeholders import (
    FURNITURE,
    TITLES,
    Placeholder,
    box_of,
    inherited,
    placeholder_of,
)
from worker.formats.slides.pages import PictureBox, Shape, TableBox, TextBox

MAX_PICTURE_BYTES = 64 << 20
UNREAD_PICTURES = (".emf", ".wmf", ".svg", ".wdp", ".eps")
DEFAULT_SIZE = 18.0
EVERYWHERE: Box = (36.0, 36.0, 684.0, 504.0)
"""Where a shape without a place is shown, in points."""

_FORMATS = {
    "arabic": "decimal",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}

Move = Callable[[Box], Box]


class ShapeReader:
    """Reads the shapes of one slide, whose placeholders are in ``levels``: those of its layout, and of its master."""

    def __init__(self, package: Package, part: str, *levels: list[Placeholder]) -> None:
        self._package = package
        self._relations = package.relations(part)
        self._levels = levels
        self.has_unread_pictures = False

    def shapes(self, tree: _Element, move: Move = lambda box: box) -> Iterator[Shape]:
        """The shapes of a tree, those in groups among them. ``move`` places what is in a group on the slide."""
        for child in tree:
            tag = child.tag
            if tag == f"{MC}AlternateContent":
                chosen = child.find(f"{MC}Fallback")
                choice = child.find(f"{MC}Choice")
                chosen = (
                    choice if choice is not None and next(choice.iter(f"{A}t", f"{M}t"), None) is not None else chosen
                )
                if chosen is not None:
                    yield from self.shapes(chosen, move)
            elif not isinstance(tag, str) or self._is_hidden(child):
                continue
            elif tag == f"{P}grpSp":
                yield from self.shapes(child, _moved_by(child, move))
            elif tag in (f"{P}sp", f"{P}cxnSp"):
                yield from self._text(child, move)
            elif tag == f"{P}pic":
                yield from self._picture(child, move)
            elif tag == f"{P}graphicFrame":
                yield from self._frame(child, move)

    @staticmethod
    def _is_hidden(shape: _Element) -> bool:
        properties = shape.find(f"./*/{P}cNvPr")
        return properties is not None and properties.get("hidden") in ("1", "true")

    def _place(self, shape: _Element, move: Move) -> tuple[Box, float | None]:
        key = placeholder_of(shape)
        own = box_of(shape)
        box, size = (None, None) if key is None else inherited(key, *self._levels)
        return (move(own) if own is not None else box or EVERYWHERE), size

    def _text(self, shape: _Element, move: Move) -> Iterator[Shape]:
        body = shape.find(f"{P}txBody")
        key = placeholder_of(shape)
        if body is None:
            return
        kind = "paragraph" if key is None else key[0]
        texts = list(self._texts(body, is_list=kind in ("body", "obj")))
        if not texts:
            return
        box, size = self._place(shape, move)
        own = next((number(run.get("sz")) / 100 for run in body.iter(f"{A}rPr") if run.get("sz")), None)
        if kind in TITLES:
            joined = " ".join(one.text for one in texts)
            yield TextBox(box, [Paragraph(joined, "title")], own or size or 32.0, "title")
        elif kind in FURNITURE:
            yield TextBox(box, texts, own or size or 12.0, "page_number" if kind == "sldNum" else "footer")
        else:
            yield TextBox(box, texts, own or size or DEFAULT_SIZE)

    def _texts(self, body: _Element, *, is_list: bool) -> Iterator[Paragraph | ListItem]:
        counts: dict[int, int] = {}
        for paragraph in body.iterfind(f"{A}p"):
            text = text_of(paragraph)
            if not text.strip():
                continue
            properties = paragraph.find(f"{A}pPr")
            depth = 0 if properties is None else max(0, min(8, number(properties.get("lvl"))))
            marker = _marker(properties, counts, depth, is_list=is_list)
            if marker is None:
                counts = {}
                yield Paragraph(text)
            else:
                yield ListItem(text, marker, depth)

    def _picture(self, shape: _Element, move: Move) -> Iterator[Shape]:
        blip = shape.find(f".//{A}blip")
        _, path = self._relations.get("" if blip is None else blip.get(f"{R}embed", ""), ("", ""))
        if path not in self._package.names:
            return
        if path.lower().endswith(UNREAD_PICTURES):
            self.has_unread_pictures = True
            return
        yield PictureBox(self._place(shape, move)[0], partial(self._package.read, path, MAX_PICTURE_BYTES))

    def _frame(self, shape: _Element, move: Move) -> Iterator[Shape]:
        box, _ = self._place(shape, move)
        table = shape.find(f".//{A}tbl")
        if table is not None:
            yield TableBox(box, _table(table))
        for chart in shape.iter(f"{C}chart"):
            _, path = self._relations.get(chart.get(f"{R}id", ""), ("", ""))
            for item in chart_items(self._package.xml(path)):
                x0, y0, x1, y1 = box
                if isinstance(item, Table):
                    yield TableBox((x0, min(y0 + 24, y1), x1, y1), item)
                elif isinstance(item, Paragraph):
                    yield TextBox((x0, y0, x1, y0 + 24), [item], 14.0)
        for one in shape.iter("{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"):
            yield from self._diagram(one, box)

    def _diagram(self, reference: _Element, box: Box) -> Iterator[Shape]:
        """The texts of a diagram (SmartArt), as a list."""
        _, path = self._relations.get(reference.get(f"{R}dm", ""), ("", ""))
        root = self._package.xml(path)
        texts = () if root is None else (text_of(one) for one in root.iter(f"{A}p"))
        items = [ListItem(text) for text in texts if text.strip()]
        if items:
            yield TextBox(box, items, 14.0)


def text_of(paragraph: _Element) -> str:
    """The text of a paragraph of DrawingML."""
    parts: list[str] = []
    for child in paragraph:
        tag = child.tag
        if tag in (f"{A}r", f"{A}fld"):
            parts += [one.text or "" for one in child.iterfind(f"{A}t")]
        elif tag == f"{A}br":
            parts.append("\n")
        elif isinstance(tag, str) and next(child.iter(f"{M}oMath"), None) is not None:
            parts += [formula(one) for one in child.iter(f"{M}oMath")]
    return "".join(parts).replace("\v", "\n")


def _marker(properties: _Element | None, counts: dict[int, int], depth: int, *, is_list: bool) -> str | None:
    """The bullet or number of a paragraph, None where it has none."""
    if properties is not None:
        if properties.find(f"{A}buNone") is not None:
            return None
        automatic = properties.find(f"{A}buAutoNum")
        if automatic is not None:
            for deeper in [level for level in counts if level > depth]:
                del counts[deeper]
            counts[depth] = counts.get(depth, number(automatic.get("startAt", "1")) - 1) + 1
            kind = automatic.get("type", "arabicPeriod")
            base = next((name for name in _FORMATS if kind.startswith(name)), "arabic")
            shown = numeral(counts[depth], _FORMATS[base])
            both, end = kind.endswith("ParenBoth"), ")" if "Paren" in kind else "." if "Period" in kind else ""
            return f"{'(' if both else ''}{shown}{end}"
        if properties.find(f"{A}buChar") is not None or properties.find(f"{A}buBlip") is not None:
            return "•"
    return "•" if is_list else None


def _table(table: _Element) -> Table:
    cells = []
    for i, row in enumerate(table.iterfind(f"{A}tr")):
        for j, cell in enumerate(row.iterfind(f"{A}tc")):
            if cell.get("hMerge") in ("1", "true") or cell.get("vMerge") in ("1", "true"):
                continue
            text = "\n".join(filter(None, (text_of(one).strip() for one in cell.iter(f"{A}p"))))
            down, across = max(1, number(cell.get("rowSpan", "1"))), max(1, number(cell.get("gridSpan", "1")))
            cells.append(TableCell(i, j, text, down, across))
    columns = max((cell.column + cell.column_span for cell in cells), default=0)
    widths = [number(one.get("w")) / POINT for one in table.iterfind(f"{A}tblGrid/{A}gridCol")]
    properties = table.find(f"{A}tblPr")
    first = properties is not None and properties.get("firstRow") in ("1", "true")
    rows = len({cell.row for cell in cells})
    known = len(widths) == columns and all(width > 0 for width in widths)
    return Table(cells, 1 if first and rows > 1 else None, widths if known else None)


def _moved_by(group: _Element, move: Move) -> Move:
    """What places a box in a group on the slide."""
    xfrm = group.find(f"{P}grpSpPr/{A}xfrm")
    if xfrm is None:
        return move
    offset, extent = xfrm.find(f"{A}off"), xfrm.find(f"{A}ext")
    inner, size = xfrm.find(f"{A}chOff"), xfrm.find(f"{A}chExt")
    if offset is None or extent is None or inner is None or size is None:
        return move
    x, y = number(offset.get("x")) / POINT, number(offset.get("y")) / POINT
    a, b = number(inner.get("x")) / POINT, number(inner.get("y")) / POINT
    across = number(extent.get("cx")) / (number(size.get("cx")) or 1)
    down = number(extent.get("cy")) / (number(size.get("cy")) or 1)

    def placed(box: Box) -> Box:
        x0, y0, x1, y1 = box
        return move((x + (x0 - a) * across, y + (y0 - b) * down, x + (x1 - a) * across, y + (y1 - b) * down))

    return placed
