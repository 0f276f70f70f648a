"""Values of form fields whose label says what is asked for."""

from collections.abc import Iterator

from shared.models.page import Page
from worker.answering.extractors.base import Extraction
from worker.answering.question import Question
from worker.answering.terms import stems

MIN_MATCH = 0.5
"""Share of the stems of question and label that they must have in common."""


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
            if match >= MIN_MATCH:
                yield Extraction(block.value.start, block.value.end, match)
