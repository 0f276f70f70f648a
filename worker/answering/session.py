"""A question put to the documents of a session."""

import time
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from shared.errors import NoReadableDocument
from shared.models.answer import Answer, AnswerPart, Answers, Searched
from worker.answering.lexical import LexicalIndex
from worker.answering.pipeline import find_candidates
from worker.answering.question import analyze
from worker.answering.ranking import RankedAnswer, rank
from worker.answering.reader import Reader
from worker.answering.searchable import Searchable
from worker.stages import stage

__all__ = ["SearchCache", "Searchable", "answer"]

CONTEXT_CHARACTERS = 160
"""Of the text around an answer, to each side."""

MIN_ANSWERED_PROBABILITY = 0.5
"""Probability of an answer in the documents from which on a question counts as answered."""


class SearchCache:
    """The lexical indices of the sessions asked last, by their documents' ids, within a bound of bytes."""

    def __init__(self, max_bytes: int = 256 << 20) -> None:
        self._max_bytes = max_bytes
        self._held: OrderedDict[tuple[str, ...], LexicalIndex] = OrderedDict()
        self._lock = Lock()

    def get(self, documents: Sequence[Searchable]) -> LexicalIndex:
        """The index over ``documents``, built if it is not cached."""
        key = tuple(document.document_id for document in documents)
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        built = LexicalIndex([document.index for document in documents])
        with self._lock:
            self._held[key] = built
            self._held.move_to_end(key)
            while len(self._held) > 1 and sum(index.nbytes for index in self._held.values()) > self._max_bytes:
                self._held.popitem(last=False)
        return built


def answer(
    question: str,
    documents: Sequence[Searchable],
    reader: Reader,
    top_k: int,
    *,
    windows: float = 4,
    cache: SearchCache | None = None,
) -> Answers:
    """Answer ``question`` from ``documents`` with at most ``top_k`` distinct answers, best first.

    Text of about ``windows`` full windows of the reader is read at most. Raises NoReadableDocument where there
    is no document.
    """
    started = time.perf_counter()
    if not documents:
        raise NoReadableDocument
    with stage("load"):
        lexical = cache.get(documents) if cache else LexicalIndex([document.index for document in documents])
    asked = analyze(question)
    found_candidates = find_candidates(asked, documents, lexical, reader, windows)
    with stage("rank"):
        ranking = rank(found_candidates, reader.manifest.calibration)
    return Answers(
        question=question,
        answered=ranking.answered >= MIN_ANSWERED_PROBABILITY,
        answers=[_answer(documents[found.document], found) for found in ranking.answers[:top_k]],
        searched=Searched(
            documents=len(documents),
            pages=sum(document.index.pages for document in documents),
            passages=sum(context.passages for context in found_candidates.contexts),
        ),
        model=reader.model,
        seconds=round(time.perf_counter() - started, 4),
    )


def _answer(document: Searchable, found: RankedAnswer) -> Answer:
    page, start, end = found.parts[0]
    context_start, context_end = _context(page.text, start, end)
    ocr = any(word.source == "ocr" for part, a, b in found.parts for word in part.words.within(a, b))
    parts = [
        AnswerPart(page=part.number, start=a, end=b, boxes=part.boxes(a, b), text=part.text[a:b])
        for part, a, b in found.parts
    ]
    return Answer(
        text=found.text,
        score=round(found.probability, 4),
        document_id=document.document_id,
        filename=document.filename,
        page=page.number,
        start=start,
        end=end,
        boxes=parts[0].boxes,
        context=page.text[context_start:context_end],
        context_start=context_start,
        source="ocr" if ocr else "text",
        parts=parts if len(parts) > 1 else None,
        place=page.place(start, end),
    )


def _context(text: str, start: int, end: int) -> tuple[int, int]:
    """The words around a span, about `CONTEXT_CHARACTERS` to each side, cut between words."""
    low, high = max(0, start - CONTEXT_CHARACTERS), min(len(text), end + CONTEXT_CHARACTERS)
    while 0 < low < start and not text[low - 1].isspace():
        low += 1
    while end < high < len(text) and not text[high].isspace():
        high -= 1
    return low, high
