import io
import random
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table

from bench.reading.digital import order_error
from bench.reading.documents import Document, documents
from shared.models.page import Box, Page
from tests.worker.pages import LEFT, RIGHT, both, lines, pdf, word, words
from worker.extraction.page import extract_text
from worker.formats.pdf.source import PdfSource
from worker.formats.plausibility import is_plausible


def read(data: bytes, number: int = 1) -> Page:
    page = extract_text(PdfSource(data).page(number))
    assert page is not None
    return page


def ink(image: np.ndarray, box: Box) -> float:
    """Share of all dark pixels of the image that lie in the box."""
    dark = image.min(axis=2) < 128
    height, width = dark.shape
    x0, y0, x1, y1 = box
    inside = dark[int(y0 * height) : int(np.ceil(y1 * height)), int(x0 * width) : int(np.ceil(x1 * width))]
    return float(inside.sum() / dark.sum())


def test_a_born_digital_page_is_read_with_its_words() -> None:
    page = read(pdf(lines(*LEFT)))
    assert page.text == "\n".join(LEFT)
    assert words(page) == " ".join(LEFT).split()
    assert page.source == "text"
    assert (page.width, page.height) == pytest.approx(A4, abs=0.01)
    assert {word.confidence for word in page.words} == {None}


def turned(data: bytes, turn: int) -> bytes:
    """The document with its pages shown turned by ``turn`` degrees clockwise."""
    document = pdfium.PdfDocument(data)
    for page in document:
        page.set_rotation(turn)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_are_on_the_ink_of_the_page_as_shown(turn: int) -> None:
    source = PdfSource(turned(pdf(lines("Unmistakable", x=300, y=600, size=30)), turn))
    page = extract_text(source.page(1))
    assert page is not None
    assert ink(source.page(1).image(72), word(page, "Unmistakable").box) > 0.99
    assert (page.width > page.height) == (turn in (90, 270))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_whose_content_is_turned_back_is_read_as_it_is_shown(turn: int) -> None:
    width, height = A4

    def draw(canvas: Canvas) -> None:
        canvas.translate(*{0: (0, 0), 90: (width, 0), 180: (width, height), 270: (0, height)}[turn])
        canvas.rotate(turn)
        lines(*LEFT, x=50, y=400)(canvas)

    page = read(turned(pdf(draw), turn))
    assert page.text == "\n".join(LEFT)
    box = word(page, "committee").box
    assert (box[2] - box[0]) * page.width > (box[3] - box[1]) * page.height


