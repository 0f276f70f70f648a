"""What forms, receipts and title pages tell by their layout: a value beside its label, a name at the head.

A reader trained on prose does not see that "TOTAL   35.01" answers "What is the total?". Here lines are read
as lines. Every rule is about the kind of document, none about any one.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from worker.answering.patterns import DATE, MONEY
from worker.answering.question import DOCUMENT_NAME, AnswerType, Question
from worker.answering.terms import stems, words

FORM_LINE_WORDS = 8
FORM_SHARE = 0.75
FORM_LINES = 6
HEAD_LINES = 14
TITLE_LINES = 30
TITLE_WORDS = 12
ADDRESS_LINES = 6
LABEL_WORDS = 4


class Line(NamedTuple):
    """A line of a page: ``text == page_text[start:start + len(text)]``, and whether a blank line precedes it."""

    start: int
    text: str
    after_gap: bool

    @property
    def end(self) -> int:
        """Where the line ends in its page."""
        return self.start + len(self.text)


Place = tuple[int, int]


def lines_of(text: str) -> list[Line]:
    """The lines of a page that hold text, stripped."""
    found: list[Line] = []
    at, gap = 0, True
    for line in text.split("\n"):
        body = line.strip()
        if body:
            found.append(Line(at + line.index(body), body, gap))
        gap = not body
        at += len(line) + 1
    return found


def is_form(lines: list[Line]) -> bool:
    """True for a page of lines that stand for themselves: receipts, forms, tables."""
    short = sum(len(line.text.split()) <= FORM_LINE_WORDS for line in lines)
    return len(lines) >= FORM_LINES and short >= FORM_SHARE * len(lines)


def fields(question: Question, text: str) -> list[Place]:
    """Where a page states by its layout or its form what ``question`` asks for; empty where it does not."""
    if question.answer_type is AnswerType.PARTIES:
        return _parties(text)
    lines = lines_of(text)
    if question.answer_type is AnswerType.TITLE:
        place = _title(lines)
    elif not is_form(lines):
        place = None
    elif question.answer_type is AnswerType.ISSUER:
        place = _issuer(lines)
    elif question.answer_type is AnswerType.ADDRESS:
        place = _address(_under_label(question, lines) or lines)
    elif question.answer_type is AnswerType.TOTAL:
        place = _total(lines)
    elif question.answer_type is AnswerType.DATE and question.about_document:
        place = _date(lines)
    else:
        place = _labelled(question, lines)
    return [place] if place else []


# ---- the head of a page

_LABEL = re.compile(
    r":|\b(?:tel|fax|phone|gst|vat|tax|reg|invoice|receipt|date|cashier|e-?mail|www|http|website|company no|co\.? ?reg"
    r"|roc|id|customer)\b|\bco\.? ?no\b",
    re.I,
)
_COMPANY = re.compile(
    r"\b(?:ltd|limited|inc|incorporated|llc|llp|plc|corp|corporation|company|gmbh|ag|kg|s\.?a\.?|s\.?r\.?l|b\.?v|n\.?v"
    r"|pty|sdn|bhd|berhad|s/b|pte|pvt|enterprise|enterprises|trading|restaurant|restoran|cafe|store|stores|supermarket|mart|shop"
    r"|hotel|pharmacy|bank|bros|sons)\b",
    re.I,
)
# A registration number behind a company's name.
_REGISTRATION = re.compile(r"\s*\(?\s*\(?(?=[^()]*\d{4})[A-Z]{0,4}\d[\d\s-]*[-\s]?[A-Z]{0,2}\s*\)?$", re.I)
_STREET = re.compile(
    r"\b(?:no|lot|street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|square|court|way|highway|p\.?o\.? box"
    r"|suite|unit|level|floor|block|building|plaza|mall|tower|jalan|jln|taman|lorong|kampung|bandar|stra(?:ss|ß)e|platz|rue"
    r"|place|via|piazza|calle|plaza|avenida)\b\.?",
    re.I,
)
_POSTCODE = re.compile(r"\b\d{4,6}\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_GENERAL = frozenset(stems("address details company name"))


def _head(lines: list[Line]) -> list[Line]:
    """The lines of the page's head that may name or place its issuer."""
    return [line for line in lines[:HEAD_LINES] if _LETTERS.search(line.text) and not _LABEL.search(line.text)]


