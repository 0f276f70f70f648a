"""Fit the weights of candidates' features, on questions over whole documents, and write them into a reader's manifest.

    python -m worker.models.calibrate FOLDER SQUAD.json [--generic]

SQUAD.json is in the format of SQuAD 2.0. Every article becomes a document of several pages, its questions are put
to the whole of it, and to each document go some questions of the others too: those it contains no answer to. The
documents must be none that the reader was trained on, or its scores will look better than they are. Weights of
extractors start from `worker.answering.calibration.EXTRACTORS`, and move as far as the questions they answer say.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.settings import Settings
from worker.answering.calibration import EXTRACTORS, answered_probability, probability, z_scores
from worker.answering.candidates import CandidateSet
from worker.answering.index import DocumentIndex, index_document
from worker.answering.lexical import LexicalIndex
from worker.answering.manifest import FILENAME, Calibration, Manifest
from worker.answering.pipeline import find_candidates
from worker.answering.question import analyze
from worker.answering.ranking import rank_candidates
from worker.answering.reader import Reader
from worker.answering.reader_registry import load_reader
from worker.answering.searchable import Searchable
from worker.models.fitting import fit_logistic, fit_ranker
from worker.models.metrics import calibration_error, token_f1
from worker.models.squad import Article, articles, with_foreign_questions

WINDOWS = Settings().read_windows
RIGHT = 0.5
"""Token F1 with a gold answer from which on a candidate counts as right."""

READER_FEATURES = ("score", "margin", "again", "margin_again")
WORD_FEATURES = ("lexical", "coverage", "near", "close", "repeats", "words")
KIND_FEATURES = ("suits", "suits_group", "times")
"""Whether a candidate is what the question asks for, and found more than once, whichever reader found it."""

FIXED = {"lead": 2.0}
"""What cannot be fitted on the articles, whose questions never ask about the document as such."""

RANKED_PER_QUESTION = 3
"""Candidates of a question on which the probability of being right is fitted."""

UNANSWERED_SHARE = 0.18
"""Of the questions that people ask, those that their documents do not answer; the fit counts them as so many.

Of the questions on `training.written`'s documents it is this share.
"""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """What came of one question: its candidates, and how far each is right, in 0 to 1.

    ``source`` is the kind of document; all kinds count alike.
    """

    found: CandidateSet
    answers: list[str]
    page: int | None
    source: str = ""

    def right(self, text: str, page: int) -> float:
        """The overlap of a candidate with the gold answers, 0 on another page."""
        return max((token_f1(text, gold) for gold in self.answers), default=0.0) if page == self.page else 0.0


def cases(squad: Mapping[str, Any], reader: Reader) -> list[Case]:
    """Every question of a file put to its article, and some of the others' questions."""
    return cases_of(with_foreign_questions(list(articles(squad))), reader)


def cases_of(asked: Iterable[Article], reader: Reader, source: str = "") -> list[Case]:
    """Every question put to its document, of a kind called ``source``."""
    found = []
    for title, pages, questions in asked:
        index = DocumentIndex.unpack(index_document(pages))
        lexical = LexicalIndex([index])
        by_number = {page.number: page for page in pages}
        document = Searchable(title, title, index, by_number.__getitem__)
        for labeled in questions:
            question = analyze(labeled.text)
            candidates = find_candidates(question, [document], lexical, reader, WINDOWS)
            found.append(Case(candidates, labeled.answers, labeled.page, source))
    return found


