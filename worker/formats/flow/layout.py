"""Lays flowing content out on pages."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shared.errors import TooManyPages
from shared.models.blocks import BlockType
from shared.settings import settings
from worker.formats.flow.content import Field, Flow, Item, ListItem, PageBreak, Paragraph, Picture, Table
from worker.formats.flow.page_builder import LaidPage, PageBuilder
from worker.formats.flow.tables import (
    SetRow,
    column_widths,
    cut,
    head_of,
    height_of_rows,
    put_rows,
    set_rows,
    with_spanning,
)
from worker.formats.flow.typeface import LEADING, SPACE, SetLine, set_lines

A4 = (595.276, 841.89)
"""Points."""

MARGIN = 54.0
"""White on all sides, in points."""

INDENT = 18.0
"""From one step of indentation to the next, in points."""

NOTE_SIZE, MARGIN_SIZE = 8.0, 8.0
"""Of the type of footnotes and of what is in margins, in points."""

MAX_NOTES = 0.4
"""Share of a page's height that footnotes take, at most; what is left of them goes on the next page."""

MAX_HEAD = 0.4
"""Share of a page's height up to which a table's header rows are repeated."""

MAX_MARGIN_LINES = 3
"""Lines of a header or a footer that have room in the margin."""

MAX_DEPTH = 8
"""Of lists within lists; deeper ones are shown there."""


class _Style(NamedTuple):
    """Size of the type, and white above and below, in points."""

    size: float
    above: float
    below: float


STYLES = {
    "title": _Style(20.0, 0.0, 12.0),
    "paragraph": _Style(10.0, 0.0, 6.0),
    "caption": _Style(9.0, 0.0, 8.0),
    "header": _Style(MARGIN_SIZE, 0.0, 6.0),
    "footer": _Style(MARGIN_SIZE, 0.0, 6.0),
}
HEADINGS = (_Style(16.0, 12.0, 6.0), _Style(14.0, 10.0, 5.0), _Style(12.0, 8.0, 4.0), _Style(11.0, 6.0, 3.0))
ITEM = _Style(10.0, 0.0, 3.0)


def lay_out(flow: Flow, size: tuple[float, float] = A4) -> list[LaidPage]:
    """The pages of ``flow``, each of ``size`` points. Raises TooManyPages."""
    layout = _Layout(size, flow.header, flow.footer)
    layout.add(flow.items)
    return layout.close(flow.notes)


