"""Passages of documents that hold what is sought, for programs that read them themselves."""

import time
from collections.abc import Iterator, Sequence

import numpy as np

from shared.errors import NoReadableDocument
from shared.models.answer import Searched
from shared.models.page import Page
from shared.models.passages import Passage, Passages
from worker.answering.index import DocumentIndex
from worker.answering.lexical import LexicalIndex
from worker.answering.passage_scores import passage_scores
from worker.answering.passages import PageSpan
from worker.answering.pipeline import search_terms
from worker.answering.question import analyze
from worker.answering.relevance import probabilities
from worker.answering.searchable import Searchable
from worker.answering.session import SearchCache
from worker.stages import stage

MODEL = "bm25+static-embeddings"

MAX_SHARED = 0.5
"""Share of a passage's text that a better one may have in common with it."""


def search(query: str, documents: Sequence[Searchable], top_k: int, *, cache: SearchCache | None = None) -> Passages:
    """The ``top_k`` passages of ``documents`` that most probably hold what ``query`` seeks, best first.

    Passages overlap; of those that share most of their text the best is given. Raises NoReadableDocument where there is
    no document.
    """
    started = time.perf_counter()
    if not documents:
        raise NoReadableDocument
    indices = [document.index for document in documents]
    with stage("load"):
        lexical = cache.get(documents) if cache else LexicalIndex(indices)
    with stage("retrieve"):
        question = analyze(query)
        terms = search_terms(question, lexical)
        scores = passage_scores(question, terms, lexical)
        likely = probabilities(scores.combined, scores.ceiling)
    found = [
        _passage(documents[document], indices[document], place, float(likely[number]))
        for number, document, place in _distinct(
            [number for number in np.argsort(-scores.combined, kind="stable").tolist() if scores.bm25[number] > 0],
            indices,
            lexical,
            top_k,
        )
    ]
    return Passages(
        query=query,
        passages=found,
        searched=Searched(
            documents=len(documents), pages=sum(index.pages for index in indices), passages=lexical.passages
        ),
        model=MODEL,
        seconds=round(time.perf_counter() - started, 4),
    )


def _distinct(
    ranked: Sequence[int], indices: Sequence[DocumentIndex], lexical: LexicalIndex, count: int
) -> Iterator[tuple[int, int, int]]:
    """The first passages that share little with those before: number, number of the document, number in it."""
    taken: dict[tuple[int, int], list[PageSpan]] = {}
    for number in ranked:
        document, place = lexical.locate(number)
        body = indices[document].passage(place).body
        before = taken.setdefault((document, body.page), [])
        shared = max((min(body.end, b.end) - max(body.start, b.start) for b in before), default=0)
        if shared > MAX_SHARED * (body.end - body.start):
            continue
        before.append(body)
        yield number, document, place
        count -= 1
        if not count:
            return


def _passage(document: Searchable, index: DocumentIndex, place: int, score: float) -> Passage:
    passage = index.passage(place)
    body = passage.body
    page = document.page(body.page)
    return Passage(
        text=page.text[body.start : body.end],
        score=round(score, 4),
        document_id=document.document_id,
        filename=document.filename,
        page=page.number,
        start=body.start,
        end=body.end,
        boxes=page.boxes(body.start, body.end),
        headings=[_heading(document, page, heading) for heading in passage.headings],
    )


def _heading(document: Searchable, page: Page, span: PageSpan) -> str:
    text = (page if span.page == page.number else document.page(span.page)).text
    return " ".join(text[span.start : span.end].split())
