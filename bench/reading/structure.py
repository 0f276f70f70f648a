"""How well the structure of pages is found: cells of tables, their heads, fields of forms, headings.

    python -m bench.reading structure [--pages N] [--seed S] [--engine pdfium|pdfplumber] [--scans]

F1 over made pages of many kinds whose truth is known (`bench.reading.structured`); a cell counts when its row, its
column and its text are right. Beside it pdfplumber's table finder, by lines and by the alignment of text.
"""

import argparse
import io
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

import numpy as np
import pdfplumber

from bench.reading.structured import StructuredPage, structured_pages
from bench.reading.structured_sheet import Grid
from shared.models.blocks import Block
from shared.models.page import Word, Words
from worker.formats.pdf.source import PdfSource
from worker.layout.analysis import analyze
from worker.layout.tree import build_blocks

Found = dict[str, Counter[tuple[object, ...]]]
"""What was found, or is true, by what is measured."""

MEASURES = ("cells", "heads", "fields", "headings")


def main(arguments: list[str]) -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="bench.reading structure", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--pages", type=int, default=20, help="pages of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scans", action="store_true", help="boxes as OCR gives them, and no ruled lines")
    parser.add_argument("--show", help="print the pages of this kind that are not right")
    options = parser.parse_args(arguments)
    pages = list(structured_pages(options.pages, options.seed))
    finders: dict[str, Callable[[StructuredPage], Found]] = {
        "this project": lambda page: _ours(page, scan=options.scans, show=options.show == page.kind),
        "pdfplumber, lines": lambda page: _plumber(page, "lines"),
        "pdfplumber, text": lambda page: _plumber(page, "text"),
    }
    for name, find in finders.items():
        begin = time.perf_counter()
        scores: dict[str, dict[str, list[int]]] = defaultdict(lambda: {m: [0, 0, 0] for m in MEASURES})
        for page in pages:
            truth, found = _truth(page), find(page)
            for measure in MEASURES:
                for row in (scores[page.kind], scores["all"]):
                    right = sum((truth[measure] & found[measure]).values())
                    row[measure][0] += right
                    row[measure][1] += sum(truth[measure].values())
                    row[measure][2] += sum(found[measure].values())
        each = 1000 * (time.perf_counter() - begin) / len(pages)
        print(f"\n{name} ({each:.1f} ms a page)\n{'':20}" + "".join(f"{measure:>10}" for measure in MEASURES))
        for kind, row in scores.items():
            print(f"{kind:20}" + "".join(f"{_f1(*row[measure]):>10}" for measure in MEASURES))
    return 0


def _f1(right: int, true: int, found: int) -> str:
    return f"{100 * 2 * right / (true + found):.1f}" if true else (f"({found})" if found else "")


def _plain(text: str) -> str:
    return " ".join(text.split())


def _cells(tables: Iterable[Grid]) -> Counter[tuple[object, ...]]:
    return Counter(
        (i, j, _plain(text)) for grid in tables for i, row in enumerate(grid) for j, text in enumerate(row) if text
    )


def _truth(page: StructuredPage) -> Found:
    truth = page.truth
    return {
        "cells": _cells(grid for grid, _ in truth.tables),
        "heads": _cells(grid[:head] for grid, head in truth.tables),
        "fields": Counter((label.rstrip(":"), value) for label, value in truth.fields),
        "headings": Counter((text,) for text in truth.headings),
    }


def _ours(page: StructuredPage, *, scan: bool, show: bool) -> Found:
    source = PdfSource(page.pdf)
    try:
        opened = source.page(1)
        layer = opened.text_layer()
        if layer is None:
            return {measure: Counter() for measure in MEASURES}
        width, height = opened.size
        text, words, blocks, _ = analyze(layer.words, width, height, opened.ruled_lines())
        if scan:
            blocks = build_blocks(text, _as_scanned(words, width, height), width, height)
    finally:
        source.close()
    found: Found = {measure: Counter() for measure in MEASURES}
    fields, tables, heads = [], [], []
    for block in blocks:
        if block.type == "table":
            grid, head = _grid(block, text)
            if page.truth.fields and head == 1 and len(grid) == 2:
                # Labels in a row over their values are a table of two rows.
                fields += list(zip(*grid, strict=True))
            else:
                tables.append(grid)
                heads.append(grid[:head])
        elif block.type == "form_field" and block.label and block.value:
            label, value = (text[part.start : part.end] for part in (block.label, block.value))
            fields.append((label, value))
        elif block.type in ("title", "heading"):
            found["headings"][(_plain(text[block.start : block.end]),)] += 1
    found["cells"], found["heads"] = _cells(tables), _cells(heads)
    found["fields"] = Counter((_plain(label).rstrip(":"), _plain(value)) for label, value in fields)
    truth = _truth(page)
    if show and found != truth:
        print("\n" + text)
        for measure in MEASURES:
            for sign, missing in (("-", truth[measure] - found[measure]), ("+", found[measure] - truth[measure])):
                for item in missing:
                    print(f"  {sign} {measure}: {item}")
    return found


def _grid(block: Block, text: str) -> tuple[Grid, int]:
    """The texts of a table's block, and the number of its header rows."""
    rows = max(cell.row + cell.row_span for cell in block.cells)
    columns = max(cell.column + cell.column_span for cell in block.cells)
    grid = [[""] * columns for _ in range(rows)]
    for cell in block.cells:
        grid[cell.row][cell.column] += " " + text[cell.start : cell.end]
    return [[_plain(text) for text in row] for row in grid], len({cell.row for cell in block.cells if cell.header})


def _as_scanned(placed: Words, width: float, height: float) -> Words:
    """The words with boxes as an OCR engine gives them: around the ink, off by a point or so."""
    rng = np.random.default_rng(len(placed))
    words = []
    for word in placed:
        x0, y0, x1, y1 = word.box
        dx, dy = rng.normal(0, 0.5, 2) / (width, height)
        trim = 0.12 * (y1 - y0)
        words.append(
            Word(word.start, word.end, (x0 + dx, y0 + dy + trim, x1 + dx, y1 + dy - trim), 0.98, word.line, "ocr")
        )
    return Words(words)


def _plumber(page: StructuredPage, strategy: str) -> Found:
    settings = {"vertical_strategy": strategy, "horizontal_strategy": strategy}
    with pdfplumber.open(io.BytesIO(page.pdf)) as document:
        tables = document.pages[0].extract_tables(settings)
    found: Found = {measure: Counter() for measure in MEASURES}
    found["cells"] = _cells([[text or "" for text in row] for row in table] for table in tables)
    return found
