"""Fit what a reader's evidence is worth, on questions over whole documents, and write it into its manifest.

    python -m worker.models.calibrate FOLDER SQUAD.json [--generic]

SQUAD.json is in the format of SQuAD 2.0. Every article becomes a document of several pages, its questions are put
to the whole of it, and to each document go some questions of the others too: those it holds no answer to. The
documents must be none that the reader was trained on, or its scores will look better than they are.
"""

import argparse
import json
import random
import re
import string
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shared.models.page import Page
from shared.settings import Settings
from worker.answering.calibration import BIAS, probability
from worker.answering.candidates import CandidateSet
from worker.answering.index import DocumentIndex, index_document
from worker.answering.lexical import LexicalIndex
from worker.answering.manifest import FILENAME, Calibration, Manifest
from worker.answering.pipeline import Searchable, find_candidates
from worker.answering.question import Question, analyze
from worker.answering.ranking import rank_candidates
from worker.answering.reader import Reader, load_reader

PAGE_WORDS = 500
LINE_CHARACTERS = 95
WINDOWS = 2
# A candidate counts as right from this overlap with a gold answer on.
RIGHT = 0.5
# Questions of other documents put to one, for each of its own.
FOREIGN = 0.33

READER_FEATURES = ("score", "margin")
WORD_FEATURES = ("lexical", "coverage", "near", "close", "repeats", "fits")
# What the articles cannot teach, as their questions never ask about the document as such.
FIXED = {"lead": 2.0}

Array = NDArray[np.float64]


class LabeledQuestion(NamedTuple):
    """A question to a document: the right answers and the page they stand on; no answers, no page: not in it."""

    text: str
    answers: list[str]
    page: int | None


@dataclass(frozen=True)
class Case:
    """What came of one question: its candidates, and how far each is right, in 0 to 1."""

    question: Question
    found: CandidateSet
    answers: list[str]
    page: int | None

    def right(self, text: str, page: int) -> float:
        """The overlap of a candidate with the gold answers, 0 on another page."""
        return max((overlap(text, gold) for gold in self.answers), default=0.0) if page == self.page else 0.0


def overlap(guess: str, gold: str) -> float:
    """The token F1 of SQuAD: case, punctuation and articles do not count."""
    a, b = _tokens(guess), _tokens(gold)
    same = sum((Counter(a) & Counter(b)).values())
    return 2 * same / (len(a) + len(b)) if same else 0.0


def _tokens(text: str) -> list[str]:
    plain = "".join(c for c in text.lower() if c not in string.punctuation)
    return re.sub(r"\b(?:a|an|the)\b", " ", plain).split()


def documents(squad: Mapping[str, Any], seed: int = 0) -> Iterator[tuple[str, list[Page], list[LabeledQuestion]]]:
    """The articles as documents, each with its questions and some of the others'."""
    articles = [_laid_out(article) for article in squad["data"]]
    for number, (title, pages, asked) in enumerate(articles):
        others = [q for i, (_, _, questions) in enumerate(articles) if i != number for q in questions if q.answers]
        foreign = random.Random(seed + number).sample(others, min(len(others), int(FOREIGN * len(asked))))  # noqa: S311
        yield title, pages, asked + [LabeledQuestion(q.text, [], None) for q in foreign]


def _laid_out(article: Mapping[str, Any]) -> tuple[str, list[Page], list[LabeledQuestion]]:
    texts: list[list[str]] = [[article["title"].replace("_", " ")]]
    asked = []
    words = 0
    for paragraph in article["paragraphs"]:
        length = len(paragraph["context"].split())
        if words + length > PAGE_WORDS and words:
            texts.append([])
            words = 0
        words += length
        texts[-1].append("\n".join(textwrap.wrap(" ".join(paragraph["context"].split()), LINE_CHARACTERS)))
        asked += [
            LabeledQuestion(qa["question"], [a["text"] for a in qa["answers"]], len(texts) if qa["answers"] else None)
            for qa in paragraph["qas"]
        ]
    pages = [Page(n, 595, 842, "text", "\n\n".join(blocks)) for n, blocks in enumerate(texts, 1)]
    return article["title"], pages, asked


def cases(squad: Mapping[str, Any], reader: Reader) -> list[Case]:
    """Every question put to its document."""
    found = []
    for title, pages, asked in documents(squad):
        index = DocumentIndex.unpack(index_document(pages))
        lexical = LexicalIndex([index])
        by_number = {page.number: page for page in pages}
        document = Searchable(title, title, index, by_number.__getitem__)
        for one in asked:
            question = analyze(one.text)
            found.append(
                Case(question, find_candidates(question, [document], lexical, reader, WINDOWS), one.answers, one.page)
            )
    return found


def fit(found: Sequence[Case], rank_features: Sequence[str], answered_features: Sequence[str], on: str) -> Calibration:
    """Fit the three models, one upon the other."""
    rank = FIXED | _fit_rank(found, rank_features)
    partial = Calibration(rank=rank, correct={}, answered={}, fitted_on=on)
    rows, right, tops, answerable = [], [], [], []
    for case in found:
        best = rank_candidates(case.question, case.found.candidates, partial)
        if not best:
            continue
        tops.append(best[0].features)
        answerable.append(float(bool(case.answers)))
        for candidate in best[:3]:
            rows.append(candidate.features)
            right.append(float(case.right(candidate.text, candidate.candidate.page.number) >= RIGHT))
    return Calibration(
        rank=_rounded(rank),
        correct=_rounded(_fit_logistic(rows, right, ("rank", "share"))),
        answered=_rounded(_fit_logistic(tops, answerable, answered_features)),
        fitted_on=on,
    )


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(float(weight), 3) for name, weight in weights.items()}


