"""Questions for a cell of a table: answered by the layout, beside the reader alone.

    python -m bench.answering.tables [--sheets 40] [--scanned] [--threads 2]

Accounts, price lists, timetables and lists of offices are made here, ruled or not, among pages of prose. Of each some
cells are asked for by their row and column, and some rows and columns that it does not have. All follows from a seed.
With --scanned the pages of the tables are pictures that OCR reads.
"""

import argparse
import io
import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

from bench.answering.collection import PEOPLE, PLACES, made_up
from bench.answering.measure import Guess, Row, summary, table
from shared.settings import Settings
from worker.answering.calibration import GENERIC, answered_probability
from worker.answering.index import DocumentIndex, index_document
from worker.answering.lexical import LexicalIndex
from worker.answering.pipeline import find_candidates
from worker.answering.question import analyze
from worker.answering.ranking import rank_candidates
from worker.answering.reader import Reader
from worker.answering.reader_registry import load_reader
from worker.answering.searchable import Searchable
from worker.answering.session import answer
from worker.extraction.page import extract_page
from worker.formats.pdf.source import PdfSource
from worker.models.squad import LabeledQuestion
from worker.ocr.page import PageRecognizer
from worker.ocr.registry import load_engine

ACCOUNTS = (
    "Harbour dues",
    "Market tolls",
    "Rents received",
    "Cost of repairs",
    "Wages paid",
    "Net income",
    "Bank loans",
)
WARES = ("Claw hammer", "Spirit level", "Hand saw", "Wood chisel", "Tape measure", "Paint brush", "Step ladder", "Vice")
ABSENT = 3
CELLS = 4

Rows = list[list[str]]


class Sheet(NamedTuple):
    """A table, and how to ask for the cell of a row under a column."""

    rows: Rows
    ask: Callable[[str, str], str]
    absent: tuple[str, str]


def accounts(rng: random.Random) -> Sheet:
    """Amounts by year, in brackets where they are negative."""
    last = rng.randint(2005, 2024)
    years = [str(last - i) for i in range(4)]
    amounts = [[f"{rng.randint(1000, 99999):,}" for _ in years] for _ in ACCOUNTS[:-1]]
    amounts = [[f"({one})" if rng.random() < 0.1 else one for one in row] for row in amounts]
    rows = [["(in crowns)", *years], *([name, *row] for name, row in zip(ACCOUNTS, amounts, strict=False))]
    forms = (
        "What were the {} in {}?",
        "How much did {} amount to in {}?",
        "What is the figure for {} in fiscal year {}?",
    )
    form = rng.choice(forms)
    return Sheet(rows, lambda row, column: form.format(row.lower(), column), ("Bank loans", str(last - 9)))


def prices(rng: random.Random) -> Sheet:
    """Wares with what each costs and how many there are."""
    wares = rng.sample(WARES, 6)
    rows = [
        [name, f"{rng.uniform(2, 90):.2f}", f"{rng.randint(1, 1999):,}", f"{rng.uniform(0.1, 9):.1f} kg"]
        for name in wares
    ]
    forms = {
        "Price": "What is the price of the {}?",
        "Stock": "How many {}s are in stock?",
        "Weight": "What is the weight of the {}?",
    }
    absent = next(name for name in WARES if name not in wares)
    return Sheet(
        [["Item", *forms], *rows],
        lambda row, column: forms.get(column, "What is the colour of the {}?").format(row.lower()),
        (absent, "Colour"),
    )


def trains(rng: random.Random) -> Sheet:
    """Stations and when each train is there."""
    stations, names = rng.sample(PLACES, 6), [f"Train {n}" for n in sorted(rng.sample(range(100, 999), 4))]
    rows = [
        [name, *(f"{7 + 2 * k + i // 3:02}:{rng.randint(0, 59):02}" for k in range(4))]
        for i, name in enumerate(stations)
    ]
    absent = next(name for name in PLACES if name not in stations)
    form = rng.choice(("When does {column} reach {row}?", "At what time is {column} in {row}?"))
    return Sheet(
        [["Station", *names], *rows],
        lambda row, column: form.format(row=row, column=column.lower()),
        (absent, "Train 42"),
    )