def _issuer(lines: list[Line]) -> Place | None:
    head = [line for line in _head(lines)[:5] if not _addressed(line)]
    if not head:
        return None
    at = next((i for i, line in enumerate(head) if _COMPANY.search(line.text)), 0)
    start = head[at].start
    # "... MEGA MAJU" above "(CITY) LTD": a name that runs over two lines.
    if (
        at > 0
        and not head[at].after_gap
        and len(_LETTERS.findall(head[at].text)) <= 3
        and head[at - 1].end + 1 == start
    ):
        start = head[at - 1].start
    return start, head[at].start + _named(head[at])


def _named(line: Line) -> int:
    """The length of a line without the registration number behind a name."""
    registration = _REGISTRATION.search(line.text)
    return registration.start() if registration and registration.start() > 3 else len(line.text)


def _addressed(line: Line) -> bool:
    text = line.text[: _named(line)] if _COMPANY.search(line.text) else line.text
    digits = bool(re.search(r"\d", text))
    if _COMPANY.search(text) and "," not in text:
        return False
    return digits and bool("," in text or _STREET.search(text) or (_POSTCODE.search(text) and _LETTERS.search(text)))


def _under_label(question: Question, lines: list[Line]) -> list[Line]:
    """The block under the line that names which of several is asked for: "Ship to" for a shipping address."""
    wanted = set(question.stems)
    for i, line in enumerate(lines):
        label = set(stems(line.text.partition(":")[0]))
        if label - _GENERAL and label <= wanted | _GENERAL and len(line.text.split()) <= LABEL_WORDS:
            end = next((k for k in range(i + 1, len(lines)) if lines[k].after_gap), len(lines))
            return lines[i + 1 : end]
    return []


def _address(lines: list[Line]) -> Place | None:
    for i, line in enumerate(lines[:HEAD_LINES]):
        if not _addressed(line) or _LABEL.search(line.text):
            continue
        run = [line]
        for following in lines[i + 1 : i + ADDRESS_LINES]:
            if _LABEL.search(following.text) or not _LETTERS.search(following.text) or DATE.search(following.text):
                break
            if following.after_gap and not _addressed(following):
                break
            run.append(following)
        return run[0].start, run[-1].end
    return None


def _title(lines: list[Line]) -> Place | None:
    """The first line of a title's form that names a kind of document, with the lines of the title before it."""
    for i, line in enumerate(lines[:TITLE_LINES]):
        if not DOCUMENT_NAME.search(line.text) or not _is_title(line.text) or _LABEL.search(line.text):
            continue
        first = last = i
        while first > 0 and not lines[first].after_gap and _continues(lines[first - 1].text, line.text):
            first -= 1
        while last + 1 < len(lines) and not lines[last + 1].after_gap and _JOINED.match(lines[last + 1].text):
            last += 1
        return lines[first].start, lines[last].end
    return None


# "... made by and between Acme Inc., a Delaware corporation ("Acme"), and Bolt Ltd. ..."
_BETWEEN = re.compile(r"\bbetween:?\s+", re.I)
_PARTY = re.compile(
    r"(?:\(?\w{1,3}[).]\s+)?(?P<name>[A-Z\d][^\n(,;]{2,79}?(?:,?\s(?:Inc|Ltd|LLC|L\.L\.C|Co|Corp|Limited|LP|L\.P|S\.A|N\.V)\b\.?)?)"
    r"(?=\s*[(,;\n]|\s+and\s|\s+with\s|\s+an?\s|$)"
)
_NEXT_PARTY = re.compile(r"\band\s+(?=[A-Z\d(])")
PARTIES_CHARACTERS = 600


def _parties(text: str) -> list[Place]:
    """The names behind the first "between" that names any."""
    for between in _BETWEEN.finditer(text):
        first = _PARTY.match(text, between.end())
        if first is None:
            continue
        places = [first.span("name")]
        for following in _NEXT_PARTY.finditer(text, first.end(), between.end() + PARTIES_CHARACTERS):
            second = _PARTY.match(text, following.end())
            if second is not None:
                places.append(second.span("name"))
                break
        return places
    return []


_JOINED = re.compile(r"(?:FOR|OF|AND|for|of|and) ")
_EXHIBIT = re.compile(r"\b(?:exhibit|ex|annex|appendix|schedule)\b", re.I)


def _continues(above: str, below: str) -> bool:
    return above.isupper() and below.isupper() and not _EXHIBIT.search(above) and not re.search(r"\d", above)