class _Layout:
    """The page that is being filled, and those before it."""

    def __init__(self, size: tuple[float, float], header: str, footer: str) -> None:
        self._width, self._height = size
        self._room = self._width - 2 * MARGIN
        self._pages: list[LaidPage] = []
        self._notes: list[list[SetLine]] = []
        """Footnotes for the foot of this page, and of those that follow if there is no room."""
        self._lists: list[int] = []
        """The open lists, from the outermost."""
        self._list_ids: list[str] = []
        self._begins_list = False
        self._footer = footer
        self._begin(header)

    def add(self, items: Iterable[Item]) -> None:
        """Lay out the items that follow."""
        for item in items:
            if not isinstance(item, ListItem):
                self._close_lists()
            match item:
                case Paragraph():
                    self._add_paragraph(item)
                case ListItem():
                    self._add_list_item(item)
                case Field():
                    self._add_field(item)
                case Table():
                    self._add_table(item)
                case Picture():
                    self._add_picture(item)
                case PageBreak():
                    if not self._page.is_empty:
                        self._next_page()

    def close(self, notes: Sequence[str]) -> list[LaidPage]:
        """The pages, with notes at their end."""
        self._close_lists()
        self._note(notes)
        if not self._page.is_empty or self._notes or not self._pages:
            self._end()
        while self._notes:
            self._begin()
            self._end()
        return self._pages

    # ---- pages

    def _begin(self, header: str = "") -> None:
        self._page = PageBuilder(self._width, self._height)
        self._y = MARGIN
        self._is_new = True
        if header:
            lines = self._margin_lines(header)
            self._page.text("header", lines, MARGIN, MARGIN - (len(lines) + 0.5) * MARGIN_SIZE * LEADING, MARGIN_SIZE)

    def _end(self) -> None:
        """Complete the page, with as many notes at its foot as have room."""
        height = self._notes_height()
        if height:
            y = self._height - MARGIN - height
            room = int(height / (NOTE_SIZE * LEADING))
            while self._notes and room:
                lines = self._notes.pop(0)
                if len(lines) > room:
                    self._notes.insert(0, lines[room:])
                    lines = lines[:room]
                self._page.text("footnote", lines, MARGIN, y, NOTE_SIZE, gap="\n\n")
                y += len(lines) * NOTE_SIZE * LEADING
                room -= len(lines)
        if self._footer:
            lines = self._margin_lines(self._footer)
            y = self._height - MARGIN + MARGIN_SIZE
            self._page.text("footer", lines, MARGIN, y, MARGIN_SIZE)
            self._footer = ""
        self._pages.append(self._page.finished())
        if len(self._pages) > settings().max_pages:
            raise TooManyPages

    def _next_page(self) -> None:
        open_lists = [*self._list_ids]
        self._close_lists()
        self._end()
        self._begin()
        for list_id in open_lists:
            self._open_list(list_id, continues=True)

    def _left(self) -> float:
        """Height that is left on the page, in points."""
        return self._height - MARGIN - self._y - self._notes_height()

    def _notes_height(self) -> float:
        lines = sum(map(len, self._notes))
        most = int(MAX_NOTES * self._height / (NOTE_SIZE * LEADING))
        return min(lines, most) * NOTE_SIZE * LEADING

    def _note(self, notes: Sequence[str]) -> None:
        for note in notes:
            if lines := set_lines(note, self._room, NOTE_SIZE):
                self._notes.append(lines)

    def _margin_lines(self, text: str) -> list[SetLine]:
        return set_lines(text, self._room, MARGIN_SIZE)[:MAX_MARGIN_LINES]

    # ---- text

    def _add_paragraph(self, item: Paragraph) -> None:
        style = STYLES[item.type] if item.type != "heading" else HEADINGS[min(item.level or 1, len(HEADINGS)) - 1]
        x = MARGIN + min(item.indent * INDENT, self._room / 3)
        lines = set_lines(item.text, MARGIN + self._room - x, style.size)
        if not lines:
            return
        self._note(item.notes)
        self._y += 0 if self._is_new else style.above
        height = len(lines) * style.size * LEADING
        if item.type in ("title", "heading"):
            # A heading does not stand alone at a page's foot.
            height += style.below + 2 * STYLES["paragraph"].size * LEADING
            if height > self._left() and not self._is_new:
                self._next_page()
        self._put(item.type, lines, x, style, level=item.level)

    def _put(
        self,
        kind: BlockType,
        lines: list[SetLine],
        x: float,
        style: _Style,
        *,
        level: int | None = None,
        marker: tuple[SetLine, float] | None = None,
        checked: bool | None = None,
    ) -> None:
        """Put a block of lines on this page and on those that follow."""
        advance = style.size * LEADING
        continues = False
        while True:
            count = int(self._left() / advance)
            if count < 1 and not self._is_new:
                self._next_page()
                continue
            here = lines[: max(1, count)]
            self._page.text(
                kind,
                here,
                x,
                self._y,
                style.size,
                level=level,
                parent=self._lists[-1] if self._lists else None,
                continues=continues,
                gap=self._gap(),
                marker=marker,
                checked=checked,
            )
            self._y += len(here) * advance
            self._is_new = False
            lines = lines[len(here) :]
            if not lines:
                self._y += style.below
                return
            self._next_page()
            continues, marker = True, None

    def _gap(self) -> str:
        """What separates a block from the one before it: a list begins with its first item."""
        if not self._lists:
            return "\n\n"
        gap = "" if self._begins_list else "\n"
        self._begins_list = False
        return gap

    def _add_field(self, item: Field) -> None:
        """A label and its value side by side; a longer label is above."""
        style = STYLES["paragraph"]
        mark = set_lines(item.mark, self._room, style.size)
        lines = set_lines(item.value if item.checked is None else item.label, self._room, style.size)
        width = mark[0][-1].x + mark[0][-1].width + SPACE * style.size if mark else 0.0
        if not mark or not lines or len(mark) > 1 or width > self._room / 2:
            self._add_paragraph(Paragraph(item.text))
            return
        if len(lines) > 1:
            lines = set_lines(item.value or item.label, self._room - width, style.size)
        if self._left() < style.size * LEADING and not self._is_new:
            self._next_page()
        self._put("form_field", lines, MARGIN + width, style, marker=(mark[0], width), checked=item.checked)

    # ---- lists

    def _add_list_item(self, item: ListItem) -> None:
        depth = min(item.depth, MAX_DEPTH)
        marker = set_lines(item.marker.replace("\n", " "), self._room, ITEM.size)[:1]
        width = max(INDENT, *(line[-1].x + line[-1].width + 0.4 * ITEM.size for line in marker)) if marker else INDENT
        x = MARGIN + depth * INDENT + width
        lines = set_lines(item.text, MARGIN + self._room - x, ITEM.size)
        if not lines:
            return
        self._note(item.notes)
        if self._left() < ITEM.size * LEADING and not self._is_new:
            self._next_page()
        # What is of another list ends the one of its depth.
        self._close_lists(depth if self._list_ids[depth : depth + 1] != [item.list_id] else depth + 1)
        while len(self._lists) < depth + 1:
            self._open_list(item.list_id)
        self._put("list_item", lines, x, ITEM, marker=(marker[0], width) if marker else None)

    def _open_list(self, list_id: str, *, continues: bool = False) -> None:
        parent = self._lists[-1] if self._lists else None
        gap = self._gap()
        self._lists.append(self._page.group("list", parent=parent, continues=continues, gap=gap))
        self._list_ids.append(list_id)
        self._begins_list = True

    def _close_lists(self, left: int = 0) -> None:
        """End lists until so many are open."""
        while len(self._lists) > left:
            self._page.close_group(self._lists.pop())
            self._list_ids.pop()

    # ---- tables and pictures

    def _add_table(self, table: Table) -> None:
        if not table.cells:
            return
        self._note(table.notes)
        widths = table.widths or column_widths(table, self._room)
        room = self._height - 2 * MARGIN
        rows = set_rows(table, widths)
        heads = head_of(table)
        head: list[SetRow] = []
        waiting: list[SetRow] = []
        used, continues = 0.0, False
        for row in rows:
            if row.number < heads and len(head) == row.number and height_of_rows([*head, row]) <= MAX_HEAD * room:
                head.append(row)
                waiting.append(row)
                used = height_of_rows(waiting)
                continue
            for part in cut(row, (1 - MAX_NOTES) * room - height_of_rows(head)):
                if used + part.height > self._left():
                    if len(waiting) > len(head):
                        self._put_rows(waiting, widths, heads, continues=continues)
                        part = with_spanning(part, waiting)
                        continues, waiting = True, [*head]
                        self._next_page()
                    elif not self._is_new:
                        self._next_page()
                    used = height_of_rows(waiting)
                waiting.append(part)
                used += part.height
        self._put_rows(waiting, widths, heads, continues=continues)
        self._y += STYLES["paragraph"].below

    def _put_rows(self, rows: list[SetRow], widths: Sequence[float], head: int, *, continues: bool) -> None:
        put_rows(self._page, rows, widths, MARGIN, self._y, head=head, continues=continues)
        self._y += height_of_rows(rows)
        self._is_new = False

    def _add_picture(self, item: Picture) -> None:
        if not (item.width > 0 and item.height > 0):
            return
        most = self._height - 2 * MARGIN
        scale = min(1.0, self._room / item.width, most / item.height)
        width, height = item.width * scale, item.height * scale
        if height > self._left() and not self._is_new:
            self._next_page()
        self._page.picture(item.load, (MARGIN, self._y, MARGIN + width, self._y + height))
        self._y += height + STYLES["paragraph"].below
        self._is_new = False
