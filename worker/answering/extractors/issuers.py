"""Who issued a receipt or an invoice: the name at its head."""

from collections.abc import Iterator

from shared.models.page import Page
from worker.answering.extractors.addresses import MAX_HEAD_LINES, is_address_line, name_length
from worker.answering.extractors.base import Extraction
from worker.answering.extractors.names import LEGAL_FORM
from worker.answering.extractors.page_lines import LABEL, LETTERS, form_strength, page_lines
from worker.answering.question import AnswerType, Question

MAX_NAME_LINES = 5
"""Lines of the head that may contain the name."""

UNNAMED = 0.8
"""Strength of the first line, where none is known for a company's name."""


class IssuerExtractor:
    """The first line of the head that is known for a company's name, else the first line."""

    name = "issuer"

    def extract(self, question: Question, page: Page) -> Iterator[Extraction]:
        """At most one name."""
        if question.answer_type is not AnswerType.ISSUER:
            return
        lettered = [line for line in page_lines(page)[:MAX_HEAD_LINES] if LETTERS.search(line.text)]
        head = [line for line in lettered if not LABEL.search(line.text)][:MAX_NAME_LINES]
        head = [line for line in head if not is_address_line(line)]
        if not head or not form_strength(page):
            return
        named = next((i for i, line in enumerate(head) if LEGAL_FORM.search(line.text)), None)
        at = named or 0
        start = head[at].start
        # "... MEGA MAJU" above "(CITY) LTD": a name that runs over two lines.
        if at > 0 and len(LETTERS.findall(head[at].text)) <= 3:
            above = head[at - 1]
            if above.block == head[at].block and not page.text[above.end : start].strip():
                start = above.start
        strength = form_strength(page) * (UNNAMED if named is None else 1.0)
        yield Extraction(start, head[at].start + name_length(head[at]), strength)