def _is_title(text: str) -> bool:
    found = _LETTERS.findall(text)
    long = [word for word in found if len(word) > 3]
    return (
        len(text.split()) <= TITLE_WORDS
        and bool(long)
        and all(word[0].isupper() for word in long)
        and text[-1] not in ".;,"
    )


# ---- values beside labels

_TOTAL = re.compile(
    r"\b(?:sub\W{0,2})?total|\bamount (?:due|payable|paid)|\bbalance due|\bto pay\b|\bnett? amount", re.I
)
_FINAL = re.compile(r"\bgrand\b|payable|\bdue\b|to pay|\bround(?:ed)?\b(?! ?ing)|\bnett?\b|\bfinal\b", re.I)
_INCLUSIVE = re.compile(r"\binc|\bwith\b|after", re.I)
_PARTIAL = re.compile(
    r"sub\W{0,2}total|\bqty|quantit|\bitems?\b|discount|saving|\bexc|without|before|change|points?|suppl|rounding", re.I
)
_PAID = re.compile(r"\b(?:cash|card|visa|master|debit|credit|tender(?:ed)?|paid|payment)\b", re.I)
_SUMMARY = re.compile(r"\b(?:tax|gst|vat|sst)\b.*\b(?:summ|summary|analysis|breakdown)\b", re.I)
_TAX = re.compile(r"\b(?:tax|gst|vat|sst)\b", re.I)


def _total(lines: list[Line]) -> Place | None:
    """The amount behind the best label of a total, as the amounts elsewhere confirm it."""
    counts = Counter(_digits(m.group()) for line in lines for m in MONEY.finditer(line.text))
    paid = {amount for label, _, amount in _labelled_amounts(lines) if _PAID.search(label)}
    # Behind the amounts stands often a summary of the tax, with totals of its own.
    summary = next((line.start for line in lines if _SUMMARY.search(line.text)), lines[-1].end)
    best: tuple[float, Place] | None = None
    for label, place, amount in _labelled_amounts(lines):
        if not _TOTAL.search(label) or not amount.strip("0"):
            continue
        weight = 1.0 + 2 * bool(_FINAL.search(label)) + bool(_INCLUSIVE.search(label))
        weight -= 3 * bool(_PARTIAL.search(label))
        weight -= 2 * bool(_TAX.search(label) and not _INCLUSIVE.search(label))
        weight += 0.25 * min(counts[amount] - 1, 3) + (amount in paid)
        weight -= place[0] > summary
        # Of equals the later one: a receipt sums up downwards.
        if best is None or weight >= best[0]:
            best = weight, place
    return best[1] if best else None


def _labelled_amounts(lines: list[Line]) -> Iterator[tuple[str, Place, str]]:
    """Each amount with the text before it on its line, back to the amount before; or the line above, if bare."""
    for above, line in pairwise([Line(0, "", True), *lines]):
        at = 0
        for match in MONEY.finditer(line.text):
            label = line.text[at : match.start()]
            at = match.end()
            if not _LETTERS.search(label) and match.start() == len(line.text) - len(line.text.lstrip()):
                label = above.text if not MONEY.search(above.text) else ""
            first = re.search(r"\d", match.group())
            start = match.start() + (first.start() if first else 0)
            yield label, (line.start + start, line.start + match.end()), _digits(match.group())


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _date(lines: list[Line]) -> Place | None:
    dated = [(line, match) for line in lines if (match := DATE.search(line.text))]
    labelled = [(line, match) for line, match in dated if re.search(r"\bdate\b", line.text[: match.start()], re.I)]
    if not dated:
        return None
    line, match = (labelled or dated)[0]
    return line.start + match.start(), line.start + len(line.text[: match.end()].rstrip(" ,."))


def _labelled(question: Question, lines: list[Line]) -> Place | None:
    """The value of the label that says what is asked for: what follows it on its line, or the line beneath."""
    wanted = set(question.stems)
    best: tuple[float, Place] | None = None
    for i, line in enumerate(lines):
        label, colon, rest = line.text.partition(":")
        if not colon or len(words(label)) > 6:
            continue
        named = set(stems(label))
        match = len(wanted & named) / len(wanted | named) if wanted and named else 0.0
        if match < 0.5 or (best and match <= best[0]):
            continue
        value = rest.strip()
        if value:
            best = match, (line.end - len(rest.lstrip()), line.end)
        elif i + 1 < len(lines) and ":" not in lines[i + 1].text:
            best = match, (lines[i + 1].start, lines[i + 1].end)
    return best[1] if best else None
