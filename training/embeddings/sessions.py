"""What is searched and what is to be found: rows' texts and written documents, alone and several as one session.

Rows of one title become one document, as far as a title names a topic; those that come one after the other in their
file are of one article too, where it does not.
"""

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from worker.answering.index import DocumentIndex, index_document
from worker.answering.lexical import LexicalIndex, impacts_of
from worker.answering.passage_scores import passage_scores
from worker.answering.pipeline import search_terms
from worker.answering.question import analyze
from worker.answering.static_embeddings import StaticEmbeddings, question_terms
from worker.answering.terms import words
from worker.models.squad import Article, articles

ROWS = ("reader/train", "reader2/train2", "reader2/multilingual")
SOURCES_LEFT_OUT = ("contractnli", "qamr2", "ropes", "squad1-nqg", "tydi-", "xquad")
"""Beginnings of the names of sources whose texts are single sentences, or whose languages have no word vectors."""

SOURCES_KEPT = ("tydi-en",)

DOCUMENT_TEXTS = 20
MIN_DOCUMENT_TEXTS = 4
QUESTIONS_OF_TEXT = 4
QUESTIONS_OF_DOCUMENT = 10
"""Of each document of a session of several."""


class SoughtPassages(NamedTuple):
    """A question, the scores of each passage, and the passages that hold its answer.

    ``terms`` are those of its words, ``content`` those of the words it is searched by. ``scores`` is (passages, 4):
    those of `PassageScores` before they are combined.
    """

    terms: NDArray[np.uint64]
    content: NDArray[np.uint64]
    language: str
    scores: NDArray[np.float32]
    right: NDArray[np.int64]


class Session(NamedTuple):
    """Documents searched as one: their postings, ordered by passage, and the questions."""

    passages: int
    terms: NDArray[np.uint64]
    owners: NDArray[np.uint32]
    impacts: NDArray[np.float32]
    languages: NDArray[np.bytes_]
    questions: list[SoughtPassages]


def session(
    documents: Sequence[Article],
    most: int | None = None,
    seed: int = 0,
    embeddings: StaticEmbeddings | None = None,
) -> Session:
    """The documents as one session, with at most ``most`` questions of each, of which the answered ones stay."""
    rng = random.Random(seed)
    indices = [DocumentIndex.unpack(index_document(document.pages)) for document in documents]
    lexical = LexicalIndex(indices, embeddings=embeddings)
    whole = DocumentIndex.join(indices)
    questions = []
    for number, (document, index) in enumerate(zip(documents, indices, strict=True)):
        texts = {page.number: page.text for page in document.pages}
        bodies = [index.passage(place).body for place in range(len(index))]
        plain = [" ".join(texts[body.page][body.start : body.end].split()) for body in bodies]
        asked = (
            document.questions if most is None else rng.sample(document.questions, min(most, len(document.questions)))
        )
        for labeled in asked:
            answers = [" ".join(answer.split()) for answer in labeled.answers]
            right = [
                int(lexical.starts[number]) + place
                for place, (body, text) in enumerate(zip(bodies, plain, strict=True))
                if body.page == labeled.page and any(answer in text for answer in answers)
            ]
            if right:
                question = analyze(labeled.text)
                scores = np.column_stack(passage_scores(question, search_terms(question, lexical), lexical)[:4])
                terms, content = (
                    question_terms(found, question.language) for found in (words(labeled.text), question.words)
                )
                questions.append(SoughtPassages(terms, content, question.language, scores, np.array(right, np.int64)))
    return Session(len(whole), whole.terms, whole.owners, impacts_of(whole), whole.languages, questions)


def row_documents(data: Path, seed: int = 0) -> Iterator[Article]:
    """The rows as documents, in any order."""
    found = list(_groups(data))
    random.Random(seed).shuffle(found)
    for source, group in found:
        paragraphs = [
            {
                "context": context,
                "qas": [
                    {
                        "question": row["question"],
                        "answers": [{"text": a["text"], "answer_start": a["start"]} for a in row["answers"][:1]],
                    }
                    for row in rows[:QUESTIONS_OF_TEXT]
                ],
            }
            for context, rows in group
        ]
        yield next(articles({"data": [{"title": source, "paragraphs": paragraphs}]}))


def _groups(data: Path) -> Iterator[tuple[str, list[tuple[str, list[Any]]]]]:
    sources: defaultdict[str, dict[str, list[Any]]] = defaultdict(dict)
    for name in ROWS:
        with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                source = row["src"]
                if row["answers"] and (source in SOURCES_KEPT or not source.startswith(SOURCES_LEFT_OUT)):
                    sources[source].setdefault(row["context"], []).append(row)
    for source, contexts in sources.items():
        titles: defaultdict[str, list[tuple[str, list[Any]]]] = defaultdict(list)
        for context, rows in contexts.items():
            titles[rows[0]["title"]].append((context, rows))
        topics = len(titles) > 3 and 2 * len(titles) < len(contexts)
        for together in titles.values() if topics else [list(contexts.items())]:
            for first in range(0, len(together), DOCUMENT_TEXTS):
                group = together[first : first + DOCUMENT_TEXTS]
                if len(group) >= MIN_DOCUMENT_TEXTS:
                    yield source, group