@pytest.mark.parametrize("angle", [90, 270, 180, 30])
def test_turned_text_has_boxes_on_its_ink(angle: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(300, 400)
        canvas.rotate(angle)
        lines("Sideways runs this line", x=0, y=0, size=20)(canvas)

    source = PdfSource(pdf(draw))
    page = extract_text(source.page(1))
    assert page is not None
    assert page.text == "Sideways runs this line"
    image = source.page(1).image(72)
    assert sum(ink(image, each.box) for each in page.words) > 0.97


def test_a_page_cut_by_a_crop_box_has_boxes_in_what_is_shown() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((200, 500, 500, 700))
        lines("Visible", x=300, y=600, size=30)(canvas)
        lines("Outside", x=20, y=100, size=30)(canvas)

    source = PdfSource(pdf(draw))
    page = extract_text(source.page(1))
    assert page is not None
    assert page.text == "Visible"
    assert (page.width, page.height) == (300, 200)
    assert ink(source.page(1).image(72), word(page, "Visible").box) > 0.99


def in_units_of(unit: float, mode: pikepdf.ObjectStreamMode) -> bytes:
    """A page of 300 by 200 units, each of so many points."""
    with pikepdf.open(io.BytesIO(pdf(lines("The harbour office", x=30, y=100, size=20), size=(300, 200)))) as document:
        document.pages[0].UserUnit = unit
        file = io.BytesIO()
        document.save(file, object_stream_mode=mode)
    return file.getvalue()


@pytest.mark.parametrize("mode", [pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate])
def test_a_page_whose_units_are_larger_than_points_is_as_large_as_it_says(mode: pikepdf.ObjectStreamMode) -> None:
    source = PdfSource(in_units_of(2, mode))
    page, image = read(in_units_of(2, mode)), source.page(1).image(72)
    assert (page.width, page.height) == (600, 400)
    assert image.shape[:2] == (400, 600)
    assert ink(image, word(page, "harbour").box) > 0.1


def test_two_columns_are_read_one_after_the_other() -> None:
    page = read(pdf(both(lines(*LEFT, x=50), lines(*RIGHT, x=320))))
    assert " ".join(page.text.split()) == " ".join(LEFT + RIGHT)


def test_ligatures_are_spelt_out_and_a_broken_word_is_made_whole() -> None:
    page = read(pdf(lines("the \ufb01nal o\ufb03ce was post-", "poned again", font="DejaVu")))
    assert page.text == "the final office was postponed\nagain"
    assert len(page.boxes(22, 31)) == 2


def test_hebrew_is_read_in_logical_order() -> None:
    text = "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd"
    # PDFs contain right-to-left text as it is painted.
    assert read(pdf(lines(text[::-1], font="DejaVu"))).text == text


def test_a_cell_of_several_lines_stays_together_in_its_row() -> None:
    style = getSampleStyleSheet()["Normal"]
    use = "Holds back the steam until the second stage has reached its working pressure"
    terms = "Delivered by Norton and Sons within four weeks after the order"
    rows = [["Part", "Use", "Terms"], ["Valve", use, terms], ["Gate", terms, use]]
    table = Table(
        [[Paragraph(cell, style) for cell in row] for row in rows],
        colWidths=[60, 150, 150],
        style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)],
    )

    def draw(canvas: Canvas) -> None:
        table.wrapOn(canvas, 400, 600)
        table.drawOn(canvas, 60, 500)

    assert [line for line in read(pdf(draw)).text.split("\n") if line] == [" ".join(row) for row in rows]


ACROSS, DOWN = [60, 160, 320, 480], [500, 540, 580, 620]


def _one_path_of_lines(canvas: Canvas) -> None:
    canvas.grid(ACROSS, DOWN)


