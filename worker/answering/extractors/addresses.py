"""Addresses at the head of a form, or under the label that the question names."""

import re
from collections.abc import Iterator, Sequence

from shared.models.page import Page
from worker.answering.extractors.base import Extraction
from worker.answering.extractors.names import LEGAL_FORM, STREET
from worker.answering.extractors.page_lines import LABEL, LETTERS, Line, form_strength, page_lines
from worker.answering.patterns import DATE
from worker.answering.question import AnswerType, Question
from worker.answering.terms import stems

MAX_HEAD_LINES = 14
"""Lines of a page that may contain its issuer and the issuer's address."""

MAX_ADDRESS_LINES = 6
MAX_LABEL_WORDS = 4

_POSTCODE = re.compile(r"\b\d{4,6}\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")
# A registration number behind a company's name.
_REGISTRATION = re.compile(r"\s*\(?\s*\(?(?=[^()]*\d{4})[A-Z]{0,4}\d[\d\s-]*[-\s]?[A-Z]{0,2}\s*\)?$", re.I)
_GENERAL = frozenset(stems("address details company name"))
# With any other word a question is about the address of somebody that the page names elsewhere.
_ISSUER = _GENERAL | frozenset(
    stems("shop store seller vendor merchant business restaurant supplier issuer sender firm full postal location")
)


class AddressExtractor:
    """The first address at the head of a page, or in the block under the label that the question names."""

    name = "address"

    def extract(self, question: Question, page: Page) -> Iterator[Extraction]:
        """At most one address."""
        if question.answer_type is not AnswerType.ADDRESS:
            return
        lines = page_lines(page)
        labeled = _under_label(question, lines)
        if not labeled and not set(question.stems) <= _ISSUER:
            return
        place = _address(labeled or lines)
        if place is not None and form_strength(page) > 0:
            yield Extraction(*place, form_strength(page))


def is_address_line(line: Line) -> bool:
    """Whether a line looks like a part of an address."""
    is_name = LEGAL_FORM.search(line.text) is not None or line.text[name_length(line) :].strip().startswith("(")
    text = line.text[: name_length(line)] if is_name else line.text
    if is_name and "," not in text:
        return False
    placed = "," in text or STREET.search(text) or (_POSTCODE.search(text) and LETTERS.search(text))
    return bool(re.search(r"\d", text) and placed)


def name_length(line: Line) -> int:
    """The length of a line without the registration number behind a name."""
    registration = _REGISTRATION.search(line.text)
    return registration.start() if registration and registration.start() > 3 else len(line.text)


def _under_label(question: Question, lines: Sequence[Line]) -> Sequence[Line]:
    """The lines under the one that names which of several is asked for: "Ship to" for a shipping address.

    They are the rest of that line's block and the next block.
    """
    wanted = set(question.stems)
    for i, line in enumerate(lines):
        label = set(stems(line.text.partition(":")[0]))
        if label - _GENERAL and label <= wanted | _GENERAL and len(line.text.split()) <= MAX_LABEL_WORDS:
            below = lines[i + 1 :]
            following = next((other.block for other in below if other.block != line.block), line.block)
            return [other for other in below if other.block in (line.block, following)]
    return []


def _address(lines: Sequence[Line]) -> tuple[int, int] | None:
    for i, line in enumerate(lines[:MAX_HEAD_LINES]):
        if not is_address_line(line) or LABEL.search(line.text):
            continue
        run = [line]
        for following in lines[i + 1 : i + MAX_ADDRESS_LINES]:
            if LABEL.search(following.text) or not LETTERS.search(following.text) or DATE.search(following.text):
                break
            if following.block != run[-1].block and not is_address_line(following):
                break
            run.append(following)
        return run[0].start, run[-1].end
    return None
