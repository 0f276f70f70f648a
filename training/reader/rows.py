"""The data sets: questions with their contexts, a JSON object a line, in folders of ``--data DIR``.

A line of ``reader/train.jsonl.gz``, ``reader2/train2.jsonl.gz``, ``reader2/tables.jsonl.gz`` or
``reader2/multilingual.jsonl.gz`` has ``src`` (its source, with ``+neg`` at the end where the context was chosen for
not holding the answer), ``title``, ``question``, ``context``, ``answers`` (``[{"text", "start"}, ...]``, the first the
best; empty: the context does not answer it), and may have ``weak`` (``[start, end]`` of the sentence that contains the
answer, where no more is known) and ``lang``. The evaluation sets, ``eval_*``, ``ood_*`` and ``val`` of both folders,
have lines of the same form.
"""

import gzip
import json
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

TRAINING_FILES = ("reader/train", "reader2/train2", "reader2/tables", "reader2/multilingual")
EVALUATION_PATTERNS = ("eval_*", "ood_*", "val")
NEGATIVE = "+neg"

WEIGHTS = {
    # Questions that people asked of a text, and of which people said when the text does not answer them.
    "squad2": 2.0,
    "squad2-derived-na": 2.0,
    "clapnq-na": 2.0,
    # Questions that people typed into a search engine, or asked without having seen the answer.
    "nq-litm": 1.5,
    "qed": 1.0,
    "tydi-en": 1.2,
    # The answer's name is another one than in reality: what the text says counts, not what is known.
    "nq-swap": 0.8,
    # Texts of offices: contracts, reports with tables.
    "contractnli": 1.5,
    "kleister-nda": 1.5,
    "tatqa": 1.5,
    "tatqa-table": 1.5,
    "wtq": 1.0,
    # Questions from templates.
    "wtq-lookup": 0.6,
    "zsre": 1.0,
    # The languages beside English of which there are questions of native speakers.
    "piaf": 1.2,
    "faquad": 1.5,
    # Encyclopedia articles.
    "xquad": 1.0,
    "wiki": 1.0,
    "squad1-ec": 1.0,
    "squad1-cs224n": 1.0,
    "squad1-reqa": 0.8,
    "hotpot": 1.0,
    # In lower case, with the sentences of a paragraph in another order.
    "squad1-nqg": 0.3,
    # Only the sentence of the answer is known.
    "squad2-weak": 0.6,
    "selqa-weak": 0.4,
    "clapnq-weak": 1.0,
    # Questions by the hundred about one sentence, and questions that take more than reading.
    "qamr2": 0.3,
    "quoref-cs": 0.8,
    "ropes-cs": 0.3,
    # Texts that no office has: comments, reviews, tales, plots of films.
    "reddit": 0.3,
    "amazon": 0.3,
    "fairytale": 0.4,
    "duorc": 0.5,
}
"""How often a row of a source is taken in one pass: 0.3 takes three rows of ten, 1.5 every second row twice."""

WEIGHT = 0.5
"""Of a source without a weight of its own."""

DISTANT_LANGUAGE_WEIGHT = 0.35
"""Of TyDi QA's questions in other languages than English, which the vocabulary is not kept for."""

NEGATIVE_FACTOR = 0.5
"""For questions paired with another passage: near misses and passages of the same article say the same, and harder."""

DISTANT_LANGUAGES = frozenset({"ko", "te", "bn", "ar", "ru", "sw", "id", "fi"})
"""Languages whose texts do not decide which pieces of the vocabulary stay."""


class Row(NamedTuple):
    """A question and its context; ``span`` is the answer's character range, or one that contains it if ``weak``."""

    source: str
    title: str
    question: str
    context: str
    span: tuple[int, int] | None
    weak: bool
    language: str | None

    @property
    def base_source(self) -> str:
        """The source without the mark of a chosen context."""
        return self.source.removesuffix(NEGATIVE)


class EvaluationRow(NamedTuple):
    """A question, its context, and all right answers; none: the context does not answer it."""

    question: str
    context: str
    answers: Sequence[str]


def weight(source: str) -> float:
    """How often a row of the source is taken in one pass over the data."""
    base = source.removesuffix(NEGATIVE)
    default = DISTANT_LANGUAGE_WEIGHT if base.startswith("tydi-") else WEIGHT
    return WEIGHTS.get(base, default) * (NEGATIVE_FACTOR if source.endswith(NEGATIVE) else 1)


def parse(line: dict[str, Any]) -> Row:
    """The row of a line. Raises ValueError where its answer is not where it says."""
    span: tuple[int, int] | None = None
    weak = line.get("weak")
    if weak:
        span = weak[0], weak[1]
    elif line["answers"]:
        answer = line["answers"][0]
        span = answer["start"], answer["start"] + len(answer["text"])
        if line["context"][slice(*span)] != answer["text"]:
            raise ValueError(f"The answer of {line.get('id', line['question'])!r} does not stand where it says.")
    return Row(
        line["src"], line["title"], line["question"], line["context"], span, bool(weak and span), line.get("lang")
    )


def read_evaluation_sets(data: Path) -> dict[str, list[EvaluationRow]]:
    """The evaluation sets by name."""
    paths = [path for pattern in EVALUATION_PATTERNS for path in sorted(data.glob(f"*/{pattern}.jsonl.gz"))]
    return {path.name.removesuffix(".jsonl.gz"): [_evaluation_row(line) for line in _lines(path)] for path in paths}


def _evaluation_row(line: dict[str, Any]) -> EvaluationRow:
    return EvaluationRow(line["question"], line["context"], [answer["text"] for answer in line["answers"]])


class TrainingRows(NamedTuple):
    """The rows to train on, and how many were refused since an evaluation set asks them too."""

    rows: list[Row]
    refused: int


def read_training_rows(data: Path) -> TrainingRows:
    """The rows of all training files. Raises FileNotFoundError where ``data`` lacks a file."""
    asked = {identity(row.question, row.context) for rows in read_evaluation_sets(data).values() for row in rows}
    contexts: dict[str, str] = {}
    found: list[Row] = []
    for name in TRAINING_FILES:
        for line in _lines(data / f"{name}.jsonl.gz"):
            row = parse(line)
            # One string for all questions of a context.
            found.append(row._replace(context=contexts.setdefault(row.context, row.context)))
    rows = without_evaluated(found, asked)
    return TrainingRows(rows, len(found) - len(rows))


def without_evaluated(rows: Sequence[Row], asked: Collection[tuple[str, str]]) -> list[Row]:
    """The rows whose question and context are not both those of an evaluation set."""
    return [row for row in rows if identity(row.question, row.context) not in asked]


def identity(question: str, context: str) -> tuple[str, str]:
    """What is equal for equal questions to equal contexts: case and blanks do not count."""
    return " ".join(question.lower().split()), " ".join(context.lower().split())


def vocabulary_texts(rows: Sequence[Row]) -> set[str]:
    """The questions and contexts that decide which pieces of the vocabulary stay."""
    near = [row for row in rows if row.language not in DISTANT_LANGUAGES]
    return {row.question for row in near} | {row.context for row in near}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)
