"""The questions of a CSV file, one a row, each with a name for its column."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

DELIMITERS = ",;\t"
_TEXT, _NAME = "question", "name"
_NO_DELIMITER = "\x1f"
"""In files of questions alone, commas and semicolons are those of the questions."""


class UnusableQuestions(Exception):
    """A file of questions that cannot be used. Its text is one plain sentence."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and what its answers are called; without a name, the question itself."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions in their order, and how their file was written, so that the answers can be written alike."""

    rows: tuple[Question, ...]
    delimiter: str
    byte_order_mark: bool


def parse(data: bytes) -> Questions:
    """The questions of a file's bytes: UTF-8 or UTF-16, with Excel's byte order mark or without.

    With a header that names columns, one of them ``question`` and perhaps one ``name``, rows are separated as the
    header is: by commas, semicolons or tabs. Otherwise each row is a question. Raises UnusableQuestions.
    """
    text, marked = _decoded(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = next((one for one in DELIMITERS if _columns(first, one)), None)
    rows = _rows(text, delimiter or _NO_DELIMITER)
    if delimiter:
        _, header = next(rows)
        columns = [cell.lower() for cell in header]
        found = [_named(line, row, columns) for line, row in rows]
    else:
        texts = [row[0] for _, row in rows]
        if texts and texts[0].lower() == _TEXT:
            texts.pop(0)
        found = [Question(text, text) for text in texts]
    if not found:
        raise UnusableQuestions("has no question")
    named: set[str] = set()
    for question in found:
        if question.name.casefold() in named:
            raise UnusableQuestions(f"has {question.name!r} twice; give each question a name of its own")
        named.add(question.name.casefold())
    return Questions(tuple(found), delimiter or ",", marked)


def _decoded(data: bytes) -> tuple[str, bool]:
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16"), True
        return data.decode("utf-8-sig"), data.startswith(codecs.BOM_UTF8)
    except UnicodeDecodeError:
        raise UnusableQuestions("is not in UTF-8; save it as 'CSV UTF-8'") from None


def _columns(header: str, delimiter: str) -> bool:
    """Whether this is a header of several columns that are separated so."""
    cells = [cell.strip().strip('"').lower() for cell in header.split(delimiter)]
    return len(cells) > 1 and _TEXT in cells


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, with the numbers of their lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            cells = [" ".join(cell.split()) for cell in row]
            if any(cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise UnusableQuestions(f"has an error in line {reader.line_num}: {error}") from None


def _named(line: int, row: list[str], columns: list[str]) -> Question:
    if len(row) > len(columns):
        raise UnusableQuestions(f"has too many columns in line {line}; put quotes around what contains the separator")
    cells = dict(zip(columns, row, strict=False))
    text = cells.get(_TEXT, "")
    if not text:
        raise UnusableQuestions(f"has no question in line {line}")
    return Question(cells.get(_NAME) or text, text)
