"""The title of a document that names what it is: "SUPPLY AGREEMENT"."""

import re
from collections.abc import Iterator

from shared.models.page import Page
from worker.answering.extractors.base import Extraction
from worker.answering.extractors.page_lines import LABEL, LETTERS, page_lines
from worker.answering.question import DOCUMENT_NAME, AnswerType, Question

MAX_TITLE_LINES = 30
"""Lines of a page that may contain its title."""

MAX_TITLE_WORDS = 12

_JOINED = re.compile(r"(?:FOR|OF|AND|for|of|and) ")
_EXHIBIT = re.compile(r"\b(?:exhibit|ex|annex|appendix|schedule)\b", re.I)


class TitleExtractor:
    """The first line in a title's form that names a kind of document, with the lines of the title around it."""

    name = "title"

    def extract(self, question: Question, page: Page) -> Iterator[Extraction]:
        """At most one title."""
        if question.answer_type is not AnswerType.TITLE:
            return
        lines = page_lines(page)
        for i, line in enumerate(lines[:MAX_TITLE_LINES]):
            if not DOCUMENT_NAME.search(line.text) or not _is_title(line.text) or LABEL.search(line.text):
                continue
            first = last = i
            while first and lines[first - 1].block == line.block and _goes_on(lines[first - 1].text, line.text):
                first -= 1
            while last + 1 < len(lines) and lines[last + 1].block == line.block and _JOINED.match(lines[last + 1].text):
                last += 1
            yield Extraction(lines[first].start, lines[last].end, 1.0)
            return


def _goes_on(above: str, below: str) -> bool:
    return above.isupper() and below.isupper() and not _EXHIBIT.search(above) and not re.search(r"\d", above)


def _is_title(text: str) -> bool:
    long = [word for word in LETTERS.findall(text) if len(word) > 3]
    return (
        len(text.split()) <= MAX_TITLE_WORDS
        and bool(long)
        and all(word[0].isupper() for word in long)
        and text[-1] not in ".;,"
    )
