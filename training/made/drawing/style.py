"""The style of one document: its page, fonts, sizes and layout, drawn at random."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from reportlab.lib import colors, pagesizes
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from training.made.model import Made, Table

FieldLayout = Literal["inline", "gap", "beneath", "row", "boxed", "ruled"]
TableRules = Literal["grid", "horizontal", "zebra", "open", "header"]
Mark = Literal["drawn", "brackets", "letter", "dingbats"]
Command = tuple[str, tuple[int, int], tuple[int, int], *tuple[Any, ...]]
"""Of a table's style in reportlab: its name, the first cell and the last, and what it takes."""

_LAYOUTS: tuple[FieldLayout, ...] = ("inline", "gap", "gap", "beneath", "row", "boxed", "ruled")
_NARROW_LAYOUTS: tuple[FieldLayout, ...] = ("inline", "gap")
_RULES: tuple[TableRules, ...] = ("grid", "grid", "horizontal", "zebra", "open", "header")
_NARROW_RULES: tuple[TableRules, ...] = ("open", "horizontal")
ALIGNMENTS = {"left": TA_LEFT, "right": TA_RIGHT, "center": TA_CENTER, "justify": TA_JUSTIFY}
ACCENTS = ("#000000", "#000000", "#1f3864", "#7b1e1e", "#1d5c3a", "#444444", "#2b5c8a")
_PAGES = (pagesizes.A4, pagesizes.A4, pagesizes.A4, pagesizes.LETTER, pagesizes.LEGAL, pagesizes.B5, pagesizes.A5)
_WIDE_TABLE_COLUMNS = 7
_SMALL_PAGE = 160 * mm
_COLUMNS_LEAST_TEXT = 1000
"""Characters: a shorter text is not set in two columns."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """The names of a family's fonts."""

    regular: str
    bold: str
    italic: str


STANDARD_FONTS = (
    Fonts("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
    Fonts("Times-Roman", "Times-Bold", "Times-Italic"),
    Fonts("Courier", "Courier-Bold", "Courier-Oblique"),
)
VERA = Fonts("Vera", "VeraBd", "VeraIt")


@cache
def _register_vera() -> None:
    for name in (VERA.regular, VERA.bold, VERA.italic):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))


@dataclass(frozen=True, slots=True)
class Style:
    """The look of one document. Lengths are in points."""

    page: tuple[float, float]
    left: float
    right: float
    top: float
    bottom: float
    columns: int
    gutter: float
    fonts: Fonts
    size: float
    leading: float
    gap: float
    """Between blocks."""
    padding: float
    """Beside the text of a table's cell."""
    alignment: str
    first_line_indent: float
    accent: str
    heading_scale: float
    heading_bold: bool
    heading_rule: bool
    title_alignment: str
    label_bold: bool
    colon: str
    layout: FieldLayout
    rules: TableRules
    stretched: bool
    """Whether tables take the whole width."""
    numbers_right: bool
    mark: Mark
    bullet: str
    ordinal: str
    page_number: str | None

    @property
    def width(self) -> float:
        """Of a column of text."""
        whole = self.page[0] - self.left - self.right
        return (whole - self.gutter * (self.columns - 1)) / self.columns

    def text(self, *, bold: bool = False, italic: bool = False, size: float = 0, **more: Any) -> ParagraphStyle:
        """A style of text; ``size`` 0 is the document's own."""
        size = size or self.size
        font = self.fonts.bold if bold else self.fonts.italic if italic else self.fonts.regular
        return ParagraphStyle("", fontName=font, fontSize=size, leading=size * self.leading, **more)

    def layout_of_group(self, rng: random.Random) -> FieldLayout:
        """How the next group of fields is laid out: mostly as the others are."""
        return self.layout if rng.random() < 0.7 else rng.choice(_LAYOUTS)

    def color(self, lightness: float = 0) -> colors.Color:
        """The accent, blended with white: 0 not at all, 1 wholly."""
        accent = colors.HexColor(self.accent)
        return colors.linearlyInterpolatedColor(accent, colors.white, 0, 1, lightness)


