"""The content of an OpenDocument file in its order: paragraphs, lists, tables, pictures."""

from collections.abc import Iterator
from functools import partial

from lxml.etree import _Element

from worker.formats.docx.styles import number
from worker.formats.flow.content import Item, ListItem, PageBreak, Paragraph, Picture, Table, TableCell
from worker.formats.flow.flat import flat_text
from worker.formats.odf.names import DRAW, OFFICE, SVG, TABLE, TEXT, XLINK, points, repeated
from worker.formats.odf.styles import MAX_LEVELS, Styles
from worker.formats.package import Package

MAX_PICTURE_BYTES = 64 << 20
UNREAD_PICTURES = (".emf", ".wmf", ".svg", ".svm", ".eps")
MAX_COLUMNS, MAX_ROWS, MAX_SPACES = 1000, 100_000, 100

_CONTAINERS = frozenset(
    f"{TEXT}{name}"
    for name in ("section", "table-of-content", "index-body", "index-title", "illustration-index", "alphabetical-index")
)
_ROW_GROUPS = frozenset(f"{TABLE}{name}" for name in ("table-header-rows", "table-rows", "table-row-group"))


class BodyReader:
    """Reads the parts of a document that contain paragraphs, and remembers what was left out."""

    def __init__(self, package: Package, styles: Styles) -> None:
        self._package, self._styles = package, styles
        self.has_changes = self.has_comments = self.has_hidden = self.has_unread_pictures = False
        self.endnotes: list[str] = []
        self._has_title = False
        self._lists = 0

    def items(self, parent: _Element) -> Iterator[Item]:
        """What is in a body, a cell or a text box."""
        for child in parent:
            tag = child.tag
            if tag in (f"{TEXT}p", f"{TEXT}h"):
                yield from self._paragraph(child)
            elif tag == f"{TEXT}list":
                self._lists += 1
                yield from self._list(child, None, 1, [0] * MAX_LEVELS, f"{self._lists}")
            elif tag == f"{TABLE}table":
                yield from self._table(child)
            elif tag in _CONTAINERS:
                yield from self.items(child)
            elif tag == f"{TEXT}tracked-changes":
                self.has_changes |= len(child) > 0
            elif isinstance(tag, str) and tag.startswith(DRAW):
                yield from self.drawn(child)

    def flat(self, parent: _Element, pictures: list[Picture] | None = None, notes: list[str] | None = None) -> str:
        """The text of a cell or a note, its blocks on lines of their own."""
        items = list(self.items(parent))
        if notes is not None:
            notes.extend(
                note for item in items if isinstance(item, Paragraph | ListItem | Table) for note in item.notes
            )
        return flat_text(items, pictures)

    def text(self, paragraph: _Element) -> tuple[str, list[str], list[_Element]]:
        """The text of a paragraph, its footnotes, and what is drawn in it."""
        parts: list[str] = []
        notes: list[str] = []
        drawn: list[_Element] = []
        self._collect(paragraph, parts, notes, drawn)
        return "".join(parts), notes, drawn

    def _collect(self, element: _Element, parts: list[str], notes: list[str], drawn: list[_Element]) -> None:
        parts.append(_spaced(element.text))
        for child in element:
            tag = child.tag
            if tag == f"{TEXT}s":
                parts.append(" " * repeated(child.get(f"{TEXT}c"), MAX_SPACES))
            elif tag == f"{TEXT}tab":
                parts.append(" ")
            elif tag == f"{TEXT}line-break":
                parts.append("\n")
            elif tag == f"{TEXT}note":
                parts.append(self._note(child, notes))
            elif tag == f"{OFFICE}annotation":
                self.has_comments = True
            elif tag in (f"{OFFICE}annotation-end", f"{TEXT}ruby-text"):
                pass
            elif tag == f"{TEXT}span" and self._styles.is_hidden(child.get(f"{TEXT}style-name")):
                self.has_hidden = True
            elif isinstance(tag, str) and tag.startswith(DRAW) and tag != f"{DRAW}a":
                drawn.append(child)
            elif isinstance(tag, str):
                self._collect(child, parts, notes, drawn)
            parts.append(_spaced(child.tail))

    def _note(self, note: _Element, notes: list[str]) -> str:
        mark = (
            "".join(note.find(f"{TEXT}note-citation").itertext())
            if note.find(f"{TEXT}note-citation") is not None
            else ""
        )
        body = note.find(f"{TEXT}note-body")
        said = f"[{mark}] {' '.join(self.flat(body).split())}" if body is not None else ""
        if said:
            (self.endnotes if note.get(f"{TEXT}note-class") == "endnote" else notes).append(said)
        return f"[{mark}]"

    def _paragraph(self, paragraph: _Element) -> Iterator[Item]:
        style = paragraph.get(f"{TEXT}style-name")
        if self._styles.begins_page(style):
            yield PageBreak()
        text, notes, drawn = self.text(paragraph)
        if text.strip():
            if self._styles.is_of(style, "Title") and not self._has_title:
                self._has_title = True
                yield Paragraph(text, "title", notes=notes)
            elif paragraph.tag == f"{TEXT}h":
                yield Paragraph(
                    text, "heading", max(1, number(paragraph.get(f"{TEXT}outline-level", "1"))), notes=notes
                )
            elif self._styles.is_of(style, "Caption", "Illustration", "Table", "Figure"):
                yield Paragraph(text, "caption", notes=notes)
            else:
                yield Paragraph(text, notes=notes)
        for one in drawn:
            yield from self.drawn(one)

    def _list(
        self, element: _Element, style: str | None, level: int, counts: list[int], list_id: str
    ) -> Iterator[Item]:
        """The items of a list, and of those within it."""
        style = element.get(f"{TEXT}style-name") or style
        if level > MAX_LEVELS:
            return
        counts[level - 1] = self._styles.start(style, level) - 1
        for item in element:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            is_first = True
            for child in item:
                if child.tag == f"{TEXT}list":
                    yield from self._list(child, style, level + 1, counts, list_id)
                    continue
                text, notes, drawn = self.text(child) if child.tag in (f"{TEXT}p", f"{TEXT}h") else ("", [], [])
                if text.strip():
                    marker = ""
                    if is_first and item.tag == f"{TEXT}list-item":
                        counts[level - 1] += 1
                        marker = self._styles.marker(style, level, counts)
                    is_first = False
                    if child.tag == f"{TEXT}h":
                        shown = f"{marker} {text}" if marker not in ("", "•") else text
                        yield Paragraph(
                            shown, "heading", max(1, number(child.get(f"{TEXT}outline-level", "1"))), notes=notes
                        )
                    else:
                        yield ListItem(text, marker, level - 1, list_id, notes)
                for one in drawn:
                    yield from self.drawn(one)

    def drawn(self, element: _Element) -> Iterator[Item]:
        """Pictures and text boxes of a frame or a group."""
        width = points(element.get(f"{SVG}width")) or 0.0
        height = points(element.get(f"{SVG}height")) or 0.0
        for child in element:
            if child.tag == f"{DRAW}image":
                picture = self.picture(child)
                if picture is not None:
                    yield Picture(picture, width or 200.0, height or 150.0)
                    return
            elif child.tag == f"{DRAW}text-box":
                yield from self.items(child)
            elif child.tag in (f"{TEXT}p", f"{TEXT}list", f"{TABLE}table"):
                yield from self.items(element)
                return
            elif isinstance(child.tag, str) and child.tag.startswith(DRAW):
                yield from self.drawn(child)

    def picture(self, image: _Element) -> "partial[bytes] | None":
        """What loads a picture of the archive; None for one that is elsewhere, or of a kind that is not read."""
        name = image.get(f"{XLINK}href", "").removeprefix("./")
        if name not in self._package.names:
            return None
        if name.lower().endswith(UNREAD_PICTURES):
            self.has_unread_pictures = True
            return None
        return partial(self._package.read, name, MAX_PICTURE_BYTES)

    def _table(self, table: _Element) -> Iterator[Item]:
        pictures: list[Picture] = []
        notes: list[str] = []
        cells: list[TableCell] = []
        heads = 0
        for row_number, (row, is_head) in enumerate(rows_of(table)):
            column = 0
            heads += is_head and heads == row_number
            for cell in row:
                times = (
                    repeated(cell.get(f"{TABLE}number-columns-repeated"), MAX_COLUMNS)
                    if isinstance(cell.tag, str)
                    else 0
                )
                if cell.tag == f"{TABLE}table-cell":
                    text = self.flat(cell, pictures, notes)
                    down = repeated(cell.get(f"{TABLE}number-rows-spanned"), MAX_ROWS)
                    across = repeated(cell.get(f"{TABLE}number-columns-spanned"), MAX_COLUMNS)
                    cells += [
                        TableCell(row_number, column + i, text, down, across)
                        for i in range(times if across == 1 else 1)
                        if column + i + across <= MAX_COLUMNS
                    ]
                column += times
        if any(cell.text for cell in cells):
            yield Table(cells, heads or None, notes=notes)
        yield from pictures


def rows_of(table: _Element, *, is_head: bool = False) -> Iterator[tuple[_Element, bool]]:
    """The rows of a table, and whether each is of its header."""
    for child in table:
        if child.tag == f"{TABLE}table-row":
            yield child, is_head
        elif child.tag in _ROW_GROUPS:
            yield from rows_of(child, is_head=is_head or child.tag == f"{TABLE}table-header-rows")


def _spaced(text: str | None) -> str:
    """Text of XML, in which a line's end is a space."""
    return (text or "").replace("\n", " ")
