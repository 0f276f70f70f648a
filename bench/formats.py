"""Measure how office files are read, and how much of them comes through: ``python -m bench.formats --help``.

Files of the sizes that the documentation names are made by python-docx, python-pptx and XlsxWriter, so that every word,
heading and cell is known. Each is read in a process of its own, after its libraries are loaded, by this project and by
markitdown of another environment (``--peer PYTHON``). Seconds are of the processor, memory is the process's peak over
what it had before the file.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import docx
import pptx
import xlsxwriter
from docx.shared import Pt
from pptx.util import Inches

SENTENCE = "The committee met in the old town hall and discussed the plans for a bridge across the river. "

OURS = """
import json, resource, sys, time
from pathlib import Path
from shared.files.content import Sniffer
from worker.extraction.page import extract_text
from worker.formats.registry import open_source
data, warm = Path(sys.argv[1]), Path(sys.argv[2])
def read(path):
    sniffer = Sniffer(); sniffer.feed(path.read_bytes())
    source = open_source(path, sniffer.media_type(path.name))
    return [extract_text(source.page(n)) for n in range(1, source.page_count + 1)]
read(warm)
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
pages = read(data)
seconds = time.process_time() - began
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps({"seconds": seconds, "megabytes": memory / 1024, "pages": len(pages),
    "text": "\\n".join(page.text for page in pages),
    "headings": [page.text[b.start:b.end] for page in pages for b in page.blocks if b.type in ("title", "heading")],
    "cells": [page.text[c.start:c.end] for page in pages for b in page.blocks for c in b.cells]}))
"""
PEER = """
import json, re, resource, sys, time
from markitdown import MarkItDown
reader = MarkItDown()
reader.convert(sys.argv[2])
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
text = reader.convert(sys.argv[1]).markdown
seconds = time.process_time() - began
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
lines = text.split("\\n")
print(json.dumps({"seconds": seconds, "megabytes": memory / 1024, "pages": None, "text": text,
    "headings": [line.lstrip("# ") for line in lines if line.startswith("#")],
    "cells": [cell.strip() for line in lines if line.startswith("|") for cell in line.strip("|").split("|")]}))
"""


class Made:
    """A file, with the words, headings and cells that are in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.words: Counter[str] = Counter()
        self.headings: Counter[str] = Counter()
        self.cells: Counter[str] = Counter()

    def add(self, text: str, kind: str = "") -> str:
        """Count a text that is put into the file."""
        self.words.update(text.split())
        if kind:
            (self.headings if kind == "heading" else self.cells)[text] += 1
        return text


def word_document(path: Path, chapters: int) -> Made:
    """Two pages a chapter: a heading, paragraphs, a list and a table."""
    made, document = Made(path), docx.Document()
    document.styles["Normal"].font.size = Pt(10)
    for chapter in range(chapters):
        document.add_heading(made.add(f"Chapter {chapter} of the report", "heading"), 1)
        for _ in range(10):
            document.add_paragraph(made.add(SENTENCE * 9))
        for item in range(6):
            document.add_paragraph(made.add(f"Point {item} of chapter {chapter}"), style="List Bullet")
        for i, row in enumerate(document.add_table(8, 4).rows):
            for j, cell in enumerate(row.cells):
                cell.text = made.add(f"c{chapter}r{i}k{j}", "cell")
    document.save(str(path))
    return made


def presentation(path: Path, slides: int) -> Made:
    """A title and six points a slide, and a table on every tenth."""
    made, document = Made(path), pptx.Presentation()
    for number in range(slides):
        slide = document.slides.add_slide(document.slide_layouts[1])
        slide.shapes.title.text = made.add(f"Topic {number} of the day", "heading")
        frame = slide.placeholders[1].text_frame
        frame.text = made.add(f"What slide {number} is about")
        for point in range(5):
            paragraph = frame.add_paragraph()
            paragraph.text, paragraph.level = made.add(f"Point {point} of slide {number} says more"), point % 2
        if number % 10 == 0:
            table = slide.shapes.add_table(4, 3, Inches(1), Inches(5), Inches(6), Inches(2)).table
            for i in range(4):
                for j in range(3):
                    table.cell(i, j).text = made.add(f"s{number}r{i}k{j}", "cell")
    document.save(str(path))
    return made


def workbook(path: Path, rows: int) -> Made:
    """Ten cells a row: texts and numbers."""
    made = Made(path)
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Accounts")
        for column in range(10):
            sheet.write_string(0, column, made.add(f"Column {column}", "cell"))
        for row in range(1, rows):
            for column in range(10):
                if column % 2:
                    sheet.write_number(row, column, row * 10 + column)
                    made.add(str(row * 10 + column), "cell")
                else:
                    sheet.write_string(row, column, made.add(f"text {row} {column}", "cell"))
    return made


def read(python: str, code: str, path: Path, warm: Path) -> dict[str, object]:
    """What a process read of a file."""
    done = subprocess.run([python, "-c", code, str(path), str(warm)], capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def share(wanted: Counter[str], found: Iterable[str]) -> str:
    """Which share of what was wanted was found, each as often as it is there."""
    if not wanted:
        return "-"
    there = Counter(found)
    return f"{sum(min(count, there[one]) for one, count in wanted.items()) / wanted.total():.4f}"


def main() -> None:
    """Print a row for each file and reader."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", help="the interpreter of an environment that has markitdown", default=None)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the usual sizes")
    parser.add_argument("--rounds", type=int, default=3, help="the fastest of so many counts")
    arguments = parser.parse_args()
    print("| file | reader | seconds | MB | pages | words | headings | cells |")
    print("|" + " --- |" * 8)
    with tempfile.TemporaryDirectory() as folder:
        for make, suffix, count in (
            (word_document, "docx", 50),
            (presentation, "pptx", 200),
            (workbook, "xlsx", 10_000),
        ):
            made = make(Path(folder, f"large.{suffix}"), max(1, round(count * arguments.scale)))
            warm = make(Path(folder, f"small.{suffix}"), 2)
            readers = [("doc-insight", sys.executable, OURS)]
            readers += [("markitdown", arguments.peer, PEER)] if arguments.peer else []
            for name, python, code in readers:
                runs = [read(python, code, made.path, warm.path) for _ in range(arguments.rounds)]
                best = min(runs, key=lambda run: float(str(run["seconds"])))
                words = str(best["text"]).replace("|", " ").split()
                row = (
                    suffix,
                    name,
                    f"{best['seconds']:.2f}",
                    f"{best['megabytes']:.0f}",
                    best["pages"] or "-",
                    share(made.words, words),
                    share(made.headings, _texts(best["headings"])),
                    share(made.cells, _texts(best["cells"])),
                )
                print("| " + " | ".join(map(str, row)) + " |", flush=True)


def _texts(found: object) -> list[str]:
    return [" ".join(str(one).split()) for one in found] if isinstance(found, list) else []


if __name__ == "__main__":
    main()
