"""The date of a form, a receipt or a letter."""

import re
from collections.abc import Iterator

from shared.models.page import Page
from worker.answering.extractors.base import Extraction
from worker.answering.extractors.page_lines import form_strength, page_lines
from worker.answering.patterns import DATE
from worker.answering.question import AnswerType, Question

_LABEL = re.compile(r"\bdate\b", re.I)
UNLABELED = 0.8
"""Strength of the first date, where none is labeled as the date."""


class DateExtractor:
    """The first date behind a label, else the first of the page, for a question about the document's date."""

    name = "document_date"

    def extract(self, question: Question, page: Page) -> Iterator[Extraction]:
        """At most one date of a form."""
        if question.answer_type is not AnswerType.DATE or not question.about_document or not form_strength(page):
            return
        dated = [(line, match) for line in page_lines(page) if (match := DATE.search(line.text))]
        labeled = [(line, match) for line, match in dated if _LABEL.search(line.text[: match.start()])]
        for line, match in (labeled or dated)[:1]:
            end = line.start + len(line.text[: match.end()].rstrip(" ,."))
            yield Extraction(line.start + match.start(), end, form_strength(page) * (1.0 if labeled else UNLABELED))
