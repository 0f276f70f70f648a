"""Fit the vectors of words, so that a question is nearest to the passages that answer it.

What is fitted is what the scores by words lack: the weighted sum of all scores is to be greatest for the passages that
hold the answer, among all of the session (a softmax over them).
"""

import functools
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from training.embeddings.sessions import Session
from worker.answering.crosslingual import CrosslingualVectors
from worker.answering.lexical import idf
from worker.answering.static_embeddings import PassageWeights
from worker.answering.terms import term
from worker.answering.vectors import LanguageMeans, rows_of
from worker.answering.word_vectors import WordVectors

YEARS = 2101
"""Numbers below have vectors of their own: 1987 is a year, 3 is none."""

MOST_TERMS, MOST_QUESTION_TERMS = 3_000, 1_900
"""Vectors of their own in the tables: those of the most frequent terms that word vectors lack, and of the most frequent
words of questions."""

MIN_ASKED = 3
"""Questions of the training data in which a word must be, so that it has a vector of its own in questions."""

RATE, WEIGHTS_RATE = 2e-3, 2e-2
DROPPED = 0.3
"""Share of a passage's terms that are left out at random."""

DECAY = 1e-3
"""How much it costs that a vector leaves where it began."""

SESSIONS_OF_STEP = 8
MOST_QUESTIONS = 16
"""Of a session, in one step."""

IMPOSSIBLE = -1e9

WEIGHTS = "lead", "cosine", "crosslingual"
"""The scores of a passage besides BM25, in the order of their columns."""

CROSSLINGUAL_QUESTIONS = 0.5
"""For each question in the language of its document, for which the weights of the scores are fitted."""

MEAN_RATE = 0.02
"""Of the way to a session's mean that a language's goes with each session."""


class Fitted(NamedTuple):
    """The tables of `StaticEmbeddings`.

    ``means`` has, for each of ``languages``, the mean of its passages' vectors and that of its questions', of shape
    (languages, 2, dimensions), and ``word_means`` has those of the bundled word vectors.
    """

    weights: NDArray[np.float16]
    terms: NDArray[np.uint64]
    passages: NDArray[np.float16]
    question_terms: NDArray[np.uint64]
    questions: NDArray[np.float16]
    languages: tuple[str, ...]
    means: NDArray[np.float32]
    word_means: NDArray[np.float32]

    @property
    def tables(self) -> tuple[NDArray[Any], ...]:
        """What `StaticEmbeddings` takes, in its order."""
        return (
            self.weights,
            self.terms,
            self.passages,
            self.question_terms,
            self.questions,
            self.means,
            self.word_means,
        )


class _Rows(NamedTuple):
    """A session by rows of the tables."""

    terms: torch.Tensor
    impacts: torch.Tensor
    starts: torch.Tensor
    languages: torch.Tensor
    questions: list[torch.Tensor]
    question_languages: torch.Tensor
    scores: torch.Tensor
    right: torch.Tensor


class Model(torch.nn.Module):  # type: ignore[misc]
    """Passages and questions as sums of vectors, each with a weight of its own.

    Of passages only the weights and the vectors of the terms that ``free`` names are fitted.
    """

    def __init__(self, vectors: torch.Tensor, weights: torch.Tensor, free: torch.Tensor, languages: int) -> None:
        super().__init__()
        self.register_buffer("means", torch.zeros(2, languages, vectors.shape[1]))
        self.passages, self.questions = torch.nn.Parameter(vectors.clone()), torch.nn.Parameter(vectors.clone())
        self.passages.register_hook(lambda gradient: gradient * free[:, None])
        self.passage_weights, self.question_weights = (torch.nn.Parameter(weights.clone()) for _ in range(2))
        self.weight = torch.nn.Parameter(torch.tensor(1.0))
        self.cosine_weight = torch.nn.Parameter(torch.tensor(5.0))

    def forward(self, rows: _Rows, chosen: Sequence[int], dropped: float) -> torch.Tensor:
        """The scores of all passages for the ``chosen`` questions, of shape (questions, passages)."""
        impacts = rows.impacts * (torch.rand_like(rows.impacts) >= dropped)
        passages = functional.embedding_bag(
            rows.terms,
            self.passages,
            rows.starts,
            mode="sum",
            per_sample_weights=impacts * self.passage_weights[rows.terms],
        )
        words = [rows.questions[number] for number in chosen]
        joined = torch.cat(words)
        starts = torch.tensor(np.cumsum([0, *(len(one) for one in words[:-1])]))
        questions = functional.embedding_bag(
            joined, self.questions, starts, mode="sum", per_sample_weights=self.question_weights[joined]
        )
        cosines = (
            self._centred(1, questions, rows.question_languages[list(chosen)])
            @ self._centred(0, passages, rows.languages).T
        )
        return self.weight * rows.scores[list(chosen)] + self.cosine_weight * cosines

    def _centred(self, kind: int, vectors: torch.Tensor, languages: torch.Tensor) -> torch.Tensor:
        """Unit vectors less the mean of their language, which is followed as it moves."""
        unit = functional.normalize(vectors, dim=1)
        if self.training:
            means = self.means[kind]
            for language in languages.unique().tolist():
                mean = unit.detach()[languages == language].mean(0)
                means[language] += MEAN_RATE * (mean - means[language])
        return functional.normalize(unit - self.means[kind][languages], dim=1)


