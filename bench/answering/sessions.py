"""Measure answers in sessions of several documents.

    python -m bench.answering.sessions [--together 1,8,25] [--pages FOLDER]

The written documents that the reader did not learn from, so many a session, in a fixed order, and questions on each
that it answers. The same questions are answered from passages found by BM25 alone, and as the service finds them. An
answer counts as right where it is in the document that was asked about, though another one may answer as well.
Documents are printed by Chromium and read like uploads, 2 s each; --pages keeps them for the next time.
"""

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean, median
from typing import NamedTuple

from bench.answering.collection import Document
from shared.settings import Settings
from training.written.documents import articles_of, is_held_out, written_documents
from worker.answering.lexical import LexicalIndex
from worker.answering.reader import Reader
from worker.answering.reader_registry import load_reader
from worker.answering.searchable import Searchable
from worker.answering.session import SearchCache, answer
from worker.models.metrics import token_f1

TOP = 3
"""Answers of which the best is looked for."""


class WordsAlone(SearchCache):
    """The index of one session without embeddings, whose passages are found by BM25 alone."""

    _index: LexicalIndex | None = None

    def get(self, documents: Sequence[Searchable]) -> LexicalIndex:
        """The index over ``documents``."""
        self._index = self._index or LexicalIndex([document.index for document in documents], embeddings=None)
        return self._index


class Row(NamedTuple):
    """A question: the F1 of the first answer and of the best of three, and whether document and page are right."""

    first: float
    best: float
    document: bool
    page: bool
    answered: bool
    seconds: float


def ask(
    session: Sequence[Document], reader: Reader, windows: float, cache: SearchCache, questions: int
) -> Iterator[Row]:
    """Questions on each document of a session."""
    searchables = [document.searchable() for document in session]
    cache.get(searchables)
    for document in session:
        asked = [question for question in document.asked if question.answers]
        for question in random.Random(document.name).sample(asked, min(questions, len(asked))):
            started = time.perf_counter()
            found = answer(question.text, searchables, reader, TOP, windows=windows, cache=cache)
            seconds = time.perf_counter() - started
            f1 = [
                max(token_f1(one.text, gold) for gold in question.answers) * (one.document_id == document.name)
                for one in found.answers
            ] or [0.0]
            first = found.answers[0] if found.answers else None
            right = first is not None and first.document_id == document.name
            page = right and first is not None and first.page == question.page
            yield Row(f1[0], max(f1), right, page, found.answered, seconds)


def main() -> None:
    """Print a row for each number of documents and each way."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.answering.sessions",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    numbers = lambda text: [int(one) for one in text.split(",")]  # noqa: E731
    parser.add_argument("--together", type=numbers, default=[1, 8, 25], help="documents a session (1,8,25)")
    parser.add_argument("--documents", type=int, default=160, help="how many in all (%(default)s)")
    parser.add_argument("--questions", type=int, default=3, help="on each document (%(default)s)")
    parser.add_argument("--windows", type=float, help="windows read for a question; default: as the service")
    parser.add_argument("--pages", type=Path, metavar="FOLDER", help="keep the pages of written documents here")
    parser.add_argument("--threads", type=int, default=0)
    parsed = parser.parse_args()
    settings = Settings(threads=parsed.threads)
    reader = load_reader(settings)
    held_out = [one for one in written_documents() if is_held_out(one.name)]
    picked = random.Random(0).sample(held_out, min(parsed.documents, len(held_out)))
    documents = [Document(one.title, one.pages, one.questions) for one in articles_of(picked, parsed.pages)]
    print("| documents | search | windows | questions | F1 | F1@3 | document | page | answered | p50 s |")
    print("|" + " --- |" * 10)
    for together in parsed.together:
        windows = parsed.windows or settings.windows(together)
        for search, cache in (("BM25", WordsAlone), ("service", SearchCache)):
            rows = [
                row
                for first in range(0, len(documents) - together + 1, together)
                for row in ask(
                    documents[first : first + together],
                    reader,
                    windows,
                    cache(),
                    parsed.questions,
                )
            ]
            shares = (100 * mean(column) for column in list(zip(*rows, strict=True))[:-1])
            figures = " | ".join(f"{share:.1f}" for share in shares)
            seconds = median(row.seconds for row in rows)
            print(f"| {together} | {search} | {windows:g} | {len(rows)} | {figures} | {seconds:.3f} |", flush=True)


if __name__ == "__main__":
    main()
