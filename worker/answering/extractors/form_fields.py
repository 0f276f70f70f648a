"""Values of form fields whose label says what is asked for."""

import re
from collections.abc import Iterator

from shared.models.page import Page
from worker.answering.extractors.base import Extraction
from worker.answering.patterns import fits
from worker.answering.question import AnswerType, Question
from worker.answering.terms import stems

MIN_MATCH = 0.5
"""Share of the stems of question and label that they must have in common."""


_OF_DOCUMENT = (AnswerType.TITLE, AnswerType.PARTIES, AnswerType.ISSUER)
"""Asked of the document as such: the name in a field "Name" is another's."""


def _may_answer(question: Question, value: str) -> bool:
    """Whether a value may be what is asked for; the first line of an address is a name as often."""
    if question.answer_type in _OF_DOCUMENT:
        return False
    if question.answer_type is AnswerType.ADDRESS:
        return re.search(r"\d", value) is not None
    return fits(question.answer_type, value) >= 0


class FormFieldExtractor:
    """Every field of a page by how far its label and the question are of the same words."""

    name = "form_field"

    def extract(self, question: Question, page: Page) -> Iterator[Extraction]:
        """The values of fields with a fitting label."""
        wanted = set(question.stems)
        for block in page.blocks:
            if block.type != "form_field" or block.label is None or block.value is None:
                continue
            if block.value.end <= block.value.start:
                continue
            label = set(stems(page.text[block.label.start : block.label.end]))
            match = len(wanted & label) / len(wanted | label) if wanted and label else 0.0
            value = page.text[block.value.start : block.value.end]
            if match >= MIN_MATCH and _may_answer(question, value):
                yield Extraction(block.value.start, block.value.end, match)
