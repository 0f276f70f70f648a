"""Text that a page hides by more than colors and order: annotations in layers, drawn glyphs, fonts without outlines."""

import io
from pathlib import Path

import pytest
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont as FontFile
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from shared.models.page import Page
from tests.worker.pages import FONT, both, lines, pdf, words
from tests.worker.raw_pdf import made, show
from worker.extraction.page import extract_text
from worker.formats.pdf.source import PdfSource

SHOWN, HIDDEN = "The ferry costs 40 crowns", "Nobody pays 999 crowns"


def read(data: bytes) -> Page:
    page = extract_text(PdfSource(data).page(1), "off")
    assert page is not None
    return page


# ---- annotations in layers

LAYERS = "/OCGs [5 0 R 6 0 R]"
OFF = f"<< {LAYERS} /D << /OFF [5 0 R] >> >>"
STARTS_OFF = f"<< {LAYERS} /D << /BaseState /OFF /ON [6 0 R] >> >>"
GROUPS = ("<< /Type /OCG /Name (first) >>", "<< /Type /OCG /Name (second) >>")


def with_annotation(layer: str, subtype: str, properties: str) -> bytes:
    look = f"BT /F 11 Tf 2 6 Td ({HIDDEN}) Tj ET"
    annotation = (
        f"<< /Type /Annot /Subtype /{subtype} /Rect [70 690 400 712] /F 4 /OC {layer} /AP << /N 8 0 R >> "
        f"{'/FT /Tx /T (sum) /V' if subtype == 'Widget' else '/Contents'} ({HIDDEN}) >>"
    )
    form = (
        "<< /Type /XObject /Subtype /Form /BBox [0 0 330 22] /Resources << /Font << /F << /Type /Font "
        f"/Subtype /Type1 /BaseFont /Helvetica >> >> >> /Length {len(look)} >> stream\n{look}\nendstream"
    )
    fields = "/AcroForm << /Fields [7 0 R] >>" if subtype == "Widget" else ""
    return made(
        show(SHOWN, 770),
        catalog=f"/OCProperties {properties} {fields}",
        page="/Annots [7 0 R]",
        objects=(*GROUPS, annotation, form),
    )


@pytest.mark.parametrize("subtype", ["FreeText", "Stamp", "Widget"])
def test_an_annotation_in_a_layer_that_is_switched_off_is_not_read(subtype: str) -> None:
    page = read(with_annotation("5 0 R", subtype, OFF))
    assert (page.text, page.warnings) == (SHOWN, {"hidden-text"})


@pytest.mark.parametrize(
    ("layer", "properties", "is_shown"),
    [
        ("6 0 R", OFF, True),
        ("5 0 R", STARTS_OFF, False),
        ("6 0 R", STARTS_OFF, True),
        ("<< /Type /OCMD /OCGs [5 0 R 6 0 R] >>", OFF, True),
        ("<< /Type /OCMD /OCGs [5 0 R 6 0 R] /P /AllOn >>", OFF, False),
        ("<< /Type /OCMD /OCGs 6 0 R /P /AnyOff >>", OFF, False),
        ("<< /Type /OCMD /VE [/Not 5 0 R] >>", OFF, True),
        ("<< /Type /OCMD /VE [/And 6 0 R [/Or 5 0 R 5 0 R]] >>", OFF, False),
        ("<< /Type /OCG /Usage << /View << /ViewState /OFF >> >> >>", OFF, False),
    ],
)
def test_an_annotation_is_read_where_its_layers_are_shown(layer: str, properties: str, *, is_shown: bool) -> None:
    page = read(with_annotation(layer, "Stamp", properties))
    assert (HIDDEN in page.text, "hidden-text" in page.warnings) == (is_shown, not is_shown)


