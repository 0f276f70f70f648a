"""The total of a receipt, an invoice or a bill."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from shared.models.page import Page
from worker.answering.extractors.base import Extraction
from worker.answering.extractors.page_lines import LETTERS, Line, form_strength, page_lines
from worker.answering.patterns import MONEY
from worker.answering.question import AnswerType, Question
from worker.answering.terms import stems

_TOTAL = re.compile(
    r"\b(?:sub\W{0,2})?total|\bamount (?:due|payable|paid)|\bbalance due|\bto pay\b|\bnett? amount", re.I
)
_FINAL = re.compile(r"\bgrand\b|payable|\bdue\b|to pay|\bround(?:ed)?\b(?! ?ing)|\bnett?\b|\bfinal\b", re.I)
_INCLUSIVE = re.compile(r"\binc|\bwith\b|after", re.I)
_PARTIAL = re.compile(
    r"sub\W{0,2}total|\bqty|quantit|\bitems?\b|discount|saving|\bexc|without|before|change|points?|suppl|rounding", re.I
)
_PAID = re.compile(r"\b(?:cash|card|visa|master|debit|credit|tender(?:ed)?|paid|payment)\b", re.I)
_CHANGE = re.compile(r"\bchange\b", re.I)
_TAX = re.compile(r"\b(?:tax|gst|vat|sst)\b", re.I)
_SUMMARY = re.compile(rf"{_TAX.pattern}.*\b(?:summ|summary|analysis|breakdown)\b", re.I)

# With any other word a question is about a part: "line total", "the total for the cable".
_WHOLE = frozenset(
    stems(
        "total amount grand final overall sum due payable paid pay price cost much document bill invoice receipt order"
        " altogether purchase need tell give"
    )
)

Place = tuple[int, int]


class TotalExtractor:
    """The amount behind the best label of a total, or that is what was paid less the change.

    The other amounts confirm it.
    """

    name = "total"

    def extract(self, question: Question, page: Page) -> Iterator[Extraction]:
        """At most one amount."""
        if question.answer_type is not AnswerType.TOTAL or not set(question.stems) <= _WHOLE:
            return
        lines = page_lines(page)
        if not lines:
            return
        place = _total(lines)
        if place is not None and form_strength(page) > 0:
            yield Extraction(*place, form_strength(page))


def _total(lines: Sequence[Line]) -> Place | None:
    counts = Counter(_digits(match.group()) for line in lines for match in MONEY.finditer(line.text))
    amounts = list(_labeled_amounts(lines))
    paid = {amount for label, _, amount in amounts if _PAID.search(label)}
    change = {amount for label, _, amount in amounts if _CHANGE.search(label)}
    # All amounts have two decimals: their digits are cents.
    difference = {int(more) - int(less) for more in paid for less in change}
    # Behind the amounts is often a summary of the tax, with totals of its own.
    summary = next((line.start for line in lines if _SUMMARY.search(line.text)), lines[-1].end)
    best: tuple[float, Place] | None = None
    for label, place, amount in amounts:
        is_difference = int(amount) in difference and not _PAID.search(label)
        if not (_TOTAL.search(label) or is_difference) or not amount.strip("0"):
            continue
        weight = 1.0 + 2 * bool(_FINAL.search(label)) + bool(_INCLUSIVE.search(label)) + 2 * is_difference
        weight -= 3 * bool(_PARTIAL.search(label))
        weight -= 2 * bool(_TAX.search(label) and not _INCLUSIVE.search(label))
        weight += 0.25 * min(counts[amount] - 1, 3) + (amount in paid)
        weight -= place[0] > summary
        # Of equals the later one: a receipt sums up downwards.
        if best is None or weight >= best[0]:
            best = weight, place
    return best[1] if best else None


def _labeled_amounts(lines: Sequence[Line]) -> Iterator[tuple[str, Place, str]]:
    """Each amount with the text before it on its line, back to the amount before; or the line above, if bare."""
    for above, line in pairwise([Line(0, 0, "", -1), *lines]):
        at = 0
        for match in MONEY.finditer(line.text):
            label = line.text[at : match.start()]
            at = match.end()
            if not LETTERS.search(label) and match.start() == 0:
                label = above.text if not MONEY.search(above.text) else ""
            # A currency that is apart is left out; one that is written together with the figures is of their word.
            first = re.search(r"\S*?\d", match.group())
            start = match.start() + (first.start() if first else 0)
            yield label, (line.start + start, line.start + match.end()), _digits(match.group())


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