def fonts_for(text: str) -> list[Fonts]:
    """The families that have a glyph for every character."""
    _register_vera()
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return [VERA]
    vera = pdfmetrics.getFont(VERA.regular)
    assert isinstance(vera, TTFont)
    suits = all(ord(sign) in vera.face.charToGlyph for sign in text)
    return [*STANDARD_FONTS[:2] * 2, STANDARD_FONTS[2], *([VERA] * 2 if suits else [])]


def _page_of(made: Made, rng: random.Random) -> tuple[float, float]:
    columns = max((len(row) for block in made.blocks if isinstance(block, Table) for row in block.rows), default=0)
    if made.kind == "receipt" and columns < 4 and rng.random() < 0.6:
        return rng.uniform(72, 95) * mm, rng.uniform(180, 260) * mm
    if made.kind == "card" and rng.random() < 0.5:
        return rng.uniform(85, 105) * mm, rng.uniform(55, 74) * mm
    page = rng.choice(_PAGES)
    return (page[1], page[0]) if columns >= _WIDE_TABLE_COLUMNS and rng.random() < 0.5 else page


def random_style(made: Made, text: str, rng: random.Random) -> Style:
    """The look of a document that contains this text."""
    page = _page_of(made, rng)
    small = page[0] < 120 * mm
    margin = rng.uniform(4, 7) * mm if small else rng.uniform(14, 30) * mm
    tabular = any(isinstance(block, Table) for block in made.blocks)
    columns = 2 if not small and not tabular and len(text) > _COLUMNS_LEAST_TEXT and rng.random() < 0.35 else 1
    size = rng.choice((7, 7.5, 8)) if small else rng.choice((8, 8.5, 9, 9.5, 10, 10, 10.5, 11, 11, 12))
    pages = {"en": "Page", "de": "Seite", "fr": "Page", "es": "Página", "it": "Pagina", "nl": "Pagina", "pt": "Página"}
    numbers: Sequence[str | None] = (None, None, "{}", "- {} -", f"{pages[made.language]} {{}}")
    return Style(
        page=page,
        left=margin,
        right=margin * rng.uniform(0.8, 1.2),
        top=margin * rng.uniform(0.7, 1.2),
        bottom=margin if small else margin * rng.uniform(0.8, 1.2),
        columns=columns,
        gutter=rng.uniform(16, 28),
        fonts=rng.choice(fonts_for(text)),
        size=min(size, 9.5) if columns == 2 or page[0] < _SMALL_PAGE else size,
        leading=rng.choice((1.15, 1.2, 1.25, 1.35)),
        gap=size * (rng.uniform(0.4, 1.1) if small or rng.random() < 0.7 else rng.uniform(1.1, 2.4)),
        padding=rng.uniform(2, 4) if small else rng.uniform(3, 8),
        alignment=rng.choice(("justify", "left", "left")),
        first_line_indent=rng.choice((0, 0, 0, size * 1.5)),
        accent=rng.choice(ACCENTS),
        heading_scale=rng.choice((1.0, 1.1, 1.2, 1.3)),
        heading_bold=rng.random() < 0.85,
        heading_rule=rng.random() < 0.15,
        title_alignment=rng.choice(("left", "left", "center", "right" if not small else "center")),
        label_bold=rng.random() < 0.35,
        colon=rng.choice((":", ":", ":", "")) if made.language != "fr" else rng.choice((" :", " :", ":", "")),
        layout=rng.choice(_NARROW_LAYOUTS if small else _LAYOUTS),
        rules=rng.choice(_NARROW_RULES if small else _RULES),
        stretched=small or rng.random() < 0.6,
        numbers_right=rng.random() < 0.75,
        mark=rng.choice(("drawn", "drawn", "brackets", "letter", "dingbats")),
        bullet=rng.choice(("•", "•", "-", "–", "*")),
        ordinal=rng.choice(("{}.", "{}.", "{})", "({})")),
        page_number=None if small else rng.choice(numbers),
    )
