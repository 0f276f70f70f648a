"""Train a reader to distinguish right passages from wrong ones, on questions over whole documents.

    python -m training.train MODEL --data SQUAD.json[=EPOCHS] [--data ...] --to FOLDER [--minutes M]

MODEL is the folder of an extractive reader in a hub's layout (config.json, model.safetensors, tokenizer.json). Every
SQUAD.json is in the format of SQuAD 2.0, and is gone through EPOCHS times (1; 0.5 takes every other question). The
scores of all windows of a question are trained as one distribution, so that they can be compared from window to window
as the service does (shared normalization: Clark and Gardner, 2018); beside it every window is trained to say whether
it contains an answer at all. The weights written are interpolated half-way between the old ones and the trained ones,
which keeps more of what the model knew of other texts (Wortsman and others, 2022). 'docinsight models bake' makes them
ready. Needs the torch extra.
"""

import argparse
import json
import random
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModelForQuestionAnswering

from training.examples import LabeledWindow, examples
from worker.answering.manifest import Manifest
from worker.answering.windows import Windower

WINDOW_TOKENS = 384
WARM_UP = 0.05
"""Share of the steps over which the learning rate rises."""

WINDOW_LOSS_WEIGHT = 0.5
"""Weight of each window's own loss, beside the loss over all windows of a question."""

MAX_BATCH_TOKENS = 2048
"""Tokens of one forward pass, which bound the memory."""

MANIFEST = Manifest(
    name="training",
    revision="",
    licence="",
    sha256={},
    max_question_tokens=WINDOW_TOKENS // 6,
    max_window_tokens=WINDOW_TOKENS,
    stride_tokens=WINDOW_TOKENS // 3,
    null="cls",
)