def offices(rng: random.Random) -> Sheet:
    """Offices with their heads, when they were opened and how many work there."""
    places, heads = rng.sample(PLACES, 5), rng.sample(PEOPLE, 5)
    rows = [
        [place, head, str(rng.randint(1950, 2020)), str(rng.randint(3, 400))]
        for place, head in zip(places, heads, strict=True)
    ]
    forms = {
        "Head": "Who is the head of the {} office?",
        "Opened": "When was the office in {} opened?",
        "Staff": "How many staff does the {} office have?",
    }
    absent = next(name for name in PLACES if name not in places)
    return Sheet(
        [["Office", *forms], *rows],
        lambda row, column: forms.get(column, "What is the rent of the {} office?").format(row),
        (absent, "Rent"),
    )


KINDS = (accounts, prices, trains, offices)


def drawn(sheet: Sheet, rng: random.Random) -> bytes:
    """A page with the table under a title: ruled or open, its columns set left, centred or right."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(60, 770, "Report of the council to the members")
    ruled, setting = rng.random() < 0.5, rng.choice(("left", "centred", "right"))
    pitch, width = rng.uniform(15, 22), rng.uniform(75, 95)
    edges = [60, *(190 + width * i for i in range(len(sheet.rows[0])))]
    for i, row in enumerate(sheet.rows):
        y = 700 - pitch * i
        for x, text in zip(edges, row, strict=False):
            if x == edges[0] or setting == "left":
                canvas.drawString(x + 4, y, text)
            elif setting == "right":
                canvas.drawRightString(x + width - 4, y, text)
            else:
                canvas.drawCentredString(x + width / 2, y, text)
    if ruled:
        canvas.grid(edges, [700 + 0.7 * pitch - pitch * i for i in range(len(sheet.rows) + 1)])
    canvas.save()
    return file.getvalue()


def asked(sheet: Sheet, page: int, rng: random.Random) -> list[LabeledQuestion]:
    """Cells of the table, then rows and columns that it lacks."""
    head, *body = sheet.rows
    cells = [(row[0], head[j], row[j]) for row in body for j in range(1, len(row))]
    found = [LabeledQuestion(sheet.ask(row, column), [value], page) for row, column, value in rng.sample(cells, CELLS)]
    row, column = sheet.absent
    missing = [(row, name) for name in head[1:ABSENT]] + [(body[0][0], column)]
    return found + [LabeledQuestion(sheet.ask(*one), [], None) for one in missing]


def reader_alone(question: str, document: Searchable, reader: Reader) -> Guess:
    """The reader's best candidate, without those of extractors."""
    started = time.perf_counter()
    analyzed, weights = analyze(question), reader.manifest.calibration or GENERIC
    found = find_candidates(analyzed, [document], LexicalIndex([document.index]), reader, Settings().read_windows)
    spans = [candidate for candidate in found.candidates if candidate.extractor is None]
    best = rank_candidates(spans, weights)[0]
    answered = answered_probability(weights, best.features)
    seconds = time.perf_counter() - started
    return Guess(best.text, best.candidate.page.number, answered, answered >= 0.5, seconds, len(found.contexts))


def ours(question: str, document: Searchable, reader: Reader) -> Guess:
    """The service's answer."""
    found = answer(question, [document], reader, 1, windows=Settings().read_windows)
    best = found.answers[0]
    return Guess(best.text, best.page, best.score, found.answered, found.seconds, found.searched.passages)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sheets", type=int, default=40)
    parser.add_argument("--scanned", action="store_true", help="read the tables by OCR")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    reader = load_reader(Settings(threads=arguments.threads))
    recognizer = PageRecognizer(load_engine(Settings(threads=arguments.threads)), ["en"]) if arguments.scanned else None
    prose = made_up(1, 8).pages
    rows: dict[str, list[Row]] = {}
    for number in range(arguments.sheets):
        kind, rng = KINDS[number % len(KINDS)], random.Random(number)
        sheet = kind(rng)
        page = extract_page(PdfSource(drawn(sheet, rng)).page(1), "force" if recognizer else "auto", recognizer)
        pages = [replace(p, number=n) for n, p in enumerate([*prose, page], 1)]
        index = DocumentIndex.unpack(index_document(pages))
        document = Searchable("report", "report", index, lambda n, pages=pages: pages[n - 1])  # type: ignore[misc]
        for one in asked(sheet, len(pages), rng):
            for name, way in (("doc-insight", ours), ("reader alone", reader_alone)):
                row = Row(one, way(one.text, document, reader))
                for group in (f"{name}, {kind.__name__}", f"{name}, all"):
                    rows.setdefault(group, []).append(row)
    count = len(rows["doc-insight, all"])
    print(f"{arguments.sheets} tables, {count} questions, {'scanned' if recognizer else 'printed'}")
    print(table({name: summary(some) for name, some in sorted(rows.items())}))


if __name__ == "__main__":
    main()
