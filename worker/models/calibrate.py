"""Fit the weights of candidates' features, on questions over whole documents, and write them into a reader's manifest.

    python -m worker.models.calibrate FOLDER SQUAD.json [--generic]

SQUAD.json is in the format of SQuAD 2.0. Every article becomes a document of several pages, its questions are put
to the whole of it, and to each document go some questions of the others too: those it contains no answer to. The
documents must be none that the reader was trained on, or its scores will look better than they are. Weights of
extractors start from `worker.answering.calibration.EXTRACTORS`, and move as far as the questions they answer say.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.settings import Settings
from worker.answering.calibration import BIAS, EXTRACTORS, answered_probability, probability
from worker.answering.candidates import CandidateSet
from worker.answering.index import DocumentIndex, index_document
from worker.answering.lexical import LexicalIndex
from worker.answering.manifest import FILENAME, Calibration, Manifest
from worker.answering.pipeline import Searchable, find_candidates
from worker.answering.question import Question, analyze
from worker.answering.ranking import rank_candidates
from worker.answering.reader import Reader
from worker.answering.reader_registry import load_reader
from worker.models.metrics import calibration_error, token_f1
from worker.models.squad import Article, articles, with_foreign_questions

WINDOWS = 2
RIGHT = 0.5
"""Token F1 with a gold answer from which on a candidate counts as right."""

READER_FEATURES = ("score", "margin")
WORD_FEATURES = ("lexical", "coverage", "near", "close", "repeats", "fits")
FIXED = {"lead": 2.0}
"""What cannot be fitted on the articles, whose questions never ask about the document as such."""

RANKED_PER_QUESTION = 3
"""Candidates of a question on which the probability of being right is fitted."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """What came of one question: its candidates, and how far each is right, in 0 to 1."""

    question: Question
    found: CandidateSet
    answers: list[str]
    page: int | None

    def right(self, text: str, page: int) -> float:
        """The overlap of a candidate with the gold answers, 0 on another page."""
        return max((token_f1(text, gold) for gold in self.answers), default=0.0) if page == self.page else 0.0


def cases(squad: Mapping[str, Any], reader: Reader) -> list[Case]:
    """Every question of a file put to its article, and some of the others' questions."""
    return cases_of(with_foreign_questions(list(articles(squad))), reader)


def cases_of(asked: Iterable[Article], reader: Reader) -> list[Case]:
    """Every question put to its document."""
    found = []
    for title, pages, questions in asked:
        index = DocumentIndex.unpack(index_document(pages))
        lexical = LexicalIndex([index])
        by_number = {page.number: page for page in pages}
        document = Searchable(title, title, index, by_number.__getitem__)
        for labeled in questions:
            question = analyze(labeled.text)
            candidates = find_candidates(question, [document], lexical, reader, WINDOWS)
            found.append(Case(question, candidates, labeled.answers, labeled.page))
    return found


def fit(
    found: Sequence[Case],
    rank_features: Sequence[str],
    answered_features: Sequence[str],
    on: str,
    correct_features: Sequence[str] = ("rank", "share"),
) -> Calibration:
    """Fit the models, one upon the other. Without ``answered_features``, whether a question counts as answered follows
    from the probability that its best candidate is right, which then is fitted on best candidates alone.
    """
    ranked_per_question = RANKED_PER_QUESTION if answered_features else 1
    rank = FIXED | _fit_rank(found, rank_features)
    partial = Calibration(rank=rank, correct={}, answered={}, fitted_on=on)
    rows, right, tops, answerable = [], [], [], []
    for case in found:
        best = rank_candidates(case.question, case.found.candidates, partial)
        if not best:
            continue
        tops.append(best[0].features)
        answerable.append(float(bool(case.answers)))
        for candidate in best[:ranked_per_question]:
            rows.append(candidate.features)
            right.append(float(case.right(candidate.text, candidate.candidate.page.number) >= RIGHT))
    return Calibration(
        rank=_rounded(rank),
        correct=_rounded(_fit_logistic(rows, right, correct_features, EXTRACTORS.correct)),
        answered=_rounded(_fit_logistic(tops, answerable, answered_features, EXTRACTORS.answered or {}))
        if answered_features
        else None,
        fitted_on=on,
    )


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(float(weight), 3) for name, weight in weights.items()}