Example = list[LabeledWindow]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("--data", action="append", required=True, metavar="SQUAD.json[=EPOCHS]")
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--minutes", type=float, default=60, help="end after so long at the latest (%(default)s)")
    parser.add_argument("--rate", type=float, default=2e-4, help="the peak learning rate (%(default)s)")
    parser.add_argument(
        "--interpolation",
        type=float,
        default=0.5,
        help="0 keeps the old weights, 1 takes the trained ones (%(default)s)",
    )
    parser.add_argument("--tokens", type=int, default=10_000, help="tokens a step (%(default)s)")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--seed", type=int, default=0)
    parsed = parser.parse_args(arguments)
    torch.manual_seed(parsed.seed)
    torch.set_num_threads(parsed.threads)
    rng = random.Random(parsed.seed)
    windower = Windower(parsed.model, MANIFEST)
    prepared: list[Example] = []
    for source in parsed.data:
        path, _, epochs = source.partition("=")
        one = list(examples(json.loads(Path(path).read_text()), windower, rng))
        whole, part = divmod(float(epochs or 1), 1)
        prepared += one * int(whole) + rng.sample(one, int(part * len(one)))
        print(f"{path}: {len(one)} questions", flush=True)
    rng.shuffle(prepared)
    model = AutoModelForQuestionAnswering.from_pretrained(
        parsed.model,
        local_files_only=True,
        use_safetensors=True,
        dtype=torch.float32,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    before = {name: value.clone() for name, value in model.state_dict().items()}
    train(model, list(_batches(prepared, parsed.tokens)), rate=parsed.rate, seconds=60 * parsed.minutes)
    model.load_state_dict({k: torch.lerp(before[k], v, parsed.interpolation) for k, v in model.state_dict().items()})
    model.save_pretrained(parsed.to)
    shutil.copy2(parsed.model / "tokenizer.json", parsed.to)
    return 0


def _batches(prepared: Sequence[Example], tokens: int) -> Iterator[list[Example]]:
    step: list[Example] = []
    size = 0
    for example in prepared:
        step.append(example)
        size += sum(len(labeled.window.ids) for labeled in example)
        if size >= tokens:
            yield step
            step, size = [], 0
    if step:
        yield step


def train(model: Any, steps: Sequence[list[Example]], *, rate: float, seconds: float) -> list[float]:
    """Train in place for all steps, or so long as ``seconds`` allow; the losses, step by step.

    The learning rate rises over the first steps and falls to nothing at the end, whichever end comes first.
    """
    model.train()
    model.get_input_embeddings().weight.requires_grad_(False)  # rare words would only forget what they meant
    trainable = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in trainable if p.ndim > 1], "weight_decay": 0.01},
            {"params": [p for p in trainable if p.ndim < 2], "weight_decay": 0.0},
        ],
        lr=rate,
        fused=True,
    )
    losses: list[float] = []
    started = time.monotonic()
    for number, step in enumerate(steps):
        gone = max(number / len(steps), (time.monotonic() - started) / seconds)
        if gone >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = rate * min((number + 1) / (WARM_UP * len(steps) + 1), (1 - gone) / (1 - WARM_UP))
        value = loss(model, step)
        value.backward()
        torch.nn.utils.clip_grad_norm_(trainable, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(float(value.detach()))
        if number % 20 == 0:
            print(
                f"step {number} of {len(steps)}, {100 * gone:.0f} %: loss {np.mean(losses[-50:]):.3f}, "
                f"{time.monotonic() - started:.0f} s",
                flush=True,
            )
    model.eval()
    return losses


def loss(model: Any, step: Sequence[Example]) -> torch.Tensor:
    """The mean over questions of how unlikely the right starts and ends are, among all windows and within each."""
    windows = [labeled for example in step for labeled in example]
    scores = dict(zip(map(id, windows), _scores(model, windows), strict=True))
    total = torch.zeros(())
    for example in step:
        for kind in (0, 1):
            logits = [scores[id(labeled)][kind] for labeled in example]
            wanted = [torch.from_numpy((labeled.starts, labeled.ends)[kind]) for labeled in example]
            counted = [torch.from_numpy(labeled.window.readable & ~labeled.unclear) for labeled in example]
            if any(w.any() for w in wanted):
                total = total + _negative_log_likelihood(torch.cat(logits), torch.cat(wanted), torch.cat(counted))
            alone = torch.zeros(2)
            seen = torch.zeros(2)
            for one, w, c, labeled in zip(logits, wanted, counted, example, strict=True):
                if labeled.unclear.any():
                    continue
                null = torch.zeros_like(w)
                null[labeled.window.null] = True
                right = int(w.any())
                part = torch.nn.functional.one_hot(torch.tensor(right), 2)
                alone = alone + part * _negative_log_likelihood(one, w if right else null, c | null)
                seen = seen + part
            total = total + WINDOW_LOSS_WEIGHT * (alone / seen.clamp(min=1)).sum()
    return total / (2 * len(step))


def _negative_log_likelihood(logits: torch.Tensor, wanted: torch.Tensor, counted: torch.Tensor) -> torch.Tensor:
    """Minus the logarithm of the share of ``wanted`` among ``counted``, all of shape (tokens,)."""
    return logits[counted].logsumexp(0) - logits[wanted].logsumexp(0)


def _scores(model: Any, windows: Sequence[LabeledWindow]) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Start and end logits of each window, each of shape (tokens,). Windows of like length go together."""
    order = sorted(range(len(windows)), key=lambda i: -len(windows[i].window.ids))
    found: list[tuple[torch.Tensor, torch.Tensor]] = [(torch.empty(0), torch.empty(0))] * len(windows)
    while order:
        longest = -(-len(windows[order[0]].window.ids) // 32) * 32
        chosen, order = order[: max(1, MAX_BATCH_TOKENS // longest)], order[max(1, MAX_BATCH_TOKENS // longest) :]
        inputs = torch.zeros(3, len(chosen), longest, dtype=torch.long)
        for row, i in enumerate(chosen):
            window = windows[i].window
            inputs[0, row, : len(window.ids)] = torch.from_numpy(window.ids)
            inputs[1, row, : len(window.ids)] = 1
            inputs[2, row, : len(window.ids)] = torch.from_numpy(window.types)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out = model(input_ids=inputs[0], attention_mask=inputs[1], token_type_ids=inputs[2])
        for row, i in enumerate(chosen):
            size = len(windows[i].window.ids)
            found[i] = out.start_logits[row, :size].float(), out.end_logits[row, :size].float()
    return found


if __name__ == "__main__":
    sys.exit(main())
