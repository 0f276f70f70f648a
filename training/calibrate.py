"""Fit the calibration of the bundled reader on articles and documents that it was not trained on.

    python -m training.calibrate FOLDER --articles ROWS.jsonl.gz [--made 84] [--near 20] [--written N]

ROWS.jsonl.gz contains questions in the form of the training data, on articles that were kept out of training. Made
documents are drawn as PDFs and extracted like uploaded ones, so that the probabilities account for the errors of
extraction. The reader was not trained on their seeds, but on their wordings, which is why articles count as well, and
so do made documents whose labels are close: there a score is more often wrong. Most like what people upload are the
written documents, of which those that were held out of training count; they are printed by Chromium. As sessions of
several they then fit the weight of an answer's document (`training.document_weight`).
"""

import argparse
import gzip
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from shared.models.page import Page
from shared.settings import Settings
from training.document_weight import TOGETHER, add_document_weight
from training.made import prose, records
from training.made.check import answer as answer_of
from training.made.model import LANGUAGES, Kind, Language, Made
from training.made.pdf import draw
from training.reader.made import NEAR_KINDS
from training.written.documents import article_of, is_held_out, written_documents
from worker.answering.reader_registry import load_reader
from worker.extraction.page import extract_page
from worker.formats.registry import open_source
from worker.models.calibrate import calibrate_on, cases_of
from worker.models.squad import Article, LabeledQuestion, articles, with_foreign_questions

FIRST_SEED = 990_000
"""Above every seed of training."""

FIRST_NEAR_SEED = 995_000

MIN_TOGETHER = 2 * TOGETHER
"""Written documents of which there are sessions to fit on, and others to measure on."""

QUESTIONS_PER_DOCUMENT = 9
QUESTIONS_PER_ARTICLE = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.calibrate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="the reader's folder, whose manifest is rewritten")
    parser.add_argument("--articles", type=Path, required=True, metavar="ROWS.jsonl.gz")
    parser.add_argument("--made", type=int, default=84, metavar="N", help="made documents (%(default)s)")
    parser.add_argument("--near", type=int, default=20, metavar="N", help="those of near labels (%(default)s)")
    parser.add_argument("--written", type=int, metavar="N", help="held-out written documents (all)")
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES, help="of the made documents")
    parser.add_argument("--threads", type=int, default=0)
    parsed = parser.parse_args(arguments)
    reader = load_reader(Settings(reader_model=parsed.folder, threads=parsed.threads))
    found = [case for article in kept_out(parsed.articles) for case in cases_of([article], reader, "article")]
    print(f"{len(found)} questions about articles", flush=True)
    for number in range(1, parsed.made + 1):
        found += cases_of([made_article(number - 1, parsed.languages)], reader, "made")
        if number % 20 == 0 or number == parsed.made:
            print(f"{number} of {parsed.made} made documents, {len(found)} questions", flush=True)
    for number in range(parsed.near):
        near = [*NEAR_KINDS.values()][number % len(NEAR_KINDS)]
        found += cases_of([_article(near, FIRST_NEAR_SEED + number, parsed.languages)], reader, "near labels")
    written = [document for document in written_documents() if is_held_out(document.name)][: parsed.written]
    held_out = []
    for number, document in enumerate(written, 1):
        held_out.append(article_of(document))
        found += cases_of(held_out[-1:], reader, "written")
        if number % 20 == 0 or number == len(written):
            print(f"{number} of {len(written)} written documents, {len(found)} questions", flush=True)
    on = (
        f"{parsed.articles.name.split('.')[0]}, {parsed.made} made documents, {parsed.near} of near labels "
        f"and {len(written)} written ones"
    )
    print(calibrate_on(found, parsed.folder, on))
    if len(held_out) >= MIN_TOGETHER:
        print(add_document_weight(parsed.folder, held_out, parsed.threads))
    return 0


def kept_out(path: Path) -> Iterator[Article]:
    """The articles of a file of rows, each with some of its own questions and some of the others'."""
    with gzip.open(path, "rt") as file:
        rows = [json.loads(line) for line in file]
    by_title: dict[str, dict[str, list[Any]]] = {}
    for row in rows:
        answers = [{"text": answer["text"], "answer_start": answer["start"]} for answer in row["answers"]]
        paragraphs = by_title.setdefault(row["title"], {})
        paragraphs.setdefault(row["context"], []).append({"question": row["question"], "answers": answers})
    data = [
        {"title": title, "paragraphs": [{"context": context, "qas": qas} for context, qas in paragraphs.items()]}
        for title, paragraphs in by_title.items()
    ]
    for article in with_foreign_questions(list(articles({"data": data}))):
        questions = list(article.questions)
        random.Random(1).shuffle(questions)
        yield article._replace(questions=questions[:QUESTIONS_PER_ARTICLE])


def made_article(number: int, languages: Sequence[Language]) -> Article:
    """A made document, drawn and extracted, with some of its questions."""
    kinds = [*records.KINDS.values(), *prose.KINDS.values()]
    return _article(kinds[number % len(kinds)], FIRST_SEED + number, languages)


def _article(kind: Kind, seed: int, languages: Sequence[Language]) -> Article:
    rng = random.Random(seed)
    made = kind(rng, rng.choice(languages))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.pdf"
        draw(made, path, rng)
        pages = _extracted(path)
    questions = [_labeled(made, question.text, question.keys, pages) for question in made.questions]
    known = [question for question in questions if question is not None]
    return Article(made.kind, pages, rng.sample(known, min(QUESTIONS_PER_DOCUMENT, len(known))))


def _extracted(path: Path) -> list[Page]:
    source = open_source(path, "application/pdf")
    try:
        return [extract_page(source.page(n), "off", None) for n in range(1, source.page_count + 1)]
    finally:
        source.close()


def _labeled(made: Made, text: str, keys: tuple[str, ...], pages: Sequence[Page]) -> LabeledQuestion | None:
    """The question with its answer as it is written, None where extraction lost it."""
    if not keys:
        return LabeledQuestion(text, [], None)
    answer = " ".join(answer_of(made, keys).split())
    wanted = "".join(answer.split())
    page = next((page.number for page in pages if wanted in "".join(page.text.split())), None)
    return None if page is None else LabeledQuestion(text, [answer], page)


if __name__ == "__main__":
    sys.exit(main())
