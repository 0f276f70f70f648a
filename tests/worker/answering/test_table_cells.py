import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import pytest
from reportlab.pdfgen.canvas import Canvas

from shared.documents.tables import TableGrid
from shared.models.page import Page
from shared.settings import Settings
from worker.answering.extractors.base import Extraction
from worker.answering.extractors.form_fields import FormFieldExtractor
from worker.answering.extractors.table_cells import TableCellExtractor
from worker.answering.index import DocumentIndex, index_document
from worker.answering.question import analyze
from worker.answering.reader import Reader
from worker.answering.session import Searchable, answer
from worker.extraction.page import extract_page, extract_text
from worker.formats.pdf.source import PdfSource
from worker.ocr.page import PageRecognizer
from worker.ocr.registry import load_engine

WIDTH = 90


@dataclass(frozen=True)
class Sheet:
    """A table, and what is asked of it; None where it does not say."""

    rows: Sequence[Sequence[str]]
    asked: dict[str, str | None]


ACCOUNTS = Sheet(
    [
        ["(in thousands)", "2021", "2020", "2019"],
        ["Revenue", "$ 48,112", "$ 45,900", "$ 39,771"],
        ["Cost of sales", "21,400", "20,118", "18,300"],
        ["Gross profit", "26,712", "25,782", "21,471"],
        ["Operating expenses:"],
        ["Research and design", "4,100", "3,900", "3,350"],
        ["Net income", "$ 9,006", "$ (1,204)", "$ 7,015"],
        ["Net income per share", "$ 1.12", "$ (0.15)", "$ 0.88"],
    ],
    {
        "What was revenue in 2021?": "$ 48,112",
        "How much was spent on research and design in 2020?": "3,900",
        "What was the net income of Brannock in fiscal year 2020?": "$ (1,204)",
        "What was the net income per share in FY2019?": "$ 0.88",
        "What was revenue in 2017?": None,
        "What were the dividends in 2021?": None,
        "What was the profit?": None,
    },
)
PRICES = Sheet(
    [
        ["Item", "Size", "Price", "Stock"],
        ["Hex bolt", "M8", "0.35", "1,200"],
        ["Hex bolt", "M10", "0.52", "800"],
        ["Claw hammer", "450 g", "18.90", "42"],
        ["Spirit level", "60 cm", "24.50", "17"],
    ],
    {
        "What is the price of the claw hammer?": "18.90",
        "How many spirit levels are in stock?": "17",
        "How much does a spirit level cost?": "24.50",
        "What is the price of a hex bolt M10?": "0.52",
        "What is the price of a hex bolt?": None,
        "What is the price of the chisel?": None,
    },
)
TRAINS = Sheet(
    [
        ["Station", "Train 204", "Train 206", "Train 208"],
        ["Brannock", "07:05", "09:05", "11:05"],
        ["Quill Bay", "07:48", "09:52", "11:48"],
        ["Osmere", "08:31", "-", "12:31"],
    ],
    {
        "When does train 206 reach Quill Bay?": "09:52",
        "At what time does train 208 leave Brannock?": "11:05",
        "When does train 206 stop at Osmere?": None,
    },
)
OFFICES = Sheet(
    [
        ["Office", "Head", "Opened", "Staff"],
        ["Brannock", "Ada Quill", "1998", "120"],
        ["Quill Bay", "Tomas Lind", "2004", "35"],
        ["Osmere", "Mary Okafor", "2011", "61"],
    ],
    {
        "Who is the head of the Osmere office?": "Mary Okafor",
        "When was the Quill Bay office opened?": "2004",
        "How many staff does the Brannock office have?": "120",
    },
)
ORDER = Sheet(
    [["Invoice number", "4711"], ["Delivered", "12 May 2021"], ["Customer", "Bolt and Sons"]],
    {"What is the invoice number?": "4711", "Who is the customer?": "Bolt and Sons"},
)
SHEETS = [ACCOUNTS, PRICES, TRAINS, OFFICES, ORDER]


def left(canvas: Canvas, x: float, y: float, text: str) -> None:
    canvas.drawString(x + 4, y, text)


def centred(canvas: Canvas, x: float, y: float, text: str) -> None:
    canvas.drawCentredString(x + WIDTH / 2, y, text)


def right(canvas: Canvas, x: float, y: float, text: str) -> None:
    """As accounts are set: the figure at its column's right edge, the currency's sign at its left."""
    sign, _, figure = text.rpartition(" ") if text.startswith("$") else ("", "", text)
    canvas.drawString(x + 30, y, sign)
    canvas.drawRightString(x + WIDTH - 4, y, figure)


Setting = Callable[[Canvas, float, float, str], None]


