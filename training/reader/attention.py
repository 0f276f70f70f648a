"""Attention that trains on a CPU in less than half the time that torch's own takes.

A few windows at a time, so that their weights stay in the cache; backward from the stored weights. On two cores with
bfloat16 and 45 windows of 384 tokens, forward and backward take 109 ms a layer, torch's kernel 283.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.masking_utils import sdpa_mask

NAME = "windows_at_a_time"
"""The ``attn_implementation`` of a model."""

WINDOWS = 3
MASKED = -1e4
"""Added to the scores of what is not attended to; bfloat16 and float32 can both express it."""

Grads = tuple[torch.Tensor, torch.Tensor, torch.Tensor, None]


class _Attention(torch.autograd.Function):  # type: ignore[misc]
    """Queries, which are scaled, keys and values of shape (windows, heads, tokens, size), contiguous.

    ``bias`` is of shape (windows, 1, 1, tokens) and added to the scores.
    """

    @staticmethod
    def forward(
        context: Any, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, bias: torch.Tensor
    ) -> torch.Tensor:
        weights, outputs = [], []
        for part in _parts(len(query)):
            scores = torch.matmul(query[part], key[part].transpose(-1, -2)).add_(bias[part])
            weights.append(scores.softmax(-1))
            outputs.append(weights[-1] @ value[part])
        output = torch.cat(outputs)
        context.save_for_backward(query, key, value, output, *weights)
        return output

    @staticmethod
    def backward(context: Any, *gradients: torch.Tensor) -> Grads:
        query, key, value, output, *weights = context.saved_tensors
        gradient = gradients[0].contiguous()
        # The part of the softmax's gradient that all scores of a query share.
        shared = (gradient * output).sum(-1, keepdim=True)
        queries, keys, values = [], [], []
        for part, weight in zip(_parts(len(query)), weights, strict=True):
            values.append(weight.transpose(-1, -2) @ gradient[part])
            scores = (gradient[part] @ value[part].transpose(-1, -2)).sub_(shared[part]).mul_(weight)
            queries.append(scores @ key[part])
            keys.append(scores.transpose(-1, -2) @ query[part])
        return torch.cat(queries), torch.cat(keys), torch.cat(values), None


def _parts(windows: int) -> Iterator[slice]:
    return (slice(start, start + WINDOWS) for start in range(0, windows, WINDOWS))


def attend(
    _: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    *,
    scaling: float,
    dropout: float = 0.0,
    **__: object,
) -> tuple[torch.Tensor, None]:
    """As transformers' ``sdpa_attention_forward``, of an encoder. Raises ValueError if there is dropout."""
    if dropout:
        raise ValueError(f"Attention {NAME!r} has no dropout.")
    bias = query.new_zeros(len(query), 1, 1, key.shape[2])
    if attention_mask is not None:
        # All tokens of a window attend to the same ones.
        bias = bias.masked_fill(~attention_mask[:, :, :1], MASKED)
    states: Sequence[torch.Tensor] = [state.contiguous() for state in (query * scaling, key, value)]
    return _Attention.apply(*states, bias).transpose(1, 2), None


AttentionInterface.register(NAME, attend)
AttentionMaskInterface.register(NAME, sdpa_mask)
