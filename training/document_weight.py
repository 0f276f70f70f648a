"""Fit how much it counts for an answer that its document suits the question, where several documents are asked.

    python -m training.document_weight FOLDER [--pages FOLDER] [--generic]

Asks sessions of eight of the written documents that were held out of training, and fits the weight of the candidates'
feature ``document`` beside their rank, as `training.calibrate` has fitted it on documents asked one by one. The weight
goes into the reader's manifest; --generic fits the one for readers without a calibration instead, and writes nothing.
Prints the token F1 of first answers without it, and with one fitted on the other half of the sessions.

Written documents are printed by Chromium and read like uploads, 2 s each; --pages keeps them for the next time.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shared.settings import Settings
from training.written.documents import articles_of, is_held_out, written_documents
from worker.answering.calibration import GENERIC, with_extractors
from worker.answering.index import DocumentIndex, index_document
from worker.answering.lexical import LexicalIndex
from worker.answering.manifest import FILENAME, Calibration, Manifest
from worker.answering.pipeline import find_candidates
from worker.answering.question import analyze
from worker.answering.ranking import rank_candidates
from worker.answering.reader import Reader
from worker.answering.reader_registry import load_reader
from worker.answering.searchable import Searchable
from worker.models.calibrate import RIGHT
from worker.models.fitting import fit_ranker
from worker.models.metrics import token_f1
from worker.models.squad import Article

FEATURE = "document"
TOGETHER = 8
QUESTIONS_PER_DOCUMENT = 4
MOST_CANDIDATES = 12
"""Of a question: the best ones by their rank."""

Question = tuple[list[dict[str, float]], NDArray[np.float64]]
"""The features of the best candidates of a question, and how far each is right, in 0 to 1."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.document_weight",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, help="the reader's folder, whose manifest is rewritten")
    parser.add_argument("--pages", type=Path, metavar="FOLDER", help="keep the pages of written documents here")
    parser.add_argument("--documents", type=int, metavar="N", help="held-out written documents (all)")
    parser.add_argument("--generic", action="store_true", help="print a fit without the reader's scores; write nothing")
    parser.add_argument("--threads", type=int, default=0)
    parsed = parser.parse_args(arguments)
    written = [document for document in written_documents() if is_held_out(document.name)][: parsed.documents]
    found = list(articles_of(written, parsed.pages))
    if parsed.generic:
        reader = load_reader(Settings(reader_model=parsed.folder, threads=parsed.threads))
        _, report = fit(reader, GENERIC, found)
    else:
        report = add_document_weight(parsed.folder, found, parsed.threads)
    print(report)
    return 0


def add_document_weight(folder: Path, documents: Sequence[Article], threads: int = 0) -> str:
    """Fit the weight on sessions of ``documents``, and write it into the manifest of ``folder``; returns a report."""
    reader = load_reader(Settings(reader_model=folder, threads=threads))
    manifest = Manifest.read(folder)
    calibration = manifest.calibration
    if calibration is None:
        raise SystemExit(f"{folder} has no calibration: python -m training.calibrate")
    weight, report = fit(reader, calibration, documents)
    calibration = calibration.model_copy(update={"rank": {**calibration.rank, FEATURE: weight}})
    manifest = manifest.model_copy(update={"calibration": calibration})
    (folder / FILENAME).write_text(manifest.model_dump_json(indent=2) + "\n")
    return report


def fit(reader: Reader, calibration: Calibration, documents: Sequence[Article]) -> tuple[float, str]:
    """The weight of `FEATURE` beside those of ``calibration``, fitted on sessions of ``documents``, with a report."""
    without = calibration.model_copy(update={"rank": {k: v for k, v in calibration.rank.items() if k != FEATURE}})
    order = random.Random(0).sample(documents, len(documents))
    halves: tuple[list[Question], list[Question]] = ([], [])
    for first in range(0, len(order) - TOGETHER + 1, TOGETHER):
        number = first // TOGETHER
        halves[number % 2].extend(_questions(order[first : first + TOGETHER], reader, without))
        if number % 5 == 4:
            print(f"{number + 1} sessions, {sum(map(len, halves))} questions", flush=True)
    weight = _weight(halves[0] + halves[1])
    before = _f1([(one, 0.0) for half in halves for one in half])
    after = _f1([(one, _weight(halves[1 - number])) for number, half in enumerate(halves) for one in half])
    return weight, (
        f"{sum(map(len, halves))} questions on sessions of {TOGETHER} documents: F1 {before:.1%}, and {after:.1%} with "
        f"weights of the other half; weight {weight:g}"
    )


def _questions(documents: Sequence[Article], reader: Reader, weights: Calibration) -> Iterator[Question]:
    """What came of some of the questions that a session of ``documents`` answers."""
    searchables = [
        Searchable(one.title, one.title, DocumentIndex.unpack(index_document(one.pages)), by_number.__getitem__)
        for one in documents
        for by_number in [{page.number: page for page in one.pages}]
    ]
    lexical = LexicalIndex([searchable.index for searchable in searchables])
    windows = Settings().windows(len(documents))
    for number, document in enumerate(documents):
        asked = [question for question in document.questions if question.answers]
        for labeled in random.Random(document.title).sample(asked, min(QUESTIONS_PER_DOCUMENT, len(asked))):
            found = find_candidates(analyze(labeled.text), searchables, lexical, reader, windows)
            best = rank_candidates(found.candidates, with_extractors(weights))[:MOST_CANDIDATES]
            right = [
                max(token_f1(one.text, gold) for gold in labeled.answers) if one.candidate.document == number else 0.0
                for one in best
            ]
            yield [dict(one.features) for one in best], np.array(right)


def _weight(questions: Sequence[Question]) -> float:
    """Of the feature, where the rank weighs 1."""
    answerable = [one for one in questions if len(one[1]) and one[1].max() >= RIGHT]
    fitted = fit_ranker(answerable, ("rank", FEATURE), {}, [1.0] * len(answerable))
    return round(fitted[FEATURE] / fitted["rank"], 3)


def _f1(questions: Sequence[tuple[Question, float]]) -> float:
    """The mean token F1 of first answers, each question with a weight of its own."""
    found = [
        float(right[int(np.argmax([row["rank"] + weight * row[FEATURE] for row in rows]))]) if rows else 0.0
        for (rows, right), weight in questions
    ]
    return float(np.mean(found))


if __name__ == "__main__":
    sys.exit(main())