def fit(
    sessions: Sequence[Session],
    vectors: WordVectors,
    terms: NDArray[np.uint64],
    dimensions: int,
    passes: int,
    seed: int = 0,
    decay: float = DECAY,
    report: Callable[[str], None] = print,
) -> Fitted:
    """Fit on ``sessions``, beginning with the first ``dimensions`` of ``vectors``, which are of ``terms``."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    asked = Counter(int(one) for session in sessions for question in session.questions for one in question.terms)
    often = {one for one, count in asked.items() if count >= MIN_ASKED}
    known = np.unique(np.array([*terms.tolist(), *(term(str(n)) for n in range(YEARS)), *often], np.uint64))
    begin = np.zeros((len(known) + 1, dimensions), np.float32)
    words = np.searchsorted(known, terms)
    begin[words] = vectors.vectors(np.arange(len(terms), dtype=np.int32))[:, :dimensions]
    languages = sorted(
        {bytes(one).decode() for session in sessions for one in session.languages}
        | {question.language for session in sessions for question in session.questions}
    )
    word_means = _word_means(sessions, vectors, languages)
    rows = [found for session in sessions if len((found := _rows(session, known, languages)).questions)]
    free = torch.ones(len(begin)).index_fill(0, torch.from_numpy(words), 0.0)
    model = Model(torch.from_numpy(begin), torch.from_numpy(_weights(rows, len(known) + 1)), free, len(languages))
    before = torch.from_numpy(begin)
    tables = [model.passages, model.questions, model.passage_weights, model.question_weights]
    optimizer = torch.optim.Adam(
        [{"params": tables, "lr": RATE}, {"params": [model.weight, model.cosine_weight], "lr": WEIGHTS_RATE}]
    )
    rates = [group["lr"] for group in optimizer.param_groups]
    steps = passes * (len(rows) // SESSIONS_OF_STEP)
    started = time.monotonic()
    number = 0
    for one in range(passes):
        rng.shuffle(rows)
        losses = []
        for first in range(0, len(rows) - SESSIONS_OF_STEP + 1, SESSIONS_OF_STEP):
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * (1 - number / steps)
            loss = _loss(model, rows[first : first + SESSIONS_OF_STEP], rng)
            losses.append(float(loss.detach()))
            moved = sum((table - before).pow(2).sum() for table in (model.passages, model.questions))
            optimizer.zero_grad(set_to_none=True)
            (loss + decay * moved).backward()
            optimizer.step()
            number += 1
        report(f"pass {one + 1}: loss {np.mean(losses):.3f}, {time.monotonic() - started:.0f} s")
    own = _most_frequent(known, np.setdiff1d(known, terms), [session.terms for session in sessions], MOST_TERMS)
    asked_terms = [question.terms for session in sessions for question in session.questions]
    of_questions = _most_frequent(known, np.array(sorted(often), np.uint64), asked_terms, MOST_QUESTION_TERMS)
    return Fitted(
        _table(model.passage_weights, words),
        known[own],
        _table(model.passages * model.passage_weights[:, None], [*own, len(known)]),
        known[of_questions],
        _table(model.questions * model.question_weights[:, None], of_questions),
        tuple(languages),
        model.means.transpose(0, 1).numpy().copy(),
        word_means,
    )


def fit_weights(sessions: Sequence[Session]) -> PassageWeights:
    """The weights of the scores that suit ``sessions`` best, whose questions have all of them.

    They are to be of other documents than the vectors were fitted on, which know those too well.
    """
    questions = [(session, question) for session in sessions for question in session.questions]
    pad = functools.partial(torch.nn.utils.rnn.pad_sequence, batch_first=True)
    scores = pad([torch.from_numpy(question.scores * _units(session)) for session, question in questions])
    right = [torch.zeros(one.passages).index_fill(0, torch.from_numpy(q.right), 1.0) for one, q in questions]
    wanted = pad(right).bool()
    present = pad([torch.ones(one.passages) for one, _ in questions]).bool()
    languages = [(bytes(one.languages[question.right[0]]).decode(), question.language) for one, question in questions]
    counts = torch.from_numpy(_counts(languages))
    weights = torch.ones(1 + len(WEIGHTS), requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        combined = (scores @ weights).masked_fill(~present, IMPOSSIBLE)
        losses = combined.logsumexp(1) - combined.masked_fill(~wanted, IMPOSSIBLE).logsumexp(1)
        found = (counts * losses).sum() / counts.sum()
        found.backward()
        return found

    optimizer.step(loss)
    bm25, *others = weights.tolist()
    return PassageWeights(**dict(zip(WEIGHTS, (round(one / bm25, 3) for one in others), strict=True)))


def _units(session: Session) -> NDArray[np.float32]:
    """What each score counts where its weight is 1: BM25 as it is, a cosine as a word that a single passage has."""
    rare = idf(session.passages, 1)
    return np.array([1.0, 1.0, rare, rare], np.float32)


def _counts(languages: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
    """How much each question counts, given the languages of its document and of itself."""
    totals = Counter((document, document == asked) for document, asked in languages)

    def count(document: str, asked: str) -> float:
        own, other = totals[document, True], totals[document, False]
        return CROSSLINGUAL_QUESTIONS * own / other if document != asked and own else 1.0

    return np.array([count(*one) for one in languages], np.float32)


def _word_means(sessions: Sequence[Session], vectors: WordVectors, languages: Sequence[str]) -> NDArray[np.float32]:
    """The mean vectors of passages and of questions in each language, as `CrosslingualVectors` has them."""
    table = CrosslingualVectors(vectors, LanguageMeans((), np.zeros((0, 2, vectors.dimensions), np.float32)))
    found = np.zeros((len(languages), 2, vectors.dimensions), np.float32)
    counts = np.zeros((len(languages), 2, 1), np.float32)
    for session in sessions:
        terms, places, df = np.unique(session.terms, return_inverse=True, return_counts=True)
        in_passages = dict(zip(terms.tolist(), df.tolist(), strict=True))
        weights = (session.impacts * idf(session.passages, df)[places]).astype(np.float32)
        passages = table.embed_passages(session.terms, session.owners, weights, session.languages)
        for vector, language in zip(passages, session.languages, strict=True):
            at = languages.index(bytes(language).decode())
            found[at, 0] += vector
            counts[at, 0] += 1
        for question in session.questions:
            at = languages.index(question.language)
            rare = idf(session.passages, np.array([in_passages.get(term, 0) for term in question.content.tolist()]))
            found[at, 1] += table.embed_question(question.content, rare.astype(np.float32), question.language)
            counts[at, 1] += 1
    return (found / np.maximum(counts, 1)).astype(np.float32)


def _rows(session: Session, known: NDArray[np.uint64], languages: Sequence[str]) -> _Rows:
    def rows(terms: NDArray[np.uint64]) -> torch.Tensor:
        places = np.minimum(np.searchsorted(known, terms), len(known) - 1)
        return torch.from_numpy(np.where(known[places] == terms, places, len(known)))

    # Questions in another language than their passages are not compared by what is fitted.
    asked = [q for q in session.questions if session.languages[q.right[0]] == q.language.encode()]
    right = torch.zeros((len(asked), session.passages), dtype=torch.bool)
    for number, question in enumerate(asked):
        right[number, question.right] = True
    return _Rows(
        rows(session.terms),
        torch.from_numpy(session.impacts),
        torch.from_numpy(np.searchsorted(session.owners, np.arange(session.passages, dtype=np.uint32))),
        torch.tensor([languages.index(bytes(one).decode()) for one in session.languages]),
        [rows(question.terms) for question in asked],
        torch.tensor([languages.index(question.language) for question in asked]),
        torch.from_numpy(np.array([question.scores[:, 0] for question in asked])),
        right,
    )


def _weights(rows: Sequence[_Rows], count: int) -> NDArray[np.float32]:
    """What each term weighs at first: the logarithm of how rare it is among all passages."""
    found = np.ones(count)
    for one in rows:
        np.add.at(found, one.terms.numpy(), 1)
    rare = np.log1p(sum(len(one.starts) for one in rows) / found)
    rare[-1] = 1.0
    weights: NDArray[np.float32] = (rare / rare.max()).astype(np.float32)
    return weights


def _loss(model: Model, rows: Sequence[_Rows], rng: random.Random) -> torch.Tensor:
    losses = []
    for one in rows:
        chosen = rng.sample(range(len(one.questions)), min(MOST_QUESTIONS, len(one.questions)))
        scores = model(one, chosen, DROPPED)
        right = scores.masked_fill(~one.right[chosen], IMPOSSIBLE)
        losses.append(scores.logsumexp(1) - right.logsumexp(1))
    return torch.cat(losses).mean()


def _most_frequent(
    known: NDArray[np.uint64], terms: NDArray[np.uint64], texts: Sequence[NDArray[np.uint64]], most: int
) -> NDArray[np.int64]:
    """The rows of ``known`` that are of the terms that are most frequent in texts, rising."""
    rows = rows_of(terms, np.concatenate(texts))
    counts = np.bincount(rows[rows >= 0], minlength=len(terms))
    return np.searchsorted(known, np.sort(terms[np.argsort(-counts, kind="stable")[:most]]))


def _table(vectors: torch.Tensor, rows: Any) -> NDArray[np.float16]:
    table: NDArray[np.float16] = vectors.detach().numpy()[rows].astype(np.float16)
    return table
