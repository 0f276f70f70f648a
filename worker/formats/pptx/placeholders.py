"""Places and sizes of type that a slide takes from its layout, and that from its master."""

from dataclasses import dataclass

from lxml.etree import _Element

from shared.models.blocks import Box
from worker.formats.docx.names import A
from worker.formats.docx.runs import POINT
from worker.formats.docx.styles import number
from worker.formats.pptx.names import P

TITLES = frozenset({"title", "ctrTitle"})
FURNITURE = frozenset({"dt", "ftr", "sldNum", "hdr"})
_ALIKE = {"ctrTitle": "title", "subTitle": "body", "obj": "body"}


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What a layout says of a placeholder."""

    kind: str
    index: str
    box: Box | None
    size: float | None


def placeholder_of(shape: _Element) -> tuple[str, str] | None:
    """Kind and index of the placeholder that a shape is, None where it is none."""
    found = shape.find(f"./*/{P}nvPr/{P}ph")
    return None if found is None else (found.get("type", "obj"), found.get("idx", "0"))


def placeholders(root: _Element | None) -> list[Placeholder]:
    """The placeholders of a layout or a master."""
    shapes = () if root is None else root.iter(f"{P}sp", f"{P}pic", f"{P}graphicFrame")
    return [
        Placeholder(*key, box_of(shape), _size_of(shape))
        for shape in shapes
        if (key := placeholder_of(shape)) is not None
    ]


def inherited(key: tuple[str, str], *levels: list[Placeholder]) -> tuple[Box | None, float | None]:
    """Box and size of type of a placeholder, from the nearest level that has each."""
    box, size = None, None
    for number_of_level, level in enumerate(levels):
        alike = [one for one in level if one.index == key[1] and number_of_level == 0]
        alike += [one for one in level if _ALIKE.get(one.kind, one.kind) == _ALIKE.get(key[0], key[0])]
        for one in alike:
            box, size = box or one.box, size or one.size
    return box, size


def box_of(shape: _Element) -> Box | None:
    """The box that a shape has of its own, in points."""
    xfrm = shape.find(f"{P}spPr/{A}xfrm")
    if xfrm is None:
        xfrm = shape.find(f"{P}xfrm")
    if xfrm is None:
        return None
    offset, extent = xfrm.find(f"{A}off"), xfrm.find(f"{A}ext")
    if offset is None or extent is None:
        return None
    x, y = number(offset.get("x")) / POINT, number(offset.get("y")) / POINT
    width, height = number(extent.get("cx")) / POINT, number(extent.get("cy")) / POINT
    if number(xfrm.get("rot")) // 5_400_000 % 2:
        x, y, width, height = x + (width - height) / 2, y + (height - width) / 2, height, width
    return x, y, x + width, y + height


def _size_of(shape: _Element) -> float | None:
    size = number(next((one.get("sz") for one in shape.iter(f"{A}defRPr", f"{A}rPr") if one.get("sz")), None))
    return size / 100 if size else None