def printed(sheet: Sheet, setting: Setting, *, ruled: bool) -> bytes:
    """A page with the table under a title."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(60, 760, "Brannock and Sons, report to the members")
    edges = [60, *(200 + WIDTH * i for i in range(len(sheet.rows[0])))]
    for i, row in enumerate(sheet.rows):
        for j, text in enumerate(row):
            if text:
                (setting if j else left)(canvas, edges[j], 700 - 18 * i, text)
    if ruled:
        canvas.grid(edges, [712 - 18 * i for i in range(len(sheet.rows) + 1)])
    canvas.save()
    return file.getvalue()


def printed_page(sheet: Sheet, setting: Setting, *, ruled: bool) -> Page:
    """The page as its own text gives it."""
    page = extract_text(PdfSource(printed(sheet, setting, ruled=ruled)).page(1))
    assert page is not None
    return page


def cell(page: Page, question: str) -> Extraction | None:
    """What the tables of the page, or its fields, tell."""
    asked = analyze(question)
    return next(chain(TableCellExtractor().extract(asked, page), FormFieldExtractor().extract(asked, page)), None)


def stated(page: Page, question: str) -> str | None:
    found = cell(page, question)
    return page.text[found.start : found.end] if found else None


@pytest.mark.parametrize("ruled", [False, True], ids=["open", "ruled"])
@pytest.mark.parametrize("setting", [left, centred, right], ids=lambda setting: setting.__name__)
def test_a_cell_is_found_by_its_row_and_its_column(setting: Setting, ruled: bool) -> None:
    for sheet in SHEETS:
        page = printed_page(sheet, setting, ruled=ruled)
        assert {question: stated(page, question) for question in sheet.asked} == sheet.asked


def test_a_cell_of_a_scanned_table_is_found_with_its_box() -> None:
    recognizer = PageRecognizer(load_engine(Settings(threads=2)), ["en"])
    for sheet, setting in ((ACCOUNTS, right), (TRAINS, centred)):
        data = printed(sheet, setting, ruled=sheet is TRAINS)
        scanned = extract_page(PdfSource(data).page(1), "force", recognizer)
        own = printed_page(sheet, setting, ruled=sheet is TRAINS)
        assert scanned.source == "ocr"
        for question, expected in sheet.asked.items():
            seen, true = cell(scanned, question), cell(own, question)
            assert (seen is None) == (true is None) == (expected is None)
            if seen and true:
                assert scanned.text[seen.start : seen.end].replace(" ", "") == str(expected).replace(" ", "")
                (box,), (true_box,) = scanned.boxes(seen.start, seen.end), own.boxes(true.start, true.end)
                assert box == pytest.approx(true_box, abs=0.012)


def test_a_question_is_answered_by_the_cell_it_names(reader: Reader) -> None:
    pages = [printed_page(sheet, right, ruled=False) for sheet in SHEETS]
    numbered = [replace(page, number=n) for n, page in enumerate(pages, 1)]
    index = DocumentIndex.unpack(index_document(numbered))
    asked = Searchable("report", "report.pdf", index, lambda number: numbered[number - 1])

    found = answer("What was the gross profit in 2020?", [asked], reader, 1)

    (best,) = found.answers
    assert found.answered
    assert (best.text, best.page) == ("25,782", 1)
    words = numbered[0].words.within(best.start, best.end)
    assert [pytest.approx(word.box) for word in words] == best.boxes


def test_a_head_of_two_lines_names_columns_by_both() -> None:
    def spanning(canvas: Canvas, x: float, y: float, text: str) -> None:
        (right if text[0].isdigit() else centred)(canvas, x if text[0].isdigit() else x + WIDTH / 2, y, text)

    rows = [
        ["(in thousands)", "Three months", "", "Twelve months", ""],
        ["", "2022", "2021", "2022", "2021"],
        ["Inns", "877", "698", "3,142", "1,738"],
        ["Ferries", "319", "309", "1,294", "1,217"],
    ]
    page = printed_page(Sheet(rows, {}), spanning, ruled=False)
    (table,) = [block for block in page.blocks if block.type == "table"]
    grid = TableGrid.of(table)
    names = [[page.text[c.start : c.end] for c in grid.headers_over(one, 2)] for one in grid.rows[2][1:]]
    assert names == [[months, year] for months in ("Three months", "Twelve months") for year in ("2022", "2021")]
    assert stated(page, "What did the ferries earn in the twelve months of 2021?") == "1,217"
    assert stated(page, "What did the ferries earn in 2021?") is None


def test_a_table_that_does_not_name_the_year_asked_for_says_nothing_of_it() -> None:
    rows = [["Item", "Amount"], ["Wages", "4,512"], ["Rents", "1,210"]]
    page = printed_page(Sheet(rows, {}), right, ruled=False)
    assert stated(page, "How much were the wages?") == "4,512"
    assert stated(page, "How much were the wages in 2017?") is None


def test_fiscal_years_are_the_years_they_are_named_after() -> None:
    rows = [["(in crowns)", "FY21", "FY20"], ["Rents", "45", "82"], ["Fees", "12", "10"]]
    page = printed_page(Sheet(rows, {}), right, ruled=False)
    assert stated(page, "What were the fees in 2020?") == "10"
    assert stated(page, "What were the rents in FY2021?") == "45"


def test_rows_of_one_label_are_told_apart_by_what_heads_them() -> None:
    rows = [["(in crowns)", "2021", "2020"], ["Current:"], ["Home"], ["Taxes", "45", "82"], ["Fees", "12", "10"]]
    rows += [["Deferred:"], ["Home"], ["Taxes", "31", "27"], ["Fees", "8", "9"]]
    page = printed_page(Sheet(rows, {}), right, ruled=False)
    assert stated(page, "What were the current taxes in 2021?") == "45"
    assert stated(page, "What were the deferred fees in 2020?") == "9"
    assert stated(page, "What were the taxes in 2021?") is None
