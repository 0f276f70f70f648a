"""The precision that is computed in."""

from contextlib import AbstractContextManager, nullcontext

import torch


def autocast(device: str) -> AbstractContextManager[None]:
    """Half the bits where the device multiplies bfloat16: a CPU that does not takes three times as long for it."""
    if device == "cpu" and not torch.cpu._is_avx512_bf16_supported():
        return nullcontext()
    found: AbstractContextManager[None] = torch.autocast(device.partition(":")[0], dtype=torch.bfloat16)
    return found
