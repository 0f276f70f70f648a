"""Rich Text keeps what it means."""

import pytest

from shared.errors import Corrupt, NoPages
from shared.models.page import Page
from tests.worker.office import blocks_of, opened, png, read_all, rows_of
from worker.extraction.render import draw_page

RTF = "application/rtf"
HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0 Times;}{\f1\fcharset204 Times Cyr;}"
    r"{\f2\fcharset128 Gothic{\*\falt Mincho};}{\f3\fcharset2 Symbol;}{\f4\fcharset2 Wingdings;}}"
    r"{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0 Normal;}{\s1\sbasedon0 heading 1;}{\s2\sbasedon1 My heading;}"
    r"{\s3\outlinelevel2 Own;}{\s4 Title;}{\*\cs10 Default;}{\s5 caption;}}{\info{\title not shown}}"
)


def written(body: str, head: str = HEAD) -> bytes:
    return f"{head}{body}}}".encode("latin-1")


def one(body: str) -> Page:
    (page,) = read_all(written(body), RTF)
    return page


def warnings(body: str) -> frozenset[str]:
    return frozenset(opened(written(body), RTF).warnings)


def row(*texts: str, ends: str = r"\cellx1000\cellx2000\cellx3000", begin: str = r"\trowd") -> str:
    return rf"{begin}{ends}" + "".join(rf"\pard\intbl {text}\cell " for text in texts) + r"\row "


def test_styles_make_titles_and_headings_of_their_levels() -> None:
    page = one(
        r"\pard\s4 Lease\par\pard\s1 Rent\par\pard\s2 Based\par\pard\s3 Outlined\par\pard\outlinelevel1 Own\par"
        r"\pard\s5 Table 1\par\pard Text\par"
    )
    assert [(block.type, block.level) for block in page.blocks] == [
        *(("title", None), ("heading", 1), ("heading", 1), ("heading", 3), ("heading", 2)),
        *(("caption", None), ("paragraph", None)),
    ]
    assert page.text.startswith("Lease\n\nRent")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"na\'efve \u8364? 5\'80", "naïve € 5€"),
        (r"{\f1 \'cf\'f0\'e8\'e2\'e5\'f2}", "Привет"),
        (r"{\f2 \'8e\'81\'96\'bc}", "氏名"),
        (r"{\uc2 \u27663\'8e\'81}\u21517?", "氏名"),
        (r"{\uc0 \u-10179\u-8704}", "😀"),
        (r"{\f3 a\'b3b}", "α≥β"),
        (r"{\f4\u61692 ?} done", "✓ done"),
        (r"\ldblquote quoted\rdblquote\emdash a\~b\_c\-d\tab e\line f", "“quoted”—a b-cd e\nf"),
        (r"\{brace\} back\\slash", r"{brace} back\slash"),
        ("over\r\nlines", "overlines"),
        (r"\bin5 }}{{}after", "after"),
        (r"{\*\unheard {of} text}seen", "seen"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt the link}} ends", "the link ends"),
        (r"{\bkmkstart name}seen{\bkmkend name}", "seen"),
        ("never closed {\\b bold", "never closed bold"),
    ],
)
def test_text_is_decoded(body: str, text: str) -> None:
    assert one(rf"\pard {body}").text == text


def test_lists_keep_their_markers_and_depth() -> None:
    page = one(
        r"\pard{\listtext\pard\plain 1.\tab}\ls1\ilvl0 Keys\par\pard{\listtext\f3\'b7\tab}\ls1\ilvl1 Gate\par"
        r"\pard{\pntext\f0 2.\tab}\ls1 Doors\par\pard Text\par"
    )
    assert blocks_of(page, "list_item", "paragraph") == [
        ("list_item", "1. Keys"),
        ("list_item", "• Gate"),
        ("list_item", "2. Doors"),
        ("paragraph", "Text"),
    ]


