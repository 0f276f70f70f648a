"""A step's windows in one row without padding, as a GPU trains fastest: an H200 a million tokens a second.

Every step has the same shape, so that the layers are compiled once: what a step lacks of it is filled up with windows
of padding, whose scores are not looked at.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch.nn.attention.varlen import varlen_attn
from transformers import AttentionInterface, AttentionMaskInterface

from training.reader.losses import Scores, on_device
from training.reader.windows import MAX_WINDOW_TOKENS, PAD, Batch, Integers

NAME = "packed"
"""The ``attn_implementation`` of a model."""

SPARE_TOKENS = 8_192
"""By which a step may be longer than it should be: a question is not divided between steps."""

WINDOW_TOKENS = 64
"""A step has at most one window for so many tokens."""


class Row(NamedTuple):
    """The tokens of all windows, their positions, each of shape (tokens,), and where windows begin and the last ends.

    ``bounds`` is of shape (windows + 1,).
    """

    ids: Integers
    positions: Integers
    bounds: Integers


def pack(step: Sequence[Batch], tokens: int) -> Row:
    """The windows of a step one after the other, ``tokens`` in all. Raises ValueError where it has more."""
    kept = [np.arange(batch.ids.shape[1])[None] < batch.lengths[:, None] for batch in step]
    lengths = np.concatenate([batch.lengths for batch in step])
    missing = tokens - int(lengths.sum())
    windows = tokens // WINDOW_TOKENS
    filling = [MAX_WINDOW_TOKENS] * (missing // MAX_WINDOW_TOKENS) + [missing % MAX_WINDOW_TOKENS]
    empty = windows - len(lengths) - len(filling)
    if missing < 0 or empty < 0:
        raise ValueError(f"A step of {len(lengths)} windows, {-missing} tokens above its {tokens}.")
    lengths = np.concatenate([lengths, filling, np.zeros(empty, np.int32)])
    ids = np.concatenate([*(batch.ids[mask] for batch, mask in zip(step, kept, strict=True)), np.full(missing, PAD)])
    bounds = np.concatenate([[0], np.cumsum(lengths)])
    positions = np.arange(tokens) - np.repeat(bounds[:-1], lengths)
    return Row(ids.astype(np.int32), positions.astype(np.int32), bounds.astype(np.int32))


class PackedScores:
    """Scores the windows of steps of about ``step_tokens`` on a GPU, with a model whose attention is `NAME`."""

    def __init__(self, step_tokens: int) -> None:
        self._tokens = -(-(step_tokens + SPARE_TOKENS) // 1024) * 1024

    def __call__(self, model: Any, step: Sequence[Batch], device: str) -> list[Scores]:
        """The scores of each batch's starts and ends, each of shape (windows, side), 0 where there is no token."""
        ids, positions, bounds = (on_device(array, device) for array in pack(step, self._tokens))
        output = model(input_ids=ids.long()[None], position_ids=positions.long()[None], bounds=bounds)
        found: list[Scores] = []
        at = 0
        for batch in step:
            mask = on_device(np.arange(batch.ids.shape[1])[None] < batch.lengths[:, None], device)
            end = at + int(batch.lengths.sum())
            starts, ends = (
                torch.zeros(mask.shape, device=device).masked_scatter(mask, logits[0, at:end].float())
                for logits in (output.start_logits, output.end_logits)
            )
            found.append((starts, ends))
            at = end
        return found


def compile_layers(model: Any) -> None:
    """Compile the layers, all of one shape, at their first use."""
    for layer in model.bert.encoder.layer:
        layer.compile(dynamic=False)


def attend(
    _: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    __: None,
    *,
    bounds: torch.Tensor,
    **___: object,
) -> tuple[torch.Tensor, None]:
    """Attention within each window, its scores scaled by size ** -0.5; no weight is dropped.

    The states are of shape (1, heads, tokens, size).
    """
    states = [state[0].transpose(0, 1) for state in (query, key, value)]
    found = varlen_attn(*states, bounds, bounds, MAX_WINDOW_TOKENS, MAX_WINDOW_TOKENS)
    return found[None], None


def _no_mask(*_: object, **__: object) -> None:
    """No mask: `Row.bounds` say what belongs together."""


AttentionInterface.register(NAME, attend)
AttentionMaskInterface.register(NAME, _no_mask)
