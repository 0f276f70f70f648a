"""What the reader is trained for.

Two losses are added. In each window alone, the right start and end are to be likelier than the other tokens, or "no
answer" than all of them where the window contains none. And among all windows of a question together, without their "no
answer", the right ones are to be likelier than the others (shared normalization: Clark and Gardner, 2018): scores are
then comparable between passages. With teachers, a third is added: how far what is likely is from what they find likely
on average (distillation: Hinton and others, 2015).
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from numpy.typing import NDArray

from training.reader.windows import Batch

NULL_WEIGHT = 0.5
"""Weight of a window without an answer, to 1 of one with it."""

SHARED_WEIGHT = 0.5
"""Weight of the loss among all windows of a question, to 1 of the loss of each window."""

TEACHERS_WEIGHT = 1.0
"""Weight of the loss towards the teachers, to 1 of the loss of each window."""

IMPOSSIBLE = -1e9

Scores = tuple[torch.Tensor, torch.Tensor]
"""Of the starts and of the ends of a batch, each of shape (windows, side)."""

Scorer = Callable[[Any, Sequence[Batch], str], list[Scores]]
"""The scores that a model, on a device, gives to each batch of a step."""


def on_device(array: NDArray[Any], device: str) -> torch.Tensor:
    """The array as a tensor there, without waiting for what the device computes."""
    tensor = torch.from_numpy(array)
    return tensor if device == "cpu" else tensor.pin_memory().to(device, non_blocking=True)


def padded_scores(model: Any, step: Sequence[Batch], device: str) -> list[Scores]:
    """The scores of the batches, one batch after the other."""
    found: list[Scores] = []
    for batch in step:
        ids, lengths = (on_device(array, device).long() for array in (batch.ids, batch.lengths))
        output = model(input_ids=ids, attention_mask=(_positions(ids) < lengths[:, None]).long())
        found.append((output.start_logits.float(), output.end_logits.float()))
    return found


def step_loss(
    model: Any,
    step: Sequence[Batch],
    device: str,
    scorer: Scorer = padded_scores,
    teachers: Sequence[Any] = (),
) -> torch.Tensor:
    """The loss of one step, a scalar: the mean of the losses of starts and of ends."""
    scores = scorer(model, step, device)
    with torch.no_grad():
        taught = [scorer(teacher, step, device) for teacher in teachers]
    batches = [[on_device(array, device).long() for array in batch[1:]] for batch in step]
    questions = torch.cat([batch[3] for batch in batches])
    asked = 1 + max(int(batch.questions.max()) for batch in step)
    total = torch.zeros((), device=device)
    for side, labels_of in ((0, (0, 1)), (1, (2, 3))):
        parts = [
            _window_scores(batch_scores[side], batch, labels_of)
            for batch_scores, batch in zip(scores, batches, strict=True)
        ]
        losses, weights, inside, right, answered = (torch.cat(part) for part in zip(*parts, strict=True))
        total = total + (losses * weights).sum() / weights.sum()
        total = total + SHARED_WEIGHT * _shared(inside, right, answered, questions, asked)
        if teachers:
            divergences = torch.cat(
                [
                    _divergences(batch_scores[side], [scores[number][side] for scores in taught], batch)
                    for number, (batch_scores, batch) in enumerate(zip(scores, batches, strict=True))
                ]
            )
            total = total + TEACHERS_WEIGHT * (divergences * weights).sum() / weights.sum()
    return total / 2


def _positions(windows: torch.Tensor) -> torch.Tensor:
    return torch.arange(windows.shape[1], device=windows.device)[None]


def _window_scores(
    logits: torch.Tensor, batch: Sequence[torch.Tensor], labels_of: tuple[int, int]
) -> tuple[torch.Tensor, ...]:
    """Each window's loss, its weight, the scores of its text and of its right tokens, and whether it has an answer.

    ``logits`` is of shape (windows, tokens), all results of shape (windows,).
    """
    labels = batch[2]
    positions = _positions(logits)
    first, last = (labels[:, :, column, None] for column in labels_of)
    answered = labels[:, 0, 0] >= 0
    text, null = _text(logits, batch), positions == 0
    places = ((positions >= first) & (positions <= last)).any(1)
    right = torch.where(answered[:, None], places, null)
    right_score = _log_sum(logits, right)
    losses = _log_sum(logits, text | null) - right_score
    weights = torch.where(answered, 1.0, NULL_WEIGHT)
    right_score = torch.where(answered, right_score, torch.full_like(right_score, IMPOSSIBLE))
    return losses, weights, _log_sum(logits, text), right_score, answered


def _text(logits: torch.Tensor, batch: Sequence[torch.Tensor]) -> torch.Tensor:
    """Which tokens are of a window's text, of shape (windows, tokens)."""
    lengths, text_starts, *_ = batch
    positions = _positions(logits)
    return (positions >= text_starts[:, None]) & (positions < lengths[:, None] - 1)


def _divergences(logits: torch.Tensor, teachers: Sequence[torch.Tensor], batch: Sequence[torch.Tensor]) -> torch.Tensor:
    """Kullback and Leibler's, of each window from the teachers' mean, of shape (windows,).

    All logits are of shape (windows, tokens).
    """
    impossible = ~(_text(logits, batch) | (_positions(logits) == 0))
    likely = torch.stack([one.masked_fill(impossible, IMPOSSIBLE).softmax(1) for one in teachers]).mean(0)
    found = logits.masked_fill(impossible, IMPOSSIBLE).log_softmax(1)
    return torch.nn.functional.kl_div(found, likely, reduction="none").sum(1)


def _log_sum(logits: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    return logits.masked_fill(~mask, IMPOSSIBLE).logsumexp(1)


def _shared(
    inside: torch.Tensor, right: torch.Tensor, answered: torch.Tensor, questions: torch.Tensor, count: int
) -> torch.Tensor:
    """The mean over the questions with an answer of how unlikely it is among the text of all their windows."""
    has_answer = torch.zeros(count, device=inside.device).index_add(0, questions, answered.float()) > 0
    losses = _log_sum_by(inside, questions, count) - _log_sum_by(right, questions, count)
    # No boolean index: a GPU would have to wait for how many they are.
    return torch.where(has_answer, losses, 0.0).sum() / has_answer.sum().clamp(min=1)


def _log_sum_by(scores: torch.Tensor, questions: torch.Tensor, count: int) -> torch.Tensor:
    """The logarithm of the sum of the exponentials of the scores of each question, of shape (count,)."""
    start = torch.full((count,), IMPOSSIBLE, device=scores.device)
    greatest = start.scatter_reduce(0, questions, scores.detach(), "amax")
    sums = torch.zeros(count, device=scores.device).index_add(0, questions, (scores - greatest[questions]).exp())
    return sums.clamp(min=1e-30).log() + greatest
