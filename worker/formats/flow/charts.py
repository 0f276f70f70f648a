"""Charts (DrawingML) as their titles and the numbers that they show."""

from collections.abc import Iterator

from lxml.etree import _Element

from worker.formats.docx.names import A, C
from worker.formats.flow.content import Item, Paragraph, Table, TableCell
from worker.formats.sheets.number_formats import general

MAX_POINTS = 500
"""Points of a series that are read."""


def chart_items(root: _Element | None) -> Iterator[Item]:
    """The title of a chart and a table of its series, from what the document itself has of them."""
    if root is None:
        return
    title = root.find(f"{C}chart/{C}title")
    text = "" if title is None else " ".join(one.text or "" for one in title.iter(f"{A}t")).strip()
    if text:
        yield Paragraph(text, "caption")
    series = list(root.iter(f"{C}ser"))
    names = [" ".join(_texts(one.find(f"{C}tx")).values()) for one in series]
    categories: dict[int, str] = {}
    for one in series:
        for tag in ("cat", "xVal"):
            categories = categories or _texts(one.find(f"{C}{tag}"))
    values = [_texts(one.find(f"{C}val")) or _texts(one.find(f"{C}yVal")) for one in series]
    points = sorted({*categories, *(point for one in values for point in one)})[:MAX_POINTS]
    if not points or not any(values):
        return
    rows = [["", *names], *([categories.get(point, ""), *(one.get(point, "") for one in values)] for point in points)]
    cells = [TableCell(i, j, said) for i, row in enumerate(rows) for j, said in enumerate(row)]
    yield Table(cells, 1)


def _texts(element: _Element | None) -> dict[int, str]:
    """The texts or numbers of a reference or a literal, by their positions."""
    found: dict[int, str] = {}
    if element is None:
        return found
    for point in element.iter(f"{C}pt"):
        said = point.findtext(f"{C}v") or ""
        index = point.get("idx", "")
        if index.isdecimal() and len(found) < MAX_POINTS:
            try:
                found[int(index)] = general(float(said))
            except ValueError:
                found[int(index)] = said
    if not found and (said := element.findtext(f"{C}v")):
        found[0] = said
    return found
