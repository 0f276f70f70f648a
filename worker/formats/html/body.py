"""The content of a web page in its order: paragraphs, lists, tables, fields, pictures."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from worker.formats.flow.content import Field, Item, ListItem, Paragraph, ParagraphType, Picture
from worker.formats.flow.flat import flat_text
from worker.formats.flow.numerals import numeral
from worker.formats.html.forms import CONTROLS, Labels, is_button, value_of
from worker.formats.html.formulas import formula
from worker.formats.html.hidden import Hidden
from worker.formats.html.lists import Marker, OpenList, number, open_list
from worker.formats.html.nodes import (
    FRAMES,
    HEADINGS,
    LEFT_OUT,
    LISTS,
    TEXT,
    Walk,
    is_block,
    is_preformatted,
    refuse_deep_nesting,
    style_of,
)
from worker.formats.html.pictures import Pictures
from worker.formats.html.tables import Rows, is_data, table_of

MAX_DEPTH = 6
"""Of tables within cells of tables; deeper ones are read as text."""

SEPARATOR = " · "
"""Between the parts of what is around a page's content, as its menu."""

_MARGINS = ("header", "footer")
_SECTIONS = frozenset(
    {"article", "aside", "main", "nav", "section", "blockquote", "details", "fieldset", "figure", "td"}
)
"""What has headers and footers of its own, which are not the page's."""


@dataclass(frozen=True, slots=True)
class _Context:
    """What a text is, by the elements that it is in."""

    type: ParagraphType = "paragraph"
    level: int | None = None
    indent: int = 0
    lists: tuple[OpenList, ...] = ()
    marker: Marker | None = None
    is_preformatted: bool = False
    is_in_section: bool = False


class HtmlContent:
    """A parsed page. What was left out is known once all of ``items`` were taken."""

    def __init__(
        self,
        html: str,
        contained: Callable[[str], bytes | None] | None = None,
        framed: "Callable[[str], HtmlContent | None] | None" = None,
    ) -> None:
        """``contained`` gives the bytes of pictures that came along, by the address that the page has for them.

        ``framed`` gives the page of a frame, likewise. Raises Corrupt.
        """
        refuse_deep_nesting(html)
        self._parser = LexborHTMLParser(html)
        self._hidden, self._labels = Hidden(self._parser, contained), Labels(self._parser)
        self.pictures = Pictures(contained)
        self._framed = framed
        self.has_hidden = self.has_changes = False
        self.lists = 0
        title = self._parser.css_first("head > title")
        self.title = " ".join(title.text_lexbor().split()) if title is not None else ""
        """What the page is called, or nothing."""

    def items(self) -> Iterator[Item]:
        """What the page shows."""
        body = self._parser.body or self._parser.root
        if body is not None:
            yield from self.within(body, 0)

    def within(self, root: LexborNode, depth: int) -> Iterator[Item]:
        """What is in an element that is in ``depth`` tables."""
        yield from _Reader(self, self._labels, depth).read(root)

    def is_hidden(self, node: LexborNode, tag: str, attributes: Mapping[str, str | None]) -> bool:
        """Whether an element is not shown; that text was left out is remembered."""
        if (node, tag, attributes) not in self._hidden:
            return False
        self.has_hidden = self.has_hidden or bool(node.text_lexbor().strip())
        return True

    def in_frame(self, node: LexborNode, tag: str) -> Iterator[Item]:
        """What a frame shows, where its page came along."""
        attributes = node.attributes
        address = attributes.get("src")
        if self._framed is None or not address or self.is_hidden(node, tag, attributes):
            return
        page = self._framed(address)
        if page is not None:
            page.lists = self.lists
            yield from page.items()
            self.lists = page.lists
            self.has_hidden |= page.has_hidden
            self.has_changes |= page.has_changes
            self.pictures.has_unread |= page.pictures.has_unread
            self.pictures.has_missing |= page.pictures.has_missing

    def is_title(self, text: str) -> bool:
        """Whether a heading repeats the page's title, which is there already."""
        return bool(self.title) and " ".join(text.split()) == self.title


