"""From a question to its candidates, each with what speaks for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.models.page import Page
from worker.answering import spans
from worker.answering.features import TermPositions, TermWeights, features
from worker.answering.index import DocumentIndex
from worker.answering.lexical import LexicalIndex
from worker.answering.patterns import ENUMERATION
from worker.answering.question import Question
from worker.answering.reader import Reader
from worker.answering.selection import Context, select
from worker.answering.spans import ScoredSpan

CANDIDATES_A_WINDOW = 10
# Tokens of a word of English, as WordPiece cuts it; only the reading budget depends on it.
TOKENS_A_WORD = 1.4


@dataclass(frozen=True, slots=True)
class Searchable:
    """A document that can be asked: its index, and a way to any of its pages."""

    document_id: str
    filename: str
    index: DocumentIndex
    page: Callable[[int], Page]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate: ``page.text[start:end]`` of a document, with the features of `worker.answering.features`."""

    document: int
    page: Page
    start: int
    end: int
    features: dict[str, float]

    @property
    def text(self) -> str:
        """The candidate's own text."""
        return self.page.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class CandidateSet:
    """What came of putting a question to documents: candidates in no order, and what was read.

    ``pages`` are those read, by number of document and of page.
    """

    candidates: list[Candidate]
    contexts: list[Context]
    pages: dict[tuple[int, int], Page]


def search_terms(question: Question, lexical: LexicalIndex) -> list[int]:
    """The terms that ``question`` is searched by, each once."""
    return list(dict.fromkeys(map(lexical.resolve, question.stems)))


def retrieve(
    question: Question, terms: Sequence[int], indices: Sequence[DocumentIndex], lexical: LexicalIndex, words: int
) -> list[Context]:
    """The most promising text for ``question``, about ``words`` words of it; ``lexical`` is of these ``indices``."""
    scores = lexical.scores(dict.fromkeys(terms, 1.0))
    if question.about_document:
        scores[lexical.leads] += scores.max(initial=1.0)
    return select(scores, indices, lexical, words)


def find_candidates(
    question: Question, documents: Sequence[Searchable], lexical: LexicalIndex, reader: Reader, windows: float
) -> CandidateSet:
    """Read the most promising text of ``documents``, about ``windows`` full windows of it, and collect candidates."""
    terms = search_terms(question, lexical)
    words = int(windows * reader.manifest.max_window_tokens / TOKENS_A_WORD)
    contexts = retrieve(question, terms, [document.index for document in documents], lexical, words)
    places = dict.fromkeys((context.document, context.page) for context in contexts)
    pages = {(document, number): documents[document].page(number) for document, number in places}
    texts = [pages[e.document, e.page].text[e.start : e.end] for e in contexts]
    cut = reader.windower.cut(question.text, texts)
    found: list[ScoredSpan] = []
    for window, logits in zip(cut, reader.read(cut), strict=True):
        found += spans.best_spans(window, logits, reader.manifest.max_answer_tokens, CANDIDATES_A_WINDOW)
    weights = TermWeights.of({term: lexical.idf_of(term) for term in terms})
    around = [TermPositions(text, weights) for text in texts]
    best = max((context.score for context in contexts), default=0.0) or 1.0
    candidates = []
    for candidate in found:
        context, text = contexts[candidate.context], texts[candidate.context]
        if _is_no_answer(text, candidate):
            continue
        seen = features(question, candidate, text, around[candidate.context], context.score / best, context.lead)
        start, end = context.start + candidate.start, context.start + candidate.end
        candidates.append(Candidate(context.document, pages[context.document, context.page], start, end, seen))
    return CandidateSet(candidates, contexts, pages)


def _is_no_answer(text: str, candidate: ScoredSpan) -> bool:
    """True for what runs from one block of the page into the next, and for the mark of a clause or a list's entry."""
    if "\n\n" in text[candidate.start : candidate.end]:
        return True
    mark = ENUMERATION.fullmatch(text, candidate.start, candidate.end)
    begins_line = not text[: candidate.start].rsplit("\n", 1)[-1].strip(" (")
    return bool(mark) and begins_line