def test_tables_keep_their_grid_header_and_merged_cells() -> None:
    page = one(
        row("City", "Fee", begin=r"\trowd\trhdr", ends=r"\cellx1000\cellx3000")
        + row("Brno", "1", "2", ends=r"\clvmgf\cellx1010\cellx2000\cellx3000")
        + row("", "3", r"4\par more", ends=r"\clvmrg\cellx1000\cellx1990\cellx3000")
        + row("Sum", "", "10", ends=r"\clmgf\cellx1000\clmrg\cellx2000\cellx3000")
        + r"\pard after\par"
    )
    (table,) = (block for block in page.blocks if block.type == "table")
    cells = [(*cell[:4], cell.header, page.text[cell.start : cell.end]) for cell in table.cells]
    assert cells == [
        (0, 0, 1, 1, True, "City"),
        (0, 1, 1, 2, True, "Fee"),
        (1, 0, 2, 1, False, "Brno"),
        (1, 1, 1, 1, False, "1"),
        (1, 2, 1, 1, False, "2"),
        (2, 1, 1, 1, False, "3"),
        (2, 2, 1, 1, False, "4\nmore"),
        (3, 0, 1, 2, False, "Sum"),
        (3, 2, 1, 1, False, "10"),
    ]
    assert blocks_of(page)[-1] == ("paragraph", "after")


def test_a_table_in_a_cell_is_lines_of_it() -> None:
    inner = r"\pard\intbl\itap2 a\nestcell \pard\intbl\itap2 b\nestcell{\*\nesttableprops\trowd\cellx9\nestrow}"
    page = one(r"\trowd\cellx1000\cellx2000 " + inner + r"\pard\intbl\itap1 own\cell\pard\intbl x\cell\row\pard")
    assert rows_of(page) == [["a, b own", "x"]]


def test_notes_margins_and_boxes_have_their_places() -> None:
    page = one(
        r"{\header\pard Trust\par}{\footer\pard page 1\par}\pard Rent{\super\chftn{\footnote\pard\chftn  Due monthly}}"
        r" is due{\shp{\*\shpinst{\sp{\sn shapeType}{\sv 202}}{\shptxt\pard In a box\par}}"
        r"{\shprslt{\pard gone\par}}}\par"
    )
    assert blocks_of(page) == [
        ("header", "Trust"),
        ("paragraph", "Rent[1] is due"),
        ("paragraph", "In a box"),
        ("footnote", "[1] Due monthly"),
        ("footer", "page 1"),
    ]


def test_what_is_hidden_deleted_or_a_comment_is_left_out_and_told() -> None:
    body = r"\pard seen{\v hidden}{\deleted old}{\revised new}{\*\annotation\pard remark\par}\par"
    assert one(body).text == "seennew"
    assert warnings(body) == {"hidden-text", "tracked-changes", "comments"}
    assert warnings(r"\pard{\pict\emfblip\picwgoal1000 010203}seen") == {"unread-pictures"}


def test_pictures_are_drawn_at_their_size() -> None:
    data = png("Rent 1240").getvalue().hex()
    picture = rf"{{\*\shppict{{\pict\pngblip\picwgoal4000\pichgoal2000 {data}}}}}"
    body = rf"\pard before{picture}{{\nonshppict{{\pict\wmetafile8 01}}}}\par after"
    source = opened(written(body), RTF)
    assert not source.warnings
    (box,) = source.page(1).pictures()
    assert (box[2] - box[0]) * source.page(1).size[0] == pytest.approx(200)
    assert len(draw_page(source.page(1), 300, "PNG")) > 1000


def test_a_section_begins_a_page() -> None:
    assert [page.text for page in read_all(written(r"\pard one\par\page two\par\sect three"), RTF)] == [
        *("one", "two", "three")
    ]


def test_damage_and_emptiness_have_their_errors() -> None:
    with pytest.raises(Corrupt, match="Rich Text"):
        opened(b"no rich text", RTF)
    with pytest.raises(NoPages):
        opened(written(""), RTF)


def test_groups_nested_without_end_are_read_in_time() -> None:
    deep = "{" * 200_000 + r"\b x" + "}" * 200_000
    assert one(rf"\pard seen {deep}\par").text == "seen x"


@pytest.mark.parametrize(
    "body",
    [r"\pard seen{\footnote\pard note}}}}\par", r"\pard seen{\footnote\pict\footnote 00}\par", r"seen}}{\header x}}"],
)
def test_groups_that_end_too_often_and_destinations_within_others_are_survived(body: str) -> None:
    assert "seen" in one(body).text


def test_empty_cells_at_the_end_of_a_page_are_within_its_text() -> None:
    page = one(r"\trowd\cellx1000\cellx2000 \pard\intbl a\cell\pard\intbl\cell\row" * 2)
    assert all(cell.end <= len(page.text) for block in page.blocks for cell in block.cells)
