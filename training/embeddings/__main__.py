"""Make the static embeddings by which passages of several documents are found that say it in other words.

    python -m training.embeddings --data DIR --to FOLDER [--pages FOLDER]

Begins with the word vectors that come with the package, and fits a weight of each, and vectors of what they lack and of
the words of questions, on the questions of the rows (DIR as in 'python -m training.reader --help') and on those of the
written documents that are not held out, each searched alone and eight of one language as a session. The weights of the
scores are fitted on those that are held out. Then prints, for sessions of these, how often the text that is read for a
question holds its answer: by BM25 alone, and with the embeddings. Written documents are printed by Chromium and read
like uploads, 2 s each; --pages keeps them for the next time. Needs the extra torch and the group training.
"""

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from shared.settings import Settings
from training.embeddings.sessions import QUESTIONS_OF_DOCUMENT, Session, row_documents, session
from training.relevance import joined
from training.written.documents import articles_of, is_held_out, written_documents
from worker.answering.index import DocumentIndex, index_document
from worker.answering.lexical import LexicalIndex
from worker.answering.manifest import FILENAME, sha256
from worker.answering.passage_scores import passage_scores
from worker.answering.pipeline import budget_words, search_terms
from worker.answering.question import analyze
from worker.answering.selection import select
from worker.answering.static_embeddings import FILES, EmbeddingsManifest, PassageWeights, StaticEmbeddings
from worker.answering.tables import TablesManifest, read_manifest
from worker.answering.word_vectors import FOLDER, bundled
from worker.answering.word_vectors import TERMS as WORD_TERMS
from worker.models.squad import Article

NAME, LICENCE = "doc-insight-static-embeddings", "MIT; see README.md"
DIMENSIONS = 64
PASSES = 3
ROW_DOCUMENTS = 1500
MADE_DOCUMENTS, FIRST_MADE = 3_000, 10_000
"""Made documents, of whose questions two in five are in another language, and the number of the first one."""

SESSION_DOCUMENTS, SESSION_ROUNDS, WEIGHTS_ROUNDS = 8, 3, 2
HELD_OUT_TOGETHER = (8, 25)
"""Documents that are searched as one session when it is measured."""

WINDOW_TOKENS = 384


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.embeddings", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the folder of the data sets")
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="where the tables go")
    parser.add_argument("--pages", type=Path, metavar="FOLDER", help="keep the pages of written documents here")
    parser.add_argument("--revision", default="1", help="of the tables (%(default)s)")
    parser.add_argument("--dimensions", type=int, default=DIMENSIONS, help="of a vector (%(default)s)")
    parser.add_argument("--passes", type=int, default=PASSES, help="over all sessions (%(default)s)")
    parser.add_argument("--rows", type=int, default=ROW_DOCUMENTS, metavar="N", help="documents of rows (%(default)s)")
    parsed = parser.parse_args(arguments)
    from training.embeddings.fit import fit, fit_weights

    written = list(articles_of(written_documents(), parsed.pages))
    taught = [document for document in written if not is_held_out(document.title)]
    sessions = list(_sessions(taught, parsed.data, parsed.rows))
    print(f"{len(sessions)} sessions, {sum(len(one.questions) for one in sessions)} questions", flush=True)
    fitted = fit(sessions, bundled(), np.load(FOLDER / WORD_TERMS), parsed.dimensions, parsed.passes)
    parsed.to.mkdir(parents=True, exist_ok=True)
    for name, array in zip(FILES, fitted.tables, strict=True):
        np.save(parsed.to / name, array)
    manifest = EmbeddingsManifest(
        name=NAME,
        revision=parsed.revision,
        licence=LICENCE,
        word_vectors=read_manifest(TablesManifest, FOLDER, "word vectors").sha256,
        weights=PassageWeights(),
        languages=fitted.languages,
        sha256={name: sha256(parsed.to / name) or "" for name in FILES},
    )
    held_out = [document for document in written if is_held_out(document.title)]
    embeddings = StaticEmbeddings(manifest, *fitted.tables)
    weights = fit_weights(list(_together(held_out, WEIGHTS_ROUNDS, SESSION_DOCUMENTS, embeddings)))
    manifest = manifest.model_copy(update={"weights": weights})
    (parsed.to / FILENAME).write_text(manifest.model_dump_json(indent=2) + "\n")
    embeddings = StaticEmbeddings.read(parsed.to)
    for together in HELD_OUT_TOGETHER:
        shares = [_retrieved(held_out, together, one) for one in (None, embeddings)]
        print(f"{together} held-out documents a session: {shares[0]:.1%} by BM25, {shares[1]:.1%} with embeddings")
    return 0


def _sessions(written: Sequence[Article], data: Path, rows: int) -> Iterator[Session]:
    # Twice, since written documents are what the search is for.
    for found in _alone(written):
        yield from (found, found)
    by_language = defaultdict(list)
    for document in written:
        by_language[_language(document)].append(document)
    # Of one language: else the vectors would learn languages, and a question in another one than its document's would
    # find nothing.
    for group in by_language.values():
        yield from _together(group, SESSION_ROUNDS, SESSION_DOCUMENTS)
    for document in (*islice(row_documents(data), rows), *joined(MADE_DOCUMENTS, FIRST_MADE)):
        found = session([document])
        if found.questions and found.passages > 1:
            yield found


def _alone(documents: Sequence[Article]) -> Iterator[Session]:
    for document in documents:
        found = session([document])
        if found.questions and found.passages > 1:
            yield found


def _together(
    documents: Sequence[Article], rounds: int, size: int, embeddings: StaticEmbeddings | None = None
) -> Iterator[Session]:
    """All documents ``rounds`` times, ``size`` a session."""
    for seed in range(rounds):
        order = random.Random(seed).sample(documents, len(documents))
        for first in range(0, len(order) - size + 1, size):
            yield session(order[first : first + size], QUESTIONS_OF_DOCUMENT, first, embeddings)


def _language(document: Article) -> str:
    """The language of most passages."""
    return LexicalIndex([DocumentIndex.unpack(index_document(document.pages))], embeddings=None).languages[0]


def _retrieved(documents: Sequence[Article], together: int, embeddings: StaticEmbeddings | None) -> float:
    """The share of the questions with an answer of which it is in what is read for them."""
    order = random.Random(0).sample(documents, len(documents))
    words = budget_words(Settings().read_windows, WINDOW_TOKENS)
    found = []
    for first in range(0, len(order) - together + 1, together):
        group = order[first : first + together]
        indices = [DocumentIndex.unpack(index_document(document.pages)) for document in group]
        lexical = LexicalIndex(indices, embeddings=embeddings)
        for number, document in enumerate(group):
            texts = {page.number: page.text for page in document.pages}
            for labeled in document.questions:
                if not labeled.answers:
                    continue
                question = analyze(labeled.text)
                scores = passage_scores(question, search_terms(question, lexical), lexical)
                picked: defaultdict[tuple[int, int | None], list[str]] = defaultdict(list)
                for context in select(scores.combined, scores.bm25, indices, lexical, words):
                    picked[context.document, context.page].append(
                        texts[context.page][context.start : context.end] if context.document == number else ""
                    )
                plain = [" ".join(text.split()) for text in picked[number, labeled.page]]
                found.append(any(" ".join(answer.split()) in text for answer in labeled.answers for text in plain))
    return sum(found) / len(found)


if __name__ == "__main__":
    sys.exit(main())
