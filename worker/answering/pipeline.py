"""From a question to its candidates: the reader's spans and the extractions, with the same features."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from shared.models.page import Page
from worker.answering import spans
from worker.answering.candidates import Candidate, CandidateSet
from worker.answering.extractors.registry import EXTRACTORS
from worker.answering.features import ReaderScore, TermPositions, TermWeights, features
from worker.answering.index import DocumentIndex
from worker.answering.lexical import LexicalIndex
from worker.answering.linearize import Heading, LinearText, linearize, plain
from worker.answering.manifest import Manifest
from worker.answering.passages import PageSpan
from worker.answering.patterns import ENUMERATION
from worker.answering.question import Question
from worker.answering.reader import Logits, Reader
from worker.answering.selection import Context, select
from worker.answering.windows import Window

CANDIDATES_PER_WINDOW = 10
TOKENS_PER_WORD = 1.4
"""Tokens of a word of English, as WordPiece cuts it; only the reading budget depends on it."""

AROUND_CHARACTERS = 400
"""Text to each side of an extraction outside all contexts, by which it is scored."""


@dataclass(frozen=True, slots=True)
class Searchable:
    """A document that can be asked: its index, and a way to any of its pages."""

    document_id: str
    filename: str
    index: DocumentIndex
    page: Callable[[int], Page]


@dataclass(frozen=True, slots=True)
class _Read:
    """A context as the reader got it: its page, its plain text, and the logits of its windows."""

    context: Context
    page: Page
    linear: LinearText
    windows: list[tuple[Window, Logits]]
    positions: TermPositions
    relative: float

    @property
    def text(self) -> str:
        return self.page.text[self.context.start : self.context.end]


def search_terms(question: Question, lexical: LexicalIndex) -> list[tuple[int, ...]]:
    """The terms of each word that ``question`` is searched by, each word once."""
    return list(dict.fromkeys(filter(None, map(lexical.resolve, question.words))))


def retrieve(
    question: Question,
    terms: Sequence[Sequence[int]],
    indices: Sequence[DocumentIndex],
    lexical: LexicalIndex,
    words: int,
) -> list[Context]:
    """The most promising text for ``question``, about ``words`` words of it; ``lexical`` is of these ``indices``."""
    scores = lexical.scores([dict.fromkeys(word, 1.0) for word in terms])
    if question.about_document:
        scores[lexical.leads] += scores.max(initial=1.0)
    return select(scores, indices, lexical, words)


def find_candidates(
    question: Question, documents: Sequence[Searchable], lexical: LexicalIndex, reader: Reader, windows: float
) -> CandidateSet:
    """Read the most promising text of ``documents``, about ``windows`` full windows of it, and collect candidates."""
    terms = search_terms(question, lexical)
    words = int(windows * reader.manifest.max_window_tokens / TOKENS_PER_WORD)
    contexts = retrieve(question, terms, [document.index for document in documents], lexical, words)
    weights = TermWeights.of(terms, lexical.idf_of)
    reads = _read(question, contexts, documents, reader, weights)
    found = [candidate for read in reads for candidate in _reader_spans(question, read, reader.manifest)]
    return CandidateSet(found + list(_extractions(question, reads, weights)), contexts)


def _read(
    question: Question,
    contexts: Sequence[Context],
    documents: Sequence[Searchable],
    reader: Reader,
    weights: TermWeights,
) -> list[_Read]:
    """Every context with the logits that the reader gives it."""
    places = dict.fromkeys((context.document, context.page) for context in contexts)
    pages = {(document, number): documents[document].page(number) for document, number in places}
    best = max((context.score for context in contexts), default=0.0) or 1.0
    reads = []
    for context in contexts:
        page = pages[context.document, context.page]
        headings = _headings(context, page, documents[context.document]) if reader.manifest.linear else ()
        linear = (
            linearize(page, context.start, context.end, headings)
            if reader.manifest.linear
            else plain(page, context.start, context.end)
        )
        positions = TermPositions(page.text[context.start : context.end], weights, context.language)
        reads.append(_Read(context, page, linear, [], positions, context.score / best))
    cut = reader.windower.cut(question.text, [read.linear.text for read in reads])
    for window, logits in zip(cut, reader.read(cut), strict=True):
        reads[window.context].windows.append((window, logits))
    return reads


def _headings(context: Context, page: Page, document: Searchable) -> tuple[Heading, ...]:
    """The headings over a context. The head of a table on its page is left out: its rows carry it."""
    tables = [block for block in page.blocks if block.type == "table"]

    def heading(span: PageSpan) -> Heading | None:
        if span.page != page.number:
            return Heading(document.page(span.page).text[span.start : span.end])
        if any(table.start <= span.start < table.end for table in tables):
            return None
        return Heading(page.text[span.start : span.end], span.start)

    return tuple(filter(None, map(heading, context.headings)))


def _reader_spans(question: Question, read: _Read, manifest: Manifest) -> Iterator[Candidate]:
    """The reader's best spans of a context."""
    context, page = read.context, read.page
    for window, logits in read.windows:
        for span in spans.best_spans(window, logits, manifest.max_answer_tokens, CANDIDATES_PER_WINDOW):
            place = read.linear.page_span(page.text, span.start, span.end)
            if place is None or _is_no_answer(page.text, *place):
                continue
            inside = place[0] - context.start, place[1] - context.start
            score = ReaderScore(span.score, span.null)
            found = features(question, read.text, inside, read.positions, score, read.relative, lead=context.lead)
            yield Candidate(context.document, page, *place, found, finds_clauses=manifest.finds_clauses)


