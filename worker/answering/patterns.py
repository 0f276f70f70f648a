"""Patterns of dates, amounts and names."""

import re

from worker.answering.question import AnswerType
from worker.months import MONTH

DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:day\s+of\s+)?{MONTH}\b[\s,.]*(?:\d{{4}}|\d{{2}}\b)?"
    rf"|{MONTH}\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:\s*,?\s*\d{{4}})?"
    rf"|{MONTH}\b\.?,?\s+\d{{4}}"
    rf"|\d{{1,2}} ?[-/] ?{MONTH} ?[-/ ,]* ?\d{{2,4}}"
    r"|\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)?\d{2}"
    r"|(?:19|20)\d{2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{1,2})(?!\d)",
    re.I,
)
YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})(?:s\b|\b)|\b\d{1,2}(?:st|nd|rd|th) century\b|\bcentury\b", re.I)
_TIME_WORD = re.compile(
    rf"\b\d{{1,2}}:\d\d\b|\b{MONTH}\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\b(?:spring|summer|autumn|winter|today|decade|years?|months?|weeks?|days?|after|before|during|until|since|upon)\b",
    re.I,
)
MONEY = re.compile(r"(?<![\w.,])(?:[A-Z]{2,3}(?=\d)|[$€£¥₹])?\s?\d{1,3}(?:[ ,]?\d{3})*[.,] ?\d{2}(?![\w%]|[.,]\d)")
_VALUE = re.compile(r"[\W_]*(?:\d[\d\s.,:/%()\-–]*\w{0,3}\W*)?")
_PERIOD = re.compile(rf"\b(?:FY|CY)?(?:19|20)\d\d\b|\b{MONTH}\b", re.I)
_NUMBER_WORD = re.compile(
    r"\d|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million"
    r"|billion|half|third|quarter|dozen|once|twice|several|few|most|majority|both|single|double|all|none|no)s?\b",
    re.I,
)
_CAPITAL = re.compile(r"[A-ZÀ-Þ]")
# "21.9", "(iv)", "3. TERM": the mark of a clause or of a list's entry.
ENUMERATION = re.compile(r"[\s(\[]*(?:\d{1,3}(?:\.\d{1,3})*|[ivxlc]{1,5}|[a-zA-Z])[.)\]:]*\s*")


def fits(answer_type: AnswerType, text: str) -> float:
    """1 if ``text`` looks like an answer of this type, -1 if it does not, 0 where any text might."""
    if answer_type is AnswerType.DATE:
        return 1.0 if DATE.search(text) or YEAR.search(text) or _TIME_WORD.search(text) else -1.0
    if answer_type in (AnswerType.NUMBER, AnswerType.TOTAL):
        return 1.0 if _NUMBER_WORD.search(text) else -1.0
    if answer_type in (AnswerType.NAME, AnswerType.TITLE, AnswerType.PARTIES, AnswerType.ISSUER, AnswerType.ADDRESS):
        return 1.0 if _CAPITAL.search(text) else -1.0
    return 0.0


def is_value(text: str) -> bool:
    """Whether a cell contains a figure, or the dash that stands for none, and not the name of a year or a day."""
    return _VALUE.fullmatch(text) is not None and not _PERIOD.search(text)
