"""The content of a Word document in its order: paragraphs, lists, tables, pictures."""

from collections.abc import Iterator, Mapping
from functools import partial

from lxml.etree import _Element

from worker.formats.docx.names import W, value
from worker.formats.docx.numbering import Numbering
from worker.formats.docx.runs import PAGE_BREAK, RunReader, Runs
from worker.formats.docx.styles import Styles, is_on, number, outline_level
from worker.formats.docx.tables import cells_of
from worker.formats.flow.charts import chart_items
from worker.formats.flow.content import Item, ListItem, PageBreak, Paragraph, Picture, Table
from worker.formats.flow.flat import flat_text
from worker.formats.package import Package

MAX_PICTURE_BYTES = 64 << 20
UNREAD_PICTURES = (".emf", ".wmf", ".svg", ".wdp", ".eps")
"""Pictures that are drawn by programs of their makers alone."""

TWIPS = 20
"""Twentieths of a point."""

NEAR = 100
"""Twips by which items of one list may be indented differently."""

_CONTAINERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))


class BodyReader:
    """Reads the parts of a document that contain paragraphs. ``endnotes`` grow while items are read."""

    def __init__(
        self,
        package: Package,
        part: str,
        styles: Styles,
        numbering: Numbering,
        runs: RunReader,
        notes: Mapping[str, Mapping[str, _Element]],
    ) -> None:
        self._package, self._styles, self._numbering, self._runs, self._notes = package, styles, numbering, runs, notes
        self._relations = package.relations(part)
        self.endnotes: list[str] = []
        self.has_unread_pictures = False
        self._has_title = False
        self._indents: list[int] = []
        """How far the items of the open lists are from the margin, in twips."""

    def in_part(self, part: str) -> "BodyReader":
        """A reader of another part of the document: a header, or notes."""
        return BodyReader(self._package, part, self._styles, Numbering(None), self._runs, {})

    def items(self, parent: _Element) -> Iterator[Item]:
        """What is in a body, a cell or a text box."""
        held: list[str] = []
        for child in parent:
            tag = child.tag
            if tag == f"{W}p":
                yield from self._paragraph(child, held)
            elif tag == f"{W}tbl":
                yield from self._table(child)
            elif tag in _CONTAINERS:
                yield from self.items(child)
            elif tag == f"{W}altChunk":
                continue

    def flat(self, parent: _Element) -> str:
        """The text of a cell, a note or a header, its blocks on lines of their own."""
        return flat_text(self.items(parent), [])

    def _paragraph(self, paragraph: _Element, held: list[str]) -> Iterator[Item]:
        """A paragraph, and what is anchored in it. ``held`` is text of one that was joined with this one."""
        properties = paragraph.find(f"{W}pPr")
        runs = self._runs.read(paragraph)
        text = "".join([*held, *runs.parts])
        held.clear()
        mark = None if properties is None else properties.find(f"{W}rPr")
        if mark is not None and (mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None):
            # As accepted, its end is deleted: it goes on in the next one.
            self._runs.has_changes = True
            held.append(text)
            text = ""
        if properties is not None and is_on(properties.find(f"{W}pageBreakBefore")):
            yield PageBreak()
        style = self._styles.get(None if properties is None else value(properties.find(f"{W}pStyle")))
        notes = list(self._notes_of(runs))
        for i, part in enumerate(text.split(PAGE_BREAK)):
            if i:
                yield PageBreak()
            if part.strip():
                yield self._block(
                    part, properties, style_level(properties, style.level), style.list, style.is_caption, notes
                )
                notes = []
        for anchored in runs.pictures:
            yield from self._picture(anchored.relation, anchored.width, anchored.height)
        for chart in runs.charts:
            _, path = self._relations.get(chart, ("", ""))
            yield from chart_items(self._package.xml(path))
        for box in runs.boxes:
            yield from self.items(box)
        section = None if properties is None else properties.find(f"{W}sectPr")
        if section is not None and value(section.find(f"{W}type")) not in ("continuous", "nextColumn"):
            yield PageBreak()

    def _block(
        self,
        text: str,
        properties: _Element | None,
        level: int | None,
        listed: tuple[str, int] | None,
        is_caption: bool,
        notes: list[str],
    ) -> Item:
        marker: str | None = None
        numbering = None if properties is None else properties.find(f"{W}numPr")
        depth = 0
        if numbering is not None:
            own = value(numbering.find(f"{W}numId"))
            depth = (
                number(value(numbering.find(f"{W}ilvl")))
                if numbering.find(f"{W}ilvl") is not None
                else (listed or ("", 0))[1]
            )
            listed = None if own == "0" else (own, depth) if own is not None else listed
        if listed is not None:
            depth = listed[1]
            marker = self._numbering.next(*listed)
        if marker is None or level is not None:
            self._indents = []
        if level is not None:
            shown = f"{marker} {text}" if marker else text
            if level == 0 and not self._has_title:
                self._has_title = True
                return Paragraph(shown, "title", notes=notes)
            return Paragraph(shown, "heading", max(level, 1), notes=notes)
        if marker is not None and listed is not None:
            return ListItem(text, marker, self._depth(properties, *listed), listed[0], notes)
        if is_caption:
            return Paragraph(text, "caption", notes=notes)
        return Paragraph(text, indent=_indent(properties), notes=notes)

    def _depth(self, properties: _Element | None, list_id: str, level: int) -> int:
        """How deep an item is, by its distance from the margin: a list in another may have a numbering of its own."""
        own = None if properties is None else properties.find(f"{W}ind")
        at = value(own, "left") or value(own, "start")
        left = self._numbering.indent(list_id, level) if at is None else number(at)
        while self._indents and left < self._indents[-1] - NEAR:
            self._indents.pop()
        if not self._indents or left > self._indents[-1] + NEAR:
            self._indents.append(left)
        return len(self._indents) - 1

    def _notes_of(self, runs: Runs) -> Iterator[str]:
        for kind, note_id in runs.notes:
            element = self._notes.get(kind, {}).get(note_id)
            if element is None:
                continue
            said = " ".join(self.in_part(f"word/{kind}s.xml").flat(element).split())
            text = f"[{self._runs.mark(kind, note_id)}] {said}"
            if kind == "footnote":
                yield text
            else:
                self.endnotes.append(text)

    def _picture(self, relation: str, width: float, height: float) -> Iterator[Item]:
        _, path = self._relations.get(relation, ("", ""))
        if path not in self._package.names:
            return
        if path.lower().endswith(UNREAD_PICTURES):
            self.has_unread_pictures = True
            return
        yield Picture(partial(self._package.read, path, MAX_PICTURE_BYTES), width, height)

    def _table(self, table: _Element) -> Iterator[Item]:
        pictures: list[Picture] = []
        notes: list[str] = []

        def text_of(cell: _Element) -> str:
            def items() -> Iterator[Item]:
                for item in self.items(cell):
                    if isinstance(item, Paragraph | ListItem | Table):
                        notes.extend(item.notes)
                    yield item

            return flat_text(items(), pictures)

        cells, header_rows, has_changes = cells_of(table, text_of)
        self._runs.has_changes |= has_changes
        if cells:
            yield Table(cells, header_rows, notes=notes)
        yield from pictures


def style_level(properties: _Element | None, level: int | None) -> int | None:
    """The level of a heading: the paragraph's own, else its style's."""
    own = None if properties is None else properties.find(f"{W}outlineLvl")
    return level if own is None else outline_level(own)


def _indent(properties: _Element | None) -> int:
    """Steps from the margin, half an inch each."""
    indent = None if properties is None else properties.find(f"{W}ind")
    left = number(value(indent, "left") or value(indent, "start"))
    return max(0, min(6, round(left / (36 * TWIPS))))