def test_an_annotation_in_a_layer_that_is_switched_off_covers_nothing() -> None:
    look = "0 g 0 0 330 22 re f"
    square = "<< /Type /Annot /Subtype /Square /Rect [70 690 400 712] /F 4 /OC 5 0 R /AP << /N 8 0 R >> >>"
    form = f"<< /Type /XObject /Subtype /Form /BBox [0 0 330 22] /Length {len(look)} >> stream\n{look}\nendstream"
    content = f"{show(SHOWN, 770)} {show('Under the square', 697)}"
    for properties, is_read in ((OFF, True), (f"<< {LAYERS} /D << >> >>", False)):
        page = read(
            made(
                content,
                catalog=f"/OCProperties {properties}",
                page="/Annots [7 0 R]",
                objects=(*GROUPS, square, form),
            )
        )
        assert ("Under the square" in page.text) == is_read


# ---- glyphs that say nothing of the text's color


def in_type3(glyph: str, color: str = "0 g") -> bytes:
    """The hidden text in a font whose every glyph is drawn so."""
    codes = sorted(set(HIDDEN.encode()) - {ord(" ")})
    names = {code: f"/g{code}" for code in codes}
    glyphs = " ".join(f"{name} 5 0 R" for name in names.values())
    encoding = " ".join(f"{code} {name}" for code, name in names.items())
    mapping = "\n".join(f"<{code:02x}> <{code:04x}>" for code in codes)
    table = f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(codes)} beginbfchar\n{mapping}\nendbfchar"
    font = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 600 700] /FontMatrix [.001 0 0 .001 0 0] /FirstChar 0 "
        f"/LastChar 255 /Widths [{'600 ' * 256}] /CharProcs << {glyphs} >> /Encoding << /Differences [{encoding}] >> "
        "/ToUnicode 6 0 R >>"
    )
    content = f"{show(SHOWN, 770)} {color} BT /T 11 Tf 72 700 Td ({HIDDEN}) Tj ET"
    streams = tuple(f"<< /Length {len(one)} >> stream\n{one}\nendstream" for one in (glyph, table))
    resources = "/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> /T 7 0 R >>"
    return made(content, objects=(*streams, font)).replace(
        b"/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>  >>",
        f"/Resources << {resources} >>".encode(),
    )


BAR = "50 0 100 700 re 300 0 100 700 re f"


@pytest.mark.parametrize(
    "glyph", [f"600 0 d0 1 1 1 rg {BAR}", f"600 0 d0 1 g {BAR}", "600 0 d0"], ids=["white", "gray of 1", "blank"]
)
def test_drawn_glyphs_that_show_nothing_are_not_read(glyph: str) -> None:
    page = read(in_type3(glyph))
    assert (page.text, page.warnings) == (SHOWN, {"hidden-text"})


@pytest.mark.parametrize(
    ("glyph", "color"), [(f"600 0 0 0 500 700 d1 {BAR}", "0 g"), (f"600 0 d0 1 0 0 rg {BAR}", "1 g")]
)
def test_drawn_glyphs_that_show_something_are_read(glyph: str, color: str) -> None:
    page = read(in_type3(glyph, color))
    assert words(page) == [*SHOWN.split(), *HIDDEN.split()]
    assert not page.warnings


def test_a_font_without_outlines_shows_no_text(tmp_path: Path) -> None:
    font = FontFile(io.BytesIO(FONT.read_bytes()))
    for name in font.getGlyphOrder():
        font["glyf"][name] = TTGlyphPen(None).glyph()
    for table in {"GPOS", "GSUB", "GDEF", "fpgm", "prep", "cvt ", "kern"} & set(font.keys()):
        del font[table]
    # reportlab takes fonts of one name for one font.
    font["name"].names = [one for one in font["name"].names if one.nameID != 6]
    font["name"].setName("Blank", 6, 3, 1, 0x409)
    font.save(tmp_path / "blank.ttf")
    pdfmetrics.registerFont(TTFont("Blank", str(tmp_path / "blank.ttf")))
    page = read(pdf(both(lines(SHOWN), lines(HIDDEN, y=700, font="Blank"))))
    assert (page.text, page.warnings) == (SHOWN, {"hidden-text"})


def test_text_within_a_clip_of_letters_elsewhere_is_not_read() -> None:
    clip = "q BT /F 11 Tf 7 Tr 300 100 Td (o) Tj ET"
    page = read(made(f"{show(SHOWN, 770)} {clip} 0 Tr {show(HIDDEN, 700)} Q"))
    assert (page.text, page.warnings) == (SHOWN, {"hidden-text"})
