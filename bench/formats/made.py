"""Files of which every word, heading and cell is known, written by other libraries than those that read them here."""

import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pptx
import xlsxwriter
from docx.shared import Pt
from pptx.util import Inches

SENTENCE = "The committee met in the old town hall and discussed the plans for a bridge across the river. "


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


Written = Callable[[str, str], str]
"""How a format writes a text as a heading, a paragraph, an item or a cell."""


def _chapters(made: Made, chapters: int, written: Written, row: Callable[[list[str]], str]) -> Iterator[str]:
    """Two pages a chapter, as `word_document`."""
    for chapter in range(chapters):
        parts = [written("heading", made.add(f"Chapter {chapter} of the report", "heading"))]
        parts += [written("paragraph", made.add(SENTENCE * 9)) for _ in range(10)]
        parts += [written("item", made.add(f"Point {item} of chapter {chapter}")) for item in range(6)]
        parts += [row([written("cell", made.add(f"c{chapter}r{i}k{j}", "cell")) for j in range(4)]) for i in range(8)]
        yield "".join(parts)


_TAGS = {"heading": "h1", "paragraph": "p", "item": "li", "cell": "td"}


def _in_html(kind: str, text: str) -> str:
    return f"<{_TAGS[kind]}>{text}</{_TAGS[kind]}>"


def _bodies(made: Made, chapters: int) -> list[str]:
    found = _chapters(made, chapters, _in_html, lambda cells: f"<tr>{''.join(cells)}</tr>")
    return [
        one.replace("<li>", "<ul><li>", 1).replace("</li><tr>", "</li></ul><table><tr>", 1) + "</table>"
        for one in found
    ]


def web_page(path: Path, chapters: int) -> Made:
    """The chapters as a web page."""
    made = Made(path)
    bodies = "".join(_bodies(made, chapters))
    path.write_text(f"<!doctype html><html><head><meta charset=utf-8></head><body>{bodies}</body></html>")
    return made


def e_book(path: Path, chapters: int) -> Made:
    """The chapters as those of an e-book."""
    made = Made(path)
    names = [f"c{i}.xhtml" for i in range(chapters)]
    items = "".join(
        f'<item id="i{i}" href="{name}" media-type="application/xhtml+xml"/>' for i, name in enumerate(names)
    )
    spine = "".join(f'<itemref idref="i{i}"/>' for i in range(chapters))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        book.writestr(
            "META-INF/container.xml",
            '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        )
        book.writestr(
            "book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" version="3.0">'
            f"<metadata><dc:title>Report</dc:title></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>",
        )
        for name, body in zip(names, _bodies(made, chapters), strict=True):
            head = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>c</title></head>'
            book.writestr(name, f'<?xml version="1.0" encoding="utf-8"?>{head}<body>{body}</body></html>')
    return made


def rich_text(path: Path, chapters: int) -> Made:
    """The chapters as Rich Text."""
    made = Made(path)
    written = {
        "heading": r"\pard\s1 {}\par ",
        "paragraph": r"\pard {}\par ",
        "item": r"\pard{{\listtext\'95\tab}}\ls1 {}\par ",
        "cell": r"\pard\intbl {}\cell ",
    }
    edges = r"\cellx2000\cellx4000\cellx6000\cellx8000"
    body = "".join(
        _chapters(
            made,
            chapters,
            lambda kind, text: written[kind].format(text.strip()),
            lambda cells: rf"\trowd{edges}{''.join(cells)}\row ",
        )
    )
    head = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\stylesheet{\s0 Normal;}{\s1 heading 1;}}"
    path.write_text(f"{head}{body}}}")
    return made
