"""The parties to a contract: "... made by and between Acme Inc., a Delaware corporation, and Bolt Ltd. ..."."""

import re
from collections.abc import Iterator

from shared.models.page import Page
from worker.answering.extractors.base import Extraction
from worker.answering.question import AnswerType, Question

MAX_PARTIES_CHARACTERS = 600
"""Characters behind "between" within which the second party is named."""

SECOND = 0.9
"""Strength of the second name, which comes behind the first."""

_BETWEEN = re.compile(r"\bbetween:?\s+", re.I)
_PARTY = re.compile(
    r"(?:\(?\w{1,3}[).]\s+)?(?P<name>[A-Z\d][^\n(,;]{2,79}?(?:,?\s(?:Inc|Ltd|LLC|L\.L\.C|Co|Corp|Limited|LP|L\.P|S\.A|N\.V)\b\.?)?)"
    r"(?=\s*[(,;\n]|\s+and\s|\s+with\s|\s+an?\s|$)"
)
_NEXT_PARTY = re.compile(r"\band\s+(?=[A-Z\d(])")


class PartyExtractor:
    """The names behind the first "between" that names any."""

    name = "party"

    def extract(self, question: Question, page: Page) -> Iterator[Extraction]:
        """At most two names."""
        if question.answer_type is not AnswerType.PARTIES:
            return
        for between in _BETWEEN.finditer(page.text):
            first = _PARTY.match(page.text, between.end())
            if first is None:
                continue
            yield Extraction(*first.span("name"), 1.0)
            end = between.end() + MAX_PARTIES_CHARACTERS
            others = (_PARTY.match(page.text, gap.end()) for gap in _NEXT_PARTY.finditer(page.text, first.end(), end))
            second = next(filter(None, others), None)
            if second is not None:
                yield Extraction(*second.span("name"), SECOND)
            return
