"""A question put to the documents of a session."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np

from shared.errors import NoReadableDocument
from shared.models.answer import Answer, Answers, Searched
from shared.models.page import Page
from worker.answering import spans
from worker.answering.index import DocumentIndex
from worker.answering.lexical import LexicalIndex
from worker.answering.reader import Reader
from worker.answering.selection import Extract, select
from worker.answering.spans import Candidate
from worker.answering.terms import terms

CONTEXT_CHARACTERS = 160
CANDIDATES_A_WINDOW = 20


@dataclass(frozen=True, slots=True)
class Searchable:
    """A document that can be asked: its index, and a way to any of its pages."""

    document_id: str
    filename: str
    index: DocumentIndex
    page: Callable[[int], Page]


class SearchCache:
    """The lexical indices of the sessions asked last, by their documents' ids, within a bound of bytes."""

    def __init__(self, most_bytes: int = 256 << 20) -> None:
        self._most = most_bytes
        self._held: OrderedDict[tuple[str, ...], LexicalIndex] = OrderedDict()
        self._lock = Lock()

    def get(self, documents: Sequence[Searchable]) -> LexicalIndex:
        """The index over ``documents``, built if it is not held."""
        key = tuple(document.document_id for document in documents)
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        built = LexicalIndex([document.index for document in documents])
        with self._lock:
            self._held[key] = built
            self._held.move_to_end(key)
            while len(self._held) > 1 and sum(index.nbytes for index in self._held.values()) > self._most:
                self._held.popitem(last=False)
        return built


def answer(
    question: str,
    documents: Sequence[Searchable],
    reader: Reader,
    top_k: int,
    *,
    windows: int = 4,
    cache: SearchCache | None = None,
) -> Answers:
    """Answer ``question`` from ``documents`` with at most ``top_k`` distinct answers, best first.

    Text of about ``windows`` full windows of the reader is read. Raises NoReadableDocument where there is none.
    """
    started = time.perf_counter()
    if not documents:
        raise NoReadableDocument
    lexical = cache.get(documents) if cache else LexicalIndex([document.index for document in documents])
    weights = dict.fromkeys(terms(question), 1.0)
    scores = lexical.scores(weights)
    words = int(windows * reader.manifest.max_window_tokens / 1.4)
    extracts = select(scores, [d.index for d in documents], lexical.starts, words)
    pages = {(e.document, e.page): documents[e.document].page(e.page) for e in extracts}
    texts = [_text(pages[e.document, e.page], e) for e in extracts]
    cut = reader.windower.cut(question, texts)
    found: list[Candidate] = []
    for window, logits in zip(cut, reader.read(cut), strict=True):
        found += spans.candidates(window, logits, reader.manifest.max_answer_tokens, CANDIDATES_A_WINDOW)
    best = spans.merged(found)[:top_k]
    answers = []
    for candidate in best:
        extract = extracts[candidate.context]
        document = documents[extract.document]
        page = pages[extract.document, extract.page]
        shift = extract.pieces[0][0]
        answers.append(_answer(document, page, candidate.start + shift, candidate.end + shift, _score(candidate)))
    return Answers(
        question=question,
        answered=bool(answers) and answers[0].score >= 0.5,
        answers=answers,
        searched=Searched(
            documents=len(documents),
            pages=sum(document.index.pages for document in documents),
            passages=sum(extract.passages for extract in extracts),
        ),
        model=reader.model,
        seconds=round(time.perf_counter() - started, 4),
    )


def _score(candidate: Candidate) -> float:
    margin = candidate.score - (candidate.null if candidate.null is not None else 8.0)
    return float(1 / (1 + np.exp(-margin / 2)))


def _text(page: Page, extract: Extract) -> str:
    (start, end), *_ = extract.pieces
    return page.text[start:end]


def _answer(document: Searchable, page: Page, start: int, end: int, score: float) -> Answer:
    context_start, context_end = _context(page.text, start, end)
    ocr = any(word.source == "ocr" for word in page.words.within(start, end))
    return Answer(
        text=page.text[start:end],
        score=round(score, 4),
        document_id=document.document_id,
        filename=document.filename,
        page=page.number,
        start=start,
        end=end,
        boxes=page.boxes(start, end),
        context=page.text[context_start:context_end],
        context_start=context_start,
        source="ocr" if ocr else "text",
    )


def _context(text: str, start: int, end: int) -> tuple[int, int]:
    """The words around a span, about `CONTEXT_CHARACTERS` to each side, cut between words."""
    low, high = max(0, start - CONTEXT_CHARACTERS), min(len(text), end + CONTEXT_CHARACTERS)
    while 0 < low < start and not text[low - 1].isspace():
        low += 1
    while end < high < len(text) and not text[high].isspace():
        high -= 1
    return low, high
