"""The paragraphs and tables of a Rich Text, or of a footnote, a margin or a box in it."""

from functools import partial

from worker.formats.flow.content import Item, ListItem, PageBreak, Paragraph, Picture
from worker.formats.flow.flat import flat_text
from worker.formats.rtf.styles import Tables
from worker.formats.rtf.tables import Edge, Row, table_of

INDENT = 720
"""Twips of a step from the margin."""

MAX_INDENT = 6


class Body:
    """Takes text and control words, and makes ``items`` of them; `close` completes these."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.items: list[Item] = []
        self.anchored: list[Item] = []
        """What follows the paragraph that is being read."""
        self._parts: list[str] = []
        self._marker: list[str] | None = None
        self._notes: list[str] = []
        self._cell: list[str] = []
        """The paragraphs of the cell that is being read."""
        self._texts: list[str] = []
        self._rows: list[Row] = []
        self._edges: list[Edge] = []
        self._edge = Edge(0)
        self._is_header = self._has_title = False
        self._reset()

    def _reset(self) -> None:
        self._style: int | None = None
        self._outline: int | None = None
        self._nesting = 0
        self._list = ""
        self._level = self._left = 0

    def put(self, text: str) -> None:
        """Text of the paragraph."""
        self._parts.append(text)

    def begin_marker(self) -> None:
        """What follows by `put_marker` is the marker of an item."""
        self._marker = []

    def put_marker(self, text: str) -> None:
        """Text of a marker."""
        if self._marker is not None:
            self._marker.append(text)

    def add_note(self, note: str) -> None:
        """A footnote of the paragraph."""
        self._notes.append(note)

    def add_picture(self, data: bytes, width: float, height: float) -> None:
        """A picture that is anchored in the paragraph."""
        self.anchored.append(Picture(partial(bytes, data), width or 200.0, height or 150.0))

    def flat(self) -> str:
        """All text, its blocks on lines of their own."""
        return flat_text(self.items)

    def close(self) -> None:
        """The end."""
        if self._texts or self._cell:
            self._end_row()
        self._end_paragraph()
        self._end_table()

    def control(self, word: str, number: int | None) -> bool:
        """Follow a control word of paragraphs and tables; whether it is one."""
        match word:
            case "par" | "sect":
                self._end_paragraph()
                if word == "sect":
                    self._begin_page()
            case "page":
                self._end_paragraph()
                self._begin_page()
            case "pard":
                self._reset()
            case "pagebb" if not self._nesting:
                self._begin_page()
            case "s":
                self._style = number
            case "outlinelevel":
                self._outline = number
            case "intbl":
                self._nesting = max(self._nesting, 1)
            case "itap":
                self._nesting = max(0, number or 0)
            case "ls":
                self._list = f"{number}"
            case "ilvl":
                self._level = min(max(number or 0, 0), 8)
            case "li":
                self._left = number or 0
            case "nestcell":
                self._end_paragraph()
                self._cell.append("\t")
            case "nestrow":
                self._cell.append("\n")
            case "cell":
                self._end_paragraph(in_cell=True)
                self._texts.append(_lines(self._cell))
                self._cell.clear()
            case "row":
                self._end_row()
            case _:
                return self._define(word, number)
        return True

    def _define(self, word: str, number: int | None) -> bool:
        """The definition of a row."""
        match word:
            case "trowd":
                self._edges, self._edge, self._is_header = [], Edge(0), False
            case "trhdr":
                self._is_header = True
            case "clvmrg":
                self._edge.continues_down = True
            case "clmrg":
                self._edge.continues_right = True
            case "cellx":
                self._edge.right = number or 0
                self._edges.append(self._edge)
                self._edge = Edge(0)
            case _:
                return False
        return True

    def _begin_page(self) -> None:
        self._end_table()
        self.items.append(PageBreak())

    def _end_row(self) -> None:
        if self._texts:
            self._rows.append(Row(self._edges, self._texts, self._is_header, self._notes))
            self._texts, self._notes = [], []

    def _end_table(self) -> None:
        rows, self._rows = self._rows, []
        if rows and (table := table_of(rows)) is not None:
            self.items.append(table)

    def _end_paragraph(self, *, in_cell: bool = False) -> None:
        text = "".join(self._parts).strip()
        self._parts.clear()
        marker, self._marker = self._marker, None
        anchored, self.anchored = self.anchored, []
        shown = " ".join("".join(marker or ()).split())
        if in_cell or self._nesting:
            self._cell.append(f"{shown} {text}".strip())
            # What is in a cell beside its text follows the table.
            self.anchored = anchored
            return
        if text or anchored:
            self._end_table()
        if text:
            self.items.append(self._block(text, None if marker is None else shown))
        self.items += anchored

    def _block(self, text: str, marker: str | None) -> Item:
        notes, self._notes = self._notes, []
        kind, level = self._tables.type_of(self._style, self._outline)
        if kind == "heading" or (kind == "title" and self._has_title):
            text = f"{marker} {text}" if marker not in (None, "", "•") else text
            return Paragraph(text, "heading", level or 1, notes=notes)
        if kind == "title":
            self._has_title = True
            return Paragraph(text, "title", notes=notes)
        if marker is not None:
            return ListItem(text, marker or "•", self._level, self._list, notes)
        indent = max(0, min(MAX_INDENT, round(self._left / INDENT)))
        return Paragraph(text, "caption" if kind == "caption" else "paragraph", indent=indent, notes=notes)


def _lines(parts: list[str]) -> str:
    """The text of a cell; the cells of a table in it are on one line for each row."""
    text = ""
    for part in parts:
        if part == "\t":
            text += ", "
        elif part == "\n":
            text = text.rstrip(", ") + "\n"
        elif part:
            text += part if not text or text.endswith((", ", "\n")) else f"\n{part}"
    return text.strip().rstrip(",")
