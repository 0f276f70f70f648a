"""Questions in the format of SQuAD, put to whole articles laid out as documents of several pages."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from shared.models.blocks import Block, BlockType, Cell
from shared.models.page import Page, Word, Words

PAGE_WORDS = 500
LINE_CHARACTERS = 95
WIDTH, HEIGHT = 595, 842
"""Of a page, in points."""

FOREIGN = 0.33
"""Questions of other documents put to one, for each of its own."""

_COLUMNS, _LINES = 120, 80
"""Characters of a line and lines of a page, which place the words."""

Range = tuple[int, int]


class LabeledQuestion(NamedTuple):
    """A question to a document: the right answers and the page they are on; no answers, no page: not in it.

    ``answer`` is where the first of them is in the page's text; all of it is the answer, or the answer is somewhere
    ``within``. ``paragraph`` is the one the question was asked of.
    """

    text: str
    answers: list[str]
    page: int | None
    answer: Range | None = None
    within: bool = False
    paragraph: Range = (0, 0)
    paragraph_page: int = 1


class Article(NamedTuple):
    """A document and its questions."""

    title: str
    pages: list[Page]
    questions: list[LabeledQuestion]


class PlainBlock(NamedTuple):
    """A block of a page to be laid out; a cell is row, column, range in ``text``, and whether it is a header."""

    type: BlockType
    text: str
    cells: Sequence[tuple[int, int, int, int, bool]] = ()


def articles(squad: Mapping[str, Any]) -> Iterator[Article]:
    """The articles of a file, each laid out on pages of about `PAGE_WORDS` words.

    An answer marked ``"within": true`` is a sentence that contains the answer, where no more is known. A paragraph with
    ``"cells": [[row, column, start, end, is_header], ...]`` is a table, whose rows are the lines of its context.
    """
    for article in squad["data"]:
        title = str(article["title"]).replace("_", " ")
        pages = [[PlainBlock("title", title)]]
        questions: list[LabeledQuestion] = []
        words = 0
        for paragraph in article["paragraphs"]:
            cells = paragraph.get("cells", ())
            context = paragraph["context"] if cells else wrapped(paragraph["context"])
            length = len(context.split())
            if words and words + length > PAGE_WORDS:
                pages.append([])
                words = 0
            words += length
            start = sum(len(block.text) + 2 for block in pages[-1])
            pages[-1].append(PlainBlock("table" if cells else "paragraph", context, cells))
            place = len(pages), (start, start + len(context))
            questions += [_question(qa, *place) for qa in paragraph["qas"]]
        yield Article(title, [page_of(number, blocks) for number, blocks in enumerate(pages, 1)], questions)


def with_foreign_questions(found: Sequence[Article], seed: int = 0) -> Iterator[Article]:
    """The articles, each with some of the others' questions, to which it contains no answer."""
    for number, article in enumerate(found):
        others = [q for i, other in enumerate(found) if i != number for q in other.questions if q.answers]
        count = min(len(others), int(FOREIGN * len(article.questions)))
        foreign = random.Random(seed + number).sample(others, count)  # noqa: S311
        yield article._replace(questions=article.questions + [LabeledQuestion(q.text, [], None) for q in foreign])


def wrapped(text: str) -> str:
    """The text with line breaks in the place of blanks, so that offsets stay."""
    characters = [" " if character.isspace() else character for character in text]
    line_start = 0
    for match in re.finditer(r"\S+", text):
        if match.end() - line_start > LINE_CHARACTERS and match.start() > line_start:
            characters[match.start() - 1] = "\n"
            line_start = match.start()
    return "".join(characters)


def page_of(number: int, blocks: Sequence[PlainBlock]) -> Page:
    """A page of blocks one under the other, with a box for each of its words."""
    text = "\n\n".join(block.text for block in blocks)
    words: list[Word] = []
    tree: list[Block] = []
    at = 0
    for block_type, body, cells in blocks:
        first = len(words)
        for match in re.finditer(r"\S+", body):
            start, end = at + match.start(), at + match.end()
            line = text.count("\n", 0, start)
            left = start - text.rfind("\n", 0, start) - 1
            box = (left / _COLUMNS, line / _LINES, (left + end - start) / _COLUMNS, (line + 0.8) / _LINES)
            words.append(Word(start, end, box, None, line, "text"))
        edges = list(zip(*(word.box for word in words[first:]), strict=True)) or [(0.0,)] * 4
        around = (min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3]))
        placed = tuple(
            Cell(row, column, 1, 1, header, at + start, at + end, around) for row, column, start, end, header in cells
        )
        tree.append(Block(block_type, at, at + len(body), around, cells=placed))
        at += len(body) + 2
    return Page(number, WIDTH, HEIGHT, "text", text, Words(words), tuple(tree))


def _question(qa: Mapping[str, Any], page: int, paragraph: Range) -> LabeledQuestion:
    if not qa["answers"]:
        return LabeledQuestion(qa["question"], [], None, paragraph=paragraph, paragraph_page=page)
    first = qa["answers"][0]
    start = paragraph[0] + first["answer_start"]
    return LabeledQuestion(
        qa["question"],
        [answer["text"] for answer in qa["answers"]],
        page,
        (start, start + len(first["text"])),
        bool(first.get("within")),
        paragraph,
        page,
    )
