"""What the reader is trained for.

Two losses are added. In each window alone, the right start and end are to be likelier than the other tokens, or "no
answer" than all of them where the window contains none. And among all windows of a question together, without their "no
answer", the right ones are to be likelier than the others (shared normalization: Clark and Gardner, 2018): scores are
then comparable between passages.
"""

from collections.abc import Sequence
from typing import Any

import torch

from training.reader.windows import Batch

NULL_WEIGHT = 0.5
"""Weight of a window without an answer, to 1 of one with it."""

SHARED_WEIGHT = 0.5
"""Weight of the loss among all windows of a question, to 1 of the loss of each window."""

IMPOSSIBLE = -1e9


def step_loss(model: Any, step: Sequence[Batch], device: str) -> torch.Tensor:
    """The loss of one step, a scalar: the mean of the losses of starts and of ends."""
    batches = [[torch.from_numpy(array).to(device, non_blocking=True).long() for array in batch] for batch in step]
    outputs = [
        model(input_ids=ids, attention_mask=(_positions(ids) < lengths[:, None]).long()) for ids, lengths, *_ in batches
    ]
    total = torch.zeros((), device=device)
    for logits_of, labels_of in (("start_logits", (0, 1)), ("end_logits", (2, 3))):
        parts = [
            _window_scores(getattr(output, logits_of).float(), batch, labels_of)
            for output, batch in zip(outputs, batches, strict=True)
        ]
        losses, weights, inside, right, answered = (torch.cat(part) for part in zip(*parts, strict=True))
        total = total + (losses * weights).sum() / weights.sum()
        questions = torch.cat([batch[4] for batch in batches])
        total = total + SHARED_WEIGHT * _shared(inside, right, answered, questions)
    return total / 2


def _positions(ids: torch.Tensor) -> torch.Tensor:
    return torch.arange(ids.shape[1], device=ids.device)[None]


def _window_scores(
    logits: torch.Tensor, batch: Sequence[torch.Tensor], labels_of: tuple[int, int]
) -> tuple[torch.Tensor, ...]:
    """Each window's loss, its weight, the scores of its text and of its right tokens, and whether it has an answer.

    ``logits`` is of shape (windows, tokens), all results of shape (windows,).
    """
    ids, lengths, text_starts, labels, _ = batch
    positions = _positions(ids)
    first, last = (labels[:, :, column, None] for column in labels_of)
    answered = labels[:, 0, 0] >= 0
    text = (positions >= text_starts[:, None]) & (positions < lengths[:, None] - 1)
    null = positions == 0
    places = ((positions >= first) & (positions <= last)).any(1)
    right = torch.where(answered[:, None], places, null)
    right_score = _log_sum(logits, right)
    losses = _log_sum(logits, text | null) - right_score
    weights = torch.where(answered, 1.0, NULL_WEIGHT)
    right_score = torch.where(answered, right_score, torch.full_like(right_score, IMPOSSIBLE))
    return losses, weights, _log_sum(logits, text), right_score, answered


def _log_sum(logits: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    return logits.masked_fill(~mask, IMPOSSIBLE).logsumexp(1)


def _shared(inside: torch.Tensor, right: torch.Tensor, answered: torch.Tensor, questions: torch.Tensor) -> torch.Tensor:
    """The mean over the questions with an answer of how unlikely it is among the text of all their windows."""
    count = int(questions.max()) + 1
    has_answer = torch.zeros(count, device=inside.device).index_add(0, questions, answered.float()) > 0
    losses = _log_sum_by(inside, questions, count) - _log_sum_by(right, questions, count)
    return losses[has_answer].sum() / has_answer.sum().clamp(min=1)


def _log_sum_by(scores: torch.Tensor, questions: torch.Tensor, count: int) -> torch.Tensor:
    """The logarithm of the sum of the exponentials of the scores of each question, of shape (count,)."""
    start = torch.full((count,), IMPOSSIBLE, device=scores.device)
    greatest = start.scatter_reduce(0, questions, scores.detach(), "amax")
    sums = torch.zeros(count, device=scores.device).index_add(0, questions, (scores - greatest[questions]).exp())
    return sums.clamp(min=1e-30).log() + greatest