def _extractions(question: Question, reads: Sequence[_Read], weights: TermWeights) -> Iterator[Candidate]:
    """What the extractors find on the pages that were read."""
    by_page: dict[tuple[int, int], list[_Read]] = {}
    for read in sorted(reads, key=lambda read: -read.relative):
        by_page.setdefault((read.context.document, read.context.page), []).append(read)
    for (document, _), there in by_page.items():
        page = there[0].page
        for extractor in EXTRACTORS:
            for start, end, strength in extractor.extract(question, page):
                around = [read for read in there if read.context.start <= start and end <= read.context.end]
                read = (around or there)[0]
                first, text, positions = read.context.start, read.text, read.positions
                if not around:
                    first = max(0, start - AROUND_CHARACTERS)
                    text = page.text[first : end + AROUND_CHARACTERS]
                    positions = TermPositions(text, weights, read.context.language)
                score = _reader_score(around, reads, start, end)
                inside = start - first, end - first
                lead = any(other.context.lead for other in there)
                found = features(question, text, inside, positions, score, read.relative, lead=lead)
                yield Candidate(document, page, start, end, found | {extractor.name: strength}, extractor.name)


def _reader_score(around: Sequence[_Read], reads: Sequence[_Read], start: int, end: int) -> ReaderScore:
    """The reader's score of an extraction, but no less than that of "no answer".

    A reader of prose has no opinion of the lines of an address, nor of what it did not read.
    """
    found = []
    for read in around:
        at = np.flatnonzero((read.linear.offsets >= start) & (read.linear.offsets < end))
        for window, logits in read.windows if len(at) else ():
            score, null = (
                spans.span_score(window, logits, int(at[0]), int(at[-1]) + 1),
                spans.null_score(window, logits),
            )
            if score is not None:
                found.append(ReaderScore(score if null is None else max(score, null), null))
    if found:
        return max(found, key=lambda score: score.span)
    nulls = [spans.null_score(window, logits) for read in reads for window, logits in read.windows]
    known = [null for null in nulls if null is not None]
    return ReaderScore(fmean(known), fmean(known)) if known else ReaderScore(0.0, None)


def _is_no_answer(text: str, start: int, end: int) -> bool:
    """True for what runs from one block of the page into the next, and for the mark of a clause or a list's entry."""
    if "\n\n" in text[start:end]:
        return True
    mark = ENUMERATION.fullmatch(text, start, end)
    begins_line = not text[:start].rsplit("\n", 1)[-1].strip(" (")
    return bool(mark) and begins_line
