"""From a question to its candidates: retrieval, reading, and what is found in the text that was read."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from shared.models.page import Page
from worker.answering.candidates import CandidateSet, Read
from worker.answering.features import TermPositions, TermWeights
from worker.answering.generation import answers_in_sentences, compare, generate
from worker.answering.index import DocumentIndex
from worker.answering.lexical import LexicalIndex
from worker.answering.linearize import Heading, LinearText, linearize, plain
from worker.answering.page_ends import PageEnd, page_ends
from worker.answering.passage_scores import passage_scores
from worker.answering.passages import PageSpan
from worker.answering.question import Question
from worker.answering.reader import Logits, Reader
from worker.answering.searchable import Searchable
from worker.answering.second_reading import passages_to_read_again, read_again
from worker.answering.selection import Context, select
from worker.stages import stage

TOKENS_PER_WORD = 1.6
"""Tokens of a word as the multilingual reader cuts it; only the reading budget depends on it."""


def budget_words(windows: float, window_tokens: int) -> int:
    """About how many words fill ``windows`` windows."""
    return int(windows * window_tokens / TOKENS_PER_WORD)


def search_terms(question: Question, lexical: LexicalIndex) -> list[dict[int, float]]:
    """The terms of each word that ``question`` is searched by, its own and related ones, with their weights."""
    words = question.words if lexical.documents < 2 else question.all_words
    related = lexical.related.of(words, question.language)
    found: dict[tuple[int, ...], dict[int, float]] = {}
    for word, near in zip(words, related, strict=True):
        own = lexical.resolve(word)
        found.setdefault(own, {**near, **dict.fromkeys(own, 1.0)})
    return list(filter(None, found.values()))


def retrieve(
    question: Question,
    terms: Sequence[Mapping[int, float]],
    indices: Sequence[DocumentIndex],
    lexical: LexicalIndex,
    words: int,
) -> list[Context]:
    """The most promising text for ``question``, about ``words`` words of it; ``lexical`` is of these ``indices``."""
    scores = passage_scores(question, terms, lexical)
    return select(scores.combined, scores.bm25, indices, lexical, words)


def find_candidates(
    question: Question, documents: Sequence[Searchable], lexical: LexicalIndex, reader: Reader, windows: float
) -> CandidateSet:
    """Read the most promising text of ``documents``, about ``windows`` full windows of it, and collect candidates.

    The passages of the best candidates, and of those close to them, are read once more.
    """
    words = budget_words(windows, reader.manifest.max_window_tokens)
    with stage("retrieve"):
        terms = search_terms(question, lexical)
        scores = passage_scores(question, terms, lexical)
        indices = [document.index for document in documents]
        contexts = select(scores.combined, scores.bm25, indices, lexical, words)
    own = [[term for term, weight in word.items() if weight == 1] for word in terms]
    weights = TermWeights.of(list(filter(None, own)), lexical.idf_of)
    known: dict[bytes, Logits] = {}
    ends = page_ends(contexts, documents)
    reads = _read(question, [*contexts, *ends], documents, reader, weights, known, ends)
    with stage("rank"):
        candidates = generate(question, reads, reader.manifest, weights)
    # A sentence has the score of what the reader found in it, which a second reading of all of it would belie.
    if not answers_in_sentences(question, reader.manifest):
        again = passages_to_read_again(candidates, indices)
        read_again(candidates, _read(question, again, documents, reader, weights, known))
    compare(candidates, lexical.passages, lexical.of_documents(scores.combined))
    return CandidateSet(candidates, contexts)


def _read(
    question: Question,
    contexts: Sequence[Context],
    documents: Sequence[Searchable],
    reader: Reader,
    weights: TermWeights,
    known: dict[bytes, Logits],
    ends: Mapping[Context, PageEnd] = MappingProxyType({}),
) -> list[Read]:
    """Every context with the logits that the reader gives it; ``known`` are those of windows read before, by tokens.

    ``ends`` are the contexts that are of the ends of pages.
    """
    places = dict.fromkeys((context.document, context.page) for context in contexts if context not in ends)
    pages = {(document, number): documents[document].page(number) for document, number in places}
    best = max((context.score for context in contexts), default=0.0) or 1.0
    reads = []
    for context in contexts:
        end = ends.get(context)
        page = end.whole if end else pages[context.document, context.page]
        linear = (
            linear_text(context, page, documents[context.document])
            if reader.manifest.linear
            else plain(page, context.start, context.end)
        )
        positions = TermPositions(page.text[context.start : context.end], weights, context.language)
        reads.append(Read(context, page, linear, [], positions, context.score / best, end))
    with stage("read"):
        cut = reader.windower.cut(question.text, [read.linear.text for read in reads])
        new = {window.ids.tobytes(): window for window in cut if window.ids.tobytes() not in known}
        known.update(zip(new, reader.read(list(new.values())), strict=True))
    for window in cut:
        reads[window.context].windows.append((window, known[window.ids.tobytes()]))
    return reads


def linear_text(context: Context, page: Page, document: Searchable) -> LinearText:
    """A context of ``page`` as a reader that knows structure gets it."""
    return linearize(page, context.start, context.end, _headings(context, page, document))


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
