"""Fit how probable it is that a passage holds what is sought: the constants of `worker.answering.relevance`.

    python -m training.relevance --articles ROWS.jsonl.gz [--made 400]

On the articles and made documents that `training.calibrate` takes. Three made documents of one language are searched as
one, so that there is something to search; a quarter of the questions are of other documents. Prints the constants.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shared.models.page import Page
from training.calibrate import kept_out, made_article
from training.made.model import LANGUAGES
from worker.answering.index import DocumentIndex, index_document
from worker.answering.lexical import LexicalIndex
from worker.answering.passage_scores import passage_scores
from worker.answering.pipeline import search_terms
from worker.answering.question import analyze
from worker.answering.relevance import NAMES, features
from worker.models.metrics import calibration_error
from worker.models.squad import Article, LabeledQuestion, with_foreign_questions

JOINED = 3
"""Made documents searched as one."""

PASSAGES = 10
"""Of each question, the best ones."""

STEPS, RATE = 3000, 0.5
Array = NDArray[np.float64]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.relevance", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=Path, required=True, metavar="ROWS.jsonl.gz")
    parser.add_argument("--made", type=int, default=400, metavar="N", help="made documents (%(default)s)")
    parsed = parser.parse_args(arguments)
    asked = [*kept_out(parsed.articles), *with_foreign_questions(list(joined(parsed.made)))]
    rows, labels, groups = [], [], []
    for number, article in enumerate(asked):
        for found, right in examples(article):
            rows.append(found)
            labels.append(right)
            groups.append(number)
    table, wanted = np.concatenate(rows), np.concatenate(labels)
    of_article = np.repeat(groups, [len(one) for one in rows])
    held_out = of_article % 4 == 0
    tried = fit(table[~held_out], wanted[~held_out])
    error = calibration_error(list(predict(tried, table[held_out])), list(wanted[held_out]))
    print(f"{len(rows)} questions; calibration error on a quarter of the documents, kept out: {error:.3f}")
    for name, weight in zip(("BIAS", *NAMES), fit(table, wanted), strict=True):
        print(f"{name} = {weight:.3f}")
    return 0


def joined(count: int, begin: int = 0) -> Iterator[Article]:
    """Made documents, ``count`` from number ``begin`` on, some of one language as one."""
    for first in range(begin, begin + count, JOINED):
        language = LANGUAGES[first // JOINED % len(LANGUAGES)]
        yield _joined([made_article(number, (language,)) for number in range(first, first + JOINED)])


def _joined(parts: Sequence[Article]) -> Article:
    pages: list[Page] = []
    questions: list[LabeledQuestion] = []
    for part in parts:
        first = len(pages)
        pages += [replace(page, number=first + page.number) for page in part.pages]
        questions += [q._replace(page=None if q.page is None else first + q.page) for q in part.questions]
    return Article(" ".join(part.title for part in parts), pages, questions)


def examples(article: Article) -> Iterator[tuple[Array, Array]]:
    """For each question the features of its best passages, and 1 for those that contain the answer, 0 for others."""
    index = DocumentIndex.unpack(index_document(article.pages))
    lexical = LexicalIndex([index])
    texts = {page.number: page.text for page in article.pages}
    for labeled in article.questions:
        question = analyze(labeled.text)
        terms = search_terms(question, lexical)
        scores = passage_scores(question, terms, lexical)
        best = np.argsort(-scores.combined, kind="stable")[:PASSAGES].tolist()
        best = [number for number in best if scores.bm25[number] > 0]
        if not best:
            continue
        bodies = [index.passage(number).body for number in best]
        wanted = ["".join(answer.split()) for answer in labeled.answers]
        right = [
            body.page == labeled.page
            and any(answer in "".join(texts[body.page][body.start : body.end].split()) for answer in wanted)
            for body in bodies
        ]
        yield features(scores.combined, scores.ceiling)[best], np.array(right, np.float64)


def fit(table: Array, wanted: Array) -> Array:
    """Bias and weights of a logistic model."""
    mean, spread = table.mean(axis=0), table.std(axis=0)
    scaled = np.column_stack([np.ones(len(table)), (table - mean) / spread])
    weights = np.zeros(scaled.shape[1])
    for _ in range(STEPS):
        weights -= RATE * scaled.T @ (1 / (1 + np.exp(-scaled @ weights)) - wanted) / len(wanted)
    slopes = weights[1:] / spread
    return np.array([weights[0] - slopes @ mean, *slopes])


def predict(weights: Array, table: Array) -> Array:
    """The probabilities of rows."""
    found: Array = 1 / (1 + np.exp(-weights[0] - table @ weights[1:]))
    return found


if __name__ == "__main__":
    sys.exit(main())