def _fit_rank(found: Sequence[Case], names: Sequence[str], ridge: float = 0.03) -> dict[str, float]:
    """TermWeights under which the softmax over a question's candidates puts its mass on the right ones."""
    tables = []
    for case in found:
        candidates = rank_candidates(
            case.question,
            case.found.candidates,
            Calibration(rank={}, correct={}, answered={}, fitted_on=""),
            distinct=False,
        )
        right = np.array([case.right(c.text, c.candidate.page.number) for c in candidates])
        if len(right) and right.max() > 0.3:
            tables.append((np.array([[c.features.get(name, 0.0) for name in names] for c in candidates]), right))
    scale = np.concatenate([table for table, _ in tables]).std(axis=0) + 1e-9

    def gradient(weights: Array) -> Array:
        total = ridge * len(tables) * weights
        for table, right in tables:
            scaled = table / scale
            values = np.exp((logits := scaled @ weights) - logits.max())
            p = values / values.sum()
            wanted = p * right
            total += scaled.T @ (p - wanted / wanted.sum())
        return total / len(tables)

    return dict(zip(names, _descend(gradient, len(names)) / scale, strict=True))


def _fit_logistic(
    rows: Sequence[Mapping[str, float]], labels: Sequence[float], names: Sequence[str], ridge: float = 0.001
) -> dict[str, float]:
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    wanted = np.array(labels)
    mean, scale = table.mean(axis=0), table.std(axis=0) + 1e-9
    scaled = np.column_stack([(table - mean) / scale, np.ones(len(table))])

    def gradient(weights: Array) -> Array:
        slope: Array = scaled.T @ (1 / (1 + np.exp(-scaled @ weights)) - wanted) / len(wanted) + ridge * weights
        return slope

    *weights, bias = _descend(gradient, len(names) + 1)
    slopes = np.array(weights) / scale
    return {BIAS: float(bias - slopes @ mean), **dict(zip(names, slopes, strict=True))}


def _descend(gradient: Any, size: int, steps: int = 400, rate: float = 0.1) -> Array:
    """Adam, from zero."""
    weights, mean, square = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, steps + 1):
        slope = gradient(weights)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights


def calibration_error(chances: Sequence[float], outcomes: Sequence[float], bins: int = 10) -> float:
    """Expected calibration error: the mean distance of chance and frequency over bins of chance, by their weight."""
    p, y = np.array(chances), np.array(outcomes)
    places = np.minimum((p * bins).astype(int), bins - 1)
    return float(sum(abs(p[places == b].mean() - y[places == b].mean()) * (places == b).mean() for b in set(places)))


def report(found: Sequence[Case], calibration: Calibration) -> str:
    """How well the fit does on what it was fitted on."""
    chances, right, answered, answerable = [], [], [], []
    for case in found:
        best = rank_candidates(case.question, case.found.candidates, calibration)
        if not best:
            continue
        answered.append(probability(calibration.answered, best[0].features))
        answerable.append(float(bool(case.answers)))
        chances.append(probability(calibration.correct, best[0].features))
        right.append(float(case.right(best[0].text, best[0].candidate.page.number) >= RIGHT))
    says, truth = np.array(answered) >= 0.5, np.array(answerable) > 0
    return (
        f"{len(found)} questions: right {np.mean(np.array(right)[truth]):.3f} of the answerable, "
        f"answered {says[truth].mean():.3f} of them and {says[~truth].mean():.3f} of the others; "
        f"calibration error of a score {calibration_error(chances, right):.3f}, "
        f"of 'answered' {calibration_error(answered, answerable):.3f}"
    )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the reader's folder, whose manifest is rewritten")
    parser.add_argument("squad", type=Path, help="questions in the format of SQuAD 2.0")
    parser.add_argument("--generic", action="store_true", help="print a fit without the reader's scores; write nothing")
    parser.add_argument("--threads", type=int, default=0)
    arguments = parser.parse_args()
    if arguments.generic:
        found = _cases(arguments.folder, arguments.squad, arguments.threads)
        calibration = fit(found, ("z_score", *WORD_FEATURES), ("share", "near", "coverage", "fits"), "generic")
        print(calibration.model_dump_json(indent=2))
        print(report(found, calibration))
    else:
        print(calibrate(arguments.folder, arguments.squad, arguments.threads))


def calibrate(folder: Path, squad: Path, threads: int = 0) -> str:
    """Fit the reader of ``folder`` and write the fit into its manifest; returns how well it does."""
    found = _cases(folder, squad, threads)
    manifest = Manifest.read(folder)
    names = [name for name in READER_FEATURES if name != "margin" or manifest.null]
    features = ("rank", "share", "near", *(["margin"] if manifest.null else []))
    calibration = fit(found, (*names, *WORD_FEATURES), features, squad.stem)
    manifest = manifest.model_copy(update={"calibration": calibration})
    (folder / FILENAME).write_text(manifest.model_dump_json(indent=2) + "\n")
    return report(found, calibration)


def _cases(folder: Path, squad: Path, threads: int) -> list[Case]:
    reader = load_reader(Settings(reader_model=folder, threads=threads))
    return cases(json.loads(squad.read_text()), reader)


if __name__ == "__main__":
    main()