def _one_path_of_lines_in_units_of_its_own(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.translate(30, -10)
    canvas.scale(2, 2)
    canvas.grid([(x - 30) / 2 for x in ACROSS], [(y + 10) / 2 for y in DOWN])
    canvas.restoreState()


def _one_path_of_cells(canvas: Canvas) -> None:
    path = canvas.beginPath()
    for x0, x1 in pairwise(ACROSS):
        for y0, y1 in pairwise(DOWN):
            path.rect(x0, y0, x1 - x0, y1 - y0)
    canvas.drawPath(path)


def _one_path_of_thin_bars(canvas: Canvas) -> None:
    path = canvas.beginPath()
    for x in ACROSS:
        path.rect(x, DOWN[0], 0.5, DOWN[-1] - DOWN[0])
    for y in DOWN:
        path.rect(ACROSS[0], y, ACROSS[-1] - ACROSS[0], 0.5)
    canvas.drawPath(path, stroke=0, fill=1)


@pytest.mark.parametrize(
    "rule",
    [_one_path_of_lines, _one_path_of_lines_in_units_of_its_own, _one_path_of_cells, _one_path_of_thin_bars],
    ids=lambda rule: rule.__name__.strip("_"),
)
def test_a_table_ruled_by_one_path_is_read_by_its_cells(rule: Callable[[Canvas], None]) -> None:
    cells = [[[f"{row} {column}", "goes on", "below"] for column in "abc"] for row in ("upper", "middle", "lower")]
    texts = [
        lines(*cell, x=ACROSS[j] + 4, y=DOWN[-1] - 40 * i - 12, size=9, leading=1.2)
        for i, row in enumerate(cells)
        for j, cell in enumerate(row)
    ]
    rows = [" ".join(" ".join(cell) for cell in row) for row in cells]
    assert [line for line in read(pdf(both(rule, *texts))).text.split("\n") if line] == rows


def test_a_table_of_figures_is_read_row_by_row() -> None:
    numbers = random.Random(3)
    rows = [[f"Region {i}", *(f"{numbers.randint(1, 9999):,}" for _ in range(4))] for i in range(12)]

    def draw(canvas: Canvas) -> None:
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                lines(cell, x=60 + 90 * j, y=700 - 16 * i)(canvas)

    assert read(pdf(draw)).text.split("\n") == [" ".join(row) for row in rows]


def test_values_of_form_fields_are_read_and_drawn() -> None:
    def draw(canvas: Canvas) -> None:
        lines("Name of applicant:")(canvas)
        canvas.acroForm.textfield(name="who", value="Ottoline Grey", x=200, y=760, width=200, height=20)

    source = PdfSource(pdf(draw))
    page = extract_text(source.page(1))
    assert page is not None
    assert page.text == "Name of applicant: Ottoline Grey"
    assert ink(source.page(1).image(100), word(page, "Ottoline").box) > 0.1


def test_an_empty_page_has_no_text() -> None:
    assert PdfSource(pdf(lines("one"), lines())).page(2).text_layer() is None


def test_text_that_is_no_text_is_not_trusted() -> None:
    shifted = ["".join(chr(ord(c) - 29) if c.isalpha() else c for c in line) for line in LEFT]
    source = PdfSource(pdf(lines(*shifted)))
    layer = source.page(1).text_layer()
    assert layer is not None
    assert not layer.is_plausible
    assert extract_text(source.page(1)) is None
    assert extract_text(source.page(1), "off") is not None


def test_registers_that_alternate_letters_and_digits_are_trusted() -> None:
    register = "T0" * 32
    prose = ["Interrupt enable per input bit, as the control register says.", "Address: 0x1A10_100C"]
    layer = PdfSource(pdf(lines(*prose, register, register, *prose, *prose))).page(1).text_layer()
    assert layer is not None
    assert layer.is_plausible


def test_pieces_of_tall_brackets_are_characters_and_other_private_ones_are_lost() -> None:
    words = "Instruction memory, boot ROM and data memory: peripherals by their addresses. " * 3
    codes = np.array([ord(character) for character in words], np.uint32)
    assert is_plausible(np.concatenate([codes, np.full(100, 0xF8F4, np.uint32)]))
    assert not is_plausible(np.concatenate([codes, np.full(100, 0xF0F4, np.uint32)]))


def test_other_languages_and_tables_of_codes_are_trusted() -> None:
    czech = ["Nájemce platí nájemné každý měsíc předem a hradí škody, které sám způsobil"] * 5
    greek = ["Ο ενοικιαστής πληρώνει το μίσθωμα κάθε μήνα και ο ιδιοκτήτης επισκευάζει τη στέγη"] * 5
    codes = ["A-1002 250 12.50 4,000.00 KX7 2024-01-17"] * 10
    for texts in (czech, greek, codes):
        assert read(pdf(lines(*texts, font="DejaVu"))).text == "\n".join(texts)


def test_control_characters_do_not_reach_the_text() -> None:
    def draw(canvas: Canvas) -> None:
        lines("before", x=72)(canvas)
        canvas._code.append("BT /F1 12 Tf 72 700 Td (nul\\000and\\033escape\\007bell) Tj ET")

    page = read(pdf(draw, pageCompression=0))
    assert all(character == "\n" or character.isprintable() for character in page.text)


@pytest.mark.parametrize("document", list(documents(pages=3, seed=2)), ids=lambda document: document.name)
def test_made_documents_of_many_layouts_are_read_in_order(document: Document) -> None:
    source = PdfSource(document.data)
    for number, true in enumerate(document.pages, 1):
        page = extract_text(source.page(number))
        assert page is not None
        assert order_error(page.text.split(), true) < 0.02