def _fit_rank(found: Sequence[Case], names: Sequence[str], ridge: float = 0.03) -> dict[str, float]:
    """Weights under which the softmax over a question's candidates puts its mass on the right ones."""
    everything = (*names, *EXTRACTORS.rank)
    unweighted = Calibration(rank={}, correct={}, answered={}, fitted_on="")
    tables = []
    for case in found:
        candidates = rank_candidates(case.question, case.found.candidates, unweighted, distinct=False)
        right = np.array([case.right(c.text, c.candidate.page.number) for c in candidates])
        if len(right) and right.max() > 0.3:
            tables.append((_table([c.features for c in candidates], everything), right))
    scale, prior = _scale(np.concatenate([table for table, _ in tables]), names, EXTRACTORS.rank)

    def gradient(weights: Array) -> Array:
        total = ridge * len(tables) * (weights - prior)
        for table, right in tables:
            scaled = table / scale
            values = np.exp((logits := scaled @ weights) - logits.max())
            p = values / values.sum()
            wanted = p * right
            total += scaled.T @ (p - wanted / wanted.sum())
        return total / len(tables)

    return dict(zip(everything, _descend(gradient, prior) / scale, strict=True))


def _fit_logistic(
    rows: Sequence[Mapping[str, float]],
    labels: Sequence[float],
    names: Sequence[str],
    priors: Mapping[str, float],
    ridge: float = 0.001,
) -> dict[str, float]:
    """Weights of a logistic model: of ``names``, and of those in ``priors``, which stay near them."""
    everything = (*names, *priors)
    table, wanted = _table(rows, everything), np.array(labels)
    scale, prior = _scale(table, names, priors)
    mean = np.where(np.arange(len(everything)) < len(names), table.mean(axis=0), 0.0)
    scaled = np.column_stack([(table - mean) / scale, np.ones(len(table))])
    start = np.append(prior, 0.0)

    def gradient(weights: Array) -> Array:
        slope: Array = scaled.T @ (1 / (1 + np.exp(-scaled @ weights)) - wanted) / len(wanted)
        slope += ridge * (weights - start)
        return slope

    *weights, bias = _descend(gradient, start)
    slopes = np.array(weights) / scale
    return {BIAS: float(bias - slopes @ mean), **dict(zip(everything, slopes, strict=True))}


def _table(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> Array:
    """The features of each row as columns, shape (rows, names)."""
    return np.array([[row.get(name, 0.0) for name in names] for row in rows])


def _scale(table: Array, names: Sequence[str], priors: Mapping[str, float]) -> tuple[Array, Array]:
    """By what columns are divided before they are fitted, and the weights that they start from."""
    # Extractors are scarce: by the spread of their columns a single one of their candidates would outweigh the prior.
    scale = np.append(table[:, : len(names)].std(axis=0) + 1e-9, np.ones(len(priors)))
    return scale, np.append(np.zeros(len(names)), list(priors.values()))


def _descend(gradient: Callable[[Array], Array], start: Array, steps: int = 400, rate: float = 0.1) -> Array:
    """Adam."""
    weights, mean, square = start.copy(), np.zeros(len(start)), np.zeros(len(start))
    for step in range(1, steps + 1):
        slope = gradient(weights)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights


def report(found: Sequence[Case], calibration: Calibration) -> str:
    """How well the fit does on what it was fitted on."""
    probabilities, right, answered, answerable = [], [], [], []
    for case in found:
        best = rank_candidates(case.question, case.found.candidates, calibration)
        if not best:
            continue
        answered.append(answered_probability(calibration, best[0].features))
        answerable.append(float(bool(case.answers)))
        probabilities.append(probability(calibration.correct, best[0].features))
        right.append(float(case.right(best[0].text, best[0].candidate.page.number) >= RIGHT))
    says, truth = np.array(answered) >= 0.5, np.array(answerable) > 0
    return (
        f"{len(found)} questions: right {np.mean(np.array(right)[truth]):.3f} of the answerable, "
        f"answered {says[truth].mean():.3f} of them and {says[~truth].mean():.3f} of the others; "
        f"calibration error of a score {calibration_error(probabilities, right):.3f}, "
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
    return calibrate_on(found, folder, squad.stem)


def calibrate_on(found: Sequence[Case], folder: Path, on: str) -> str:
    """Fit the reader of ``folder`` on these cases and write the fit into its manifest; returns how well it does.

    A reader with a "no answer" is ranked by its own scores alone: they were trained over whole documents, and words
    that the question shares with the text add nothing to them.
    """
    manifest = Manifest.read(folder)
    if manifest.null:
        calibration = fit(found, READER_FEATURES, (), on, correct_features=("score", "margin", "share"))
    else:
        calibration = fit(found, ("score", *WORD_FEATURES), ("rank", "share", "near"), on)
    manifest = manifest.model_copy(update={"calibration": calibration})
    (folder / FILENAME).write_text(manifest.model_dump_json(indent=2) + "\n")
    return report(found, calibration)


def _cases(folder: Path, squad: Path, threads: int) -> list[Case]:
    reader = load_reader(Settings(reader_model=folder, threads=threads))
    return cases(json.loads(squad.read_text()), reader)


if __name__ == "__main__":
    main()