class _Reader:
    """Reads what is in one element: a page's body, or a cell."""

    def __init__(self, content: HtmlContent, labels: Labels, depth: int) -> None:
        self._content, self._labels, self._depth = content, labels, depth
        self._parts: list[str] = []
        self._pictures: list[Picture] = []
        self._margin: list[str] = []
        """What a menu, a header or a footer says, until it ends."""
        self._context = _Context()

    def read(self, root: LexborNode) -> Iterator[Item]:
        """The items, in their order."""
        walk = Walk(root)
        above: list[_Context] = []
        """The contexts around the open blocks; the blocks themselves are in ``opened``."""
        opened: list[int] = []
        for node, tag, begins in walk:
            if tag == TEXT:
                text = node.text_content or ""
                self._parts.append(text if self._context.is_preformatted else text.replace("\n", " "))
            elif not begins:
                if opened and opened[-1] == node.mem_id:
                    opened.pop()
                    yield from self._flush()
                    ended, self._context = self._context, above.pop()
                    if ended.type in _MARGINS and self._context.type not in _MARGINS:
                        yield from self._end_margin(ended.type)
                elif tag in ("a", "q"):
                    self._end_inline(tag)
            elif tag in FRAMES:
                if shown := list(self._content.in_frame(node, tag)):
                    yield from self._flush()
                    yield from shown
                walk.skip()
            elif tag in LEFT_OUT or tag.startswith("-") or tag.startswith("!"):
                walk.skip()
            else:
                attributes = node.attributes
                if self._content.is_hidden(node, tag, attributes):
                    walk.skip()
                    continue
                style = style_of(attributes)
                if tag == "table" and (rows := self._data_rows(node)) is not None:
                    yield from self._flush()
                    yield from self._table(rows)
                    walk.skip()
                elif is_block(tag, style):
                    yield from self._flush()
                    above.append(self._context)
                    opened.append(node.mem_id)
                    self._context = self._inner(tag, attributes, style)
                else:
                    field = self._begin_inline(node, tag, attributes, walk)
                    if field is not None:
                        yield from self._flush()
                        yield field
        yield from self._flush()

    # ---- blocks

    def _inner(self, tag: str, attributes: Mapping[str, str | None], style: str) -> _Context:
        """The context of what is in a block."""
        context = self._context
        if is_preformatted(tag, style):
            context = replace(context, is_preformatted=True)
        if context.type in _MARGINS:
            # Whatever is in a menu or a footer is part of it; the heading of a header is the page's.
            return replace(context, type="heading", level=1) if tag == "h1" and context.type == "header" else context
        if tag in HEADINGS:
            return replace(context, type="heading", level=HEADINGS[tag])
        if tag == "nav" or (tag == "header" and not context.is_in_section):
            return replace(context, type="header")
        if tag == "footer" and not context.is_in_section:
            return replace(context, type="footer")
        if tag in _SECTIONS:
            context = replace(context, is_in_section=True)
        if tag in LISTS:
            self._content.lists += 1
            return replace(
                context, lists=(*context.lists, open_list(f"{self._content.lists}", tag, attributes)), marker=None
            )
        if tag == "li":
            return replace(context, marker=self._marker(attributes))
        if tag in ("figcaption", "caption"):
            return replace(context, type="caption")
        if tag in ("blockquote", "dd"):
            return replace(context, indent=context.indent + 1)
        return context

    def _marker(self, attributes: Mapping[str, str | None]) -> Marker:
        lists = self._context.lists
        if not lists:
            return Marker("•", 0, "")
        of = lists[-1]
        if of.kind is None:
            return Marker("•", len(lists) - 1, of.id)
        count = number(attributes.get("value"), of.next)
        of.next = count + of.step
        return Marker(f"{numeral(count, of.kind)}.", len(lists) - 1, of.id)

    def _flush(self) -> Iterator[Item]:
        """The block that ends here, and the pictures in it."""
        text = "".join(self._parts)
        self._parts.clear()
        context = self._context
        if context.type in _MARGINS:
            if text := text.strip().strip(SEPARATOR.strip()).strip():
                self._margin.append(text)
        elif text.strip():
            yield from self._end_margin("header")
            yield from self._block(text.strip("\n") if context.is_preformatted else text.strip(), context)
        pictures, self._pictures = self._pictures, []
        yield from pictures

    def _end_margin(self, kind: ParagraphType) -> Iterator[Item]:
        if self._margin:
            yield Paragraph(SEPARATOR.join(self._margin), kind)
            self._margin.clear()

    def _block(self, text: str, context: _Context) -> Iterator[Item]:
        marker = context.marker
        if context.type == "heading":
            if not self._content.is_title(text):
                shown = f"{marker.text} {text}" if marker is not None and marker.text not in ("", "•") else text
                yield Paragraph(shown, "heading", context.level)
        elif marker is not None and context.type == "paragraph":
            yield ListItem(text, marker.text, marker.depth, marker.list_id)
        else:
            yield Paragraph(text, context.type, indent=context.indent)
        if marker is not None:
            marker.text = ""

    # ---- in lines

    def _begin_inline(
        self, node: LexborNode, tag: str, attributes: Mapping[str, str | None], walk: Walk
    ) -> Field | None:
        """What is in a line; a field that has a label is a block of its own."""
        if tag == "br":
            self._parts.append("\n")
        elif tag == "img":
            self._picture(attributes)
        elif tag == "q":
            self._parts.append("“")
        elif tag == "del":
            self._content.has_changes |= bool(node.text_lexbor().strip())
            walk.skip()
        elif tag == "math":
            self._parts.append(f" {formula(node)} ")
            walk.skip()
        elif tag == "svg":
            self._content.pictures.has_unread |= node.css_first("text") is not None
            for image in node.css("image"):
                self._picture({"src": image.attributes.get("href") or image.attributes.get("xlink:href")})
            walk.skip()
        elif tag == "label":
            field = self._labels.around(node)
            if field is not None or self._labels.is_of_field(attributes):
                walk.skip()
            return field
        elif tag in CONTROLS:
            return self._control(node, tag, attributes, walk)
        return None

    def _end_inline(self, tag: str) -> None:
        if tag == "q":
            self._parts.append("”")
        elif self._context.type in _MARGINS:
            self._parts.append(SEPARATOR)

    def _control(self, node: LexborNode, tag: str, attributes: Mapping[str, str | None], walk: Walk) -> Field | None:
        if tag not in ("button", "output"):
            walk.skip()
        field = None if is_button(tag, attributes) else self._labels.field(node, tag, attributes)
        if field is not None:
            return field
        self._parts.append(" " if tag in ("button", "output") else f" {value_of(node, tag, attributes)} ")
        return None

    def _picture(self, attributes: Mapping[str, str | None]) -> None:
        picture = self._content.pictures.picture(attributes)
        if picture is not None:
            self._pictures.append(picture)
        elif said := (attributes.get("alt") or "").strip():
            self._parts.append(f" {said} ")

    # ---- tables

    def _data_rows(self, table: LexborNode) -> Rows | None:
        """The rows of a table of data; None for one that arranges what is on the page."""
        if self._depth >= MAX_DEPTH:
            return None
        rows = Rows(table, lambda node: not self._content.is_hidden(node, node.tag or "", node.attributes))
        return rows if is_data(table, rows) else None

    def _table(self, rows: Rows) -> Iterator[Item]:
        pictures: list[Picture] = []

        def text_of(cell: LexborNode) -> str:
            return flat_text(self._content.within(cell, self._depth + 1), pictures)

        if rows.caption is not None:
            caption = flat_text(self._content.within(rows.caption, self._depth + 1), pictures)
            if caption.strip():
                yield Paragraph(caption, "caption")
        table = table_of(rows, text_of)
        if table is not None:
            yield table
        yield from pictures