def fit(
    found: Sequence[Case],
    rank_features: Sequence[str],
    correct_features: Sequence[str],
    on: str,
    answered_features: Sequence[str] = (),
    fixed: Mapping[str, float] | None = None,
) -> Calibration:
    """Fit the models, one upon the other. Without ``answered_features``, whether a question counts as answered follows
    from the probability that its best candidate is right, which then is fitted on best candidates alone.
    """
    ranked_per_question = RANKED_PER_QUESTION if answered_features else 1
    rank = {**(fixed or {}), **_fit_rank(found, rank_features)}
    partial = Calibration(rank=rank, correct={}, answered={}, fitted_on=on)
    importance = _importance(found)
    rows, right, counts, tops, answerable, asked = [], [], [], [], [], []
    for case, weight in zip(found, importance, strict=True):
        best = rank_candidates(case.found.candidates, partial)
        if not best:
            continue
        tops.append(best[0].features)
        answerable.append(float(bool(case.answers)))
        asked.append(weight)
        for candidate in best[:ranked_per_question]:
            rows.append(candidate.features)
            right.append(float(case.right(candidate.text, candidate.candidate.page.number) >= RIGHT))
            counts.append(weight)
    return Calibration(
        rank=_rounded(rank),
        correct=_rounded(fit_logistic(rows, right, correct_features, EXTRACTORS.correct, counts)),
        answered=_rounded(fit_logistic(tops, answerable, answered_features, EXTRACTORS.answered or {}, asked))
        if answered_features
        else None,
        fitted_on=on,
    )


def _importance(found: Sequence[Case]) -> list[float]:
    """A weight of each question: kinds of documents count alike, and those without an answer as people ask them."""
    sizes = Counter((case.source, bool(case.answers)) for case in found)
    sources = len({case.source for case in found})
    share = {True: 1 - UNANSWERED_SHARE, False: UNANSWERED_SHARE}
    return [share[bool(case.answers)] / sizes[case.source, bool(case.answers)] / sources for case in found]


def _fit_rank(found: Sequence[Case], names: Sequence[str]) -> dict[str, float]:
    """Weights of a candidate's features, from the questions of which a candidate is right."""
    questions, importance = [], []
    for case, weight in zip(found, _importance(found), strict=True):
        candidates = case.found.candidates
        right = np.array([case.right(c.text, c.page.number) for c in candidates])
        if len(right) and right.max() > RIGHT:
            scores = z_scores([c.features["score"] for c in candidates]).tolist()
            rows = [c.features | {"z_score": z_score} for c, z_score in zip(candidates, scores, strict=True)]
            questions.append((rows, right))
            importance.append(weight)
    return fit_ranker(questions, names, EXTRACTORS.rank, importance)


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(float(weight), 3) for name, weight in weights.items()}


def report(found: Sequence[Case], calibration: Calibration) -> str:
    """How well the fit does on what it was fitted on."""
    probabilities, right, answered, answerable = [], [], [], []
    for case in found:
        best = rank_candidates(case.found.candidates, calibration)
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
        calibration = fit_generic(found, "generic")
        print(calibration.model_dump_json(indent=2))
        print(report(found, calibration))
    else:
        print(calibrate(arguments.folder, arguments.squad, arguments.threads))


def fit_generic(found: Sequence[Case], on: str) -> Calibration:
    """A fit without the reader's own scores, for readers that have no calibration."""
    ranked = ("z_score", *WORD_FEATURES, *KIND_FEATURES)
    return fit(found, ranked, ("rank", "share"), on, ("share", "near", "coverage"), FIXED)


def calibrate(folder: Path, squad: Path, threads: int = 0) -> str:
    """Fit the reader of ``folder`` and write the fit into its manifest; returns how well it does."""
    found = _cases(folder, squad, threads)
    return calibrate_on(found, folder, squad.stem)


def calibrate_on(found: Sequence[Case], folder: Path, on: str) -> str:
    """Fit the reader of ``folder`` on these cases and write the fit into its manifest; returns how well it does."""
    manifest = Manifest.read(folder)
    if manifest.null:
        correct = ("rank", "share", "close", "margin", "margin_again", "passages")
        calibration = fit(found, (*READER_FEATURES, *KIND_FEATURES, "lexical"), correct, on)
    else:
        ranked = ("score", "again", *WORD_FEATURES, *KIND_FEATURES)
        calibration = fit(found, ranked, ("rank", "share"), on, ("rank", "share", "near"), FIXED)
    manifest = manifest.model_copy(update={"calibration": calibration})
    (folder / FILENAME).write_text(manifest.model_dump_json(indent=2) + "\n")
    return report(found, calibration)


def _cases(folder: Path, squad: Path, threads: int) -> list[Case]:
    reader = load_reader(Settings(reader_model=folder, threads=threads))
    return cases(json.loads(squad.read_text()), reader)


if __name__ == "__main__":
    main()
