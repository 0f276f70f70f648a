"""How right a reader is: on the evaluation sets, and on made documents that it was not trained on."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from training.evaluate import Result, best_f1
from training.reader import made
from training.reader.precision import autocast
from training.reader.rows import EvaluationRow
from training.reader.windows import BEGIN, END, MAX_QUESTION_TOKENS, MAX_WINDOW_TOKENS, padded
from worker.models.metrics import exact_match, token_f1

STRIDE_TOKENS = 128
"""Tokens that one window of a text shares with the next."""

MAX_ANSWER_TOKENS = 40
MAX_STARTS = 20
"""Tokens at which an answer may begin that are looked at."""

BATCH_WINDOWS = 64
MADE_DOCUMENTS = 400
MADE_SEED = "evaluation"


class Guess(NamedTuple):
    """The best answer to a question, its score, and the lowest score of "no answer" of any window."""

    text: str
    score: float
    null: float


class Measures(NamedTuple):
    """Shares from 0 to 1. The last four are of sets that have questions without an answer, None elsewhere.

    ``best_f1`` is over all questions at the threshold that suits the set best; ``auc`` is the probability that a
    question with an answer scores above one without; ``kept`` and ``refused`` are what is right at the threshold 0.
    """

    answerable: int
    questions: int
    exact: float
    f1: float
    best_f1: float | None = None
    auc: float | None = None
    kept: float | None = None
    refused: float | None = None

    def __str__(self) -> str:
        shown = f"n {self.answerable}, EM {100 * self.exact:.1f}, F1 {100 * self.f1:.1f}"
        if self.best_f1 is None:
            return shown
        return (
            f"{shown}; all {self.questions}: F1 {100 * self.best_f1:.1f} at the best threshold, AUC {self.auc:.3f}, "
            f"at 0 kept {self.kept:.3f}, refused {self.refused:.3f}"
        )


class Reader:
    """A model with its tokenizer, which answers rows."""

    def __init__(self, model: Any, tokenizer: Tokenizer, device: str) -> None:
        self._model = model.to(device).eval()
        self._tokenizer = tokenizer
        self._device = device

    def guess(self, rows: Sequence[EvaluationRow]) -> list[Guess]:
        """The best answer of each row's context."""
        questions = self._tokenizer.encode_batch([row.question for row in rows], add_special_tokens=False)
        contexts = self._tokenizer.encode_batch([row.context for row in rows], add_special_tokens=False)
        windows = [
            window
            for number, (question, context) in enumerate(zip(questions, contexts, strict=True))
            for window in _windows(number, question, context)
        ]
        windows.sort(key=lambda window: len(window.ids))
        best = [Guess("", -1e9, 1e9)] * len(rows)
        for at in range(0, len(windows), BATCH_WINDOWS):
            batch = windows[at : at + BATCH_WINDOWS]
            for window, starts, ends in zip(batch, *self._logits(batch), strict=True):
                if not window.tokens:
                    continue
                score, first, last = _best_span(starts[window.inside], ends[window.inside])
                offsets = contexts[window.row].offsets[window.first_token : window.first_token + window.tokens]
                text = rows[window.row].context[offsets[first][0] : offsets[last][1]]
                before = best[window.row]
                null = min(before.null, float(starts[0] + ends[0]))
                best[window.row] = Guess(text, score, null) if score > before.score else before._replace(null=null)
        return best

    def _logits(self, windows: Sequence["_Window"]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Start and end logits, each of shape (windows, tokens)."""
        ids = torch.from_numpy(padded([window.ids for window in windows], max(len(w.ids) for w in windows))).long()
        lengths = torch.tensor([len(window.ids) for window in windows])
        mask = (torch.arange(ids.shape[1])[None] < lengths[:, None]).long()
        with torch.inference_mode(), autocast(self._device):
            output = self._model(input_ids=ids.to(self._device), attention_mask=mask.to(self._device))
        return output.start_logits.float().cpu().numpy(), output.end_logits.float().cpu().numpy()


class _Window(NamedTuple):
    row: int
    ids: list[int]
    text_start: int
    first_token: int
    tokens: int

    @property
    def inside(self) -> slice:
        return slice(self.text_start, self.text_start + self.tokens)


def _windows(row: int, question: Encoding, context: Encoding) -> list[_Window]:
    asked = question.ids[:MAX_QUESTION_TOKENS]
    room = MAX_WINDOW_TOKENS - len(asked) - 4
    found: list[_Window] = []
    at = 0
    while True:
        part = context.ids[at : at + room]
        found.append(_Window(row, [BEGIN, *asked, END, END, *part, END], len(asked) + 3, at, len(part)))
        if at + room >= len(context.ids):
            return found
        at += room - STRIDE_TOKENS


def _best_span(starts: NDArray[np.float32], ends: NDArray[np.float32]) -> tuple[float, int, int]:
    """The score, first and last token of the best span."""
    best = (-1e9, 0, 0)
    for first in np.argsort(-starts)[:MAX_STARTS].tolist():
        last = first + int(ends[first : first + MAX_ANSWER_TOKENS].argmax())
        best = max(best, (float(starts[first] + ends[last]), first, last))
    return best


def result(row: EvaluationRow, guess: Guess) -> Result:
    """A guess held against the right answers."""
    exact = max((float(exact_match(guess.text, answer)) for answer in row.answers), default=0.0)
    f1 = max((token_f1(guess.text, answer) for answer in row.answers), default=0.0)
    return Result(bool(row.answers), exact, f1, guess.score - guess.null)


def measure(results: Sequence[Result]) -> Measures:
    """The means. Raises ValueError where no question has an answer."""
    answerable = [one for one in results if one.answerable]
    if not answerable:
        raise ValueError("No question has an answer.")
    exact, f1 = (float(np.mean([getattr(one, name) for one in answerable])) for name in ("exact", "f1"))
    if len(answerable) == len(results):
        return Measures(len(answerable), len(results), exact, f1)
    kept = np.array([one.margin or 0.0 for one in answerable])
    refused = np.array([one.margin or 0.0 for one in results if not one.answerable])
    return Measures(
        len(answerable),
        len(results),
        exact,
        f1,
        best_f1(results),
        float(np.mean(kept[:, None] > refused[None])),
        float(np.mean(kept > 0)),
        float(np.mean(refused <= 0)),
    )


def evaluate(
    reader: Reader, sets: Mapping[str, Sequence[EvaluationRow]], limit: int | None = None
) -> dict[str, Measures]:
    """The measures of every set with answers, of its first ``limit`` questions."""
    found: dict[str, Measures] = {}
    for name, rows in sets.items():
        asked = rows[:limit]
        if any(row.answers for row in asked):
            found[name] = measure([result(*pair) for pair in zip(asked, reader.guess(asked), strict=True)])
            print(f"{name}: {found[name]}", flush=True)
    return found


def made_sets(documents: int = MADE_DOCUMENTS) -> dict[str, list[EvaluationRow]]:
    """Questions about made documents of no training: all, those of each language, and those of near labels."""
    found: defaultdict[str, list[EvaluationRow]] = defaultdict(list)
    for number in range(documents):
        rng = random.Random(f"{MADE_SEED}.{number}")
        document = made.draw(rng)
        for example in made.examples(document, rng):
            text = example.texts[0]
            row = EvaluationRow(example.question, text, [text[slice(*example.span)]] if example.span else [])
            found["made"].append(row)
            found[f"made_{document.language}"].append(row)
            if document.kind in made.NEAR_KINDS:
                found["made_near"].append(row)
    return dict(sorted(found.items()))
