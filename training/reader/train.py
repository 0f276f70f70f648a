"""The training loop."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from training.reader.losses import Scorer, padded_scores, step_loss
from training.reader.mixture import Step
from training.reader.precision import autocast

BETAS = (0.9, 0.98)
WEIGHT_DECAY = 0.01
WARM_UP_STEPS = 100
MAX_GRADIENT_NORM = 1.0
REPORT_STEPS = 50
REPORT_DECAY = 0.8
"""Weight of the former losses in the one that is reported."""


@dataclass(frozen=True)
class Schedule:
    """How long and how fast to train; the rate falls to nothing by the time, or the steps, that come first.

    ``embeddings_rate`` is the word embeddings' share of the rate: a rare word is seen too seldom for more. The lowest
    ``frozen_layers`` are not trained.
    """

    minutes: float
    rate: float = 5e-4
    embeddings_rate: float = 0.2
    max_steps: int | None = None
    warm_up_steps: int = WARM_UP_STEPS
    save_minutes: float = 15.0
    frozen_layers: int = 0


def train(
    model: Any,
    steps: Iterable[Step],
    schedule: Schedule,
    device: str,
    save: Callable[[], None] = lambda: None,
    scorer: Scorer = padded_scores,
    teachers: Sequence[Any] = (),
) -> list[float]:
    """Train in place; returns the losses, step by step. ``save`` is called every ``save_minutes`` and at the end.

    The model also learns to find likely what ``teachers`` do, other models of the same kind.
    """
    model.to(device).train()
    for teacher in teachers:
        teacher.to(device).eval()
    optimizer = _optimizer(model, schedule, device)
    losses: list[torch.Tensor] = []
    reported: float | None = None
    tokens = 0
    started = saved = time.monotonic()
    for number, step in enumerate(steps):
        now = time.monotonic()
        if number == 0:
            started = saved = now  # preparing the first step takes long, and no training time
        done = (now - started) / (60 * schedule.minutes)
        if schedule.max_steps:
            done = max(done, number / schedule.max_steps)
        if done >= 1:
            break
        for group in optimizer.param_groups:
            warm_up = min(1.0, (number + 1) / schedule.warm_up_steps)
            group["lr"] = schedule.rate * group["rate_factor"] * warm_up * (1 - done)
        with autocast(device):
            loss = step_loss(model, step, device, scorer, teachers)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), MAX_GRADIENT_NORM)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.detach())
        tokens += sum(int(batch.lengths.sum()) for batch in step)
        if (number + 1) % REPORT_STEPS == 0:
            reported = _smoothed(reported, float(losses[-1]))
            seconds = time.monotonic() - started
            print(
                f"step {number + 1}, {done:.0%}: loss {reported:.3f}, {tokens / 1e6:.1f} M tokens, "
                f"{tokens / seconds:.0f} a second, {seconds:.0f} s",
                flush=True,
            )
        if now - saved > 60 * schedule.save_minutes:
            save()
            saved = now
    model.eval()
    save()
    return [float(loss) for loss in losses]


def interpolate(model: Any, before: Mapping[str, torch.Tensor], share: float) -> None:
    """Put the weights at ``share`` of the way from ``before``.

    Half-way, a reader that was trained further keeps more of what it knew of other texts (Wortsman and others, 2022).
    """
    after = {name: tensor.detach().cpu() for name, tensor in model.state_dict().items()}
    model.load_state_dict({name: torch.lerp(before[name], tensor, share) for name, tensor in after.items()})


def _smoothed(before: float | None, loss: float) -> float:
    return loss if before is None else REPORT_DECAY * before + (1 - REPORT_DECAY) * loss


def _optimizer(model: Any, schedule: Schedule, device: str) -> Any:
    embeddings = model.get_input_embeddings().weight
    # Embeddings that are frozen cost no gradient: a third of all weights.
    embeddings.requires_grad_(schedule.embeddings_rate > 0)
    if schedule.frozen_layers:
        for part in (model.bert.embeddings, *model.bert.encoder.layer[: schedule.frozen_layers]):
            part.requires_grad_(False)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    layers = [parameter for parameter in trained if parameter is not embeddings]
    return torch.optim.AdamW(
        [
            {"params": [p for p in layers if p.ndim > 1], "weight_decay": WEIGHT_DECAY, "rate_factor": 1.0},
            {"params": [p for p in layers if p.ndim < 2], "weight_decay": 0.0, "rate_factor": 1.0},
            {
                "params": [p for p in trained if p is embeddings],
                "weight_decay": 0.0,
                "rate_factor": schedule.embeddings_rate,
            },
        ],
        lr=schedule.rate,
        betas=BETAS,
        fused=device.startswith("cuda"),
    )
