"""What a question asks for, by its wording."""

import re
from dataclasses import dataclass
from enum import Enum

from worker.answering.language import ENGLISH, detect
from worker.answering.terms import is_stop_word, stems, words


class AnswerType(Enum):
    """The type of answer that a question asks for."""

    SPAN = "span"
    DATE = "date"
    NUMBER = "number"
    NAME = "name"
    TITLE = "title"
    PARTIES = "parties"
    ISSUER = "issuer"
    ADDRESS = "address"
    TOTAL = "total"
    CLAUSE = "clause"


# What people call the document they ask about.
_DOCUMENT = (
    r"(?:agreement|contract|document|report|letter|paper|article|form|receipt|invoice|bill|statement|policy|file|text"
    r"|order|quote|quotation|certificate|memo|memorandum|deed|lease)"
)
_OF_DOCUMENT = re.compile(rf"\b(?:of|to|on|in|for|this|the) (?:the |this |that )?{_DOCUMENT}\b(?!['’]s? )", re.I)
DOCUMENT_NAME = re.compile(rf"\b{_DOCUMENT}s?(?:['’]s)?\b", re.I)

_TYPES: tuple[tuple[AnswerType, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.I))
    for kind, pattern in (
        (
            AnswerType.CLAUSE,
            r"^\W*(?:is|are|was|were|does|do|did|can|could|will|would|has|have|had|may|must|shall|should|might)\b"
            r"|^\W*what (?:happens|would happen|will happen)\b",
        ),
        # Of a place: an address of mail, of the web or of a memory is none.
        (
            AnswerType.ADDRESS,
            r"(?<!mail )(?<!web )(?<!site )(?<!internet )(?<!ip )(?<!base )(?<!memory )\baddress\b"
            r"(?! (?:the|a|this|these|that)\b)",
        ),
        (
            AnswerType.ISSUER,
            r"\b(?:name|who|which|what)\b.*\b(?:company|shop|store|seller|vendor|merchant|business|restaurant|supplier"
            r"|issuer)\b.*\b(?:receipt|invoice|bill|issued)\b|\bwho issued\b",
        ),
        (AnswerType.PARTIES, r"^\W*(?:who|which|what)\b.*\bparties\b|\bnames? of (?:the |both )?parties\b"),
        (AnswerType.TITLE, rf"\b(?:name|title) of (?:the|this) {_DOCUMENT}\b|\bcalled\b.*\bthis {_DOCUMENT}\b"),
        (
            AnswerType.TOTAL,
            r"\b(?:grand|final|overall)? ?total\b.*|\bamount (?:due|payable|paid)\b|\bhow much .*\bin total\b",
        ),
        (
            AnswerType.DATE,
            r"^\W*when\b|\b(?:what|which|on what|in what|in which|since what)\b.{0,24}?\b(?:date|day|year|month|century"
            r"|decade)s?\b|\bdate (?:of|on)\b|\bsince when\b",
        ),
        (
            AnswerType.NUMBER,
            r"\bhow (?:many|much|long|old|far|large|big|high|tall|often|fast|deep|wide|heavy)\b"
            r"|\b(?:what|which) (?:\w+ )?(?:percentage|percent|proportion|number|amount|share|rate|price|cost"
            r"|population|distance|size|age|duration|temperature)\b",
        ),
        (
            AnswerType.NAME,
            r"^\W*(?:in |at |to |from |of |by |with )?(?:who|whom|whose|where)\b|\bwhich (?:person|country|city)\b",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its text, what it asks for, and the words it is searched by, each once, with their English stems.

    ``language`` is its own, whose stop words are left out of ``words``. ``all_words`` have those too that name the
    document that is asked about, "the lease", which say nothing of where in it to look, but tell it from others.
    ``about_document`` is true if it asks about the document as such (its date, its parties), which is given at its
    beginning in words the question need not share.
    """

    text: str
    answer_type: AnswerType
    stems: tuple[str, ...]
    about_document: bool
    language: str = ENGLISH
    words: tuple[str, ...] = ()
    all_words: tuple[str, ...] = ()


def analyze(text: str) -> Question:
    """What ``text`` asks for."""
    answer_type = next((kind for kind, pattern in _TYPES if pattern.search(text)), AnswerType.SPAN)
    about_document = answer_type in (AnswerType.TITLE, AnswerType.ISSUER, AnswerType.PARTIES) or (
        answer_type is not AnswerType.CLAUSE and bool(_OF_DOCUMENT.search(text))
    )
    # "the contract" says nothing of where in the contract to look.
    focused = DOCUMENT_NAME.sub(" ", text) if _OF_DOCUMENT.search(text) else ""
    language = detect(text)
    all_words = _content_words(text, language)
    searched = _content_words(focused, language) or all_words
    return Question(
        text,
        answer_type,
        tuple(dict.fromkeys(stems(focused) or stems(text))),
        about_document,
        language,
        tuple(dict.fromkeys(searched)),
        tuple(dict.fromkeys(all_words)),
    )


def _content_words(text: str, language: str) -> list[str]:
    return [word for word in words(text) if not is_stop_word(word, language)]
