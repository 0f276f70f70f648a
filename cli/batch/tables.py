"""The answers as a table: a row a file with columns for each question, or a row an answer."""

from collections.abc import Iterator, Mapping, Sequence

from cli.batch.asking import Answered, FileAnswers
from cli.batch.questions import Question
from cli.batch.sheet import Cell

Crops = Mapping[int, str]
"""The files of crops by the numbers of their questions, from 0."""

ANSWER_COLUMNS = ("answered", "answer", "document", "page", "place", "score", "link")
"""The document is the file itself, or what is attached to it, as it is a mail."""


def wide_header(questions: Sequence[Question], *, crops: bool) -> list[str]:
    """Columns of a table with a row a file."""
    columns = ["file", "error"]
    for question in questions:
        more = ("page", "score", "link", *(("crop",) if crops else ()))
        columns += [question.name, *(f"{question.name} {one}" for one in more)]
    return columns


def wide_row(found: FileAnswers, questions: Sequence[Question], crops: Crops | None) -> list[Cell]:
    """A file's row. A question without an answer has empty cells."""
    errors = [found.error] if found.error else []
    cells: list[Cell] = []
    for number, (question, answered) in enumerate(zip(questions, _padded(found, questions), strict=True)):
        answer = answered.answer
        cells += [answer.text, answer.page_number, answer.score] if answer else [None] * 3
        cells.append(answered.link)
        if crops is not None:
            cells.append(crops.get(number))
        if answered.error:
            errors.append(f"{question.name}: {answered.error}")
    return [str(found.file), " ".join(errors), *cells]


def long_header(*, crops: bool) -> list[str]:
    """Columns of a table with a row an answer."""
    return ["file", "name", "question", *ANSWER_COLUMNS, *(("crop",) if crops else ()), "error"]


def long_rows(found: FileAnswers, questions: Sequence[Question], crops: Crops | None) -> Iterator[list[Cell]]:
    """The rows of a file, one a question."""
    for number, (question, answered) in enumerate(zip(questions, _padded(found, questions), strict=True)):
        crop = [crops.get(number)] if crops is not None else []
        error = found.error or answered.error
        yield [str(found.file), question.name, question.text, *answer_cells(answered), *crop, error]


def answer_cells(answered: Answered) -> list[Cell]:
    """The cells of ANSWER_COLUMNS."""
    answer = answered.answer
    if answer is None:
        return [None if answered.error else False, *[None] * 6]
    return [True, answer.text, answer.filename, answer.page_number, answer.place, answer.score, answered.link]


def _padded(found: FileAnswers, questions: Sequence[Question]) -> Sequence[Answered]:
    return found.answers or [Answered()] * len(questions)
